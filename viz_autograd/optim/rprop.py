"""Rprop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.errors import ArgumentError
from viz_autograd.optim.settings import check_rate
from viz_autograd.optim.stepping import UpdatingOptimizer
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates.rprop import RPROP as UPDATE

__all__ = ["Rprop"]


class Rprop(UpdatingOptimizer):
    """Rprop (Riedmiller & Braun, 1993): steps whose size follows only the gradient's sign; for whole batches.

    Raises:
        ArgumentError (ValueError): For a rate below zero, or etas that are not around 1.
    """

    update = UPDATE

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ArgumentError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        defaults = {
            "lr": lr,
            "etas": etas,
            "step_sizes": step_sizes,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)
