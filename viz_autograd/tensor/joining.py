"""Several tensors into one and one into several: torch.cat, stack, split, chunk, unbind and the like."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from viz_autograd.errors import ArgumentError, ShapeError, TensorError
from viz_autograd.ops import OPS
from viz_autograd.ops.dimensions import axis_of
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.arguments import a_tensor, numpy_names, tensors, whole
from viz_autograd.tensor.tensor import Tensor

_CAT, _STACK, _SPLIT, _UNBIND = (OPS[name] for name in ("cat", "stack", "split", "unbind"))


@numpy_names
def cat(tensors: Any, dim: Any = 0) -> Tensor:
    """Tensors one after the other along `dim`. Raises ShapeError where their other sizes differ."""
    given = _several("cat", tensors)
    if not given:
        raise ArgumentError("torch.cat(): expected a non-empty list of Tensors")
    found: Tensor = apply(_CAT, *given, dim=whole("cat", dim))
    return found


_several = tensors

concat = concatenate = cat


@numpy_names
def stack(tensors: Any, dim: Any = 0) -> Tensor:
    """Tensors of one shape along a new dimension."""
    given = _several("stack", tensors)
    if not given:
        raise ShapeError("stack expects a non-empty TensorList")
    found: Tensor = apply(_STACK, *given, dim=whole("stack", dim))
    return found


def _raised(given: Tensor, rank: int) -> Tensor:
    from viz_autograd.tensor.views import atleast_1d, atleast_2d, atleast_3d

    found: Tensor = (atleast_1d, atleast_2d, atleast_3d)[rank - 1](given)
    return found


def hstack(tensors: Any) -> Tensor:
    """Tensors side by side: along the second dimension, vectors along their only one."""
    given = [_raised(each, 1) for each in _several("hstack", tensors)]
    return cat(given, 0 if given and given[0]._array.ndim == 1 else 1)


def vstack(tensors: Any) -> Tensor:
    """Tensors under each other; vectors are rows."""
    return cat([_raised(each, 2) for each in _several("vstack", tensors)], 0)


row_stack = vstack


def dstack(tensors: Any) -> Tensor:
    """Tensors behind each other, along the third dimension."""
    return cat([_raised(each, 3) for each in _several("dstack", tensors)], 2)


def column_stack(tensors: Any) -> Tensor:
    """Tensors side by side; vectors are columns."""
    columns = [
        apply(OPS["reshape"], each, shape=(each._array.size, 1)) if each._array.ndim < 2 else each
        for each in _several("column_stack", tensors)
    ]
    return cat(columns, 1)


@numpy_names
def split(tensor: Tensor, split_size_or_sections: Any, dim: Any = 0) -> tuple[Tensor, ...]:
    """Views of parts along `dim`: of one size (the last may be smaller), or of the sizes given."""
    given = a_tensor("split", tensor, "tensor")
    size = split_size_or_sections
    parts = tuple(int(n) for n in size) if isinstance(size, tuple | list) else whole("split", size, "split_size")
    found: tuple[Tensor, ...] = apply(_SPLIT, given, split_size=parts, dim=whole("split", dim, "dim", 3))
    return found


def _split_method(self: Tensor, split_size: Any, dim: Any = 0) -> tuple[Tensor, ...]:
    """Views of parts along `dim`: of one size (the last may be smaller), or of the sizes given."""
    return split(self, split_size, dim)


@numpy_names
def split_with_sizes(input: Tensor, split_sizes: Any, dim: Any = 0) -> tuple[Tensor, ...]:
    """Views of parts of these sizes along `dim`."""
    return split(input, list(split_sizes), dim)


@numpy_names
def chunk(input: Tensor, chunks: Any, dim: Any = 0) -> tuple[Tensor, ...]:
    """At most so many views of parts of one size along `dim`."""
    given = a_tensor("chunk", input)
    count = whole("chunk", chunks, "chunks")
    if not given._array.ndim:
        raise ShapeError("chunk expects at least a 1-dimensional tensor")
    if count <= 0:
        raise TensorError(f"chunk expects `chunks` to be greater than 0, got: {count}")
    size = given._array.shape[axis_of(given._array.ndim, whole("chunk", dim, "dim", 3))]
    if not size:
        return split(given, (0,) * count, dim)
    return split(given, math.ceil(size / count), dim)


@numpy_names
def tensor_split(input: Tensor, indices_or_sections: Any, dim: Any = 0) -> tuple[Tensor, ...]:
    """So many views of parts along `dim`, as even as can be, or parts that end before these indices."""
    given = a_tensor("tensor_split", input)
    axis = axis_of(given._array.ndim, whole("tensor_split", dim, "dim", 3))
    size = given._array.shape[axis]
    if isinstance(indices_or_sections, tuple | list):
        ends = [*[int(n) for n in indices_or_sections], size]
    else:
        count = whole("tensor_split", indices_or_sections, "sections")
        if count <= 0:
            raise TensorError(f"number of sections must be larger than 0, got {count}")
        small, larger = divmod(size, count)
        ends = [small * (at + 1) + min(at + 1, larger) for at in range(count)]
    starts = [0, *ends[:-1]]
    return tuple(
        [apply(OPS["slice"], given, dim=axis, start=start, end=end) for start, end in zip(starts, ends, strict=True)]
    )


def hsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Parts along the second dimension, of a vector along its only one."""
    return tensor_split(input, indices_or_sections, 0 if input._array.ndim == 1 else 1)


def vsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Parts along the first dimension."""
    return tensor_split(input, indices_or_sections, 0)


@numpy_names
def unbind(input: Tensor, dim: Any = 0) -> tuple[Tensor, ...]:
    """Views of all slices along `dim`, which they do not have any more."""
    found: tuple[Tensor, ...] = apply(_UNBIND, a_tensor("unbind", input), dim=whole("unbind", dim))
    return found


def block_diag(*tensors: Tensor) -> Tensor:
    """A matrix with these matrices along its diagonal."""
    from viz_autograd.tensor.creation import zeros

    given = [_raised(each, 2) for each in tensors]
    width = sum(each._array.shape[1] for each in given)
    rows = []
    before = 0
    for each in given:
        height, own = each._array.shape
        parts = [
            zeros(height, before, dtype=each.dtype),
            each,
            zeros(height, width - before - own, dtype=each.dtype),
        ]
        rows.append(cat(parts, 1))
        before += own
    return cat(rows, 0)


__all__ = [
    "block_diag", "cat", "chunk", "column_stack", "concat", "concatenate", "dstack",
    "hsplit", "hstack", "row_stack", "split", "split_with_sizes", "stack", "tensor_split", "unbind",
    "vsplit", "vstack",
]  # fmt: skip

METHODS: dict[str, Callable[..., Any]] = {
    "chunk": chunk,
    "hsplit": hsplit,
    "split": _split_method,
    "split_with_sizes": split_with_sizes,
    "tensor_split": tensor_split,
    "unbind": unbind,
    "vsplit": vsplit,
}
