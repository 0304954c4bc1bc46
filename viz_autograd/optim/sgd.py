"""Stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.errors import ArgumentError
from viz_autograd.optim.settings import number
from viz_autograd.optim.stepping import UpdatingOptimizer
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates.sgd import SGD as UPDATE

__all__ = ["SGD"]


class SGD(UpdatingOptimizer):
    """Stochastic gradient descent: p − lr·g, with momentum (also Nesterov's), dampening and weight decay.

    Raises:
        ArgumentError (ValueError): For a setting below zero, or nesterov without momentum or with dampening.
    """

    update = UPDATE

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float | Tensor = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr._array.size != 1:
            raise ArgumentError("Tensor lr must be 1-element")
        if number(lr) < 0.0:
            raise ArgumentError(f"Invalid learning rate: {lr}")
        if momentum < 0.0:
            raise ArgumentError(f"Invalid momentum value: {momentum}")
        if number(weight_decay) < 0.0:
            raise ArgumentError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ArgumentError("Nesterov momentum requires a momentum and zero dampening")
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)
        self._check_fused()
