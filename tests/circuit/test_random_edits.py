"""After any edits the circuit is what a fresh one would be; after a refused edit it is what it was."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.circuit.edits import edit
from tests.circuit.snapshot import rebuilt, snapshot
from tests.strategies import circuits
from viz_autograd import Circuit
from viz_autograd.circuit import Edge
from viz_autograd.errors import CircuitError, CycleError, VizAutogradError


def edited(data: st.DataObject, circuit: Circuit, most: int = 12) -> None:
    for _ in range(data.draw(st.integers(0, most))):
        try:
            edit(data, circuit)
        except VizAutogradError:
            continue


@settings(max_examples=150, deadline=None)
@given(circuits(), st.data())
def test_what_is_kept_incrementally_equals_what_is_made_from_nothing(circuit: Circuit, data: st.DataObject) -> None:
    edited(data, circuit)

    assert snapshot(circuit, counters=False) == snapshot(rebuilt(circuit), counters=False)
    assert snapshot(circuit) == snapshot(circuit.copy())


@settings(max_examples=150, deadline=None)
@given(circuits(), st.data())
def test_the_order_is_topological_after_any_edits(circuit: Circuit, data: st.DataObject) -> None:
    edited(data, circuit)

    position = {name: at for at, name in enumerate(circuit.order())}
    assert set(position) == {node.name for node in circuit.nodes()}
    assert len(position) == len(circuit)
    assert all(position[edge.source] < position[edge.target] for edge in circuit.edges())
    assert nx.is_directed_acyclic_graph(circuit.graph)


@settings(max_examples=200, deadline=None)
@given(circuits(max_leaves=4, max_ops=8), st.data())
def test_a_refused_edit_leaves_the_circuit_exactly_as_it_was(circuit: Circuit, data: st.DataObject) -> None:
    for _ in range(6):
        before = snapshot(circuit)
        refused: VizAutogradError | None = None
        try:
            edit(data, circuit)
        except VizAutogradError as error:
            refused = error
        if refused is not None:
            assert snapshot(circuit) == before
            assert str(refused)
            assert isinstance(refused, CircuitError) or refused.node is not None  # shapes and limits say where


@settings(max_examples=150, deadline=None)
@given(circuits(max_leaves=4, max_ops=8), st.data())
def test_refusal_says_what_connect_would_raise(circuit: Circuit, data: st.DataObject) -> None:
    edited(data, circuit, 4)
    before = snapshot(circuit)
    edges = circuit.edges()
    away = data.draw(st.none() | st.sampled_from(edges)) if edges else None
    for target in circuit.nodes():
        for port in circuit.ports(target.name):
            source = data.draw(st.sampled_from(circuit.nodes())).name
            asked = circuit.refusal(source, target.name, port, (away.target, away.port) if away else None)
            assert told(asked) == told(attempted(circuit, source, target.name, port, away))
    assert snapshot(circuit) == before


def attempted(circuit: Circuit, source: str, target: str, port: str, away: Edge | None) -> VizAutogradError | None:
    other = circuit.copy()
    if away is not None:
        other.disconnect(away.target, away.port)
    try:
        other.connect(source, target, port)
    except VizAutogradError as error:
        return error
    return None


def told(error: VizAutogradError | None) -> tuple[type, str, str | None] | None:
    # Of several cycles the two may find different ones.
    if isinstance(error, CycleError):
        return type(error), "", error.node
    return None if error is None else (type(error), str(error), error.node)


@settings(max_examples=100, deadline=None)
@given(circuits())
def test_a_cycle_error_names_a_cycle(circuit: Circuit) -> None:
    for target in circuit.nodes():
        for port in circuit.ports(target.name):
            for source in circuit.nodes():
                edge = circuit.inputs(target.name).get(port)
                error = circuit.refusal(source.name, target.name, port, (target.name, port) if edge else None)
                if isinstance(error, CycleError):
                    assert error.nodes[0] == error.nodes[-1] == source.name
                    assert error.nodes[1] == target.name
                    assert all(b in circuit.graph[a] for a, b in pairwise(error.nodes[1:]))
                else:
                    assert source.name not in circuit.descendants(target.name) | {target.name}
