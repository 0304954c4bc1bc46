"""Cycles that edges would close: who is in them, and how one is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from viz_autograd.errors import shown

MOST_TOLD = 10
ENDS = 4


def told(nodes: Sequence[str]) -> str:
    """The message about a cycle, beginning and ending with the same node; a long one is cut in the middle."""
    if len(nodes) <= MOST_TOLD:
        return _sentence(map(shown, nodes))
    return _cut(nodes[:ENDS], len(nodes), nodes[-ENDS:])


def _cut(first: Iterable[str], length: int, last: Iterable[str]) -> str:
    return _sentence([*map(shown, first), f"({length - 2 * ENDS} more)", *map(shown, last)])


def _sentence(words: Iterable[str]) -> str:
    return "a cycle would arise: " + " → ".join(words)


class Reached:
    """Everything that `start` reaches along `neighbours`, and the way to each, as `Order.check` finds it.

    A way is told without being walked, so that to ask about every node of a long chain is not quadratic.
    """

    def __init__(self, start: str, neighbours: Callable[[str], Iterable[str]]) -> None:
        self._start = start
        self._came_from = {start: start}
        self._depth = {start: 0}
        self._first: dict[str, tuple[str, ...]] = {start: (start,)}
        stack = [start]
        while stack:
            name = stack.pop()
            first = self._first[name]
            for follower in neighbours(name):
                if follower not in self._came_from:
                    self._came_from[follower] = name
                    self._depth[follower] = self._depth[name] + 1
                    self._first[follower] = first if len(first) == ENDS else (*first, follower)
                    stack.append(follower)

    def __contains__(self, name: str) -> bool:
        return name in self._came_from

    def __len__(self) -> int:
        return len(self._came_from)

    def told_into(self, name: str) -> str:
        """The message about an edge from `name` into the start, when `neighbours` are successors."""
        length = self._depth[name] + 2
        if length <= MOST_TOLD:
            return told((name, *self._last(name, length - 1)))
        return _cut((name, *self._first[name][: ENDS - 1]), length, self._last(name, ENDS))

    def told_from(self, name: str) -> str:
        """The message about an edge from the start into `name`, when `neighbours` are predecessors."""
        length = self._depth[name] + 2
        if length <= MOST_TOLD:
            return told((self._start, *reversed(self._last(name, length - 1))))
        return _cut((self._start, *reversed(self._last(name, ENDS - 1))), length, tuple(reversed(self._first[name])))

    def _last(self, name: str, count: int) -> tuple[str, ...]:
        """The last `count` nodes of the way to `name`, itself the last."""
        names = [name]
        while len(names) < count:
            names.append(self._came_from[names[-1]])
        return tuple(reversed(names))
