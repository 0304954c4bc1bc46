"""NAdam."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.optim.optimizer import Group
from viz_autograd.optim.settings import check_betas, check_positive, check_rate
from viz_autograd.optim.stepping import UpdatingOptimizer
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates.nadam import NADAM as UPDATE

__all__ = ["NAdam"]


class NAdam(UpdatingOptimizer):
    """NAdam (Dozat, 2016): Adam with Nesterov's momentum.

    Raises:
        ArgumentError (ValueError): For a setting below zero, or betas that are not in [0, 1).
    """

    update = UPDATE
    _capturable = ("params, mu_products and state_steps", True)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
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
        check_positive("momentum_decay", momentum_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _writes(self, group: Group) -> int:
        # The gradient's and the momentum's share are two changes.
        return super()._writes(group) + 1
