"""AdamW."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.optim.adam import Adam
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates.adamw import ADAMW as UPDATE

__all__ = ["AdamW"]


class AdamW(Adam):
    """AdamW (Loshchilov & Hutter, 2019): Adam whose weight decay shrinks the parameter itself.

    Raises:
        ArgumentError (ValueError): For a setting below zero, or betas that are not in [0, 1).
    """

    update = UPDATE

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-3,
        betas: tuple[float | Tensor, float | Tensor] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        # A saved Adam goes on as AdamW.
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True
