"""b = w1·a, c = w2·a, d = w3·b + w4·c, L = 10 − d: a reaches L along two ways, so its gradient is a sum of two."""

from __future__ import annotations

from viz_autograd.circuit import Circuit
from viz_autograd.editor.document import Document
from viz_autograd.gallery.entry import Entry

LAYOUT = {
    "w1": (0.0, 70.0),
    "a": (0.0, 262.0),
    "w2": (0.0, 454.0),
    "w3": (210.0, 34.0),
    "b": (210.0, 160.0),
    "c": (210.0, 364.0),
    "w4": (210.0, 490.0),
    "p": (440.0, 96.0),
    "q": (440.0, 428.0),
    "ten": (600.0, 134.0),
    "d": (636.0, 262.0),
    "L": (810.0, 196.0),
}


def build() -> Document:
    """A new document with this circuit."""
    circuit = Circuit()
    circuit.leaf("a", 4.0, requires_grad=True)
    for name, value in (("w1", 2.0), ("w2", 5.0), ("w3", 9.0), ("w4", 7.0)):
        circuit.leaf(name, value, requires_grad=True)
    circuit.leaf("ten", 10.0)
    # The lower half mirrors the upper one, ports too, so that no two edges cross.
    circuit.op("mul", "w1", "a", name="b")
    circuit.op("mul", "a", "w2", name="c")
    circuit.op("mul", "w3", "b", name="p")
    circuit.op("mul", "c", "w4", name="q")
    circuit.op("add", "p", "q", name="d")
    circuit.op("sub", "ten", "d", name="L")
    return Document(circuit, dict(LAYOUT), "four weights")


ENTRY = Entry(
    "four-weights",
    "Four weights",
    "Two ways lead from a to L, so two contributions add up in its gradient: −18 by b and −35 by c make −53.",
    build,
)
