"""Nodes without a place get one of their own."""

from __future__ import annotations

from viz_autograd.circuit import Circuit
from viz_autograd.editor import Document, arrange
from viz_autograd.gallery import GALLERY


def test_every_node_gets_a_place_of_its_own_right_of_its_inputs() -> None:
    circuit = GALLERY["four-weights"].build().circuit
    places = arrange(circuit, {})
    assert len(set(places.values())) == len(circuit)
    for edge in circuit.edges():
        assert places[edge.source][0] < places[edge.target][0]


def test_those_with_a_place_keep_it() -> None:
    circuit = GALLERY["tanh-mse"].build().circuit
    layout = {"x": (7.0, 8.0), "z": (300.0, 400.0)}
    document = Document(circuit, dict(layout))
    assert {name: document.layout[name] for name in layout} == layout
    assert set(document.layout) == {node.name for node in circuit.nodes()}
    assert all(y > 400 for name, (_, y) in document.layout.items() if name not in layout)


def test_nothing_to_arrange() -> None:
    assert arrange(Circuit(), {}) == {}


def test_a_long_chain() -> None:
    circuit = Circuit()
    circuit.leaf("x", 1.0)
    for number in range(48_000):
        circuit.op("neg", "x" if number == 0 else f"n{number - 1}", name=f"n{number}")
    places = arrange(circuit, {})
    assert places["x"][0] < places["n0"][0] < places["n47999"][0] <= 1e7


def test_next_to_the_edge_of_the_canvas() -> None:
    circuit = Circuit()
    for name in "abc":
        circuit.leaf(name, 1.0)
    places = arrange(circuit, {"a": (1e7, 1e7)})
    assert max(max(place) for place in places.values()) <= 1e7
