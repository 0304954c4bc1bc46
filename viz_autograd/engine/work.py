"""How much there is to do in a run, estimated before it begins, and how much of it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Circuit, OpNode, Value
from viz_autograd.engine.columns import CODES, LEAF
from viz_autograd.engine.plan import Plan
from viz_autograd.engine.tape import Step, Tape

Watch = Callable[[float], None]
"""Is told which part of a run is done, from 0 to 1. What it raises ends the run."""

STEP = 300
"""What a step costs beside its elements, in elements."""

PRODUCTS = 80
"""So many of a matrix product's multiplications take as long as one element does elsewhere."""

BACKWARD = 2
"""A step back costs so many times the step forward."""

NOTHING = np.zeros(0)


_known: WeakKeyDictionary[Tape, int] = WeakKeyDictionary()


def work_of(circuit: Circuit) -> int:
    """About how many elements a run computes, with whatever else it does counted as so many; kept for a structure."""
    tape = Tape.of(circuit)
    known = _known.get(tape)
    if known is None:
        weight = 1 + BACKWARD * tape.columns.requires_grad
        known = _known[tape] = int(np.sum(_costs(circuit, tape) * weight))
    return known


def _costs(circuit: Circuit, tape: Tape) -> NDArray[np.int64]:
    """What computing each node costs: its elements and those that go into it; 0 for leaves."""
    columns, size = tape.columns, tape.size
    computed = (columns.code != LEAF) & (size > 0)
    costs = np.where(computed, STEP + size, 0)
    into = computed[tape.edge_target]
    costs += np.bincount(tape.edge_target[into], weights=size[tape.edge_source[into]], minlength=len(size)).astype(
        np.int64
    )
    for node, port in tape.constants:
        costs[node] += _constant(circuit, tape, node, port).size
    for node in np.flatnonzero(computed & (columns.code == CODES["matmul"])).tolist():
        edge = tape.edge_at(tape.names[node], "a")
        shape = _constant(circuit, tape, node, "a").shape if edge is None else tape.shapes[tape.edge_source[edge]]
        costs[node] += int(size[node]) * (shape or (1,))[-1] // PRODUCTS
    return costs


def _constant(circuit: Circuit, tape: Tape, node: int, port: str) -> Value:
    holder = circuit.node(tape.names[node])
    return holder.constants[port] if isinstance(holder, OpNode) else NOTHING


def watched(
    circuit: Circuit, tape: Tape, plan: Plan, backward: bool, watch: Watch
) -> tuple[Iterator[Step], Iterator[Step]]:
    """The steps forward and those back; after each the watch is told, at last with 1."""
    costs = _costs(circuit, tape).tolist()
    total = sum(costs) + (BACKWARD * sum([costs[step.node] for step in plan.backward]) if backward else 0)
    done = 0

    def over(steps: Iterable[Step], factor: int) -> Iterator[Step]:
        nonlocal done
        for step in steps:
            yield step
            done += factor * costs[step.node]
            watch(done / total)

    return over(tape.steps, 1), over(plan.backward, BACKWARD)
