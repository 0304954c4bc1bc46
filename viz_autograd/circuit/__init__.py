"""What is wired: nodes, edges, and the graph between them."""

from __future__ import annotations

from viz_autograd.circuit.circuit import Circuit
from viz_autograd.circuit.limits import MAX_BYTES, MAX_ELEMENTS, MAX_NODES
from viz_autograd.circuit.nodes import Edge, Leaf, Node, OpNode
from viz_autograd.circuit.values import MAX_DIMENSIONS, Value, as_value

__all__ = [
    "MAX_BYTES",
    "MAX_DIMENSIONS",
    "MAX_ELEMENTS",
    "MAX_NODES",
    "Circuit",
    "Edge",
    "Leaf",
    "Node",
    "OpNode",
    "Value",
    "as_value",
]
