"""Local derivatives of a run's edges."""

from __future__ import annotations

import numpy as np

from viz_autograd.circuit import Circuit, OpNode
from viz_autograd.engine import Run
from viz_autograd.ops import OPS


def local_derivatives(circuit: Circuit, run: Run) -> np.ndarray:
    """The derivative of each edge's target by the port it enters: the op's own vjp of 1.

    Returns:
        float64, one element an edge in the order of `run.edges`; NaN where the target is no elementwise op, is not
        a scalar, or has no value, and where nothing is sent back.
    """
    found = np.full(len(run.edges), np.nan)
    entering: dict[str, list[tuple[int, str]]] = {}
    for number, edge in enumerate(run.edges):
        if run.contribution_at[number] >= 0:
            entering.setdefault(edge.target, []).append((number, edge.port))
    one = np.float64(1.0)
    with np.errstate(all="ignore"):
        for name, ports in entering.items():
            node = circuit.node(name)
            value = run.value(name)
            if not isinstance(node, OpNode) or value is None or value.ndim:
                continue
            op = OPS[node.op]
            if not op.locals:
                continue
            wired = circuit.inputs(name)
            inputs = [run.value(wired[port].source) if port in wired else node.constants[port] for port in op.ports]
            wanted = {port: number for number, port in ports}
            shares = op.vjp(one, value, inputs, tuple(port in wanted for port in op.ports), **node.attributes)
            for port, share in zip(op.ports, shares, strict=True):
                if port in wanted and share is not None:
                    found[wanted[port]] = share
    return found
