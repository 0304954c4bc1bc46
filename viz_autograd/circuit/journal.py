"""What changed since when, so that whoever made something of a circuit can follow it without looking at all of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

MOST = 200_000
"""Entries kept; whoever is further behind than that looks at everything anew."""


class Journal:
    """Creation numbers of nodes, each with the number of the change that touched it; the latter never fall."""

    def __init__(self) -> None:
        self._stamps: list[int] = []
        self._serials: list[int] = []
        self._forgotten = 0

    def note(self, stamp: int, serials: Iterable[int]) -> None:
        """Enter what change number `stamp` touched."""
        self._serials += serials
        self._stamps += [stamp] * (len(self._serials) - len(self._stamps))
        if len(self._serials) > MOST:
            half = len(self._serials) - MOST // 2
            self._forgotten = self._stamps[half - 1]
            del self._serials[:half], self._stamps[:half]

    def since(self, stamp: int) -> list[int] | None:
        """What the changes after number `stamp` touched, in order; None when some of that is forgotten."""
        if stamp < self._forgotten:
            return None
        return self._serials[bisect_right(self._stamps, stamp) :]

    def forget(self, stamp: int) -> None:
        """Begin anew after change number `stamp`."""
        self._stamps.clear()
        self._serials.clear()
        self._forgotten = stamp
