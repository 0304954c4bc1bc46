"""Broadcasting as in numpy and PyTorch, and its way back."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from viz_autograd.errors import ShapeError
from viz_autograd.ops.op import Array, Shape


def broadcast_shape(*shapes: Shape) -> Shape:
    """The shape of an elementwise op of these shapes; raises ShapeError in PyTorch's words if they clash."""
    so_far = shapes[0]
    for shape in shapes[1:]:
        if shape != so_far:
            so_far = _both(so_far, shape)
    return so_far


def _both(a: Shape, b: Shape) -> Shape:
    length = max(len(a), len(b))
    wide_a = (1,) * (length - len(a)) + a
    wide_b = (1,) * (length - len(b)) + b
    # From the last dimension, as PyTorch does: of several clashes it names the last.
    for dimension in range(length - 1, -1, -1):
        m, n = wide_a[dimension], wide_b[dimension]
        if m != n and m != 1 and n != 1:
            raise ShapeError(
                f"The size of tensor a ({m}) must match the size of tensor b ({n}) "
                f"at non-singleton dimension {dimension}"
            )
    return tuple(n if m == 1 else m for m, n in zip(wide_a, wide_b, strict=True))


def broadcast_given(*shapes: Shape | None) -> Shape:
    """`broadcast_shape` of the inputs that are given: None stands for one that was left out."""
    return broadcast_shape(*(shape for shape in shapes if shape is not None))


def unbroadcast(grad: Array, shape: Shape) -> Array:
    """Sum `grad`, which has the shape of an output, over the dimensions along which an input of `shape` was repeated.

    Each repeated element is used once per repetition, so its gradient is the sum over them. Returns `grad` itself
    when nothing was repeated, and a numpy scalar for shape ().
    """
    if grad.shape == shape:
        return grad
    if shape == ():
        return cast(Array, np.sum(grad))
    added = grad.ndim - len(shape)
    stretched = tuple(added + i for i, n in enumerate(shape) if n == 1 and grad.shape[added + i] != 1)
    summed: np.ndarray[Any, np.dtype[Any]] = np.sum(grad, axis=(*range(added), *stretched), keepdims=True)
    return summed.reshape(shape)
