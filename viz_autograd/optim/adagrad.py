"""Adagrad."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.optim.settings import check_positive, check_rate
from viz_autograd.optim.stepping import UpdatingOptimizer
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates.adagrad import ADAGRAD as UPDATE

__all__ = ["Adagrad"]


class Adagrad(UpdatingOptimizer):
    """Adagrad (Duchi et al., 2011): each element's rate falls with the squares that it has seen.

    Raises:
        ArgumentError (ValueError): For a setting below zero.
    """

    update = UPDATE

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_rate(lr)
        check_positive("lr_decay", lr_decay)
        check_positive("weight_decay", weight_decay)
        check_positive("initial_accumulator_value", initial_accumulator_value)
        check_positive("epsilon", eps)
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)
        self._check_fused()
        # Here the state is there from the start, not from the first step on.
        for group in self.param_groups:
            for parameter in group["params"]:
                self.state[parameter] = self._begin(parameter, defaults)
