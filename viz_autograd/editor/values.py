"""Values as data, and as arrays: what a command or a file writes of a scalar, a vector or a matrix."""

from __future__ import annotations

import base64
import binascii
import math
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import MAX_DIMENSIONS, MAX_ELEMENTS, as_value
from viz_autograd.editor.commands import AttributeValue, Binary, Number, Value
from viz_autograd.editor.complaints import shortened
from viz_autograd.errors import InvalidValueError, LimitError

# Above this many elements an array is written in base64: a list of them would be neither read nor edited by hand.
MAX_LISTED = 1_000
_WORDS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}

Array = NDArray[np.float64]


def to_array(value: object) -> Array:
    """The read-only float64 array that `value` (a Value or a Binary) writes.

    Raises InvalidValueError, its `place` saying where in the value ("[1][0]", ".base64"), and LimitError above 10⁶
    elements.
    """
    if isinstance(value, Binary):
        return _from_binary(value)
    if isinstance(value, list):
        if _are_floats(value):
            array = np.array(value, np.float64)
            if np.isfinite(array).all():
                return as_value(array)
        return as_value([_row(item, f"[{index}]") for index, item in enumerate(value)])
    return as_value(_number(value, ""))


def from_array(array: Array) -> Value | Binary:
    """`array` as a command or a file writes it; `to_array` gives back the same bits, but for the payload of a NaN."""
    if array.size > MAX_LISTED or array.ndim > 2:
        data = np.ascontiguousarray(array, dtype="<f8").tobytes()
        return Binary(shape=list(array.shape), base64=base64.b64encode(data).decode("ascii"))
    if array.ndim == 0:
        return from_number(float(array))
    if array.ndim == 1:
        return [from_number(number) for number in array.tolist()]
    return [[from_number(number) for number in row] for row in array.tolist()]


def from_number(number: float) -> Number:
    """A number as a command or a file writes it: the three that JSON cannot write are words."""
    if math.isfinite(number):
        return number
    if math.isnan(number):
        return "nan"
    return "inf" if number > 0 else "-inf"


def _are_floats(items: list[object]) -> bool:
    """Whether a list needs no looking at item by item: numbers, or rows of them of the same length."""
    kinds = set(map(type, items))
    if kinds == {list}:
        rows: list[list[object]] = items  # type: ignore[assignment]
        return len(set(map(len, rows))) == 1 and set(map(type, chain.from_iterable(rows))) == {float}
    return kinds == {float}


def _row(item: object, place: str) -> float | list[float]:
    if isinstance(item, list):
        return [_number(number, f"{place}[{index}]") for index, number in enumerate(item)]
    return _number(item, place)


def _number(item: object, place: str) -> float:
    if isinstance(item, float):
        if not math.isfinite(item):
            # JSON cannot write it: a history that holds it could be kept, and never be read again.
            raise InvalidValueError(f'{item} is written as the text "{from_number(item)}"', place=place)
        return item
    if isinstance(item, int) and not isinstance(item, bool):
        try:
            return float(item)
        except OverflowError:
            raise InvalidValueError('a number too large for float64; "inf" is infinity', place=place) from None
    if isinstance(item, str) and item in _WORDS:
        return _WORDS[item]
    if isinstance(item, str):
        raise InvalidValueError(
            f'"{shortened(item)}" is no number; of texts only "nan", "inf" and "-inf" are', place=place
        )
    if isinstance(item, list):
        raise InvalidValueError("lists are nested at most two deep: a vector, or the rows of a matrix", place=place)
    raise InvalidValueError(f"a number is due here, not {type(item).__name__}", place=place)


def _from_binary(binary: Binary) -> Array:
    shape = tuple(binary.shape)
    if len(shape) > MAX_DIMENSIONS or any(not isinstance(length, int) or length < 1 for length in shape):
        found = shortened(str(binary.shape))
        message = f"a shape is at most {MAX_DIMENSIONS} whole numbers, each at least 1; this is {found}"
        raise InvalidValueError(message, place=".shape")
    elements = math.prod(shape)
    if elements > MAX_ELEMENTS:
        counted = f"{elements:,}" if elements < 10**15 else "more than 10¹⁵"
        raise LimitError(f"{counted} elements; a node holds at most {MAX_ELEMENTS:,}", place=".shape")
    try:
        data = base64.b64decode(binary.base64, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidValueError(f"no base64: {error}", place=".base64") from None
    if len(data) != 8 * elements:
        message = (
            f"{len(data):,} bytes, but the shape needs {elements:,} float64 numbers, which are {8 * elements:,} bytes"
        )
        raise InvalidValueError(message, place=".base64")
    return as_value(np.frombuffer(data, dtype="<f8").reshape(shape).astype(np.float64))


def from_attribute(value: object) -> AttributeValue:
    """An op's attribute as data: tuples as lists, and what no JSON number says in words ("inf").

    Raises InvalidValueError for an attribute that data cannot say, such as an index.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, tuple | list) and all(isinstance(each, int) for each in value):
        return list(value)
    raise InvalidValueError(f"an attribute that is {type(value).__name__} cannot be written down")
