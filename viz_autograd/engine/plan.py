"""One way to run a tape: which gradients flow from a root, the trace of it, and where every number will lie."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from viz_autograd.engine.batched import Batches, batches
from viz_autograd.engine.compiled import Lines, lines
from viz_autograd.engine.generated import Function, written
from viz_autograd.engine.levels import order_of
from viz_autograd.engine.listed import Lists, lists
from viz_autograd.engine.program import Program
from viz_autograd.engine.trace import ACCUMULATE, CONTRIBUTION, FORWARD, SEED, Trace

if TYPE_CHECKING:
    from viz_autograd.engine.tape import Step, Tape

Places = NDArray[np.int64]


class Array(NamedTuple):
    """Where an array lies in the block."""

    key: int
    offset: int
    size: int
    shape: tuple[int, ...]


class Region:
    """Where one kind of number lies in a run's block.

    `at`: int64, per node (or edge) its offset, −1 where there is none. `keys` are those that have one, in the order in
    which they lie there, and `nodes` the nodes whose shapes they have.
    """

    def __init__(self, tape: Tape, begin: int, length: int, keys: Places, nodes: Places) -> None:
        self._tape = tape
        self._keys, self._nodes = keys, nodes
        sizes = tape.size[nodes]
        ends = begin + np.cumsum(sizes)
        self.at = np.full(length, -1, np.int64)
        self.at[keys] = ends - sizes
        self.at.flags.writeable = False
        self.end = int(ends[-1]) if len(ends) else begin

    @cached_property
    def arrays(self) -> tuple[Array, ...]:
        """Those that are no scalars."""
        tape = self._tape
        found = []
        for key, node in zip(self._keys.tolist(), self._nodes.tolist(), strict=True):
            if shape := tape.shapes[node]:
                found.append(Array(key, int(self.at[key]), int(tape.size[node]), shape))
        return tuple(found)

    @cached_property
    def scalars(self) -> tuple[list[int], Places]:
        """The keys of those that are, and their offsets."""
        arrays = {array.key for array in self.arrays}
        keys = [key for key in self._keys.tolist() if key not in arrays]
        return keys, self.at[keys] if keys else np.zeros(0, np.int64)

    def views(self, block: NDArray[np.float64]) -> list[NDArray[np.float64] | None]:
        """By key, the array in the block; None for scalars and where there is none."""
        views: list[NDArray[np.float64] | None] = [None] * len(self.at)
        for key, offset, size, shape in self.arrays:
            views[key] = block[offset : offset + size].reshape(shape)
        return views


class Plan:
    """Static for a structure, a root, and whether contributions are kept; so it is worked out once for all runs.

    `root` is an index into the tape's names, None for a forward run. `distance` int32: per node the longest path to the
    root, −1 where no gradient comes. `sent`: the edges that contributions go back along, in the promised order. A run
    needs a block of `elements` float64.
    """

    def __init__(self, tape: Tape, root: int | None, record: bool) -> None:
        self._tape = tape
        self.root = root
        self.record = record
        nodes = len(tape.names)
        self.distance = np.full(nodes, -1, np.int32) if root is None else tape.distances(root)
        reached = np.flatnonzero(self.distance >= 0)
        sent = self.distance[tape.edge_target]
        edges = np.flatnonzero((sent >= 0) & tape.columns.requires_grad[tape.edge_source])
        self.sent = edges[order_of(sent[edges])]
        kept = self.sent if record else self.sent[:0]
        computed = np.flatnonzero(tape.size > 0)
        self.values = Region(tape, 0, nodes, computed, computed)
        self.grads = Region(tape, self.values.end, nodes, reached, reached)
        self.contributions = Region(
            tape, self.grads.end, len(tape.edge_row), kept, tape.edge_source[kept].astype(np.int64)
        )
        self.elements = self.contributions.end
        self.runs = 0
        self.ready: Function | None = None

    @cached_property
    def backward(self) -> tuple[Step, ...]:
        """The steps whose gradients are sent on, in the promised order."""
        targets = self._tape.edge_target[self.sent].tolist()
        return tuple([self._tape.step_of[node] for node in dict.fromkeys(targets)])

    @cached_property
    def program(self) -> Program | None:
        """The run as instructions on single numbers; None where there are arrays."""
        return Program.of(self._tape, self)

    @cached_property
    def function(self) -> Function | None:
        """The program as Python code; None where there is none, or an op that has no template."""
        return None if self.program is None else written(self.program)

    @cached_property
    def batches(self) -> Batches | None:
        """The program in groups; None where there is none."""
        return None if self.program is None else batches(self.program)

    @cached_property
    def lines(self) -> Lines | None:
        """The program for the kernels; None where there is none, or an op that they do not know."""
        return None if self.program is None else lines(self.program)

    @cached_property
    def lists(self) -> Lists | None:
        """The program as lists of functions; None where there is none, or an op that has no template."""
        return None if self.program is None else lists(self.program)

    def arrivals(self, node: int) -> list[int]:
        """The edges along which contributions reach a node, in the order they arrive."""
        found: list[int] = self.sent[self._tape.edge_source[self.sent] == node].tolist()
        return found

    @cached_property
    def trace(self) -> Trace:
        """The events in order; none when nothing is recorded. Waves are counted on from phase to phase without gaps."""
        tape = self._tape
        order, sent = (tape.order, self.sent) if self.record else (tape.order[:0], self.sent[:0])
        kinds = [FORWARD]
        nodes: list[NDArray[Any]] = [order]
        edges: list[NDArray[Any]] = [np.full(len(order), -1)]
        waves: list[NDArray[Any]] = [tape.wave[order]]
        if self.root is not None and self.record:
            wave = int(tape.wave[order[-1]]) + 1 if len(order) else 0
            target = tape.edge_target[sent]
            last = wave + 1 + (int(self.distance[target[-1]]) + 1 if len(sent) else 0)
            leaves = tape.leaf_at[self.distance[tape.leaf_at] >= 0]
            kinds += [SEED, CONTRIBUTION, ACCUMULATE]
            nodes += [np.array([self.root]), target, leaves]
            edges += [np.array([-1]), sent, np.full(len(leaves), -1)]
            waves += [np.array([wave]), wave + 1 + self.distance[target], np.full(len(leaves), last)]
        kind = np.repeat(np.array(kinds), [len(part) for part in nodes])
        return Trace(tape, kind, *[np.concatenate(parts) for parts in (nodes, edges, waves)])
