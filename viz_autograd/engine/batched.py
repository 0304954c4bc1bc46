"""The tier of wide circuits of scalars: all nodes of an op that do not need each other are one array operation.

Whatever is elementwise goes together; what is not (mse) is done one by one. Contributions are added one after the other
in the promised order, so that the sums are the same to the last place.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from viz_autograd.engine.program import Program
from viz_autograd.ops import GATES, Op

Row = NDArray[np.float64]
Places = NDArray[np.int64]

_OPS = tuple(GATES.values())
_TOGETHER = np.array([bool(op.locals) for op in _OPS])
_NEEDS = {1: ((True,),), 2: ((True, False), (False, True))}


class Group(NamedTuple):
    """Nodes of one wave and one op: where their inputs are, and where the values go."""

    op: Op
    inputs: tuple[Places, ...]
    out: Places


class BackGroup(NamedTuple):
    """Contributions of one wave, op and port: from where, and which of the wave's they are."""

    op: Op
    needs: tuple[bool, ...]
    port: int
    up: Places
    out: Places
    inputs: tuple[Places, ...]
    keep: Places


class Batches(NamedTuple):
    """A program in groups. Backward, wave by wave: the groups, then where their sums go and where the parts are."""

    forward: list[Group]
    backward: list[tuple[list[BackGroup], Places, Places]]


def batches(program: Program) -> Batches:
    """Sort a program's lines into groups."""
    return Batches(_forward(program), _backward(program))


def _forward(program: Program) -> list[Group]:
    key = program.wave.astype(np.int64) * len(_OPS) + program.code
    order, bounds = _groups(key, _TOGETHER[program.code])
    code = program.code[order].tolist()
    out, a, b = program.out[order], program.a[order], program.b[order]
    found = []
    for first, last in bounds:
        op = _OPS[code[first]]
        inputs = (a[first:last], b[first:last])[: len(op.ports)]
        found.append(Group(op, inputs, out[first:last]))
    return found


def _backward(program: Program) -> list[tuple[list[BackGroup], Places, Places]]:
    key = (program.back_wave.astype(np.int64) * len(_OPS) + program.back_code) * 2 + program.back_port
    order, bounds = _groups(key, _TOGETHER[program.back_code])
    code, port, wave = (c[order].tolist() for c in (program.back_code, program.back_port, program.back_wave))
    up, out, a, b, keep = (
        c[order] for c in (program.up, program.back_out, program.back_a, program.back_b, program.keep)
    )
    ends = np.flatnonzero(np.r_[program.back_wave[1:] != program.back_wave[:-1], True]) + 1
    found: list[tuple[list[BackGroup], Places, Places]] = []
    begin = 0
    for end in ends.tolist() if len(program.back_wave) else []:
        found.append(([], program.to[begin:end], program.keep[begin:end]))
        begin = end
    for first, last in bounds:
        op = _OPS[code[first]]
        part = slice(first, last)
        inputs = (a[part], b[part])[: len(op.ports)]
        needs = _NEEDS[len(op.ports)][port[first]]
        group = BackGroup(op, needs, port[first], up[part], out[part], inputs, keep[part])
        found[wave[first]][0].append(group)
    return found


def _groups(key: Places, together: NDArray[np.bool_]) -> tuple[Places, list[tuple[int, int]]]:
    """An order in which equal keys are neighbours, and the bounds of what goes together in it."""
    order = np.argsort(key, kind="stable")
    if not len(key):
        return order, []
    sorted_key = key[order]
    begins = np.r_[True, (sorted_key[1:] != sorted_key[:-1]) | ~together[order][1:]]
    starts = np.flatnonzero(begins).tolist()
    return order, list(zip(starts, [*starts[1:], len(key)], strict=True))


def run(batches: Batches, row: Row, backward: bool) -> None:
    """Fill the row, which `Program.row` has prepared."""
    with np.errstate(all="ignore"):  # nan and inf are values like any other
        for op, inputs, out in batches.forward:
            row[out] = op.forward(*[row[places] for places in inputs])
        if not backward:
            return
        for groups, to, parts in batches.backward:
            for op, needs, port, up, value, inputs, keep in groups:
                shares = op.vjp(row[up], row[value], [row[places] for places in inputs], needs)
                row[keep] = shares[port]
            np.add.at(row, to, row[parts])
