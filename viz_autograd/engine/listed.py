"""The tier of large circuits of scalars without numba: one small function a line, on Python's own numbers.

Nothing has to be built for it, so it is also what runs while there is nothing better yet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from viz_autograd.engine.generated import forward_function, known, share_function
from viz_autograd.engine.program import Program
from viz_autograd.ops import GATES

_NAMES = tuple(GATES)

Forward = Callable[[float, float], float]
Share = Callable[[float, float, float, float], float]


class Lists(NamedTuple):
    """A program's two tables as lists, with functions in place of codes."""

    forward: tuple[Sequence[Forward], Sequence[int], Sequence[int], Sequence[int]]
    shares: Sequence[Share]
    places: Sequence[Sequence[int]]


def lists(program: Program) -> Lists | None:
    """None where an op has no template."""
    if not known(program):
        return None
    forward = [_forward(code) for code in program.code.tolist()]
    codes = zip(program.back_code.tolist(), program.back_port.tolist(), strict=True)
    back = (program.up, program.back_out, program.back_a, program.back_b, program.to, program.keep)
    return Lists(
        (forward, program.out.tolist(), program.a.tolist(), program.b.tolist()),
        [_share(code, port) for code, port in codes],
        [column.tolist() for column in back],
    )


@cache
def _forward(code: int) -> Forward:
    return forward_function(_NAMES[code])


@cache
def _share(code: int, port: int) -> Share:
    return share_function(_NAMES[code], port)


def run(lists: Lists, row: list[float], backward: bool) -> None:
    """Fill the row. Raises ArithmeticError or ValueError where `math` does: then another tier has to do it."""
    for function, out, a, b in zip(*lists.forward, strict=True):
        row[out] = function(row[a], row[b])
    if backward:
        for share, up, out, a, b, to, keep in zip(lists.shares, *lists.places, strict=True):
            part = row[keep] = share(row[up], row[out], row[a], row[b])
            row[to] += part
