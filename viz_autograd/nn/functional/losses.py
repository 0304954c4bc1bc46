"""Losses that compare numbers with numbers."""

from __future__ import annotations

import math
import warnings
from typing import Any

from viz_autograd.errors import ArgumentError, TensorError
from viz_autograd.nn.functional.arguments import check_reduction, floating, legacy_reduction, reduced
from viz_autograd.ops import OPS
from viz_autograd.ops.broadcasting import broadcast_shape
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.grad_mode import no_grad
from viz_autograd.tensor.size import Size
from viz_autograd.tensor.tensor import Tensor

__all__ = ["gaussian_nll_loss", "huber_loss", "l1_loss", "mse_loss", "poisson_nll_loss", "smooth_l1_loss"]


def _pair(input: Any, target: Any) -> tuple[Any, Any]:
    """Input and target in their common shape, with a warning when they have different ones."""
    if target.size() == input.size():
        return input, target
    warnings.warn(
        f"Using a target size ({Size(target.size())!r}) that is different to the input size ({Size(input.size())!r}). "
        "This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
        stacklevel=3,
    )
    shape = broadcast_shape(input._array.shape, target._array.shape)
    return input.expand(shape), target.expand(shape)


def _weighted(losses: Any, weight: Any, reduction: str) -> Any:
    """Losses times weights; their mean is by the sum of the weights."""
    weighted = losses * weight
    check_reduction(reduction)
    if reduction == "mean":
        return weighted.sum() / weight.sum()
    return weighted if reduction == "none" else weighted.sum()


def _check_weight(input: Any, weight: Any) -> None:
    if weight.size() != input.size():
        raise ArgumentError("Weights and input must have the same size.")


def mse_loss(
    input: Any,
    target: Any,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Any = None,
) -> Tensor:
    """(input − target)², its mean, or its sum; each element times its weight, if there are weights.

    Warns when the shapes differ. Raises ArgumentError (ValueError) for a reduction or weights that do not fit.
    """
    a, b = _pair(input, target)
    reduction = legacy_reduction(size_average, reduce, reduction)
    if weight is not None:
        _check_weight(input, weight)
        weighted: Tensor = _weighted(apply(OPS["mse"], a, b, reduction="none"), weight, reduction)
        return weighted
    check_reduction(reduction)
    if a._array.dtype.kind != "f" and b._array.dtype.kind != "f":
        floating("mse_cpu", a)
    result: Tensor = apply(OPS["mse"], a, b, reduction=reduction)
    return result


def l1_loss(
    input: Any,
    target: Any,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Any = None,
) -> Tensor:
    """|input − target|, its mean, or its sum. Warns and raises as `mse_loss` does."""
    a, b = _pair(input, target)
    reduction = legacy_reduction(size_average, reduce, reduction)
    if weight is not None:
        _check_weight(input, weight)
        weighted: Tensor = _weighted(apply(OPS["l1"], a, b, reduction="none"), weight, reduction)
        return weighted
    check_reduction(reduction)
    if reduction == "mean" and a._array.dtype.kind != "f" and b._array.dtype.kind != "f":
        of_integers: Tensor = (a - b).abs().mean()
        return of_integers
    result: Tensor = apply(OPS["l1"], a, b, reduction=reduction)
    return result


def smooth_l1_loss(
    input: Any,
    target: Any,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """Half the square over beta where |input − target| is below beta, that less beta / 2 elsewhere.

    Warns and raises as `mse_loss` does; TensorError (RuntimeError) for a negative beta.
    """
    a, b = _pair(input, target)
    reduction = legacy_reduction(size_average, reduce, reduction)
    check_reduction(reduction)
    if beta == 0:
        plain: Tensor = apply(OPS["l1"], a, b, reduction=reduction)
        return plain
    if beta < 0:
        raise TensorError("smooth_l1_loss does not support negative values for beta.")
    if a._array.dtype.kind != "f" and b._array.dtype.kind != "f":
        floating("smooth_l1_cpu", a)
    result: Tensor = apply(OPS["smooth_l1"], a, b, reduction=reduction, beta=beta)
    return result


def huber_loss(input: Any, target: Any, reduction: str = "mean", delta: float = 1.0, weight: Any = None) -> Tensor:
    """Half the square where |input − target| is below delta, delta (that − delta / 2) elsewhere.

    Warns and raises as `mse_loss` does; TensorError (RuntimeError) for a delta that is not above 0.
    """
    a, b = _pair(input, target)
    check_reduction(reduction)
    if delta <= 0:
        raise TensorError("huber_loss does not support non-positive values for delta.")
    if a._array.dtype.kind != "f" and b._array.dtype.kind != "f":
        floating("huber_cpu", a)
    if weight is None:
        result: Tensor = apply(OPS["huber"], a, b, reduction=reduction, delta=delta)
        return result
    _check_weight(input, weight)
    weighted: Tensor = reduced(apply(OPS["huber"], a, b, reduction="none", delta=delta) * weight, reduction)
    return weighted


def gaussian_nll_loss(
    input: Any, target: Any, var: Any, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Tensor:
    """½ (log var + (input − target)² / var), var at least eps; ½ log 2π more if `full`.

    `var` is a number or a tensor in the shape of the input, or without its last dimension, or with 1 in its place.
    Raises ArgumentError (ValueError) for another size, a negative variance, or a reduction that there is not.
    """
    if isinstance(var, int | float):
        if var < 0:
            raise ArgumentError("var has negative entry/entries")
        var = input.new_ones(input.size()) * var
    elif (var < 0).any():
        raise ArgumentError("var has negative entry/entries")
    if var.size() != input.size():
        if input.size()[:-1] == var.size():
            var = var.unsqueeze(-1)
        elif input.dim() != var.dim() or sum(a != b for a, b in zip(input.size(), var.size(), strict=True)) != 1:
            # One dimension at most may be 1 where the input's is not.
            raise ArgumentError("var is of incorrect size")
    if reduction not in ("none", "mean", "sum"):
        raise ArgumentError(f"{reduction} is not valid")
    var = var.clone()
    with no_grad():
        var.clamp_(min=eps)
    losses = 0.5 * (var.log() + (input - target) ** 2 / var)
    if full:
        losses = losses + 0.5 * math.log(2 * math.pi)
    result: Tensor = reduced(losses, reduction)
    return result


def poisson_nll_loss(
    input: Any,
    target: Any,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """exp(input) − target · input, or input − target · log(input + eps) unless `log_input`.

    If `full`, Stirling's approximation of log target! more where the target is above 1. Raises ArgumentError
    (ValueError).
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    check_reduction(reduction)
    losses = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        losses = losses + stirling.masked_fill(target <= 1, 0)
    result: Tensor = reduced(losses, reduction)
    return result
