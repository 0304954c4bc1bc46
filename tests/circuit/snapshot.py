"""Everything a circuit is, as plain data that compares."""

from __future__ import annotations

from typing import Any

from viz_autograd import Circuit
from viz_autograd.circuit import Leaf


def snapshot(circuit: Circuit, *, counters: bool = True) -> dict[str, Any]:
    """With `counters`, also what only grows: two circuits that were made in different ways differ there."""
    nodes: list[tuple[Any, ...]] = []
    for node in circuit.nodes():
        if isinstance(node, Leaf):
            nodes.append((node.serial, node.name, node.value.shape, node.value.tobytes(), node.requires_grad))
        else:
            constants = {port: (value.shape, value.tobytes()) for port, value in node.constants.items()}
            nodes.append((node.serial, node.name, node.op, dict(node.attributes), constants))
    names = [node.name for node in circuit.nodes()]
    found: dict[str, Any] = {
        "nodes": nodes,
        "edges": circuit.edges(),
        "graph": sorted(circuit.graph.edges(keys=True)),
        "inputs": {name: circuit.inputs(name) for name in names},
        "outputs": {name: circuit.outputs(name) for name in names},
        "shapes": {name: circuit.shape(name) for name in names},
        "requires_grad": {name: circuit.requires_grad(name) for name in names},
        "lacks": {name: circuit.lacks(name) for name in names},
        "sinks": circuit.sinks(),
        "root": circuit.default_root(),
        "elements": circuit._elements,
        "next": circuit.serials()[-1:],
    }
    if counters:
        found |= {"order": circuit.order(), "version": circuit.version, "structure": circuit.structure}
    return found


def rebuilt(circuit: Circuit) -> Circuit:
    """The same circuit made from nothing: first the nodes, then the edges."""
    other = Circuit()
    for node in circuit.nodes():
        other.restore(node)
    for edge in circuit.edges():
        other.connect(edge.source, edge.target, edge.port)
    return other
