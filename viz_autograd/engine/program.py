"""A run of scalars as two tables of instructions, which every quick tier follows line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from viz_autograd.engine.columns import LEAF

if TYPE_CHECKING:
    from viz_autograd.engine.plan import Plan
    from viz_autograd.engine.tape import Tape

Places = NDArray[np.int64]

MOST_INPUTS = 2


class Program(NamedTuple):
    """What to do, in the promised order, with numbers that lie in one row of float64.

    The run's block comes first in the row, after it the constants and, where they are not kept, the contributions.
    Forward, line by line: `out` = op `code` of `a` and `b`. Backward: the contribution at `keep` is that of the vjp of
    op `back_code` for port `back_port`, from the upstream gradient at `up`, the op's value at `back_out` and its inputs
    at `back_a` and `back_b`; it is added to the gradient at `to`. An op of one input has it as `a` and `b`. `wave` and
    `back_wave`: lines of one number do not need each other. The seed goes to `root`, −1 without one. What a run begins
    with goes to `given`: the leaves, then the constants. All int64, but int32 for the waves.
    """

    elements: int
    length: int
    root: int
    given: Places
    grads: slice
    code: Places
    out: Places
    a: Places
    b: Places
    wave: NDArray[np.int32]
    back_code: Places
    back_port: Places
    up: Places
    back_out: Places
    back_a: Places
    back_b: Places
    to: Places
    keep: Places
    back_wave: NDArray[np.int32]

    @staticmethod
    def of(tape: Tape, plan: Plan) -> Program | None:
        """None where something is no scalar, or takes no or more than two inputs."""
        columns = tape.columns
        computed = columns.size > 0
        inputs = np.diff(tape.first_row)
        fits = columns.scalar & ((columns.code == LEAF) | ((inputs > 0) & (inputs <= MOST_INPUTS)))
        if not bool(fits[computed].all()) or columns.attributes:
            return None
        value, grad = plan.values.at, plan.grads.at
        constants = plan.elements + np.arange(len(tape.constant_row))
        operand = value[np.maximum(columns.source, 0)]
        operand[tape.constant_row] = constants
        order = tape.order
        row = tape.edge_row[plan.sent]
        target = columns.node[row]
        first = tape.first_row
        second = first[1:] - 1
        length = plan.elements + len(constants)
        keep = plan.contributions.at[plan.sent] if plan.record else length + np.arange(len(plan.sent))
        return Program(
            elements=plan.elements,
            length=length if plan.record else length + len(plan.sent),
            root=-1 if plan.root is None else int(grad[plan.root]),
            given=np.concatenate([value[tape.leaf_at], constants]),
            grads=slice(plan.values.end, plan.grads.end),
            code=columns.code[order].astype(np.int64),
            out=value[order],
            a=operand[first[order]],
            b=operand[second[order]],
            wave=tape.wave[order],
            back_code=columns.code[target].astype(np.int64),
            back_port=columns.port[row].astype(np.int64),
            up=grad[target],
            back_out=value[target],
            back_a=operand[first[target]],
            back_b=operand[second[target]],
            to=grad[tape.edge_source[plan.sent]],
            keep=keep,
            back_wave=plan.distance[target],
        )

    def row(self, numbers: NDArray[np.float64], seed: float) -> NDArray[np.float64]:
        """The row before a run: what is given, the seed, and gradients of −0, to which the first addition is exact."""
        row = np.empty(self.length, np.float64)
        row[self.given] = numbers
        row[self.grads] = -0.0
        if self.root >= 0:
            row[self.root] = seed
        return row
