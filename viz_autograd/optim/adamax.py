"""Adamax."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.optim.settings import check_betas, check_positive, check_rate
from viz_autograd.optim.stepping import UpdatingOptimizer
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates.adamax import ADAMAX as UPDATE

__all__ = ["Adamax"]


class Adamax(UpdatingOptimizer):
    """Adamax (Kingma & Ba, 2015): Adam with the largest gradient in the place of the mean square.

    Raises:
        ArgumentError (ValueError): For a setting below zero, or betas that are not in [0, 1).
    """

    update = UPDATE

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
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
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)
