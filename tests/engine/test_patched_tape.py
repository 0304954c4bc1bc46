"""A tape that followed the circuit's edits is the one that would be made from nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.circuit.edits import edit
from tests.circuit.snapshot import rebuilt
from tests.engine.tutorials import four_weights
from tests.strategies import circuits
from viz_autograd import Circuit, Run, run
from viz_autograd.engine import Tape
from viz_autograd.engine.columns import Columns
from viz_autograd.errors import VizAutogradError


def same_columns(one: Columns, other: Columns) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("serial", "code", "shape", "size", "requires_grad", "scalar", "node", "port", "source")
    ) and (one.names, one.attributes) == (other.names, other.attributes)


def ran(circuit: Circuit) -> Run:
    root = circuit.default_root()
    return run(circuit, seed=None if root is None else np.ones(circuit.shape(root) or ()))


def same_run(one: Run, other: Run) -> bool:
    return (
        one.root == other.root
        and one.names == other.names
        and one.edges == other.edges
        and np.array_equal(one.block, other.block, equal_nan=True)
        and str(one) == str(other)
        and one.trace.wave.tolist() == other.trace.wave.tolist()
    )


@settings(max_examples=200, deadline=None)
@given(circuits(), st.data())
def test_edit_by_edit_it_equals_a_new_one(circuit: Circuit, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 8))):
        if data.draw(st.booleans()):
            ran(circuit)
        for _ in range(data.draw(st.integers(1, 3))):
            try:
                edit(data, circuit)
            except VizAutogradError:
                continue
    after, new = Tape.of(circuit), Tape.of(circuit.copy())

    assert same_columns(after.columns, new.columns)
    assert after.wave.tolist() == new.wave.tolist()
    assert after.edges == tuple(circuit.edges())
    assert same_run(ran(circuit), ran(circuit.copy()))
    assert same_run(ran(circuit), ran(rebuilt(circuit)))


def test_an_edit_in_the_middle_of_a_large_circuit_is_followed() -> None:
    circuit = Circuit()
    circuit.leaf("x", 0.5, requires_grad=True)
    for at in range(400):
        circuit.op("sin", "x" if at == 0 else f"s{at - 1}", name=f"s{at}")
    first = run(circuit)
    node, edges = circuit.remove("s200")
    assert run(circuit).root == "s199"
    circuit.restore(node)
    for edge in edges:
        circuit.connect(edge.source, edge.target, edge.port)
    again = run(circuit)
    circuit.op("add", "s10", "s20", name="side")
    circuit.disconnect("s300", "a")
    circuit.connect("side", "s300", "a")

    assert same_run(again, first)
    assert same_run(run(circuit, "s399"), run(circuit.copy(), "s399"))
    assert first.grad("s200") is not None


def test_old_runs_keep_their_names_and_edges() -> None:
    circuit = four_weights()
    before = run(circuit)
    circuit.rename("b", "z")
    circuit.remove("q")

    assert "b" in before.names
    assert ("w4", "q", "a") in before.edges
    assert [edge for edge, _ in before.contributions("a")] == [("a", "b", "b"), ("a", "c", "b")]
    assert run(circuit).names == tuple(node.name for node in circuit.nodes())
