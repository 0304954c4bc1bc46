"""y = A²·(B + 5): the smallest circuit with a square, a sum and a product."""

from __future__ import annotations

from viz_autograd.circuit import Circuit
from viz_autograd.editor.document import Document
from viz_autograd.gallery.entry import Entry

LAYOUT = {
    "A": (0.0, 60.0),
    "B": (0.0, 220.0),
    "s": (240.0, 60.0),
    "t": (240.0, 220.0),
    "y": (440.0, 140.0),
}


def build() -> Document:
    """A new document with this circuit."""
    circuit = Circuit()
    circuit.leaf("A", 3.0, requires_grad=True)
    circuit.leaf("B", 2.0, requires_grad=True)
    circuit.op("square", "A", name="s")
    circuit.op("add", "B", 5.0, name="t")
    circuit.op("mul", "s", "t", name="y")
    return Document(circuit, dict(LAYOUT), "squared plus five")


ENTRY = Entry(
    "squared-plus-five",
    "A squared times B plus five",
    "A² · (B + 5) at 3 and 2 is 63. The 5 is a constant typed into a port, and gets no gradient.",
    build,
)
