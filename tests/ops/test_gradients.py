"""Every op's vjp against a derivative found another way, and the local or rule that the page shows against the vjp."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tests.ops.cases import inputs_of, upstream_for
from viz_autograd.ops import OPS, Array, Op, Sample
from viz_autograd.ops.notation import evaluate

CASES = [pytest.param(op, sample, id=f"{op.name}-{i}") for op in OPS.values() for i, sample in enumerate(op.samples)]
SMOOTH = [case for case in CASES if not case.values[1].kink]


def contributions(op: Op, sample: Sample, upstream: Array | None = None) -> tuple[list[Array], Array, list[Array]]:
    inputs = inputs_of(sample)
    with np.errstate(all="ignore"):
        out = op.forward(*inputs, **sample.attributes)
        up = np.ones(out.shape)[()] if upstream is None else upstream
        grads = op.vjp(up, out, inputs, (True,) * len(inputs), **sample.attributes)
    return inputs, out, [np.asarray(grad)[()] for grad in grads]


def moved(inputs: list[Array], which: int, place: tuple[int, ...], by: complex) -> list[Any]:
    array = np.array(inputs[which], dtype=type(by))
    array[place] += by
    return [*inputs[:which], array[()], *inputs[which + 1 :]]


def complex_step(op: Op, sample: Sample, inputs: list[Array], which: int, place: tuple[int, ...]) -> Array:
    """The derivative of the output by one element, exact to rounding (Squire and Trapp, 1998)."""
    step = 1e-30
    return op.forward(*moved(inputs, which, place, step * 1j), **sample.attributes).imag / step


def central_difference(op: Op, sample: Sample, inputs: list[Array], which: int, place: tuple[int, ...]) -> Array:
    step = 2.0**-17
    ahead = op.forward(*moved(inputs, which, place, step), **sample.attributes)
    behind = op.forward(*moved(inputs, which, place, -step), **sample.attributes)
    return (ahead - behind) / (2 * step)


@pytest.mark.parametrize(("op", "sample"), SMOOTH)
def test_vjp_is_the_derivative(op: Op, sample: Sample) -> None:
    inputs = inputs_of(sample)
    upstream = upstream_for(op.forward(*inputs, **sample.attributes).shape)
    _, _, grads = contributions(op, sample, upstream)
    differentiate, tolerance = (complex_step, 1e-10) if op.analytic else (central_difference, 1e-9)
    for which, (x, grad) in enumerate(zip(inputs, grads, strict=True)):
        for place in np.ndindex(x.shape):
            terms = upstream * differentiate(op, sample, inputs, which, place)
            assert abs(grad[place] - np.sum(terms)) <= tolerance * max(1.0, float(np.sum(np.abs(terms))))


@pytest.mark.parametrize(("op", "sample"), CASES)
def test_shapes_and_dtypes_of_forward_and_vjp(op: Op, sample: Sample) -> None:
    inputs, out, grads = contributions(op, sample)
    assert op.shape(*(x.shape for x in inputs), **sample.attributes) == out.shape
    assert out.dtype == np.float64
    assert isinstance(out, np.ndarray if out.shape else np.float64)
    for x, grad in zip(inputs, grads, strict=True):
        assert grad.shape == x.shape
        assert grad.dtype == np.float64


@pytest.mark.parametrize("op", OPS.values(), ids=OPS)
def test_nothing_is_computed_for_what_needs_no_gradient(op: Op) -> None:
    sample = op.samples[0]
    inputs, out, grads = contributions(op, sample)
    assert all(grad is not None for grad in grads)
    for which in range(len(inputs)):
        needs = [i == which for i in range(len(inputs))]
        some = op.vjp(np.ones(out.shape)[()], out, inputs, needs, **sample.attributes)
        assert [part is not None for part in some] == needs
        np.testing.assert_array_equal(some[which], grads[which])


@pytest.mark.parametrize("op", OPS.values(), ids=OPS)
def test_inputs_and_upstream_are_left_alone(op: Op) -> None:
    for sample in op.samples:
        inputs = [np.array(x) for x in inputs_of(sample)]
        for x in inputs:
            x.setflags(write=False)
        with np.errstate(all="ignore"):
            out = op.forward(*inputs, **sample.attributes)
            upstream = np.ones(out.shape)
            upstream.setflags(write=False)
            op.vjp(upstream, out, inputs, (True,) * len(inputs), **sample.attributes)


# What the page shows.


def shown_as_is(op: Op, sample: Sample) -> bool:
    """False where more happens than is shown: a sum over what was repeated, or PyTorch's 0 for pow's 0 × ∞."""
    repeated = op.name != "matmul" and len({x.shape for x in inputs_of(sample)}) > 1
    return not repeated and not (op.name == "pow" and sample.kink)


SHOWN = [case for case in CASES if shown_as_is(*case.values)]


@pytest.mark.parametrize(("op", "sample"), [case for case in SHOWN if case.values[0].locals])
def test_shown_local_is_the_vjp(op: Op, sample: Sample) -> None:
    inputs, out, grads = contributions(op, sample)
    values = dict(zip(op.ports, inputs, strict=True)) | {"out": out}
    for port, grad in zip(op.ports, grads, strict=True):
        with np.errstate(all="ignore"):
            local = np.broadcast_to(evaluate(op.locals[port], values), out.shape)
        np.testing.assert_allclose(local, grad, rtol=1e-14, atol=0)


@pytest.mark.parametrize(("op", "sample"), [case for case in SHOWN if case.values[0].rules])
def test_shown_rule_is_the_vjp(op: Op, sample: Sample) -> None:
    inputs = inputs_of(sample)
    out = op.forward(*inputs, **sample.attributes)
    upstream = upstream_for(out.shape)
    _, _, grads = contributions(op, sample, upstream)
    values = _values_of_rule(op, sample, inputs, upstream) | {"out": out}
    for port, grad in zip(op.ports, grads, strict=True):
        shown = evaluate(op.rules[port], values)
        if op.name == "matmul":
            shown = np.reshape(shown, grad.shape)
        np.testing.assert_allclose(np.broadcast_to(shown, grad.shape), grad, rtol=1e-14, atol=0)


def _values_of_rule(op: Op, sample: Sample, inputs: list[Array], upstream: Array) -> dict[str, Array]:
    values: dict[str, Any] = dict(zip(op.ports, inputs, strict=True)) | {"up": upstream}
    if op.name == "matmul":
        a, b = inputs
        values["a"] = np.atleast_2d(a)
        values["b"] = b if b.ndim == 2 else b[:, np.newaxis]
        values["up"] = np.reshape(upstream, (values["a"].shape[0], values["b"].shape[1]))
    if sample.attributes.get("dim") is not None and not sample.attributes.get("keepdim"):
        values["up"] = np.expand_dims(upstream, sample.attributes["dim"]) if inputs[0].shape else upstream
    if any("n" in op.rules[port].split() for port in op.ports):
        values["n"] = np.float64(op.count(*(x.shape for x in inputs), **sample.attributes))
    return values


@pytest.mark.parametrize(("op", "sample"), [case for case in CASES if not case.values[1].attributes])
def test_formula_is_forward(op: Op, sample: Sample) -> None:
    inputs = inputs_of(sample)
    with np.errstate(all="ignore"):
        shown = evaluate(op.formula, dict(zip(op.ports, inputs, strict=True)))
        np.testing.assert_allclose(shown, op.forward(*inputs), rtol=1e-14, atol=0)


def test_count_is_how_many_elements_go_into_one() -> None:
    mean, mse = OPS["mean"], OPS["mse"]
    assert mean.count(()) == 1
    assert mean.count((2, 3)) == 6
    assert mean.count((2, 3), dim=0) == 2
    assert mean.count((2, 3), dim=-1, keepdim=True) == 3
    assert mse.count((3, 1), (1, 4)) == 12


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
