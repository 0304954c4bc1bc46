"""What the cyclic schedules do to momentum: it goes down while the rate goes up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.errors import ArgumentError
from viz_autograd.optim.optimizer import Optimizer

__all__ = ["begin_momentums", "set_momentum", "uses_beta1"]


def uses_beta1(optimizer: Optimizer) -> bool:
    """Whether the momentum of an optimizer is the first of its betas. Raises ArgumentError when it has neither."""
    if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
        raise ArgumentError("optimizer must support momentum or beta1 with `cycle_momentum` option enabled")
    return "betas" in optimizer.defaults


def begin_momentums(optimizer: Optimizer, highest: Iterable[Any], lowest: Iterable[Any], beta1: bool) -> None:
    """Set the highest momentum, with which a cycle begins, and note both ends in the groups."""
    for group, high, low in zip(optimizer.param_groups, highest, lowest, strict=True):
        set_momentum(group, high, beta1)
        group["max_momentum"] = high
        group["base_momentum"] = low


def set_momentum(group: dict[str, Any], momentum: Any, beta1: bool) -> None:
    """Change the momentum of a group."""
    if beta1:
        group["betas"] = (momentum, *group["betas"][1:])
    else:
        group["momentum"] = momentum
