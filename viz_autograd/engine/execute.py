"""The plain tier: every number of a run, forward and then back, step by step with the ops' own functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Circuit, Value
from viz_autograd.engine.plan import Plan, Region
from viz_autograd.engine.tape import Step, Tape
from viz_autograd.engine.work import Watch, watched

Block = NDArray[np.float64]

# np.float64 for scalars, views of the block for arrays; None until computed. The ops take either.
Numbers = list[Any]


def execute(
    circuit: Circuit,
    tape: Tape,
    plan: Plan,
    seed: Value | None,
    watch: Watch | None = None,
    given: Sequence[Value] | None = None,
) -> Block:
    """Run the plan and return its block. `seed` is of the root's shape; None runs forward only.

    `given` are the values of the leaves and constants, where they are not the circuit's own. Scalars travel as
    np.float64 and are written down at the end, all at once; arrays are computed into the block.
    """
    block = np.empty(plan.elements, np.float64)
    forth: Iterable[Step] = tape.steps
    back: Iterable[Step] = plan.backward
    if watch is not None:
        forth, back = watched(circuit, tape, plan, seed is not None, watch)
    with np.errstate(all="ignore"):  # nan and inf are values like any other
        values = _forward(tape, tape.leaves.values(circuit) if given is None else given, forth, plan, block)
        _write_scalars(block, plan.values, values)
        if seed is not None and plan.root is not None:
            grads, contributions = _backward(back, plan, block, values, plan.root, seed)
            _write_scalars(block, plan.grads, grads)
            if plan.record:
                _write_scalars(block, plan.contributions, contributions)
    return block


def _write_scalars(block: Block, region: Region, numbers: Numbers) -> None:
    keys, at = region.scalars
    block[at] = [numbers[key] for key in keys]


def _forward(tape: Tape, given: Sequence[Value], steps: Iterable[Step], plan: Plan, block: Block) -> Numbers:
    """The value in each slot: of the nodes, then of the constants, and None, so that slot −1 is nothing."""
    places = plan.values.views(block)
    values: Numbers = list(places)
    leaves = tape.leaf_at.tolist()
    for at, value in zip(leaves, given[: len(leaves)], strict=True):
        _put(values, places, at, value[()])
    values += [value[()] for value in given[len(leaves) :]]
    values.append(None)
    for node, _, op, slots, attributes, _, _ in steps:
        _put(values, places, node, op.forward(*[values[slot] for slot in slots], **attributes))
    return values


def _backward(
    steps: Iterable[Step], plan: Plan, block: Block, values: Numbers, root: int, seed: Value
) -> tuple[Numbers, Numbers]:
    """The gradient of each node and the contribution along each edge, summed in the order in which they arrive."""
    places = plan.grads.views(block)
    grads: Numbers = [None] * len(places)
    kept = plan.contributions.views(block)
    contributions: Numbers = list(kept)
    _put(grads, places, root, seed[()])
    for node, _, op, slots, attributes, needs, sends in steps:
        parts = op.vjp(grads[node], values[node], [values[slot] for slot in slots], needs, **attributes)
        for port, edge, source in sends:
            part = parts[port]
            if plan.record:
                _put(contributions, kept, edge, part)
            if grads[source] is None:
                _put(grads, places, source, part)
            elif places[source] is None:
                grads[source] = grads[source] + part
            else:
                grads[source] += part
    return grads, contributions


def _put(numbers: Numbers, places: list[NDArray[np.float64] | None], key: int, number: Any) -> None:
    """Copy an array to its place in the block; a scalar is kept as it is."""
    place = places[key]
    if place is None:
        numbers[key] = number
    else:
        place[...] = number
        numbers[key] = place
