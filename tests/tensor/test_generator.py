"""Random numbers are PyTorch's own: after the same seed, the same numbers to the last bit."""

from __future__ import annotations

import copy
import math
from fractions import Fraction

import numpy as np
import pytest

import viz_autograd as torch
from tests.tensor.generator_calls import drawn, figures
from viz_autograd.tensor import generator as draws

STORED = figures()


@pytest.mark.parametrize("sequence", STORED, ids=lambda sequence: f"{sequence['draws'][0][0]}-{sequence['seed']}")
def test_draws_are_pytorchs(sequence):
    torch.manual_seed(sequence["seed"])
    for draw, wanted in zip(sequence["draws"], sequence["found"], strict=True):
        found = drawn(torch, draw)
        if "error" in wanted:
            assert found == wanted, draw
            continue
        assert found["dtype"] == wanted["dtype"], draw
        assert found["shape"] == wanted["shape"], draw
        kind = np.dtype(found["dtype"].removeprefix("torch."))
        ours, theirs = (np.array(each["numbers"], kind) for each in (found, wanted))
        if kind.kind == "f":
            # What libm differs in between systems is the last bit.
            assert np.allclose(ours, theirs, rtol=2 * np.finfo(kind).eps, atol=0, equal_nan=True), draw
        else:
            assert np.array_equal(ours, theirs), draw


def test_a_seed_starts_over():
    torch.manual_seed(3)
    first = torch.rand(5).tolist()
    assert torch.rand(5).tolist() != first
    assert torch.manual_seed(3) is torch.default_generator
    assert torch.rand(5).tolist() == first


def test_seeds_are_those_that_pytorch_takes():
    generator = torch.Generator()
    assert generator.initial_seed() == 67280421310721
    assert generator.manual_seed(-1).initial_seed() == 2**64 - 1
    assert torch.manual_seed("12").initial_seed() == 12
    assert torch.manual_seed(1.7).initial_seed() == 1
    for seed in (2**64, -(2**63) - 1):
        with pytest.raises(ValueError, match="Overflow when unpacking long long"):
            generator.manual_seed(seed)
    for seed, kind in ((1.5, "float"), ("a", "str"), (True, "bool"), (None, "NoneType")):
        with pytest.raises(RuntimeError, match=f"manual_seed expected a long, but got {kind}"):
            generator.manual_seed(seed)
    assert generator.seed() != generator.seed()
    assert str(generator.device) == "cpu"
    assert repr(generator).startswith("<torch._C.Generator object at 0x")


def test_a_generator_of_ones_own_leaves_the_others_alone():
    torch.manual_seed(0)
    expected = torch.rand(3).tolist()
    torch.manual_seed(0)
    own = torch.Generator().manual_seed(7)
    apart = torch.randn(3, generator=own).tolist()
    assert torch.rand(3).tolist() == expected
    assert torch.randn(3, generator=own.manual_seed(7)).tolist() == apart


@pytest.mark.parametrize("before", [0, 1, 3, 623, 624, 625])
def test_a_state_goes_on_where_it_was_taken(before):
    torch.manual_seed(11)
    torch.rand(before)
    torch.randn(3)
    state = torch.get_rng_state()
    assert state.shape == (5056,)
    expected = [torch.randn(3).tolist(), torch.rand(700).tolist(), torch.randperm(9).tolist()]
    torch.set_rng_state(state)
    assert [torch.randn(3).tolist(), torch.rand(700).tolist(), torch.randperm(9).tolist()] == expected
    other = torch.Generator().set_state(state)
    twin = copy.deepcopy(other)
    assert torch.randn(3, generator=other).tolist() == torch.randn(3, generator=twin).tolist() == expected[0]


def test_a_state_that_is_none_is_refused():
    generator = torch.Generator()
    for state, error, says in (
        (3, TypeError, "expected a torch.ByteTensor, but got int"),
        (torch.zeros(3), TypeError, "RNG state must be a torch.ByteTensor"),
        (torch.zeros(3, dtype=torch.uint8), RuntimeError, "Expected a CPUGeneratorImplState of size 5056 but found"),
        (torch.zeros(5056, dtype=torch.uint8), RuntimeError, "Invalid mt19937 state"),
    ):
        with pytest.raises(error, match=says):
            generator.set_state(state)


def test_drawing_in_place_is_counted_and_obeys_the_rules_of_leaves():
    x = torch.zeros(3)
    assert x.normal_() is x
    assert x._version == 1
    assert torch.rand(3)._version == 0
    leaf = torch.zeros(3, requires_grad=True)
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad is being used in an in-place operation"):
        leaf.uniform_()
    with torch.no_grad():
        leaf.uniform_()
    assert leaf.requires_grad
    computed = leaf * 2
    computed.normal_()
    assert computed.grad_fn.name() == "NormalBackward0"
    computed.sum().backward()
    assert leaf.grad.tolist() == [0.0, 0.0, 0.0]


def test_requires_grad_makes_a_leaf():
    assert torch.rand(2, requires_grad=True).is_leaf
    assert torch.randn(2, requires_grad=True).requires_grad
    with pytest.raises(RuntimeError, match="Only Tensors of floating point and complex dtype can require gradients"):
        torch.randint(5, (3,), requires_grad=True)


def test_a_part_of_a_tensor_is_filled_in_its_place():
    whole = torch.zeros(4, 4)
    whole[1:3, ::2].uniform_(1, 2)
    assert (whole != 0).sum() == 4
    assert whole[0].tolist() == [0.0] * 4


def test_large_bounds_and_narrow_dtypes_do_not_warn():
    assert torch.zeros(50, dtype=torch.float64).uniform_(-1e308, 7e307).isfinite().all()
    assert torch.zeros(50, dtype=torch.float64).normal_(0, 1e308).shape == (50,)
    assert torch.zeros(50, dtype=torch.float16).log_normal_(20, 3).isinf().any()
    assert torch.zeros(50, dtype=torch.float16).exponential_(1e-6).isinf().any()


def test_multiplying_and_adding_rounds_once():
    a = np.array([0.1, 1 / 3, 1e300, -7.7])
    made = draws.multiply_add(a, 3.0, -1.0)
    for number, found in zip(a.tolist(), made.tolist(), strict=True):
        assert found == float(Fraction(number) * 3 - 1)
    assert math.isinf(draws.multiply_add(np.array([1e308]), 10.0, 0.0)[0])
