"""Adam."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.errors import ArgumentError
from viz_autograd.optim.settings import check_betas, check_positive, check_rate
from viz_autograd.optim.stepping import UpdatingOptimizer
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates.adam import ADAM as UPDATE

__all__ = ["Adam"]


class Adam(UpdatingOptimizer):
    """Adam (Kingma & Ba, 2015): steps scaled by running means of g and g²; amsgrad keeps the largest of the latter.

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
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        if isinstance(lr, Tensor) and foreach and not capturable:
            raise ArgumentError("lr as a Tensor is not supported for capturable=False and foreach=True")
        check_rate(lr)
        check_positive("epsilon", eps)
        check_betas(betas)
        check_positive("weight_decay", weight_decay)
        _check_kinds(betas, bool(foreach and not capturable))
        defaults = {
            "lr": lr,
            "betas": tuple(betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)
        self._check_fused()


def _check_kinds(betas: tuple[Any, Any], numbers_only: bool) -> None:
    """Raise ArgumentError unless both are floats, or both tensors of one element."""
    if all(isinstance(beta, float) for beta in betas):
        return
    if not all(isinstance(beta, Tensor) for beta in betas):
        raise ArgumentError("betas must be either both floats or both Tensors")
    for index, beta in enumerate(betas):
        if numbers_only:
            raise ArgumentError(f"betas[{index}] as a Tensor is not supported for capturable=False and foreach=True")
        if beta._array.size != 1:
            raise ArgumentError(f"Tensor betas[{index}] must be 1-element")
