"""ASGD."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.optim.optimizer import Group
from viz_autograd.optim.settings import check_positive, check_rate
from viz_autograd.optim.stepping import UpdatingOptimizer
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates.asgd import ASGD as UPDATE

__all__ = ["ASGD"]


class ASGD(UpdatingOptimizer):
    """ASGD (Polyak & Juditsky, 1992): stochastic gradient descent; `state[p]["ax"]` is its average.

    Raises:
        ArgumentError (ValueError): For a rate or a weight decay below zero.
    """

    update = UPDATE
    _capturable = ("params, mus, etas, and state_steps", True)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_rate(lr)
        check_positive("weight_decay", weight_decay)
        defaults = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _writes(self, group: Group) -> int:
        # The shrinking and the step are two changes.
        return 2
