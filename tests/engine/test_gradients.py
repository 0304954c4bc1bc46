"""Random circuits: the gradients against derivatives that need no backward pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.engine.reference import Numbers, central_difference, complex_step, evaluate, magnitude, near_a_kink
from tests.strategies import ANALYTIC_OPS, DIFFERENCED_OPS, circuits
from viz_autograd import Circuit, Run, run
from viz_autograd.circuit import Leaf

# Beyond these a difference is too ill-conditioned to judge by.
LARGEST_VALUE = 50.0
LARGEST_CONTRIBUTIONS = 1e4

Derivative = Callable[[Circuit, str, Numbers, str], Numbers]


def pruned(circuit: Circuit, data: st.DataObject) -> tuple[Circuit, Run, Numbers]:
    """A root with moderate numbers and all that it depends on, run from a random seed."""
    values = evaluate(circuit, {})
    tame = {name for name, value in values.items() if np.all(np.abs(value) <= LARGEST_VALUE)}
    roots = [
        name
        for name in values
        if not isinstance(circuit.node(name), Leaf)
        and circuit.requires_grad(name)
        and circuit.ancestors(name) | {name} <= tame
    ]
    assume(roots)
    root = data.draw(st.sampled_from(roots[-3:]))
    keep = circuit.ancestors(root) | {root}
    for node in circuit.nodes():
        if node.name not in keep:
            circuit.remove(node.name)
    shape = circuit.shape(root) or ()
    seed = np.array(data.draw(st.lists(st.integers(-3, 3), min_size=int(np.prod(shape)), max_size=int(np.prod(shape)))))
    done = run(circuit, root, seed.reshape(shape).astype(float))
    assume(magnitude(done) < LARGEST_CONTRIBUTIONS)
    return circuit, done, seed.reshape(shape)


def check(circuit: Circuit, done: Run, seed: Numbers, derivative: Derivative, tolerance: float) -> None:
    root = done.root
    assert root is not None
    allowed = tolerance * max(1.0, magnitude(done))
    for node in circuit.nodes():
        if isinstance(node, Leaf) and node.requires_grad:
            grad = done.grad(node.name)
            assert grad is not None
            assert np.abs(grad - derivative(circuit, root, seed, node.name)).max() <= allowed


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(circuits(ops=ANALYTIC_OPS, unwired=False), st.data())
def test_analytic_circuits_agree_with_the_complex_step(circuit: Circuit, data: st.DataObject) -> None:
    circuit, done, seed = pruned(circuit, data)
    assume(not near_a_kink(circuit, evaluate(circuit, {}), 1e-12))  # 0⁰ and the like, which pow alone has here

    check(circuit, done, seed, complex_step, 1e-10)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(circuits(ops=DIFFERENCED_OPS, unwired=False), st.data())
def test_all_circuits_agree_with_central_differences_away_from_kinks(circuit: Circuit, data: st.DataObject) -> None:
    circuit, done, seed = pruned(circuit, data)
    assume(not near_a_kink(circuit, evaluate(circuit, {}), 1e-2))

    check(circuit, done, seed, central_difference, 1e-5)


@settings(max_examples=100, deadline=None)
@given(circuits())
def test_values_are_those_of_a_plain_evaluation(circuit: Circuit) -> None:
    done = run(circuit, backward=False)
    plain = evaluate(circuit, {})

    for name in done.names:
        value = done.value(name)
        assert (value is None) == (name not in plain)
        if value is not None:
            assert value.shape == circuit.shape(name) == plain[name].shape
            assert np.array_equal(value, plain[name], equal_nan=True)


@settings(max_examples=100, deadline=None)
@given(circuits(unwired=False), st.data())
def test_every_gradient_is_the_sum_of_its_contributions_in_order(circuit: Circuit, data: st.DataObject) -> None:
    circuit, done, _ = pruned(circuit, data)

    for name in done.names:
        parts = [part for _, part in done.contributions(name)]
        if name != done.root and parts:
            total = parts[0].copy()
            for part in parts[1:]:
                total = total + part
            grad = done.grad(name)
            assert grad is not None
            assert grad.tobytes() == total.tobytes()
