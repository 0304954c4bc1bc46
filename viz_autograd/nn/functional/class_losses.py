"""Losses of classes and of probabilities."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

from viz_autograd.errors import ArgumentError, TensorError
from viz_autograd.nn.functional.activations import logsigmoid
from viz_autograd.nn.functional.arguments import (
    check_reduction,
    floating,
    legacy_reduction,
    reduced,
    scalar_name,
    tensor,
)
from viz_autograd.ops import OPS
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.size import Size
from viz_autograd.tensor.tensor import Tensor

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "kl_div",
    "multilabel_soft_margin_loss",
    "nll_loss",
]


# As PyTorch's graph names the division by a count.
_DIV = replace(OPS["div"], grad_fn="DivBackward1")


def cross_entropy(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """−log softmax(input) at the target, or weighed by target probabilities.

    input: (classes) or (batch, classes, …), floating. target: class numbers (int64 or uint8) in the input's shape
    without the classes, or probabilities in its whole shape. weight: one per class. Raises ArgumentError (ValueError),
    TensorError (RuntimeError), PositionError (IndexError) for a class that there is not.
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    check_reduction(reduction)
    tensor("cross_entropy_loss", input)
    tensor("cross_entropy_loss", target, "target", 2)
    dim = 0 if input.dim() <= 1 else 1
    if not 0 <= label_smoothing <= 1:
        raise TensorError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    if input.size() == target.size():
        if not target.is_floating_point():
            raise TensorError(
                f"Expected floating point type for target with class probabilities, got {scalar_name(target)}"
            )
        if ignore_index >= 0:
            raise TensorError("ignore_index is not supported for floating point target")
        return _by_probabilities(input, target, weight, reduction, label_smoothing, dim)
    logarithms = input.log_softmax(dim)
    if label_smoothing > 0:
        return _smoothed(logarithms, target, weight, reduction, ignore_index, label_smoothing, dim)
    return _nll(logarithms, target, weight, reduction, ignore_index)


