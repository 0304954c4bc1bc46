"""Losses that ask for a margin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from viz_autograd.errors import ArgumentError, TensorError
from viz_autograd.nn.functional.arguments import check_reduction, legacy_reduction, reduced
from viz_autograd.nn.functional.distances import pairwise_distance
from viz_autograd.ops.margin_losses import SOFT_MARGIN
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.grad_mode import is_grad_enabled
from viz_autograd.tensor.size import Size
from viz_autograd.tensor.tensor import Tensor

__all__ = [
    "cosine_embedding_loss",
    "hinge_embedding_loss",
    "margin_ranking_loss",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "soft_margin_loss",
    "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
]


def hinge_embedding_loss(
    input: Any,
    target: Any,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Input where target is 1, max(0, margin − input) where it is −1."""
    reduction = legacy_reduction(size_average, reduce, reduction)
    apart = (margin - input).clamp_min(0).masked_fill(target == 1, 0)
    together = input.masked_fill(target == -1, 0)
    result: Tensor = reduced(apart + together, reduction)
    return result


def margin_ranking_loss(
    input1: Any,
    input2: Any,
    target: Any,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, margin − target (input1 − input2)). Raises TensorError (RuntimeError) when the ranks differ."""
    reduction = legacy_reduction(size_average, reduce, reduction)
    if not input1.dim() == input2.dim() == target.dim():
        raise TensorError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
            f"{Size(input1.size())!r}, input2: {Size(input2.size())!r}, target: {Size(target.size())!r} "
        )
    losses = (-target * (input1 - input2) + margin).clamp_min(0)
    result: Tensor = reduced(losses, reduction)
    return result


def cosine_embedding_loss(
    input1: Any,
    input2: Any,
    target: Any,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """1 − cos where target is 1, max(0, cos − margin) where it is −1. Raises TensorError (RuntimeError)."""
    reduction = legacy_reduction(size_average, reduce, reduction)
    if target.dim() > 1:
        raise TensorError("0D or 1D target tensor expected, multi-target not supported")
    if target.dim() == 1 and input1.dim() != 2:
        raise TensorError(_cosine_shapes("1D target tensor expects 2D input tensors", input1, input2))
    if target.dim() == 0 and input1.dim() != 1:
        raise TensorError(_cosine_shapes("0D target tensor expects 1D input tensors", input1, input2))
    along = target.dim()
    tiny = 1e-12
    product = (input1 * input2).sum(along)
    lengths = ((input1 * input1).sum(along) + tiny) * ((input2 * input2).sum(along) + tiny)
    cosine = product / lengths.sqrt()
    together = (1 - cosine).masked_fill(target != 1, 0)
    apart = (cosine - margin).clamp_min(0).masked_fill(target != -1, 0)
    result: Tensor = reduced(together + apart, reduction)
    return result


def _cosine_shapes(rule: str, input1: Any, input2: Any) -> str:
    return f"{rule}, but found inputs with sizes {list(input1.shape)} and {list(input2.shape)}."


def soft_margin_loss(
    input: Any,
    target: Any,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """log(1 + exp(−target · input)). Raises TensorError (RuntimeError) for a target that requires a gradient."""
    reduction = legacy_reduction(size_average, reduce, reduction)
    check_reduction(reduction)
    if is_grad_enabled() and target.requires_grad:
        raise TensorError(
            "The function 'soft_margin_loss' is not differentiable with respect to argument 'target'. This input "
            "cannot have requires_grad True."
        )
    result: Tensor = apply(SOFT_MARGIN, input, target, reduction=reduction)
    return result


def multi_margin_loss(
    input: Any,
    target: Any,
    p: int = 1,
    margin: float = 1.0,
    weight: Any = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean over the other classes of max(0, margin − input at the target + input)ᵖ, times the target's weight.

    Raises ArgumentError (ValueError) for p that is neither 1 nor 2.
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if p not in (1, 2):
        raise ArgumentError("only p == 1 and p == 2 supported")
    if weight is not None and weight.dim() != 1:
        raise ArgumentError("weight must be one-dimensional")
    rows = input if input.dim() > 1 else input.unsqueeze(0)
    column = target.reshape((-1, 1))
    missed = (margin - rows.gather(1, column) + rows).clamp_min(0)
    if p == 2:
        missed = missed * missed
    if weight is not None:
        missed = missed * weight[column]
    others = input.new_ones(rows.size()).scatter_(1, column, 0.0)
    losses = (missed * others).sum(1) / rows.size(1)
    result: Tensor = reduced(losses if input.dim() > 1 else losses.squeeze(0), reduction)
    return result


def multilabel_margin_loss(
    input: Any,
    target: Any,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, 1 − input at a target class + input at another), summed over all such pairs, over the classes.

    Each row of `target` lists its classes, ended by −1.
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    rows = input if input.dim() > 1 else input.unsqueeze(0)
    wanted = target.reshape(rows.size())
    # A row's classes end at its first −1.
    valid = (wanted < 0).int().cumsum(1) == 0
    classes = wanted.clamp_min(0)
    others = rows.new_ones(rows.size())
    hits = rows.new_zeros(rows.size()).scatter_add_(1, classes, valid.to(rows.dtype))
    others = others.masked_fill(hits > 0, 0)
    gaps = (1 - rows.gather(1, classes).unsqueeze(2) + rows.unsqueeze(1)).clamp_min(0)
    counted = gaps * valid.to(rows.dtype).unsqueeze(2) * others.unsqueeze(1)
    losses = counted.sum((1, 2)) / rows.size(1)
    result: Tensor = reduced(losses if input.dim() > 1 else losses.squeeze(0), reduction)
    return result


def triplet_margin_loss(
    anchor: Any,
    positive: Any,
    negative: Any,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, margin + distance to the positive − distance to the negative) (Balntas and others, 2016, with `swap`).

    Raises ArgumentError (ValueError) for a margin that is not above 0.
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if margin <= 0:
        raise ArgumentError(f"margin must be greater than 0, got {margin}")

    def distance(a: Any, b: Any) -> Any:
        return pairwise_distance(a, b, p, eps)

    return _triplet(anchor, positive, negative, distance, margin, swap, reduction)


def triplet_margin_with_distance_loss(
    anchor: Any,
    positive: Any,
    negative: Any,
    *,
    distance_function: Callable[[Any, Any], Any] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """`triplet_margin_loss` with a distance of one's own. Raises ArgumentError (ValueError)."""
    if margin <= 0:
        raise ArgumentError(f"margin must be greater than 0, got {margin}")
    return _triplet(anchor, positive, negative, distance_function or pairwise_distance, margin, swap, reduction)


def _triplet(
    anchor: Any,
    positive: Any,
    negative: Any,
    distance: Callable[[Any, Any], Any],
    margin: float,
    swap: bool,
    reduction: str,
) -> Tensor:
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = far.minimum(distance(positive, negative))
    result: Tensor = reduced((margin + near - far).clamp_min(0), reduction)
    return result
