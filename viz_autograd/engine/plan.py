"""One way to run a tape: which gradients flow from a root, the trace of it, and where every number will lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from viz_autograd.engine.trace import ACCUMULATE, CONTRIBUTION, FORWARD, SEED, Trace

if TYPE_CHECKING:
    from viz_autograd.engine.tape import Step, Tape


class Array(NamedTuple):
    """Where an array lies in the block."""

    key: int
    offset: int
    size: int
    shape: tuple[int, ...]


class Region(NamedTuple):
    """Where one kind of number lies in a run's block.

    `at`: int64, per node (or edge) its offset, −1 where there is none. `scalars` are the keys of the scalars among
    them and `scalar_at` their offsets; `arrays` the rest.
    """

    at: NDArray[np.int64]
    scalars: tuple[int, ...]
    scalar_at: NDArray[np.int64]
    arrays: tuple[Array, ...]

    def views(self, block: NDArray[np.float64]) -> list[NDArray[np.float64] | None]:
        """By key, the array in the block; None for scalars and where there is none."""
        views: list[NDArray[np.float64] | None] = [None] * len(self.at)
        for key, offset, size, shape in self.arrays:
            views[key] = block[offset : offset + size].reshape(shape)
        return views


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Static for a structure and a root, so it is worked out once and shared by all runs.

    `backward`: in the promised order. `accumulated`: the leaves reached. `arrivals`: per node reached the edges its
    contributions come along, in the order they arrive. A run needs a block of `elements` float64.
    """

    root: int | None
    record: bool
    backward: tuple[Step, ...]
    accumulated: tuple[int, ...]
    arrivals: Mapping[int, tuple[int, ...]]
    trace: Trace
    elements: int
    values: Region
    grads: Region
    contributions: Region

    @staticmethod
    def of(tape: Tape, root: int | None, record: bool) -> Plan:
        """`root` is an index into `tape.names`, None for a forward run; without `record` contributions are not kept."""
        distances = {} if root is None else _distances(tape, root)
        reached_steps = [step for step in tape.steps if step.node in distances]
        backward = tuple(sorted(reached_steps, key=lambda step: (distances[step.node], step.node)))
        accumulated = tuple(at for at in tape.leaves if at in distances)
        sent = [send for step in backward for send in step.sends]
        arrivals: dict[int, list[int]] = {}
        for send in sent:
            arrivals.setdefault(send.source, []).append(send.edge)
        layout = _Layout(tape)
        computable = [at for at, shape in enumerate(tape.shapes) if shape is not None]
        reached = sorted(distances)
        kept = sent if record else []
        return Plan(
            root=root,
            record=record,
            backward=backward,
            accumulated=accumulated,
            arrivals={node: tuple(edges) for node, edges in arrivals.items()},
            trace=Trace.of(
                _events(tape, root, backward, distances, accumulated) if record else [], tape.names, tape.edges
            ),
            values=layout.place(len(tape.names), computable, computable),
            grads=layout.place(len(tape.names), reached, reached),
            contributions=layout.place(len(tape.edges), [send.edge for send in kept], [send.source for send in kept]),
            elements=layout.elements,
        )


class _Layout:
    """Gives out places in the block, one after the other."""

    def __init__(self, tape: Tape) -> None:
        self._size = tape.size
        self._shapes = tape.shapes
        self.elements = 0

    def place(self, length: int, keys: list[int], nodes: list[int]) -> Region:
        """Room for each key, as large as the value of its node."""
        at = np.full(length, -1, np.int64)
        sizes = self._size[nodes] if nodes else np.zeros(0, np.int64)
        ends = self.elements + np.cumsum(sizes)
        if keys:
            at[keys] = ends - sizes
            self.elements = int(ends[-1])
        at.flags.writeable = False
        scalars = []
        arrays = []
        for key, node in zip(keys, nodes, strict=True):
            shape = self._shapes[node]
            if shape:
                arrays.append(Array(key, int(at[key]), int(self._size[node]), shape))
            else:
                scalars.append(key)
        return Region(at, tuple(scalars), at[np.array(scalars, np.int64)], tuple(arrays))


def _distances(tape: Tape, root: int) -> dict[int, int]:
    """The longest path to the root from each node that a gradient reaches, the root itself included."""
    distances = {root: 0}
    # In reverse, every consumer of a node comes before the node.
    for step in reversed(tape.steps):
        distance = distances.get(step.node)
        if distance is not None:
            for _, _, source in step.sends:
                if distances.get(source, 0) <= distance:
                    distances[source] = distance + 1
    return distances


def _events(
    tape: Tape,
    root: int | None,
    backward: tuple[Step, ...],
    distances: Mapping[int, int],
    accumulated: tuple[int, ...],
) -> list[tuple[int, int, int, int]]:
    """(kind, node, edge, wave) of each event; waves are counted on from phase to phase without gaps."""
    events = [(FORWARD, step.node, -1, step.wave) for step in tape.steps]
    if root is None:
        return events
    wave = tape.steps[-1].wave + 1 if tape.steps else 0
    events.append((SEED, root, -1, wave))
    last = -1
    for step in backward:
        if distances[step.node] != last:
            last = distances[step.node]
            wave += 1
        events.extend([(CONTRIBUTION, step.node, send.edge, wave) for send in step.sends])
    events.extend([(ACCUMULATE, at, -1, wave + 1) for at in accumulated])
    return events