def _by_probabilities(input: Any, target: Any, weight: Any, reduction: str, label_smoothing: float, dim: int) -> Tensor:
    classes = input.size(dim) if input.dim() else 1
    if weight is not None and tuple(weight.shape) != (classes,):
        raise TensorError(
            f"cross_entropy: weight tensor should be defined either for all {classes} classes or no classes but got "
            f"weight tensor of shape: {list(weight.shape)}"
        )
    logarithms = input.log_softmax(dim)
    if label_smoothing > 0:
        target = target * (1 - label_smoothing) + label_smoothing / classes
    weighed = logarithms * target
    if weight is not None:
        weighed = weighed * _along(weight, input.dim(), dim)
    batch = max(input.numel() // classes, 1)
    if reduction == "none":
        each: Tensor = -weighed.sum(dim)
        return each
    total = -weighed.sum()
    result: Tensor = apply(_DIV, total, batch) if reduction == "mean" else total
    return result


def _along(weight: Any, rank: int, dim: int) -> Any:
    shape = [1] * rank
    shape[dim] = weight.numel()
    return weight.reshape(shape)


def _smoothed(
    logarithms: Any, target: Any, weight: Any, reduction: str, ignore_index: int, label_smoothing: float, dim: int
) -> Tensor:
    """A share `label_smoothing` of the loss is that against all classes alike (Szegedy and others, 2016)."""
    hard = _nll(logarithms, target, weight, reduction, ignore_index)
    classes = logarithms.size(dim)
    even = -logarithms.sum(dim) if weight is None else -(logarithms * _along(weight, logarithms.dim(), dim)).sum(dim)
    ignored = target == ignore_index
    even = even.masked_fill(ignored, 0.0)
    if reduction == "sum":
        even = even.sum()
    elif reduction == "mean":
        if weight is None:
            even = even.sum() / (target.numel() - ignored.sum())
        else:
            picked = weight[target.masked_fill(ignored, 0)].masked_fill(ignored, 0)
            even = even.sum() / picked.sum()
    result: Tensor = (1 - label_smoothing) * hard + even * (label_smoothing / classes)  # type: ignore[operator]
    return result


def nll_loss(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """−input at the target's class. Shapes and errors as `cross_entropy` has them."""
    reduction = legacy_reduction(size_average, reduce, reduction)
    check_reduction(reduction)
    tensor("nll_loss_nd", input)
    tensor("nll_loss_nd", target, "target", 2)
    return _nll(input, target, weight, reduction, ignore_index)


def _nll(input: Any, target: Any, weight: Any, reduction: str, ignore_index: int) -> Tensor:
    if input.dim() == 0:
        raise ArgumentError("Expected 1 or more dimensions (got 0)")
    if input.dim() > 1:
        batch = target.size(0) if target.dim() else 0
        if input.size(0) != batch:
            raise ArgumentError(f"Expected input batch_size ({input.size(0)}) to match target batch_size ({batch}).")
    if input.dim() <= 2 and target.dim() > 1:
        raise TensorError("0D or 1D target tensor expected, multi-target not supported")
    if scalar_name(target) not in ("Long", "Byte"):
        raise TensorError(f"expected target dtype to be Long or Byte, but got {scalar_name(target)}")
    if weight is not None and weight.dtype != input.dtype:
        raise TensorError(f"expected scalar type {scalar_name(input)} but found {scalar_name(weight)}")
    if input.dim() == 1 and target.dim() == 1:
        # A class alone may come in a list of one.
        target = target.reshape(()) if target.numel() == 1 else target
    result: Tensor = apply(OPS["nll"], input, target, weight, reduction=reduction, ignore_index=ignore_index)
    return result


def binary_cross_entropy(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """−(target log input + (1 − target) log(1 − input)), logarithms no lower than −100.

    Raises ArgumentError (ValueError) for other sizes, TensorError (RuntimeError) for numbers outside 0 … 1.
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    check_reduction(reduction)
    if target.size() != input.size():
        raise ArgumentError(
            f"Using a target size ({Size(target.size())!r}) that is different to the input size "
            f"({Size(input.size())!r}) is deprecated. Please ensure they have the same size."
        )
    if weight is not None:
        weight = weight.expand(target.size())
    if input.dtype != target.dtype:
        raise TensorError(f"Found dtype {scalar_name(target)} but expected {scalar_name(input)}")
    floating("binary_cross_entropy", input)
    for name, given in (("input", input._array), ("target", target._array)):
        if not ((given >= 0) & (given <= 1)).all():
            raise TensorError(f"all elements of {name} should be between 0 and 1")
    result: Tensor = apply(OPS["bce"], input, target, weight, reduction=reduction)
    return result


def binary_cross_entropy_with_logits(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Any = None,
) -> Tensor:
    """`binary_cross_entropy` of sigmoid(input), without overflow; the target's share times pos_weight.

    Raises ArgumentError (ValueError) for other sizes.
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    check_reduction(reduction)
    if target.size() != input.size():
        raise ArgumentError(
            f"Target size ({Size(target.size())!r}) must be the same as input size ({Size(input.size())!r})"
        )
    if target._array.dtype.kind == "b":
        raise TensorError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if target._array.dtype.kind != "f" and input._array.dtype.kind == "f":
        raise TensorError(
            f"result type {scalar_name(input)} can't be cast to the desired output type {scalar_name(target)}"
        )
    result: Tensor = apply(OPS["bce_with_logits"], input, target, weight, pos_weight, reduction=reduction)
    return result


def kl_div(
    input: Any,
    target: Any,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """Target (log target − input), input being logarithms; target too, if `log_target`.

    The reduction "batchmean" divides the sum by the first size. Raises ArgumentError (ValueError).
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if reduction == "mean" and size_average is None and reduce is None:
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
            "'mean' will be changed to behave the same as 'batchmean' in the next major release.",
            stacklevel=2,
        )
    meant = "sum" if reduction == "batchmean" else reduction
    check_reduction(meant)
    if log_target:
        losses: Any = reduced(target.exp() * (target - input), meant)
    else:
        losses = apply(OPS["kl_div"], input, target, reduction=meant)
    if reduction == "batchmean" and input.dim() != 0:
        losses = losses / input.size()[0]
    result: Tensor = losses
    return result


def multilabel_soft_margin_loss(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean, over the last dimension, of `binary_cross_entropy` of sigmoid(input)."""
    reduction = legacy_reduction(size_average, reduce, reduction)
    likely: Any = logsigmoid(input)
    losses = -(target * likely + (1 - target) * logsigmoid(-input))
    if weight is not None:
        losses = losses * weight
    per_sample = losses.sum(-1) / input.size(-1)
    result: Tensor = reduced(per_sample, reduction)
    return result
