"""Layers that multiply with weights, or look rows up in them."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.errors import AssertedError, DtypeError, TensorError
from viz_autograd.nn.functional.arguments import scalar_name, tensor
from viz_autograd.ops import OPS
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.grad_mode import no_grad
from viz_autograd.tensor.tensor import Tensor

__all__ = ["bilinear", "embedding", "linear", "one_hot"]


def linear(input: Any, weight: Any, bias: Any = None) -> Tensor:
    """Input @ weightᵀ + bias.

    input: (…, in), weight: (out, in) or (in), bias: (out) or none; all of one dtype. Raises ShapeError and TensorError
    (RuntimeError) where they do not fit.
    """
    tensor("linear", input)
    tensor("linear", weight, "weight", 2)
    if bias is None:
        plain: Tensor = apply(OPS["linear"], input, weight)
        return plain
    tensor("linear", bias, "bias", 3)
    if input._array.dtype != weight._array.dtype:
        raise TensorError(
            f"mat1 and mat2 must have the same dtype, but got {scalar_name(input)} and {scalar_name(weight)}"
        )
    result: Tensor = apply(OPS["linear"], input, weight, bias)
    return result


def bilinear(input1: Any, input2: Any, weight: Any, bias: Any = None) -> Tensor:
    """input1 @ weight[k] @ input2 + bias[k] for each k: (…, in1), (…, in2), (out, in1, in2), (out)."""
    if input1.dim() != input2.dim():
        raise TensorError(f"bilinear(): input dimensions do not match: got {input1.dim()} and {input2.dim()}")
    if input1.shape[:-1] != input2.shape[:-1]:
        at = next(at for at, (a, b) in enumerate(zip(input1.shape, input2.shape, strict=True)) if a != b)
        raise TensorError(
            f"bilinear(): input batch dimensions do not match at dim {at}: got {input1.shape[at]} and "
            f"{input2.shape[at]}"
        )
    for number, given in ((1, input1), (2, input2)):
        if given.size(-1) != weight.size(number):
            raise TensorError(
                f"bilinear(): input{number} size does not match weight size: got {given.size(-1)} but expected "
                f"{weight.size(number)}"
            )
    if bias is not None and bias.size(0) != weight.size(0):
        raise TensorError(
            f"bilinear(): bias size does not match weight size: got {bias.size(0)} but expected {weight.size(0)}"
        )
    first = input1.reshape((-1, 1, 1, input1.size(-1)))
    second = input2.reshape((-1, 1, input2.size(-1), 1))
    product = (first @ weight.unsqueeze(0) @ second).reshape((*input1.shape[:-1], weight.size(0)))
    result: Tensor = product if bias is None else product + bias
    return result


def embedding(
    input: Any,
    weight: Any,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """The rows of `weight` (rows, size) with the numbers in `input` (int64 or int32, any shape).

    The row padding_idx gets no gradient. With max_norm the rows that are used are first shortened to it, in place.
    Raises PositionError (IndexError) for a row that there is not, AssertedError (AssertionError) for a padding_idx
    out of range, TensorError (RuntimeError) for numbers of another dtype.
    """
    # PyTorch's kernel takes the weight first.
    tensor("embedding", weight, "weight", 1)
    tensor("embedding", input, "indices", 2)
    padding = -1
    if padding_idx is not None:
        if not -weight.size(0) <= padding_idx < weight.size(0):
            raise AssertedError("Padding_idx must be within num_embeddings")
        padding = padding_idx % weight.size(0)
    if max_norm is not None:
        with no_grad():
            _shorten(weight, input, max_norm, norm_type)
    result: Tensor = apply(OPS["embedding"], weight, input, padding_idx=padding)
    if scale_grad_by_freq and result.requires_grad:
        result.register_hook(lambda gradient: _by_frequency(gradient, input))
    return result


def _by_frequency(gradient: Any, input: Any) -> Any:
    """The gradient of each row over how often the row is asked for."""
    _, places, counts = np.unique(input._array, return_inverse=True, return_counts=True)
    shares = (1 / counts)[places.reshape(input._array.shape)][..., None]
    return gradient * Tensor._of(shares.astype(gradient._array.dtype))


def _shorten(weight: Any, input: Any, max_norm: float, norm_type: float) -> None:
    rows = np.unique(input._array)
    taken = weight._array[rows]
    lengths = np.linalg.norm(taken, ord=norm_type, axis=1, keepdims=True)
    # As PyTorch: a little is added, so that a length of 0 is none to divide by.
    weight._array[rows] = np.where(lengths > max_norm, taken * (max_norm / (lengths + 1e-7)), taken)
    weight._bump()


def one_hot(input: Any, num_classes: int = -1) -> Tensor:
    """1 at each class number, 0 elsewhere, in a new last dimension; int64. −1: as many classes as there are.

    Raises TensorError (RuntimeError) for another dtype than int64 and for classes out of range.
    """
    tensor("one_hot", input)
    numbers = input._array
    if numbers.dtype != np.int64:
        raise TensorError("one_hot is only applicable to index tensor of type LongTensor.")
    if not isinstance(num_classes, int):
        raise DtypeError(
            f"one_hot(): argument 'num_classes' (position 2) must be int, not {type(num_classes).__name__}"
        )
    if numbers.size == 0:
        if num_classes <= 0:
            raise TensorError("Can not infer total number of classes from empty tensor.")
        return Tensor._of(np.zeros((*numbers.shape, num_classes), np.int64))
    if numbers.min() < 0:
        raise TensorError("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = int(numbers.max()) + 1
    elif num_classes < 1:
        raise TensorError("num_classes should be positive")
    elif numbers.max() >= num_classes:
        raise TensorError("Class values must be smaller than num_classes.")
    return Tensor._of((numbers[..., None] == np.arange(num_classes)).astype(np.int64))
