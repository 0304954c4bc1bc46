"""The same elements seen in another shape: torch.reshape, view, transpose, squeeze, expand and the like."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError, ShapeError, TensorError
from viz_autograd.ops import OPS
from viz_autograd.ops.broadcasting import broadcast_shape
from viz_autograd.ops.dimensions import axis_of, listed
from viz_autograd.ops.shapes import reshape_shape
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.arguments import a_tensor, dims, numpy_names, sizes, whole
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.tensor.warned import warn_once

_RESHAPE, _TRANSPOSE, _SQUEEZE, _UNSQUEEZE = (OPS[name] for name in ("reshape", "transpose", "squeeze", "unsqueeze"))


def reshaped(given: Tensor, shape: Any) -> Tensor:
    """The elements in a shape that may hold one -1: a view where there is one, else a copy."""
    wanted = reshape_shape(given._array.shape, shape)
    if _viewable(given._array, wanted):
        found: Tensor = apply(_RESHAPE, given, shape=wanted)
        return found
    copied = apply(OPS["clone"], given, contiguous=True)
    found = apply(OPS["unsafe_view"], copied, shape=wanted)
    return found


_T_OF_OTHERS = (
    "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw an "
    "error in a future release. Consider `x.mT` to transpose batches of matrices or `x.permute(*torch.arange(x.ndim - "
    "1, -1, -1))` to reverse the dimensions of a tensor."
)


def _viewable(array: Any, shape: tuple[int, ...]) -> bool:
    return array.flags.c_contiguous or bool(np.shares_memory(array, array.reshape(shape))) or not array.size


def reshape(input: Tensor, *given_shape: Any, shape: Any = None) -> Tensor:
    """The elements in another shape, one -1 in it worked out: a view where there is one, else a copy."""
    given = a_tensor("reshape", input)
    shape = (shape,) if shape is not None else given_shape
    if not shape:
        raise DtypeError('reshape() missing 1 required positional arguments: "shape"')
    return reshaped(given, sizes("reshape", shape, "shape"))


def view(input: Tensor, *shape: Any, dtype: Any = None) -> Tensor:
    """A view in another shape, or of the same bytes in another dtype. Raises TensorError where there is no view."""
    from viz_autograd.tensor.dtypes import dtype as kind

    if dtype is not None or (len(shape) == 1 and isinstance(shape[0], kind)):
        wanted = (dtype if dtype is not None else shape[0]).numpy
        if input._array.dtype == wanted:
            same: Tensor = apply(OPS["alias"], input)
            return same
        return Tensor._of(input._array.view(wanted))
    if not shape:
        raise DtypeError(
            "view() received an invalid combination of arguments - got (), but expected one of:\n"
            " * (torch.dtype dtype)\n * (tuple of ints size)\n"
        )
    size = reshape_shape(input._array.shape, sizes("view", shape))
    if not _viewable(input._array, size):
        raise TensorError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        )
    found: Tensor = apply(_RESHAPE, input, shape=size)
    return found


def view_as(input: Tensor, other: Tensor) -> Tensor:
    """A view in the shape of `other`."""
    return view(input, other._array.shape)


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """The elements in the shape of `other`."""
    return reshape(input, other._array.shape)


def flatten(input: Tensor, start_dim: Any = 0, end_dim: Any = -1) -> Tensor:
    """The dimensions from start_dim to end_dim made one. Raises ShapeError when they are in the wrong order."""
    given = a_tensor("flatten", input)
    shape = given._array.shape
    first = axis_of(len(shape), whole("flatten", start_dim, "start_dim"))
    last = axis_of(len(shape), whole("flatten", end_dim, "end_dim", 3))
    if first > last:
        raise ShapeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if not shape:
        return reshaped(given, (1,))
    if first == last:
        return given
    return reshaped(given, (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :]))


def ravel(input: Tensor) -> Tensor:
    """All elements in one row."""
    given = a_tensor("ravel", input)
    if given._array.ndim == 1 and given._array.flags.c_contiguous:
        return given
    if not given._array.flags.c_contiguous:
        given = apply(OPS["clone"], given, contiguous=True)
    return view(given, -1)


def unflatten(input: Tensor, dim: Any, sizes: Any) -> Tensor:
    """One dimension made several. Raises ShapeError when their sizes do not multiply up to its."""
    shape = a_tensor("unflatten", input)._array.shape
    axis = axis_of(len(shape), whole("unflatten", dim))
    wanted = tuple(int(n) for n in sizes)
    if -1 not in wanted and math.prod(wanted) != shape[axis]:
        raise ShapeError(
            f"unflatten: Provided sizes {listed(wanted)} don't multiply up to the size of dim {axis} ({shape[axis]}) "
            "in the input tensor"
        )
    parts = reshape_shape((shape[axis],), wanted)
    return reshaped(input, (*shape[:axis], *parts, *shape[axis + 1 :]))


def transpose(input: Tensor, dim0: Any, dim1: Any) -> Tensor:
    """A view with two dimensions exchanged."""
    found: Tensor = apply(
        _TRANSPOSE,
        a_tensor("transpose", input),
        dim0=whole("transpose", dim0, "dim0"),
        dim1=whole("transpose", dim1, "dim1", 3),
    )
    return found


def swapaxes(input: Tensor, axis0: Any, axis1: Any) -> Tensor:
    """As `transpose`."""
    return transpose(input, axis0, axis1)


def swapdims(input: Tensor, dim0: Any, dim1: Any) -> Tensor:
    """As `transpose`."""
    return transpose(input, dim0, dim1)


def t(input: Tensor) -> Tensor:
    """A view of a matrix, transposed. Raises ShapeError for more than two dimensions."""
    found: Tensor = apply(OPS["t"], a_tensor("t", input))
    return found


def adjoint(input: Tensor) -> Tensor:
    """A view with the last two dimensions exchanged."""
    return transpose(input, -2, -1)


def permute(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    """A view with its dimensions in another order."""
    given = a_tensor("permute", input)
    order = (dims,) if dims is not None else order
    if not order:
        raise DtypeError('permute() missing 1 required positional arguments: "dims"')
    found: Tensor = apply(OPS["permute"], given, dims=sizes("permute", order, "dims"))
    return found


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """A view with some dimensions moved to other places."""
    rank = a_tensor("movedim", input)._array.ndim
    sources = (source,) if isinstance(source, int) else tuple(source)
    places = (destination,) if isinstance(destination, int) else tuple(destination)
    if len(sources) != len(places):
        raise ShapeError(
            f"movedim: Invalid source or destination dims: source ({listed(sources)} dims) should contain the same "
            f"number of dims as destination ({listed(places)} dims)"
        )
    start = [axis_of(rank, each) for each in sources]
    end = [axis_of(rank, each) for each in places]
    for said, axes, given in (("source", start, sources), ("destination", end, places)):
        if len(set(axes)) < len(axes):
            raise ShapeError(f"movedim: repeated dim in `{said}` ({listed(given)})")
    if not rank:
        alias: Tensor = apply(OPS["alias"], input)
        return alias
    order = [-1] * rank
    for place, axis in zip(end, start, strict=True):
        order[place] = axis
    rest = iter([axis for axis in range(rank) if axis not in start])
    return permute(input, *[next(rest) if axis < 0 else axis for axis in order])


moveaxis = movedim


@numpy_names
def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    """A view without the dimensions of size 1 (those of `dim` only)."""
    given = a_tensor("squeeze", input)
    found: Tensor = apply(_SQUEEZE, given) if dim is None else apply(_SQUEEZE, given, dim=dims("squeeze", dim))
    return found


@numpy_names
def unsqueeze(input: Tensor, dim: Any) -> Tensor:
    """A view with a new dimension of size 1 at `dim`."""
    found: Tensor = apply(_UNSQUEEZE, a_tensor("unsqueeze", input), dim=whole("unsqueeze", dim))
    return found


def expand(input: Tensor, *shape: Any, size: Any = None, implicit: bool = False) -> Tensor:
    """A view repeated along new dimensions and those of size 1; -1 keeps a size."""
    found: Tensor = apply(OPS["expand"], input, size=sizes("expand", shape if size is None else (size,)))
    return found


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """A view repeated to the shape of `other`."""
    return expand(input, other._array.shape)


def broadcast_to(input: Tensor, *shape: Any, size: Any = None) -> Tensor:
    """As `expand`."""
    return expand(a_tensor("broadcast_to", input), *shape, size=size)


def broadcast_tensors(*tensors: Any) -> tuple[Tensor, ...]:
    """The tensors in the shape that they broadcast to."""
    given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], tuple | list) else tensors
    shape = broadcast_shape(*[each._array.shape for each in given])
    return tuple([each if each._array.shape == shape else expand(each, shape) for each in given])


def broadcast_shapes(*shapes: Any) -> Any:
    """The shape that these shapes broadcast to. Raises TensorError when they do not."""
    from viz_autograd.tensor.size import Size

    given = [(each,) if isinstance(each, int) else tuple(each) for each in shapes]
    result: list[int] = []
    for at, shape in enumerate(given):
        for back, n in enumerate(reversed(shape), 1):
            if back > len(result):
                result.insert(0, n)
            elif n not in (1, result[-back]):
                if result[-back] != 1:
                    raise TensorError(
                        f"Attempting to broadcast a dimension of length {n} at -{back}! Mismatching argument at index "
                        f"{at} had {shape}; but expected shape should be broadcastable to {listed(result)}"
                    )
                result[-back] = n
    return Size(result)


def _at_least(rank: int) -> Callable[..., Any]:
    def function(*tensors: Any) -> Any:
        given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], tuple | list) else tensors
        found = tuple([_raised(each, rank) for each in given])
        return found[0] if len(tensors) == 1 and isinstance(tensors[0], Tensor) else found

    function.__name__ = function.__qualname__ = f"atleast_{rank}d"
    function.__doc__ = f"torch.atleast_{rank}d: tensors of fewer dimensions with new ones of size 1."
    return function


def _raised(given: Tensor, rank: int) -> Tensor:
    has = given._array.ndim
    if has >= rank:
        return given
    if not has:
        return reshaped(given, (1,) * rank)
    if has == 1:
        first = unsqueeze(given, 0)
        return first if rank == 2 else unsqueeze(first, -1)
    return unsqueeze(given, -1)


atleast_1d = _at_least(1)

atleast_2d = _at_least(2)

atleast_3d = _at_least(3)


def clone(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """A copy in memory of its own; gradients go through."""
    found: Tensor = apply(OPS["clone"], a_tensor("clone", input))
    return found


def contiguous(input: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor itself when its rows lie one after the other in memory, else a copy where they do."""
    if input._array.flags.c_contiguous:
        return input
    found: Tensor = apply(OPS["clone"], input, contiguous=True)
    return found


