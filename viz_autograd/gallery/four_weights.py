"""b = w1·a, c = w2·a, d = w3·b + w4·c, L = 10 − d: a reaches L along two ways, so its gradient is a sum of two."""

from __future__ import annotations

from viz_autograd.circuit import Circuit
from viz_autograd.editor.document import Document
from viz_autograd.gallery.entry import Entry

LAYOUT = {
    "w1": (0.0, 60.0),
    "w2": (0.0, 230.0),
    "a": (0.0, 400.0),
    "w3": (220.0, 0.0),
    "b": (256.0, 120.0),
    "w4": (220.0, 252.0),
    "c": (256.0, 372.0),
    "p": (460.0, 60.0),
    "q": (460.0, 312.0),
    "ten": (600.0, 72.0),
    "d": (640.0, 186.0),
    "L": (814.0, 130.0),
}


def build() -> Document:
    """A new document with this circuit."""
    circuit = Circuit()
    circuit.leaf("a", 4.0, requires_grad=True)
    for name, value in (("w1", 2.0), ("w2", 5.0), ("w3", 9.0), ("w4", 7.0)):
        circuit.leaf(name, value, requires_grad=True)
    circuit.leaf("ten", 10.0)
    circuit.op("mul", "w1", "a", name="b")
    circuit.op("mul", "w2", "a", name="c")
    circuit.op("mul", "w3", "b", name="p")
    circuit.op("mul", "w4", "c", name="q")
    circuit.op("add", "p", "q", name="d")
    circuit.op("sub", "ten", "d", name="L")
    return Document(circuit, dict(LAYOUT), "four weights")


ENTRY = Entry(
    "four-weights",
    "Four weights",
    "Two ways lead from a to L, so two contributions add up in its gradient: −18 by b and −35 by c make −53.",
    build,
)
