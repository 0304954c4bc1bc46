"""Running a circuit: one loop computes forward and backward and records what happened."""

from __future__ import annotations

from viz_autograd.engine.iterations import Iterations, iterate
from viz_autograd.engine.plan import Plan
from viz_autograd.engine.run import Run, root_problem, run
from viz_autograd.engine.tape import Tape
from viz_autograd.engine.tiers import TIERS
from viz_autograd.engine.trace import ACCUMULATE, CONTRIBUTION, FORWARD, SEED, Trace
from viz_autograd.engine.work import Watch, work_of

__all__ = [
    "ACCUMULATE",
    "CONTRIBUTION",
    "FORWARD",
    "SEED",
    "TIERS",
    "Iterations",
    "Plan",
    "Run",
    "Tape",
    "Trace",
    "Watch",
    "iterate",
    "root_problem",
    "run",
    "work_of",
]
