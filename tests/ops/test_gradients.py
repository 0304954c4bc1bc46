"""Every op's vjp against a derivative found another way, and the local or rule that the page shows against the vjp."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tests.ops.cases import (
    ELEMENTWISE,
    TRIED,
    WITHOUT_GRADIENT,
    differentiable,
    inputs_of,
    ports_of,
    upstream_for,
)
from viz_autograd.errors import BackwardError
from viz_autograd.ops import OPS, Array, Op, Sample
from viz_autograd.ops.notation import evaluate

DERIVED = {name: op for name, op in TRIED.items() if name not in WITHOUT_GRADIENT}
CASES = [
    pytest.param(op, sample, id=f"{op.name}-{i}") for op in DERIVED.values() for i, sample in enumerate(op.samples)
]
SMOOTH = [case for case in CASES if not case.values[1].kink]


def needs_of(op: Op, inputs: list[Any]) -> tuple[bool, ...]:
    return tuple(given is not None and differentiable(op, port) for port, given in zip(op.ports, inputs, strict=True))


def contributions(
    op: Op, sample: Sample, upstream: Array | None = None, dtype: Any = np.float64
) -> tuple[list[Any], Array, list[Any]]:
    """The inputs by port, the output, and the contribution to each port, None where there is none."""
    inputs = ports_of(op, inputs_of(sample, dtype))
    with np.errstate(all="ignore"):
        out = op.forward(*inputs, **sample.attributes)
        up = np.ones(out.shape, dtype)[()] if upstream is None else upstream
        grads = op.vjp(up, out, inputs, needs_of(op, inputs), **sample.attributes)
    return inputs, out, [None if grad is None else np.asarray(grad)[()] for grad in grads]


def moved(inputs: list[Any], which: int, place: tuple[int, ...], by: complex) -> list[Any]:
    array = np.array(inputs[which], dtype=type(by))
    array[place] += by
    return [*inputs[:which], array[()], *inputs[which + 1 :]]


def complex_step(op: Op, sample: Sample, inputs: list[Any], which: int, place: tuple[int, ...]) -> Array:
    """The derivative of the output by one element, exact to rounding (Squire and Trapp, 1998)."""
    step = 1e-30
    return op.forward(*moved(inputs, which, place, step * 1j), **sample.attributes).imag / step


def central_difference(op: Op, sample: Sample, inputs: list[Any], which: int, place: tuple[int, ...]) -> Array:
    """The derivative from four neighbours, exact to the fourth order of the step."""
    step = 2.0**-12
    there = {
        by: op.forward(*moved(inputs, which, place, by * step), **sample.attributes) for by in (-2.0, -1.0, 1.0, 2.0)
    }
    return (8 * (there[1] - there[-1]) - (there[2] - there[-2])) / (12 * step)


@pytest.mark.parametrize(("op", "sample"), SMOOTH)
def test_vjp_is_the_derivative(op: Op, sample: Sample) -> None:
    inputs = ports_of(op, inputs_of(sample))
    upstream = upstream_for(op.forward(*inputs, **sample.attributes).shape)
    _, _, grads = contributions(op, sample, upstream)
    differentiate, tolerance = (complex_step, 1e-10) if op.analytic else (central_difference, 2e-9)
    for which, (x, grad) in enumerate(zip(inputs, grads, strict=True)):
        if grad is None:
            continue
        for place in np.ndindex(x.shape):
            terms = upstream * differentiate(op, sample, inputs, which, place)
            assert abs(grad[place] - np.sum(terms)) <= tolerance * max(1.0, float(np.sum(np.abs(terms))))


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
@pytest.mark.parametrize(("op", "sample"), CASES)
def test_shapes_and_dtypes_of_forward_and_vjp(op: Op, sample: Sample, dtype: Any) -> None:
    inputs, out, grads = contributions(op, sample, dtype=dtype)
    shapes = [None if x is None else x.shape for x in inputs]
    assert op.shape(*shapes, **sample.attributes) == out.shape
    assert out.dtype == dtype
    assert isinstance(out, np.ndarray if out.shape else dtype)
    for x, grad in zip(inputs, grads, strict=True):
        if grad is not None:
            assert grad.shape == x.shape
            assert grad.dtype == dtype


@pytest.mark.parametrize("op", DERIVED.values(), ids=DERIVED)
def test_nothing_is_computed_for_what_needs_no_gradient(op: Op) -> None:
    sample = op.samples[0]
    inputs, out, grads = contributions(op, sample)
    for which, asked in enumerate(needs_of(op, inputs)):
        assert (grads[which] is not None) == asked
        needs = [i == which and asked for i in range(len(inputs))]
        some = op.vjp(np.ones(out.shape)[()], out, inputs, needs, **sample.attributes)
        assert [part is not None for part in some] == needs
        if asked:
            np.testing.assert_array_equal(some[which], grads[which])


@pytest.mark.parametrize("op", DERIVED.values(), ids=DERIVED)
def test_inputs_and_upstream_are_left_alone(op: Op) -> None:
    for sample in op.samples:
        inputs = ports_of(op, [np.array(x) for x in inputs_of(sample)])
        for x in inputs:
            if x is not None:
                x.setflags(write=False)
        with np.errstate(all="ignore"):
            out = np.asarray(op.forward(*inputs, **sample.attributes))
            assert not any(np.shares_memory(out, x) for x in inputs if x is not None)
            upstream = np.ones(out.shape)
            upstream.setflags(write=False)
            op.vjp(upstream, out, inputs, needs_of(op, inputs), **sample.attributes)


@pytest.mark.parametrize(("op", "sample"), CASES)
def test_what_is_not_read_may_be_anything(op: Op, sample: Sample) -> None:
    inputs, out, grads = contributions(op, sample)
    upstream = np.ones(out.shape)[()]
    for which, port in enumerate(op.ports):
        if grads[which] is None:
            continue
        read = op.reads(port)
        assert set(read) <= {*op.ports, "out"}
        spoilt = [
            given if given is None or name in read else np.full_like(given, np.nan)[()]
            for name, given in zip(op.ports, inputs, strict=True)
        ]
        left = out if "out" in read else np.full_like(out, np.nan)[()]
        needs = [i == which for i in range(len(inputs))]
        with np.errstate(all="ignore"):
            again = op.vjp(upstream, left, spoilt, needs, **sample.attributes)[which]
        np.testing.assert_array_equal(again, grads[which])


# Shapes that broadcast together, of more dimensions than the page shows, and with no elements at all.
_DEEP = [(2, 1, 3, 2), (3, 2), (1, 1, 1)]
_EMPTY = [(2, 0, 3), (1, 3), ()]


def filled(op: Op, shapes: list[tuple[int, ...]]) -> list[Any]:
    """Inputs of these shapes out of the numbers of the op's first vector sample."""
    sample = next(sample for sample in op.samples if np.ndim(sample.inputs[0]) == 1)
    numbers = [np.atleast_1d(np.array(values, dtype=np.float64)) for values in sample.inputs]
    return [np.resize(values, shape) for values, shape in zip(numbers, shapes, strict=False)]


