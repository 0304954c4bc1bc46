"""Arrays out of numbers in nested sequences."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from viz_autograd.errors import ArgumentError, DtypeError, TensorError
from viz_autograd.tensor.dtypes import default_numpy_dtype, from_numpy_dtype, int64, promoted
from viz_autograd.tensor.refusals import kind_of
from viz_autograd.tensor.scalars import as_element
from viz_autograd.tensor.tensor import Tensor

Array = npt.NDArray[Any]

_MOST_DIMENSIONS = 128
_SLOW = (
    "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider converting the list to a "
    "single numpy.ndarray with numpy.array() before converting to a tensor."
)
_warned_of_slowness = False


def array_of(data: Any, wanted: np.dtype[Any] | None = None, stacklevel: int = 3) -> Array:
    """A new array of a number or of nested sequences of numbers, arrays and one-element tensors.

    Unless a dtype is wanted it is the common one of all: Python's floats count as the default dtype, whole numbers as
    int64. Raises in PyTorch's words ArgumentError for sequences of unequal lengths, DtypeError and TensorError for
    what is no number or does not fit.
    """
    kind = type(data)
    if kind is float or kind is int or kind is bool:
        return _converted([data], {kind}, wanted, ())
    if isinstance(data, np.ndarray):
        return from_array(data, wanted)
    if isinstance(data, Tensor):
        with np.errstate(all="ignore"):
            return data._array.astype(data._array.dtype if wanted is None else wanted)
    if isinstance(data, str | bytes):
        raise DtypeError(f"new(): invalid data type '{kind_of(data)}'")
    sizes = _sizes(data)
    if isinstance(data, list) and data and isinstance(data[0], np.ndarray):
        _warn_of_slowness(stacklevel + 1)
    flat = _flat(data, sizes)
    if flat is not None:
        return _converted(flat, set(map(type, flat)), wanted, sizes)
    # Something is out of order: find out what, and in which order PyTorch would meet it.
    dtype = _inferred(data) if wanted is None else wanted
    made = np.zeros(sizes, dtype)
    if made.size:
        _fill(made, data, sizes, 0)
    return made


def from_array(data: Array, wanted: np.dtype[Any] | None = None) -> Array:
    """A copy of a numpy array. Raises as `check_array` does."""
    check_array(data)
    with np.errstate(all="ignore"):
        return np.array(data, dtype=data.dtype if wanted is None else wanted, order="C", subok=False)


def check_array(data: Array) -> None:
    """Raise DtypeError or ArgumentError for an array whose dtype or memory PyTorch does not take."""
    from_numpy_dtype(data.dtype.newbyteorder("="))
    if any(stride < 0 for stride in data.strides):
        raise ArgumentError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
            "currently supported. (You can probably work around this by making a copy of your array  with "
            "array.copy().) "
        )
    if any(stride % data.itemsize for stride in data.strides):
        raise ArgumentError(
            "given numpy array strides not a multiple of the element byte size. Copy the numpy array to reallocate "
            "the memory."
        )
    if not data.dtype.isnative:
        raise ArgumentError(
            "given numpy array has byte order different from the native byte order. Conversion between byte orders is "
            "currently not supported."
        )


def _warn_of_slowness(stacklevel: int) -> None:
    global _warned_of_slowness
    if not _warned_of_slowness:
        _warned_of_slowness = True
        warnings.warn(_SLOW, UserWarning, stacklevel=stacklevel + 1)


def _is_sequence(data: Any) -> bool:
    kind = type(data)
    if kind is list or kind is tuple:
        return True
    if isinstance(data, Tensor | dict | np.generic | type):
        return isinstance(data, np.str_ | np.bytes_)
    return hasattr(kind, "__getitem__")


def _sizes(data: Any) -> tuple[int, ...]:
    """The length of the first sequence of each level."""
    sizes: list[int] = []
    while _is_sequence(data):
        sizes.append(len(data))
        if len(sizes) > _MOST_DIMENSIONS:
            raise ArgumentError(f"too many dimensions '{type(data).__name__}'")
        if not sizes[-1]:
            break
        try:
            data = data[0]
        except Exception:
            raise ArgumentError(f"could not determine the shape of object type '{type(data).__name__}'") from None
    return tuple(sizes)


def _flat(data: Any, sizes: tuple[int, ...]) -> list[Any] | None:
    """All numbers in a row; None where something is out of order, or not as simple as lists of lists."""
    rows: list[Any] = [data]
    for size in sizes:
        for row in rows:
            kind = type(row)
            if (kind is not list and kind is not tuple and kind is not range) or len(row) != size:
                return None
        rows = list(chain.from_iterable(rows))
    return None if any(_is_sequence(each) for each in rows if type(each) is not float) else rows


_SIMPLE: dict[frozenset[type], str] = {
    frozenset({float}): "f",
    frozenset({int}): "i",
    frozenset({bool}): "b",
    frozenset({float, int}): "f",
    frozenset({float, bool}): "f",
    frozenset({float, int, bool}): "f",
    frozenset({int, bool}): "i",
}


def _converted(flat: list[Any], kinds: set[type], wanted: np.dtype[Any] | None, sizes: tuple[int, ...]) -> Array:
    simple = _SIMPLE.get(frozenset(kinds))
    if wanted is None:
        if simple is None:
            wanted = _inferred(flat)
        else:
            wanted = default_numpy_dtype() if simple == "f" else np.dtype(np.int64 if simple == "i" else np.bool_)
    if simple is not None and (wanted.kind == "f" or (wanted.kind == simple and wanted.itemsize == 8)):
        try:
            with np.errstate(over="ignore"):
                return np.array(flat, wanted).reshape(sizes)
        except OverflowError:
            if wanted.kind == "f":
                raise OverflowError("int too large to convert to float") from None
            raise ArgumentError("Overflow when unpacking long long") from None
    with np.errstate(over="ignore"):
        return np.array([as_element(each, wanted) for each in flat], wanted).reshape(sizes)


def _inferred(data: Any) -> np.dtype[Any]:
    """The common dtype of all numbers in nested sequences."""
    if isinstance(data, float) and not isinstance(data, np.generic):
        return default_numpy_dtype()
    if isinstance(data, bool):
        return np.dtype(np.bool_)
    if isinstance(data, int):
        return int64.numpy
    if isinstance(data, complex) and not isinstance(data, np.generic):
        raise TensorError("Could not infer dtype of complex: complex tensors are not part of viz_autograd")
    if isinstance(data, Tensor):
        return data._array.dtype
    if isinstance(data, str | bytes):
        raise DtypeError(f"new(): invalid data type '{kind_of(data)}'")
    if isinstance(data, np.ndarray | np.generic):
        return from_numpy_dtype(data.dtype).numpy
    if not _is_sequence(data):
        raise TensorError(f"Could not infer dtype of {_spelled(type(data))}")
    found: np.dtype[Any] | None = None
    for each in data:
        dtype = _inferred(each)
        found = dtype if found is None else promoted(found, dtype)
    return default_numpy_dtype() if found is None else found


# The flag by which CPython tells a class made at run time, whose name it keeps without the module.
_MADE_AT_RUN_TIME = 1 << 9


def _spelled(kind: type) -> str:
    plain = kind.__module__ == "builtins" or (kind.__flags__ & _MADE_AT_RUN_TIME and kind.__module__ != "torch")
    return kind.__name__ if plain else f"{kind.__module__}.{kind.__name__}"


def _fill(made: Array, data: Any, sizes: tuple[int, ...], depth: int) -> None:
    if depth == len(sizes):
        made[()] = as_element(data, made.dtype)
        return
    if not hasattr(data, "__iter__") or isinstance(data, Tensor):
        raise DtypeError("not a sequence")
    parts: Sequence[Any] = list(data)
    if len(parts) != sizes[depth]:
        raise ArgumentError(f"expected sequence of length {sizes[depth]} at dim {depth} (got {len(parts)})")
    if depth == len(sizes) - 1 and isinstance(data, np.ndarray):
        with np.errstate(all="ignore"):
            made[...] = data
        return
    for at, part in enumerate(parts):
        _fill(made[at : at + 1].reshape(made.shape[1:]), part, sizes, depth + 1)
