from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from viz_autograd.errors import ShapeError
from viz_autograd.ops.broadcasting import broadcast_shape, unbroadcast

pairs = mutually_broadcastable_shapes(num_shapes=2, max_dims=2, min_side=1, max_side=4)
shapes = st.lists(st.integers(1, 4), max_size=2).map(tuple)


@given(shapes, shapes)
def test_broadcasts_and_refuses_as_numpy(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    try:
        expected = np.broadcast_shapes(a, b)
    except ValueError:
        with pytest.raises(ShapeError, match="must match the size of tensor b"):
            broadcast_shape(a, b)
    else:
        assert broadcast_shape(a, b) == expected


@given(pairs, st.integers(0, 2**32 - 1))
def test_unbroadcast_is_the_adjoint_of_broadcasting(case: object, seed: int) -> None:
    shape, result = case.input_shapes[0], case.result_shape
    numbers = np.random.default_rng(seed)
    x, grad = numbers.normal(size=shape), numbers.normal(size=result)
    back = unbroadcast(grad, shape)
    assert back.shape == shape
    np.testing.assert_allclose(np.sum(back * x), np.sum(grad * x), rtol=1e-12, atol=1e-12)


def test_unbroadcast_hands_back_what_was_not_repeated() -> None:
    grad = np.ones((2, 3))
    assert unbroadcast(grad, (2, 3)) is grad


def test_a_scalar_gets_a_scalar() -> None:
    assert isinstance(unbroadcast(np.ones((2, 3)), ()), np.float64)


def test_several_clashes_name_the_last_dimension() -> None:
    text = r"^The size of tensor a \(3\) must match the size of tensor b \(2\) at non-singleton dimension 1$"
    with pytest.raises(ShapeError, match=text):
        broadcast_shape((2, 3), (3, 2))
