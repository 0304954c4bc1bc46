"""A run as the columns that travel to the page.

Arrays above `LARGEST` elements stay on the server: their place is -1, and a summary stands for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from viz_autograd.canvas.codec import Plan, Summary
from viz_autograd.circuit import Circuit
from viz_autograd.debugger import LocalDerivatives
from viz_autograd.editor import from_number
from viz_autograd.engine import Run

LARGEST = 1000


@dataclass(frozen=True)
class Static:
    """What depends on the wiring and the shapes only.

    The plan, its columns, and which elements of the run's block are sent (None is all of them).
    """

    plan: Plan
    columns: dict[str, Any]
    sent: np.ndarray | None
    locals: LocalDerivatives


def static_of(circuit: Circuit, run: Run) -> Static:
    """The static half of a run's trace."""
    small = run.size <= LARGEST
    targets = {name: number for number, name in enumerate(run.names)}
    edge_size = np.array([run.size[targets[edge.source]] for edge in run.edges], dtype=np.int64)
    places = [
        (run.value_at, run.size),
        (run.grad_at, run.size),
        (run.contribution_at, edge_size),
    ]
    moved, sent = ([at for at, _ in places], None) if bool(small.all()) else compact(places)
    trace = run.trace
    columns = {"kind": trace.kind, "node": trace.node, "edge": trace.edge, "wave": trace.wave}
    columns |= {
        name: np.ascontiguousarray(at, dtype=np.int32)
        for name, at in zip(("value_at", "grad_at", "contribution_at"), moved, strict=True)
    }
    columns["size"] = np.ascontiguousarray(run.size, dtype=np.int32)
    plan = Plan(list(run.names), [(edge.target, edge.port) for edge in run.edges])
    return Static(plan, columns, sent, LocalDerivatives(circuit, run))


def compact(places: list[tuple[np.ndarray, np.ndarray]]) -> tuple[list[np.ndarray], np.ndarray]:
    """Places in a block without the large arrays, and the old block's elements that this one is made of."""
    moved: list[np.ndarray] = []
    pieces: list[np.ndarray] = [np.empty(0, dtype=np.int64)]
    length = 0
    for at, size in places:
        new = np.full(len(at), -1, dtype=np.int64)
        for number in np.flatnonzero((at >= 0) & (size <= LARGEST)):
            new[number] = length
            pieces.append(np.arange(at[number], at[number] + size[number]))
            length += int(size[number])
        moved.append(new)
    return moved, np.concatenate(pieces)


def block_of(run: Run, static: Static) -> np.ndarray:
    """The numbers of a run, float64, as `static` places them."""
    return run.block if static.sent is None else run.block[static.sent]


def summaries(run: Run) -> dict[str, Summary]:
    """Figures for the arrays that are not sent, under the names that `codec.Update` gives."""
    found: dict[str, Summary] = {}
    for number in np.flatnonzero(run.size > LARGEST):
        name = run.names[number]
        value, grad = run.value(name), run.grad(name)
        if value is not None:
            found[f"value {name}"] = summary(value)
        if grad is None:
            continue
        found[f"grad {name}"] = summary(grad)
        total: np.ndarray | None = None
        for edge, contribution in run.contributions(name):
            total = contribution if total is None else total + contribution
            found[f"contribution {edge.target}.{edge.port}"] = summary(contribution)
            found[f"sum {edge.target}.{edge.port}"] = summary(total)
    return found


def summary(array: np.ndarray) -> Summary:
    """An array's figures; of NaN alone they are NaN."""
    usable = array[~np.isnan(array)]
    with np.errstate(all="ignore"):
        figures = (usable.min(), usable.max(), usable.mean()) if usable.size else (np.nan, np.nan, np.nan)
    low, high, mean = (from_number(float(figure)) for figure in figures)
    return Summary(list(array.shape), low, high, mean, int(np.isnan(array).sum()))