@pytest.mark.parametrize("op", ELEMENTWISE.values(), ids=ELEMENTWISE)
def test_every_element_of_many_dimensions_is_as_a_scalar(op: Op) -> None:
    inputs = filled(op, _DEEP)
    whole = op.shape(*(x.shape for x in inputs))
    with np.errstate(all="ignore"):
        out = op.forward(*inputs)
        assert out.shape == whole
        spread = [np.broadcast_to(x, whole) for x in inputs]
        for place in np.ndindex(whole):
            np.testing.assert_allclose(out[place], op.forward(*(x[place] for x in spread)), rtol=1e-15, atol=1e-300)
        if op.name in WITHOUT_GRADIENT:
            return
        upstream = upstream_for(whole)
        grads = op.vjp(upstream, out, inputs, (True,) * len(inputs))
        wide = op.vjp(upstream, out, spread, (True,) * len(inputs))
    for x, grad, each in zip(inputs, grads, wide, strict=True):
        assert grad.shape == x.shape
        added = tuple(range(len(whole) - x.ndim))
        repeated = tuple(i + len(added) for i, n in enumerate(x.shape) if n == 1)
        np.testing.assert_allclose(grad, np.sum(each, axis=(*added, *repeated)).reshape(x.shape), rtol=1e-13)


@pytest.mark.parametrize("op", ELEMENTWISE.values(), ids=ELEMENTWISE)
def test_no_elements_give_none(op: Op) -> None:
    inputs = filled(op, _EMPTY)
    out = op.forward(*inputs)
    assert out.shape == (2, 0, 3) == op.shape(*(x.shape for x in inputs))
    if op.name in WITHOUT_GRADIENT:
        return
    grads = op.vjp(np.ones(out.shape), out, inputs, (True,) * len(inputs))
    for x, grad in zip(inputs, grads, strict=True):
        assert grad.shape == x.shape
        assert not np.any(grad)


@pytest.mark.parametrize("name", ["mse", "l1", "smooth_l1", "huber", "bce", "bce_with_logits", "kl_div"])
def test_the_mean_over_nothing_is_nan_and_the_sum_is_zero(name: str) -> None:
    op = OPS[name]
    inputs = ports_of(op, [np.ones((0, 2)), np.ones((0, 2))])
    assert np.isnan(op.forward(*inputs))
    assert op.forward(*inputs, reduction="sum") == 0
    assert op.forward(*inputs, reduction="none").shape == (0, 2)
    needs = needs_of(op, inputs)
    for reduction in ("mean", "sum"):
        assert op.vjp(np.float64(1.0), None, inputs, needs, reduction=reduction)[0].shape == (0, 2)


