"""Values as data and back, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from viz_autograd.editor import from_array, to_array
from viz_autograd.editor.commands import Binary
from viz_autograd.errors import InvalidValueError, LimitError

SHAPES = st.one_of(st.just(()), array_shapes(min_dims=1, max_dims=2, max_side=40))


def bits(array: np.ndarray) -> bytes:
    return np.where(np.isnan(array), np.nan, array).tobytes()


@given(arrays(np.float64, SHAPES, elements=st.floats()))
def test_round_trip(array: np.ndarray) -> None:
    back = to_array(from_array(array))
    assert back.shape == array.shape
    assert bits(back) == bits(array)


@pytest.mark.parametrize(("size", "kind"), [(1000, list), (1001, Binary)])
def test_arrays_above_a_thousand_elements_are_binary(size: int, kind: type) -> None:
    assert isinstance(from_array(np.ones(size)), kind)


def test_large_arrays_keep_every_bit() -> None:
    array = np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324] * 400).reshape(40, 50)
    back = to_array(from_array(array))
    assert back.shape == (40, 50)
    assert back.tobytes() == array.tobytes()
    assert not back.flags.writeable


def test_a_list_of_a_million_is_the_limit() -> None:
    assert to_array([0.0] * 10**6).size == 10**6
    with pytest.raises(LimitError):
        to_array([0.0] * (10**6 + 1))


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_what_json_cannot_write_is_a_text(number: float) -> None:
    for value, place in ((number, ""), ([1.0, number], "[1]"), ([[1.0], [number]], "[1][0]")):
        with pytest.raises(InvalidValueError, match=r"is written as the text \"-?(nan|inf)\"") as caught:
            to_array(value)
        assert caught.value.place == place


@pytest.mark.parametrize("value", [None, True, "one", [True], [None], {"shape": [1]}, b"1", [], [[]], [[[]]]])
def test_what_is_no_value(value: object) -> None:
    with pytest.raises(InvalidValueError):
        to_array(value)
