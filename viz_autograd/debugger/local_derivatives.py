"""Local derivatives of a run's edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Circuit, OpNode
from viz_autograd.engine import Run
from viz_autograd.ops import GATES, Op


class LocalDerivatives:
    """The derivative of each edge's target by the port it enters: the op's own vjp of 1, all nodes of an op at once.

    What depends on the wiring alone is worked out here, once for each trace; `of` then takes the numbers of any run of
    that circuit with the same trace.
    """

    def __init__(self, circuit: Circuit, run: Run) -> None:
        self._length = len(run.edges)
        self._constants: list[tuple[str, str]] = []
        # Nodes whose op and settings are the same are differentiated together.
        gathered: dict[tuple[str, tuple[tuple[str, object], ...]], list[tuple[list[int], list[int]]]] = {}
        index = {name: number for number, name in enumerate(run.names)}
        entering = {(edge.target, edge.port): number for number, edge in enumerate(run.edges)}
        for node in circuit.nodes():
            if not isinstance(node, OpNode) or not GATES[node.op].locals or circuit.shape(node.name) != ():
                continue
            ports = GATES[node.op].ports
            edges = [entering.get((node.name, port), -1) for port in ports]
            if all(edge < 0 or run.contribution_at[edge] < 0 for edge in edges):
                continue
            sources = [
                int(run.value_at[index[run.edges[edge].source]])
                if edge >= 0
                else len(run.block) + self._constant(node.name, port)
                for edge, port in zip(edges, ports, strict=True)
            ]
            wanted = [edge if edge >= 0 and run.contribution_at[edge] >= 0 else -1 for edge in edges]
            kind = (node.op, tuple(sorted(node.attributes.items())))
            gathered.setdefault(kind, []).append(([int(run.value_at[index[node.name]]), *sources], wanted))
        self._groups: list[tuple[Op, dict[str, object], NDArray[np.int64], NDArray[np.int64]]] = [
            (
                GATES[op],
                dict(settings),
                np.array([places for places, _ in rows]).T,
                np.array([wanted for _, wanted in rows]).T,
            )
            for (op, settings), rows in gathered.items()
        ]

    def _constant(self, name: str, port: str) -> int:
        self._constants.append((name, port))
        return len(self._constants) - 1

    def of(self, circuit: Circuit, run: Run) -> NDArray[np.float64]:
        """The local derivatives in a run.

        Returns:
            float64, one element an edge in the order of `run.edges`; NaN where the target is no elementwise op or is
            not a scalar, and where nothing is sent back.
        """
        found = np.full(self._length, np.nan)
        constants = [self._typed(circuit, name, port) for name, port in self._constants]
        numbers = np.concatenate([run.block, np.array(constants)]) if constants else run.block
        with np.errstate(all="ignore"):
            for op, settings, places, wanted in self._groups:
                out, *inputs = numbers[places]
                shares = op.vjp(np.ones_like(out), out, tuple(inputs), (True,) * len(inputs), **settings)
                for share, edges in zip(shares, wanted, strict=True):
                    if share is None:
                        continue
                    there = edges >= 0
                    found[edges[there]] = np.broadcast_to(share, out.shape)[there]
        return found

    @staticmethod
    def _typed(circuit: Circuit, name: str, port: str) -> float:
        node = circuit.node(name)
        return float(node.constants[port]) if isinstance(node, OpNode) else float("nan")
