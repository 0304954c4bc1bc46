"""z = (x + y) / (x·y), w = tanh z, d = mse(w, z): gradients of different signs meet in z, x and y."""

from __future__ import annotations

from viz_autograd.circuit import Circuit
from viz_autograd.editor.document import Document
from viz_autograd.gallery.entry import Entry

LAYOUT = {
    "x": (0.0, 60.0),
    "y": (0.0, 260.0),
    "s": (240.0, 88.0),
    "p": (240.0, 232.0),
    "z": (440.0, 160.0),
    "w": (620.0, 60.0),
    "d": (810.0, 160.0),
}


def build() -> Document:
    """A new document with this circuit."""
    circuit = Circuit()
    circuit.leaf("x", 1.0, requires_grad=True)
    circuit.leaf("y", 5.0, requires_grad=True)
    circuit.op("add", "x", "y", name="s")
    circuit.op("mul", "x", "y", name="p")
    circuit.op("div", "s", "p", name="z")
    circuit.op("tanh", "z", name="w")
    circuit.op("mse", "w", "z", name="d")
    return Document(circuit, dict(LAYOUT), "tanh mse")


ENTRY = Entry(
    "tanh-mse",
    "Tanh and a squared error",
    "tanh meets the very number it was made from: d measures how far w = tanh z is from z = (x + y) / (x · y).",
    build,
)