def test_floor_divide_has_no_gradient() -> None:
    with pytest.raises(BackwardError, match=r"^derivative for aten::floor_divide is not implemented$"):
        OPS["floor_divide"].vjp(np.ones(2), np.ones(2), [np.ones(2), np.ones(2)], (True, True))


# What the page shows.


def shown_as_is(op: Op, sample: Sample) -> bool:
    """False where more happens than is shown.

    That is a sum over what was repeated, what PyTorch puts in place of 0 × ∞, and the bounds of logit and softplus.
    """
    if not op.canvas:
        return False
    repeated = len({np.shape(x) for x in sample.inputs}) > 1
    over_rows = op.name in ("softmax", "log_softmax") and np.ndim(sample.inputs[0]) != 1
    bounded = op.name in ("pow", "xlogy", "sinc", "logit", "softplus", "bce", "kl_div") and sample.kink
    apart = op.name == "softplus" and "threshold" in sample.attributes
    return not (repeated or over_rows or bounded or apart)


def named_values(op: Op, sample: Sample, inputs: list[Any]) -> dict[str, Any]:
    defaults = {attribute.name: attribute.default for attribute in op.attributes}
    return dict(zip(op.ports, inputs, strict=True)) | defaults | dict(sample.attributes)


SHOWN = [case for case in CASES if shown_as_is(*case.values)]


@pytest.mark.parametrize(("op", "sample"), [case for case in SHOWN if case.values[0].locals])
def test_shown_local_is_the_vjp(op: Op, sample: Sample) -> None:
    inputs, out, grads = contributions(op, sample)
    values = named_values(op, sample, inputs) | {"out": out}
    for port, grad in zip(op.ports, grads, strict=True):
        if grad is None:
            continue
        with np.errstate(all="ignore"):
            local = np.broadcast_to(evaluate(op.locals[port], values), out.shape)
        np.testing.assert_allclose(local, grad, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize(("op", "sample"), [case for case in SHOWN if case.values[0].rules])
def test_shown_rule_is_the_vjp(op: Op, sample: Sample) -> None:
    inputs = ports_of(op, inputs_of(sample))
    out = op.forward(*inputs, **sample.attributes)
    upstream = upstream_for(out.shape)
    _, _, grads = contributions(op, sample, upstream)
    values = _values_of_rule(op, sample, inputs, upstream) | {"out": out}
    for port, grad in zip(op.ports, grads, strict=True):
        if grad is None or (op.optional and len(sample.inputs) > 2):
            continue  # the rule leaves out the weights
        shown = evaluate(op.rules[port], values)
        np.testing.assert_allclose(np.broadcast_to(shown, grad.shape), grad, rtol=1e-13, atol=1e-15)


def _values_of_rule(op: Op, sample: Sample, inputs: list[Any], upstream: Array) -> dict[str, Any]:
    values = named_values(op, sample, inputs) | {"up": upstream}
    if any("n" in rule.split() for rule in op.rules.values()):
        values["n"] = np.float64(op.count(*(x.shape for x in inputs if x is not None), **sample.attributes))
    return values


@pytest.mark.parametrize(("op", "sample"), [case for case in CASES if shown_as_is(*case.values)])
def test_formula_is_forward(op: Op, sample: Sample) -> None:
    if {"reduction", "dim", "decimals"} & set(sample.attributes) or (op.optional and len(sample.inputs) > 2):
        return
    inputs = ports_of(op, inputs_of(sample))
    with np.errstate(all="ignore"):
        shown = evaluate(op.formula, named_values(op, sample, inputs))
        np.testing.assert_allclose(shown, op.forward(*inputs, **sample.attributes), rtol=1e-13, atol=1e-15)


def test_count_is_how_many_elements_go_into_one() -> None:
    mean, mse = OPS["mean"], OPS["mse"]
    assert mean.count(()) == 1
    assert mean.count((2, 3)) == 6
    assert mean.count((2, 3), dim=0) == 2
    assert mean.count((2, 3), dim=-1, keepdim=True) == 3
    assert mse.count((3, 1), (1, 4)) == 12
    assert mse.count((3, 1), (1, 4), reduction="sum") == mse.count((3, 1), (1, 4), reduction="none") == 1


def test_figures_of_the_tutorials() -> None:
    tanh, mse = OPS["tanh"], OPS["mse"]
    z = np.float64(6.0 / 5.0)
    assert math.isclose(mse.forward(tanh.forward(z), z), 0.1342089469634184, rel_tol=1e-14)
    assert OPS["max"].vjp(np.float64(1.0), None, (np.float64(4.0), np.float64(2.0)), (True, True)) == (1.0, 0.0)


def test_a_nan_from_upstream_reaches_the_exponent_of_zero() -> None:
    # As PyTorch 2.13: grad * where(base == 0 and exponent >= 0, 0, …).
    with np.errstate(all="ignore"):
        grads = OPS["pow"].vjp(np.float64(np.nan), np.float64(0), (np.float64(0), np.float64(2)), (True, True))
    assert np.isnan(grads[1])
