"""Values that people give: checked, copied, and frozen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit.limits import check_elements
from viz_autograd.errors import InvalidValueError

Value = NDArray[np.float64]

MAX_DIMENSIONS = 8
"""Of an array; lists, which people type, are nested at most two deep."""

_SCALARS = (int, float, np.integer, np.floating)


def as_value(value: object) -> Value:
    """A read-only, C-contiguous float64 copy: a scalar, vector or matrix; of a numpy array up to eight dimensions.

    Takes numbers (not bools), numpy arrays and numbers, and lists of numbers nested at most two deep; nan and inf are
    numbers. Raises InvalidValueError (with `place`, such as "[1][2]", inside a list) and LimitError above 10⁶ elements.
    """
    if isinstance(value, float):  # most values are
        array = np.array(value, np.float64)
    elif isinstance(value, np.ndarray):
        array = _from_array(value)
    elif isinstance(value, (list, tuple)):
        array = _from_list(value)
    else:
        array = np.array(_number(value, ""), np.float64)
    array.flags.writeable = False
    return array


def _number(value: object, place: str) -> float:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, _SCALARS):
        where = f" at {place}" if place else ""
        raise InvalidValueError(f"a value is made of numbers; found {_described(value)}{where}", place=place or None)
    try:
        return float(value)
    except OverflowError:
        raise InvalidValueError("a number is too large for a float64", place=place or None) from None


def _described(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return "the text " + repr(value if len(value) <= 20 else value[:20] + "…")
    return type(value).__name__


def _from_array(value: NDArray[np.generic]) -> Value:
    if value.dtype.kind not in "iuf":
        raise InvalidValueError(f"a value is made of numbers; found an array of {value.dtype}")
    if value.ndim > MAX_DIMENSIONS:
        raise InvalidValueError(f"a value has at most {MAX_DIMENSIONS} dimensions; found {value.ndim}")
    if value.size == 0:
        raise InvalidValueError("a value cannot be empty")
    check_elements(value.shape)
    return np.array(value, np.float64, order="C")


def _from_list(rows: Sequence[object]) -> Value:
    if not rows:
        raise InvalidValueError("a value cannot be empty")
    if not isinstance(rows[0], (list, tuple, np.ndarray)):
        check_elements((len(rows),))
        return np.array(_row(rows, ""), np.float64)
    first = rows[0]
    width = 1 if isinstance(first, np.ndarray) and first.ndim == 0 else len(first)
    check_elements((len(rows), width))
    matrix = []
    for index, row in enumerate(rows):
        place = f"[{index}]"
        if not isinstance(row, (list, tuple, np.ndarray)) or (isinstance(row, np.ndarray) and row.ndim != 1):
            raise InvalidValueError(f"every row is a list of numbers; found {_described(row)} at {place}", place=place)
        if len(row) != width:
            raise InvalidValueError(f"rows differ in length: {width} at [0], {len(row)} at {place}", place=place)
        if width == 0:
            raise InvalidValueError(f"a row cannot be empty at {place}", place=place)
        matrix.append(_row(row, place))
    return np.array(matrix, np.float64)


def _row(row: Sequence[object] | NDArray[np.generic], place: str) -> list[float]:
    numbers: list[object] = row.tolist() if isinstance(row, np.ndarray) else list(row)
    return [
        number if type(number) is float else _number(number, f"{place}[{index}]")
        for index, number in enumerate(numbers)
    ]