def is_contiguous(input: Tensor, memory_format: Any = None) -> bool:
    """Whether its rows lie one after the other in memory."""
    return bool(input._array.flags.c_contiguous)


def numel(input: Tensor) -> int:
    """How many elements there are."""
    return int(a_tensor("numel", input)._array.size)


def as_strided(input: Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> Tensor:
    """The elements of its memory that lie so many elements apart along each dimension."""
    places = np.asarray(storage_offset or 0)
    for n, step in zip(size, stride, strict=True):
        places = places[..., np.newaxis] + np.arange(n) * step
    flat = reshaped(input, (-1,))
    found: Tensor = apply(OPS["index"], flat, index=(places,))
    return found


def transposed(input: Tensor) -> Tensor:
    """`x.T`: a view with all dimensions in the opposite order; other than matrices warn, once."""
    if input._array.ndim != 2:
        warn_once(_T_OF_OTHERS)
    return permute(input, tuple(range(input._array.ndim - 1, -1, -1)))


def adjoint_matrix(input: Tensor) -> Tensor:
    """`x.H`: a matrix transposed; a scalar stays. Raises TensorError for other ranks."""
    if input._array.ndim not in (0, 2):
        raise TensorError(
            "tensor.H is only supported on matrices (2-D tensors). "
            f"Got {input._array.ndim}-D tensor. For batches of matrices, consider using tensor.mH"
        )
    return transpose(input, 0, 1) if input._array.ndim else input


def matrix_transposed(input: Tensor) -> Tensor:
    """`x.mT`: a view with the last two dimensions exchanged. Raises TensorError for fewer than two."""
    if input._array.ndim < 2:
        raise TensorError(
            f"tensor.mT is only supported on matrices or batches of matrices. Got {input._array.ndim}-D tensor."
        )
    return transpose(input, -2, -1)


_OWN = [
    "adjoint", "as_strided", "atleast_1d", "atleast_2d", "atleast_3d", "broadcast_shapes", "broadcast_tensors",
    "broadcast_to", "clone", "flatten", "moveaxis", "movedim", "numel", "permute", "ravel", "reshape", "squeeze",
    "swapaxes", "swapdims", "t", "transpose", "unflatten", "unsqueeze",
]  # fmt: skip

_NO_METHODS = ("atleast_1d", "atleast_2d", "atleast_3d", "broadcast_shapes", "broadcast_tensors", "numel")

__all__ = list(_OWN)

METHODS: dict[str, Any] = {name: globals()[name] for name in _OWN if name not in _NO_METHODS} | {
    "H": property(adjoint_matrix),
    "T": property(transposed),
    "contiguous": contiguous,
    "expand": expand,
    "expand_as": expand_as,
    "is_contiguous": is_contiguous,
    "mH": property(matrix_transposed),
    "mT": property(matrix_transposed),
    "reshape_as": reshape_as,
    "view": view,
    "view_as": view_as,
}
