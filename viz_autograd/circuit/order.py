"""A topological order that is kept while edges come and go.

After Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs", ACM JEA 11 (2006): an edge
that agrees with the order costs nothing; one that does not reorders only the nodes between its ends. All searches are
loops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from viz_autograd.circuit.cycles import told
from viz_autograd.errors import CycleError

Neighbours = Callable[[str], Iterable[str]]


class Order:
    """Positions of nodes such that every edge points from a lower one to a higher one.

    `successors` and `predecessors` answer for the graph as it is; the graph must not hold an edge before `admit` has
    been called for it. Positions are distinct but have gaps where nodes were removed.
    """

    def __init__(self, successors: Neighbours, predecessors: Neighbours) -> None:
        self._successors = successors
        self._predecessors = predecessors
        self._positions: dict[str, int] = {}
        self._left: dict[str, int] = {}
        self._next = 0

    @property
    def positions(self) -> Mapping[str, int]:
        """By name; that of every successor is higher."""
        return self._positions

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._positions, key=self._positions.__getitem__))

    def position(self, name: str) -> int:
        """Lower than that of every successor."""
        return self._positions[name]

    def append(self, name: str) -> None:
        """Put a new node, which has no edges yet, at the end; or where it was, if it has been here before.

        Any place would do for a node without edges. Its old one agrees with the edges that undo gives back to it, so
        that these cost nothing.
        """
        old = self._left.pop(name, None)
        if old is None:
            self._positions[name] = self._next
            self._next += 1
        else:
            self._positions[name] = old

    def discard(self, name: str) -> None:
        """Forget a node; the rest stay in order without it."""
        # No other node ever takes the place: positions only grow, or change hands among nodes that are there.
        self._left[name] = self._positions.pop(name)

    def rename(self, old: str, new: str) -> None:
        """Give the position of `old` to `new`."""
        self._positions[new] = self._positions.pop(old)

    def copy(self, successors: Neighbours, predecessors: Neighbours) -> Order:
        """The same order, for a copy of the graph."""
        other = Order(successors, predecessors)
        other._positions = dict(self._positions)
        other._left = dict(self._left)
        other._next = self._next
        return other

    def check(self, source: str, target: str, successors: Neighbours | None = None) -> None:
        """Raise CycleError when an edge from `source` to `target` would close a cycle; changes nothing.

        `successors` may leave edges out. The error's nodes run from `source` along the new edge and back to `source`.
        """
        if source == target:
            raise CycleError(told((source, source)), nodes=(source, source), node=target)
        limit = self._positions[source]
        if self._positions[target] > limit:
            return
        follow = successors or self._successors
        came_from = {target: source}
        stack = [target]
        while stack:
            name = stack.pop()
            for follower in follow(name):
                if follower == source:
                    nodes = _cycle(came_from, name, source)
                    raise CycleError(told(nodes), nodes=nodes, node=target)
                if follower not in came_from and self._positions[follower] < limit:
                    came_from[follower] = name
                    stack.append(follower)

    def admit(self, source: str, target: str) -> None:
        """Make room for an edge that `check` has let through."""
        low, high = self._positions[target], self._positions[source]
        if high < low:
            return
        after = self._within(target, self._successors, low, high)
        before = self._within(source, self._predecessors, low, high)
        moved = sorted(before, key=self._positions.__getitem__) + sorted(after, key=self._positions.__getitem__)
        free = sorted(self._positions[name] for name in moved)
        for name, position in zip(moved, free, strict=True):
            self._positions[name] = position

    def _within(self, start: str, neighbours: Neighbours, low: int, high: int) -> set[str]:
        """What `start` reaches without leaving the positions from `low` to `high`, itself included."""
        found = {start}
        stack = [start]
        while stack:
            for name in neighbours(stack.pop()):
                if name not in found and low <= self._positions[name] <= high:
                    found.add(name)
                    stack.append(name)
        return found


def _cycle(came_from: dict[str, str], last: str, source: str) -> tuple[str, ...]:
    """The nodes of the cycle: `source`, the way that led to `last`, and `source` again."""
    names = [source, last]
    while came_from[names[-1]] != source:
        names.append(came_from[names[-1]])
    return (source, *reversed(names[1:]), source)
