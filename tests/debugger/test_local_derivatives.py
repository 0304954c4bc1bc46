"""Local derivatives: what the page shows as a factor is the factor that the engine used."""

from __future__ import annotations

import numpy as np
from hypothesis import given

import viz_autograd as va
from tests.strategies import circuits
from viz_autograd.circuit import Circuit, OpNode
from viz_autograd.debugger import LocalDerivatives
from viz_autograd.ops import GATES


@given(circuits())
def test_a_contribution_is_upstream_times_local(circuit: Circuit) -> None:
    root = circuit.default_root()
    if root is None:
        return
    run = va.run(circuit, root, seed=np.ones(circuit.shape(root) or ()))
    found = LocalDerivatives(circuit, run).of(circuit, run)
    for number, edge in enumerate(run.edges):
        node = circuit.node(edge.target)
        contribution = run.contribution(edge)
        assert isinstance(node, OpNode)
        elementwise = bool(GATES[node.op].locals) and circuit.shape(edge.target) == ()
        if contribution is None or not elementwise:
            assert np.isnan(found[number])
            continue
        with np.errstate(all="ignore"):
            due = found[number] * run.grad(edge.target)
        # Where 0 meets infinity the product says nan, and the engine what PyTorch does.
        if np.isfinite(due):
            np.testing.assert_allclose(contribution, np.broadcast_to(due, contribution.shape), rtol=1e-12, atol=1e-300)


def test_it_takes_the_constants_of_the_moment() -> None:
    circuit = va.Circuit()
    p = circuit.leaf("p", 2.0, requires_grad=True)
    circuit.op("mul", p, 3.0, name="m")
    run = va.run(circuit)
    derivatives = LocalDerivatives(circuit, run)
    assert derivatives.of(circuit, run).tolist() == [3.0]
    circuit.set_constant("m", "b", 5.0)
    again = va.run(circuit)
    assert again.trace is run.trace
    assert derivatives.of(circuit, again).tolist() == [5.0]
