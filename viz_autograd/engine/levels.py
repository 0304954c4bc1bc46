"""Longest paths over all nodes at once: waves from the leaves, and distances to a root."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz_autograd.engine import compiled

Levels = NDArray[np.int32]
Indices = NDArray[np.int32]

NONE = -1
"""The level of what no path reaches."""

ROUNDS = 12
"""After an edit a few rounds over all edges at once often do; each costs what a tenth of them does one by one."""

SWEEPS = 30
"""The compiled loop needs one or two over the edges of an ordinary circuit, whichever way it was put together."""


def longest(
    base: Levels, head: Indices, tail: Indices, rank: Callable[[], NDArray[Any]], guess: Levels | None = None
) -> Levels:
    """Per node the larger of its `base` and 1 + the largest level at the tails of the edges that end in it.

    `head` and `tail`: int32, the ends of each edge. A tail of level NONE says nothing. `rank()` numbers the nodes so
    that every tail is before its heads. `guess` is an answer of a similar graph: if it is nearly right, the work is
    little. Returns a new array.
    """
    if len(head) == 0:
        return base.copy()
    if compiled.ready():
        level = base.copy()
        if compiled.longest(head, tail, level, SWEEPS):
            return level
    elif guess is not None:
        found = _rounds(base, head, tail, guess)
        if found is not None:
            return found
    order = np.argsort(rank()[tail], kind="stable")
    if compiled.ready():
        level = base.copy()
        compiled.longest(head[order], tail[order], level, 2)
        return level
    return _one_by_one(base, head[order], tail[order])


def order_of(levels: Levels) -> NDArray[np.int64]:
    """Indices in ascending order of level (NONE not among them), those of one level as they were."""
    few = len(levels) == 0 or int(levels.max()) < 2**16
    return np.argsort(levels.astype(np.uint16) if few else levels, kind="stable")  # so short they are sorted by digits


def _rounds(base: Levels, head: Indices, tail: Indices, guess: Levels) -> Levels | None:
    """From any beginning each round makes one more level right; None when there are too many wrong ones."""
    if bool((head[1:] < head[:-1]).any()):
        order = np.argsort(head, kind="stable")
        head, tail = head[order], tail[order]
    first = np.flatnonzero(np.r_[True, head[1:] != head[:-1]])
    heads = head[first]
    below = base[heads]
    level = guess
    for _ in range(ROUNDS):
        best = np.maximum.reduceat(level[tail], first) + 1
        following = base.copy()
        following[heads] = np.maximum(below, np.where(best > 0, best, NONE))
        if np.array_equal(following, level):
            return following
        level = following
    return None


def _one_by_one(base: Levels, head: Indices, tail: Indices) -> Levels:
    """Of edges in an order in which all that end in a node come before those that begin there."""
    level = base.tolist()
    for to, of in zip(head.tolist(), tail.tolist(), strict=True):
        if NONE < level[of] >= level[to]:
            level[to] = level[of] + 1
    return np.array(level, np.int32)
