"""What counts as a value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from viz_autograd.circuit import MAX_ELEMENTS, as_value
from viz_autograd.errors import InvalidValueError, LimitError


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        (3, ()),
        (2.5, ()),
        (float("nan"), ()),
        (np.float32(1.5), ()),
        (np.int64(4), ()),
        ([1, 2.0], (2,)),
        ((1, 2), (2,)),
        ([[1], [2]], (2, 1)),
        ([(1, 2), [3, 4]], (2, 2)),
        ([np.array([1, 2]), np.array([3, 4])], (2, 2)),
        ([np.float64(1.0), np.int32(2)], (2,)),
        (np.arange(6).reshape(2, 3).T, (3, 2)),
        (np.array(5.0), ()),
    ],
)
def test_numbers_lists_and_arrays_become_frozen_float64(given: Any, shape: tuple[int, ...]) -> None:
    value = as_value(given)

    assert value.shape == shape
    assert value.dtype == np.float64
    assert value.flags.c_contiguous
    assert not value.flags.writeable
    assert np.array_equal(value, np.array(given, np.float64), equal_nan=True)


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (True, None),
        (np.bool_(True), None),
        ("1", None),
        (None, None),
        (1j, None),
        ({}, None),
        ([], None),
        ([[]], "[0]"),
        ([[1.0], []], "[1]"),
        ([1.0, "x"], "[1]"),
        ([1.0, [2.0]], "[1]"),
        ([[1.0], 2.0], "[1]"),
        ([[1.0, 2.0], [3.0]], "[1]"),
        ([[1.0, 2.0], [3.0, True]], "[1][1]"),
        ([[[1.0]]], "[0][0]"),
        ([np.array(1.0)], "[0]"),
        (10**400, None),
        ([10**400], "[0]"),
        (np.array([True]), None),
        (np.array(["a"]), None),
        (np.zeros((1,) * 9), None),
        (np.zeros((0, 3)), None),
    ],
)
def test_anything_else_is_refused_with_its_place(given: Any, place: str | None) -> None:
    with pytest.raises(InvalidValueError) as caught:
        as_value(given)
    assert caught.value.place == place


def test_nesting_too_deep_to_recurse_into_is_refused() -> None:
    nested: list[Any] = [1.0]
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(InvalidValueError):
        as_value(nested)


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(LimitError, match="1,000,001"):
        as_value([0.0] * (MAX_ELEMENTS + 1))
    with pytest.raises(LimitError):
        as_value(np.broadcast_to(np.float64(0), (10**6, 10**6)))
