"""Plain numbers as elements: what each dtype takes, and what PyTorch says of the others."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, DtypeError, TensorError
from viz_autograd.tensor.refusals import kind_of
from viz_autograd.tensor.tensor import Tensor

# What C calls the dtypes, as errors name them.
C_NAMES = {
    "uint8": "uint8_t",
    "int8": "int8_t",
    "int16": "int16_t",
    "int32": "int",
    "int64": "int64_t",
    "float16": "at::Half",
    "float32": "float",
    "float64": "double",
    "bool": "bool",
}

_LARGEST_SINGLE = float(np.finfo(np.float32).max)
_LONG = (-(2**63), 2**63 - 1)


def is_number(given: object) -> bool:
    """Whether a plain number is given, Python's or numpy's; tensors are none."""
    return isinstance(given, bool | int | float | np.number | np.bool_)


def as_scalar(number: Any, dtype: np.dtype[Any]) -> Any:
    """A number as one element of a tensor that is filled with it.

    Floats are cut towards 0 for integer dtypes. Raises TensorError for what the dtype cannot hold, OverflowError for
    whole numbers of more than 64 bits.
    """
    plain = number.item() if isinstance(number, np.generic) else number
    if isinstance(plain, int) and not -(2**63) <= plain < 2**64:
        raise OverflowError("int too big to convert" if plain > 0 else "can't convert negative int to unsigned")
    if dtype.kind == "f":
        if dtype.itemsize == 4 and math.isfinite(plain) and abs(plain) > _LARGEST_SINGLE:
            raise TensorError("value cannot be converted to type float without overflow")
        with np.errstate(over="ignore"):
            return np.array(plain, np.float64).astype(dtype)
    if dtype.kind == "b":
        return np.array(bool(plain))
    return np.array(_within(plain, dtype, C_NAMES[dtype.name])).astype(dtype)


def as_element(given: Any, dtype: np.dtype[Any]) -> Any:
    """Something number-like as one element of a tensor made from a list; a Python number.

    As `as_scalar`, but floats overflow to inf, and whole numbers may be of any size for floats. Raises DtypeError for
    what is no number, ArgumentError for whole numbers of more than 64 bits, TensorError as `as_scalar`.
    """
    if dtype.kind == "f":
        if isinstance(given, np.generic):
            given = given.item()
        if not hasattr(given, "__float__") and not hasattr(given, "__index__"):
            raise DtypeError(f"must be real number, not {type(given).__name__}")
        return float(given)
    if isinstance(given, float) and dtype.kind != "b":
        return _within(float(given), dtype, dtype.name)
    if isinstance(given, float | np.bool_) and dtype.kind == "b":
        return bool(given)
    if not hasattr(given, "__index__") or isinstance(given, np.bool_):
        raise DtypeError(f"'{kind_of(given)}' object cannot be interpreted as an integer")
    whole = given.__index__()
    if dtype.kind == "b":
        return bool(whole)
    if not _LONG[0] <= whole <= _LONG[1]:
        raise ArgumentError("Overflow when unpacking long long")
    return _within(whole, dtype, dtype.name)


def _within(number: int | float, dtype: np.dtype[Any], name: str) -> int:
    """A number as a whole one that the dtype holds; negative ones wrap around in an unsigned dtype."""
    info = np.iinfo(dtype)
    low, high = int(info.min), int(info.max)
    if dtype.kind == "u" and isinstance(number, int):
        low = -high
    if not low <= number <= high:
        raise TensorError(f"value cannot be converted to type {name} without overflow")
    whole = int(number)
    return whole % (high + 1) if dtype.kind == "u" else whole


def number_of(name: str, given: Any, argument: str) -> Any:
    """A number where PyTorch takes one; a tensor without dimensions counts as its element.

    Raises DtypeError in PyTorch's words; `argument` is as the message says it, "'fill_value' (position 2)".
    """
    if is_number(given):
        return given
    if isinstance(given, Tensor) and given._array.ndim == 0 and not given._requires_grad:
        return given._array.item()
    raise DtypeError(f"{name}(): argument {argument} must be Number, not {kind_of(given)}")


def whole_of(name: str, given: Any, argument: str) -> int:
    """A whole number where PyTorch takes one. Raises DtypeError in PyTorch's words."""
    if type(given) is int:
        return given
    if not isinstance(given, bool | float | str | np.bool_) and hasattr(given, "__index__"):
        return int(given.__index__())
    raise DtypeError(f"{name}(): argument {argument} must be int, not {kind_of(given)}")
