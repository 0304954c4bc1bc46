"""RAdam."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.optim.settings import check_betas, check_positive, check_rate
from viz_autograd.optim.stepping import UpdatingOptimizer
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates.radam import RADAM as UPDATE

__all__ = ["RAdam"]


class RAdam(UpdatingOptimizer):
    """RAdam (Liu et al., 2020): Adam whose adaptive rate waits until its variance can be told.

    Raises:
        ArgumentError (ValueError): For a setting below zero, or betas that are not in [0, 1).
    """

    update = UPDATE

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        check_positive("epsilon", eps)
        check_betas(betas)
        check_positive("weight_decay", weight_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)
