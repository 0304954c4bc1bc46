"""Circuits of a wanted size, in which every number depends on many leaves and every leaf has a gradient."""

from __future__ import annotations

import pathlib

from viz_autograd import OPS, Circuit
from viz_autograd.editor import Document
from viz_autograd.io import save

# Rows by the number of nodes: rows divides nodes + 1, so that the last column is whole.
ROWS = {8: 3, 80: 9, 1_000: 13, 10_000: 73, 100_000: 11}
# tanh keeps the numbers small over any number of columns.
OPS_BY_COLUMN = ("mul", "add", "sin", "sub", "tanh")
ACROSS, DOWN = 130.0, 84.0

LEAF = "x0"


def layered(nodes: int) -> tuple[Circuit, str]:
    """A circuit of scalars and the name of its root: leaves, columns of gates, and sums that join the last column."""
    rows = ROWS[nodes]
    circuit = Circuit()
    before = [circuit.leaf(f"x{row}", 0.3 + 0.9 * row / rows, requires_grad=True).name for row in range(rows)]
    for column in range((nodes + 1) // rows - 2):
        op = OPS_BY_COLUMN[column % len(OPS_BY_COLUMN)]
        inputs = len(OPS[op].ports)
        before = [
            circuit.op(op, *[before[(row + k) % rows] for k in range(inputs)], name=f"g{column}_{row}").name
            for row in range(rows)
        ]
    root = before[0]
    for row, name in enumerate(before[1:], start=1):
        root = circuit.op("add", root, name, name=f"s{row}").name
    return circuit, root


def chain(nodes: int) -> tuple[Circuit, str]:
    """A circuit in which every node but the first has the one before as its input."""
    circuit = Circuit()
    name = circuit.leaf(LEAF, 0.5, requires_grad=True).name
    for at in range(nodes - 1):
        name = circuit.op(("sin", "tanh")[at % 2], name).name
    return circuit, name


def layout(circuit: Circuit, nodes: int) -> dict[str, tuple[float, float]]:
    """Columns from left to right, close together, so that 80 nodes are in view at once."""
    rows = ROWS[nodes]
    columns = (nodes + 1) // rows
    places = {}
    for number, node in enumerate(circuit.nodes()):
        column, row = divmod(number, rows)
        joining = column == columns - 1
        x = 0.0 if column == 0 else 190.0 + (column - 1) * ACROSS
        places[node.name] = (x, (row + 0.5 * joining) * DOWN)
    return places


def save_layered(nodes: int, folder: pathlib.Path) -> tuple[pathlib.Path, Circuit, str]:
    """Write such a circuit into a folder. The file, the circuit, the root's name."""
    circuit, root = layered(nodes)
    path = folder / f"layered-{nodes}.vizgrad.json"
    save(path, Document(circuit, layout(circuit, nodes), f"{nodes} nodes"))
    return path, circuit, root
