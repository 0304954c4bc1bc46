"""What stands between the brackets of x[…], read as PyTorch reads it: one dimension after the other."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, DtypeError, PositionError
from viz_autograd.ops import OPS
from viz_autograd.ops.dimensions import listed
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.tensor.warned import warn_once

_SELECT, _SLICE, _UNSQUEEZE = OPS["select"], OPS["slice"], OPS["unsqueeze"]

_NOT_AN_INDEX = "tensors used as indices must be long, int, byte or bool tensors"
_OF_NOTHING = (
    "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim "
    "tensor to a number"
)

_NOT_A_TUPLE = (
    "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in pytorch 2.9; use "
    "x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will be interpreted as tensor index, x[torch.tensor(seq)], "
    "which will result either in an error or a different result"
)

# A list as long as this is never read as a tuple of indices.
_LONGEST_TUPLE = 32


def parts_of(index: Any) -> tuple[Any, ...]:
    """The index of each dimension: a tuple's, and those of a list that holds more than numbers."""
    if isinstance(index, tuple):
        return index
    if isinstance(index, list) and len(index) < _LONGEST_TUPLE:
        for each in index:
            if each is None or each is Ellipsis or isinstance(each, Tensor | slice | list | tuple | np.ndarray):
                warn_once(_NOT_A_TUPLE)
                return tuple(index)
    return (index,)


def walked(tensor: Tensor, index: Any) -> tuple[Tensor, tuple[Any, ...] | None]:
    """A view as far as the index gives one, and what is left for an index with arrays (None: nothing).

    Raises PositionError, ArgumentError and DtypeError in PyTorch's words.
    """
    parts = parts_of(index)
    rank = tensor._array.ndim
    named = sum(map(_named, parts))
    if named > rank:
        if not rank and len(parts) == 1 and _is_whole(parts[0]):
            raise PositionError(_OF_NOTHING)
        raise PositionError(f"too many indices for tensor of dimension {rank}")
    seen = tensor
    dim = place = 0
    arrays: dict[int, Any] = {}
    widths: dict[int, int] = {}
    for part in parts:
        if part is Ellipsis:
            skipped = rank - named
            dim, place = dim + skipped, place + skipped
        elif part is None:
            seen = apply(_UNSQUEEZE, seen, dim=dim)
            dim += 1
        elif isinstance(part, slice):
            seen = _sliced(seen, dim, part, whole=len(parts) > 1)
            dim, place = dim + 1, place + 1
        elif isinstance(part, bool | np.bool_):
            seen = apply(_UNSQUEEZE, seen, dim=dim)
            arrays[dim] = np.asarray([bool(part)])
            widths[dim] = 1
            dim += 1
        elif _is_whole(part):
            seen = _selected(seen, dim, place, operator.index(part))
            place += 1
        else:
            array = array_of(part)
            if not array.ndim and array.dtype == np.bool_:
                seen = apply(_UNSQUEEZE, seen, dim=dim)
                arrays[dim] = array.reshape(1)
                widths[dim] = 1
                dim += 1
                continue
            if not array.ndim:
                seen = _selected(seen, dim, place, int(array))
                place += 1
                continue
            arrays[dim] = array
            widths[dim] = array.ndim if array.dtype == np.bool_ else 1
            dim, place = dim + widths[dim], place + widths[dim]
    return seen, _key(seen, arrays, widths) if arrays else None


def _named(part: Any) -> int:
    """How many dimensions an index is for."""
    if part is None or part is Ellipsis or isinstance(part, bool | np.bool_):
        return 0
    if isinstance(part, Tensor | np.ndarray):
        array = part._array if isinstance(part, Tensor) else part
        if array.dtype == np.bool_ or array.dtype == np.uint8:
            return array.ndim
    return 1


def _is_whole(part: Any) -> bool:
    return isinstance(part, int | np.integer) and not isinstance(part, bool)


def _sliced(seen: Tensor, dim: int, part: slice, whole: bool) -> Tensor:
    start, end, step = (_end(each) for each in (part.start, part.stop, part.step))
    if step == 0:
        raise ArgumentError("slice step cannot be zero")
    if step is not None and step < 0:
        raise ArgumentError("step must be greater than zero")
    if whole and start is None and end is None and step in (None, 1):
        return seen
    found: Tensor = apply(_SLICE, seen, dim=dim, start=start, end=end, step=1 if step is None else step)
    return found


def _end(given: Any) -> int | None:
    if given is None:
        return None
    if isinstance(given, bool | float | str) or not hasattr(given, "__index__"):
        raise DtypeError("slice indices must be integers or None or have an __index__ method")
    return operator.index(given)


def _selected(seen: Tensor, dim: int, place: int, at: int) -> Tensor:
    size = seen._array.shape[dim]
    if not -size <= at < size:
        raise PositionError(f"index {at} is out of bounds for dimension {place} with size {size}")
    found: Tensor = apply(_SELECT, seen, dim=dim, index=at)
    return found


def array_of(part: Any) -> Any:
    """An index as a numpy array of bools or whole numbers. Raises PositionError for what is none."""
    if isinstance(part, Tensor):
        array = part._array
    elif isinstance(part, np.ndarray):
        array = part
    elif isinstance(part, str):
        raise DtypeError("new(): invalid data type 'str'")
    elif isinstance(part, list | tuple | range):
        array = _of_sequence(part)
    else:
        raise PositionError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got "
            f"{type(part).__name__})"
        )
    if array.dtype == np.uint8:
        warn_once("indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.")
        return array != 0
    if array.dtype not in (np.bool_, np.int64, np.int32):
        raise PositionError(_NOT_AN_INDEX)
    return array


def _of_sequence(part: Any) -> Any:
    array = np.asarray([each._array if isinstance(each, Tensor) else each for each in part])
    if not array.size or array.dtype.kind == "f":
        return array.astype(np.int64)
    return array


def _key(seen: Tensor, arrays: dict[int, Any], widths: dict[int, int]) -> tuple[Any, ...]:
    """The index as numpy wants it, checked so that what is wrong is told in PyTorch's words."""
    shape = seen._array.shape
    places: list[Any] = []
    at = 0
    while at < len(shape):
        if at in arrays:
            places += _expanded(arrays[at], at, shape)
            at += widths[at]
        else:
            places.append(slice(None))
            at += 1
    given = [each for each in places if isinstance(each, np.ndarray)]
    try:
        np.broadcast_shapes(*[each.shape for each in given])
    except ValueError as error:
        shapes = ", ".join(listed(each.shape) for each in given)
        raise PositionError(
            f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}"
        ) from error
    while places and isinstance(places[-1], slice):
        places.pop()
    return tuple(places)


def _expanded(array: Any, at: int, shape: tuple[int, ...]) -> Iterator[Any]:
    if array.dtype == np.bool_:
        for offset, n in enumerate(array.shape):
            if at + offset >= len(shape) or shape[at + offset] != n:
                raise PositionError(
                    f"The shape of the mask {listed(array.shape)} at index {offset} does not match the shape of the "
                    f"indexed tensor {listed(shape)} at index {at + offset}"
                )
        yield from np.nonzero(array)
        return
    size = shape[at]
    wrong = array[(array < -size) | (array >= size)]
    if wrong.size:
        raise PositionError(f"index {wrong.reshape(-1)[0]} is out of bounds for dimension {at} with size {size}")
    yield array
