"""What happens in a run, in order, as columns.

The order is a promise: FORWARD of each op node by wave (longest path from the sources), within a wave by creation;
SEED at the root; then the nodes by wave from the root (longest path to it), within a wave by creation, each sending
its CONTRIBUTIONs in port order; then ACCUMULATE of each leaf by creation. Nothing is sent to what needs no gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Edge

if TYPE_CHECKING:
    from viz_autograd.engine.tape import Tape

FORWARD, SEED, CONTRIBUTION, ACCUMULATE = range(4)

KIND_NAMES = ("forward", "seed", "contribution", "accumulate")


class Trace:
    """One entry per event in each column; read-only arrays.

    `kind` uint8. `node` int32: an index into `names`; for a CONTRIBUTION the op node that sends it. `edge` int32: an
    index into `edges`, the edge a CONTRIBUTION goes back along, else −1. `wave` int32: grows over the whole trace
    from 0 in steps of one; events of one wave may be shown together.
    """

    __slots__ = ("_tape", "edge", "kind", "node", "wave")

    def __init__(
        self, tape: Tape, kind: NDArray[Any], node: NDArray[Any], edge: NDArray[Any], wave: NDArray[Any]
    ) -> None:
        self._tape = tape
        self.kind: NDArray[np.uint8] = kind.astype(np.uint8)
        self.node: NDArray[np.int32] = node.astype(np.int32)
        self.edge: NDArray[np.int32] = edge.astype(np.int32)
        self.wave: NDArray[np.int32] = wave.astype(np.int32)
        for column in (self.kind, self.node, self.edge, self.wave):
            column.flags.writeable = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every node of the circuit, in creation order."""
        return self._tape.names

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every edge of the circuit, by the target's creation and then in port order."""
        return self._tape.edges

    def __len__(self) -> int:
        return len(self.kind)

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Every event as text: its number from 1, its kind, its node, and the edge it goes back along or ""."""
        columns = zip(self.kind.tolist(), self.node.tolist(), self.edge.tolist(), strict=True)
        return [
            (str(number), KIND_NAMES[kind], self.names[node], "" if edge < 0 else back(self.edges[edge]))
            for number, (kind, node, edge) in enumerate(columns, 1)
        ]

    def __str__(self) -> str:
        return table([("event", "kind", "node", "along"), *self.rows()])


def back(edge: Edge) -> str:
    """An edge as a gradient takes it: "d.a → p"."""
    return f"{edge.target}.{edge.port} → {edge.source}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of text with aligned columns, the first one to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        first = row[0].rjust(widths[0])
        rest = (cell.ljust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        lines.append("  ".join((first, *rest)).rstrip())
    return "\n".join(lines)
