"""Shapes: torch.Size, and sizes as people give them."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import Any, SupportsIndex, cast

import numpy as np

from viz_autograd.errors import DtypeError, TensorError


class Size(tuple[int, ...]):
    """The sizes of a tensor's dimensions: a tuple that says so."""

    __slots__ = ()

    def __new__(cls, sizes: Iterable[Any] = ()) -> Size:
        """From whole numbers. Raises DtypeError for others."""
        return tuple.__new__(cls, [_whole(size, at) for at, size in enumerate(sizes)])

    def numel(self) -> int:
        """How many elements a tensor of this size has."""
        return prod(self)

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def __getitem__(self, index: Any) -> Any:
        found = tuple.__getitem__(self, index)
        return tuple.__new__(Size, cast("tuple[int, ...]", found)) if isinstance(index, slice) else found

    def __add__(self, other: Any) -> Any:
        if not isinstance(other, tuple):
            raise DtypeError(f"can only concatenate tuple (not {type(other).__name__}) to torch.Size")
        return tuple.__new__(Size, tuple.__add__(self, other))

    def __radd__(self, other: Any) -> Any:
        if not isinstance(other, tuple):
            return NotImplemented
        return tuple.__new__(Size, (*other, *self))

    def __mul__(self, times: SupportsIndex) -> Size:
        return tuple.__new__(Size, tuple.__mul__(self, times))

    __rmul__ = __mul__

    def __reduce__(self) -> Any:
        return _again, (tuple(self),)


def _again(sizes: tuple[int, ...]) -> Size:
    return Size(sizes)


# Last, since classes with slots are made anew by some tools; what it is called in errors and reprs.
Size.__module__ = "torch"


def _whole(size: Any, at: int) -> int:
    if type(size) is int:
        return size
    if not hasattr(size, "__index__"):
        raise DtypeError(f"torch.Size() takes an iterable of 'int' (item {at} is '{type(size).__name__}')")
    return int(size.__index__())


def sizes_of(*size: Any, name: str = "zeros", argument: str = "size", named: bool = False) -> tuple[int, ...]:
    """Sizes given one by one or as one sequence, or by keyword (`named`).

    Raises DtypeError and TensorError in PyTorch's words.
    """
    if not size:
        raise DtypeError(f'{name}() missing 1 required positional arguments: "{argument}"')
    if len(size) == 1 and isinstance(size[0], tuple | list):
        if size[0] and not _is_size(size[0][0]):
            raise DtypeError(
                f"{name}(): argument '{argument}'{'' if named else ' (position 1)'} must be tuple of ints, but found "
                f"element of type {_kind(size[0][0])} at pos 0"
            )
        return _checked(_unpacked(size[0], name, argument), name)
    if len(size) > 1 and isinstance(size[0], bool | tuple | list):
        raise DtypeError(f"{name}() takes 1 positional argument but {len(size)} were given")
    if named or not _is_size(size[0]):
        where = "" if named else " (position 1)"
        raise DtypeError(f"{name}(): argument '{argument}'{where} must be tuple of ints, not {_kind(size[0])}")
    return _checked(_unpacked(size, name, argument), name)


def _is_size(given: Any) -> bool:
    if type(given) is int:
        return True
    if isinstance(given, bool | np.bool_ | float | str) or not hasattr(given, "__index__"):
        return False
    array = getattr(given, "_array", given)
    if not isinstance(array, np.ndarray):
        return True
    return array.dtype.kind in "iu" and (array.ndim == 0 or (array.size == 1 and array is not given))


def _kind(given: Any) -> str:
    kind = type(given)
    return f"numpy.{kind.__name__}" if kind.__module__ == "numpy" else kind.__name__


def _unpacked(given: Iterable[Any], name: str, argument: str) -> list[int]:
    found: list[int] = []
    for at, each in enumerate(given):
        if type(each) is int:
            found.append(each)
        elif isinstance(each, bool) and at:
            found.append(int(each))
        elif _is_size(each):
            found.append(int(each.__index__()))
        else:
            raise DtypeError(
                f"{name}(): argument '{argument}' failed to unpack the object at pos {at + 1} with error "
                f'"type must be tuple of ints,but got {_kind(each)}"'
            )
    return found


def _checked(sizes: list[int], name: str) -> tuple[int, ...]:
    for each in sizes:
        if each < 0:
            if name == "zeros":
                raise TensorError("zeros: Dimension size must be non-negative.")
            raise TensorError(f"Trying to create tensor with negative dimension {each}: {sizes}")
    if prod(sizes) * 8 >= 2**63:
        raise TensorError(f"Storage size calculation overflowed with sizes={sizes}")
    return tuple(sizes)
