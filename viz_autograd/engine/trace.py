"""What happens in a run, in order, as columns.

The order is a promise: FORWARD of each op node by wave (longest path from the sources), within a wave by creation;
SEED at the root; then the nodes by wave from the root (longest path to it), within a wave by creation, each sending
its CONTRIBUTIONs in port order; then ACCUMULATE of each leaf by creation. Nothing is sent to what needs no gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Edge

FORWARD, SEED, CONTRIBUTION, ACCUMULATE = range(4)

KIND_NAMES = ("forward", "seed", "contribution", "accumulate")


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One entry per event in each column; read-only arrays.

    `kind` uint8. `node` int32: an index into `names`; for a CONTRIBUTION the op node that sends it. `edge` int32: an
    index into `edges`, the edge a CONTRIBUTION goes back along, else −1. `wave` int32: grows over the whole trace
    from 0 in steps of one; events of one wave may be shown together.
    """

    kind: NDArray[np.uint8]
    node: NDArray[np.int32]
    edge: NDArray[np.int32]
    wave: NDArray[np.int32]
    names: tuple[str, ...]
    edges: tuple[Edge, ...]

    @classmethod
    def of(cls, events: Sequence[tuple[int, int, int, int]], names: tuple[str, ...], edges: tuple[Edge, ...]) -> Trace:
        """From (kind, node, edge, wave) of each event."""
        table = np.array(events, np.int32).reshape(len(events), 4)
        kind = table[:, 0].astype(np.uint8)
        kind.flags.writeable = False
        columns = np.ascontiguousarray(table[:, 1:].T)
        columns.flags.writeable = False
        return cls(kind, columns[0], columns[1], columns[2], names, edges)

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
