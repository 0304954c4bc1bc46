"""Which way a run is computed. All ways do the same events in the same order and fill the same block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Circuit, Value
from viz_autograd.engine import batched, compiled, listed
from viz_autograd.engine.execute import execute
from viz_autograd.engine.plan import Plan
from viz_autograd.engine.tape import Tape
from viz_autograd.engine.work import Watch
from viz_autograd.errors import InvalidValueError

Block = NDArray[np.float64]

TIERS = ("plain", "generated", "listed", "batched", "compiled")

# Measured on circuits in which every number depends on many leaves (`tests/benchmarks/circuits.py`).

GENERATED_MOST = 250
"""Up to so many steps code is written; reading it costs Python about 40 µs a step, once."""

GENERATED_AFTER = 2
"""Runs before that: whoever edits at every run has no use for it."""

COMPILED_LEAST = 30
"""From so many steps on a call of machine code, 3 µs, is quicker than generated code."""

WARM_UP_LEAST = 100
"""From so many on it is worth having numba compile."""

BATCHED_WIDTH = 12
"""Steps that go together on the average, from which on arrays are quicker than one after the other."""

BATCHED_AFTER = 1
"""Runs before that: sorting the steps takes longer than a run."""


def compute(
    circuit: Circuit, tape: Tape, plan: Plan, seed: Value | None, watch: Watch | None, tier: str | None
) -> Block | tuple[float, ...]:
    """Every number of a run, as the plan places them. `seed`: of the root's shape; None is 1 where there is a root.

    Raises InvalidValueError for a tier that there is not, or that cannot compute this circuit or is not installed.
    """
    if watch is not None:
        if tier is not None or len(tape.order) < WARM_UP_LEAST or _chosen(tape, plan) != "compiled":
            return _plain(circuit, tape, plan, seed, watch)
        numbers = _quick(circuit, tape, plan, seed, "compiled")
        watch(1.0)  # over before anybody could have looked
        return numbers
    taken = tier or _chosen(tape, plan)
    if taken == "plain":
        return _plain(circuit, tape, plan, seed, None)
    return _quick(circuit, tape, plan, seed, taken)


def _plain(circuit: Circuit, tape: Tape, plan: Plan, seed: Value | None, watch: Watch | None) -> Block:
    given = seed
    if plan.root is not None and seed is None:
        given = np.ones(tape.shapes[plan.root])
    return execute(circuit, tape, plan, given, watch)


def _chosen(tape: Tape, plan: Plan) -> str:
    """The quickest tier that can do it now."""
    steps = len(tape.order)
    plan.runs += 1
    if steps < COMPILED_LEAST and plan.runs <= GENERATED_AFTER:
        return "plain"
    if plan.program is None:
        return "plain"
    if steps >= COMPILED_LEAST and plan.lines is not None:
        if compiled.ready():
            return "compiled"
        if steps >= WARM_UP_LEAST:
            compiled.warm_up()
    if steps <= GENERATED_MOST and plan.runs > GENERATED_AFTER and plan.function is not None:
        plan.ready = plan.function if steps < COMPILED_LEAST else None
        return "generated"
    wide = steps >= BATCHED_WIDTH * (int(tape.wave[tape.order[-1]]) + 1) if steps else False
    if wide and plan.runs > BATCHED_AFTER:
        return "batched"
    return "listed" if plan.lists is not None else "plain"


def _quick(circuit: Circuit, tape: Tape, plan: Plan, given: Value | None, tier: str) -> Block | tuple[float, ...]:
    """A run of scalars in one of the tiers for them."""
    if tier not in TIERS:
        raise InvalidValueError(f"there is no tier {tier!r}; there are {', '.join(TIERS)}")
    program = plan.program
    if program is None:
        raise InvalidValueError(f"the {tier} tier computes scalars only, of ops with one or two inputs")
    seed = 1.0 if given is None else float(given)
    row = program.row(tape.leaves.numbers(circuit), seed)
    backward = program.root >= 0
    try:
        if tier == "generated" and plan.function is not None:
            return plan.function(tape.leaves.floats(circuit), seed)
        if tier == "listed" and plan.lists is not None:
            numbers = row.tolist()
            listed.run(plan.lists, numbers, backward)
            return np.array(numbers[: program.elements], np.float64)
    except (ArithmeticError, ValueError):  # an infinity or NaN, which math does not make
        return execute(circuit, tape, plan, np.array(seed) if backward else None)
    if tier == "batched" and plan.batches is not None:
        batched.run(plan.batches, row, backward)
    elif tier == "compiled" and plan.lines is not None and compiled.ready():
        compiled.run(plan.lines, row, backward)
    else:
        raise InvalidValueError(f"the {tier} tier does not know an op of this circuit, or is not there")
    return row[: program.elements]
