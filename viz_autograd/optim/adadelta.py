"""Adadelta."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.errors import ArgumentError
from viz_autograd.optim.settings import check_positive, check_rate
from viz_autograd.optim.stepping import UpdatingOptimizer
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates.adadelta import ADADELTA as UPDATE

__all__ = ["Adadelta"]


class Adadelta(UpdatingOptimizer):
    """Adadelta (Zeiler, 2012): steps in the units of the parameter.

    Raises:
        ArgumentError (ValueError): For a setting below zero, or rho that is not in [0, 1].
    """

    update = UPDATE
    _capturable = ("params and state_steps", False)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        if not 0.0 <= rho <= 1.0:
            raise ArgumentError(f"Invalid rho value: {rho}")
        check_positive("epsilon", eps)
        check_positive("weight_decay", weight_decay)
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)
