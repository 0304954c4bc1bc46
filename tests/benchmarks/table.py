"""Rows of the table, and figures as text."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NO_TARGET = "—"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, what it should be, what it is, and how to get it."""

    what: str
    target: str
    measured: str
    command: str


def markdown(rows: Iterable[Row]) -> str:
    lines = ["| what | target | measured | command |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.target} | {row.measured} | `{row.command}` |" for row in rows]
    return "\n".join(lines)


def percentile(numbers: Sequence[float], part: float) -> float:
    """The smallest number that `part` of them do not exceed."""
    return sorted(numbers)[min(len(numbers) - 1, int(part * len(numbers)))]


def spread(numbers: Sequence[float], unit: str, digits: int = 0) -> str:
    """Median and 95th percentile."""
    if not numbers:
        return "nothing came"
    median, high = statistics.median(numbers), percentile(numbers, 0.95)
    return f"p50 {median:.{digits}f}, p95 {high:.{digits}f} {unit}"


def duration(seconds: float) -> str:
    """Three significant digits with the unit that suits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"
