"""RMSprop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.optim.settings import check_positive, check_rate
from viz_autograd.optim.stepping import UpdatingOptimizer
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates.rmsprop import RMSPROP as UPDATE

__all__ = ["RMSprop"]


class RMSprop(UpdatingOptimizer):
    """RMSprop (Hinton, 2012): gradients divided by the root of their running mean square.

    Raises:
        ArgumentError (ValueError): For a setting below zero.
    """

    update = UPDATE

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        check_positive("epsilon", eps)
        check_positive("momentum", momentum)
        check_positive("weight_decay", weight_decay)
        check_positive("alpha", alpha)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)
