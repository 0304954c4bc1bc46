"""Random commands in runs of 300 to 10,000, each undone and redone whole: not a byte may differ."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from tests.benchmarks.table import Row
from tests.editor.random_commands import exercise
from tests.proofs.parallel import Found, Task, arguments, peak_memory, report, spread

LENGTHS = (300, 300, 300, 500, 500, 1_000, 1_000, 3_000, 10_000)


def one_run(task: Task) -> Found:
    """A run of commands with its seed and length."""
    seed, steps = task
    found = Found()
    try:
        found.counts = Counter(asdict(exercise(random.Random(seed), steps)))
        # The most of any run, not the sum of all.
        del found.counts["nodes"]
    except Exception as error:
        found.fail(f"--seed {seed} --count {steps}", error)
    found.counts["runs"] = 1
    found.memory = peak_memory()
    return found


def runs(seed: int, count: int) -> list[Task]:
    """Runs with `count` commands in all; a length follows from the seed, unless one command is asked for."""
    tasks: list[Task] = []
    while count > 0:
        steps = min(count, random.Random(-seed - 1).choice(LENGTHS))
        tasks.append((seed, steps))
        seed, count = seed + 1, count - steps
    # The long ones first, so that no process is left with one at the end.
    return sorted(tasks, key=lambda task: -task[1])


def main(argv: Sequence[str]) -> int:
    """Do it and print what was found."""
    began = time.monotonic()
    asked = arguments("commands", argv, 1_000_000, __doc__ or "")
    found = spread(one_run, runs(asked.seed, asked.count), asked.jobs)
    told = found.counts
    measured = (
        f"{told['commands']:,} commands in {told['runs']:,} runs in {time.monotonic() - began:,.0f} s: "
        f"{told['applied']:,} applied, {told['refused']:,} refused, {told['repeated']:,} steps undone, redone or "
        f"taken back on the way; kept and read again {told['kept'] + told['runs']:,} times; "
        f"{len(found.failures)} failures"
    )
    again = f"python -m tests.proofs commands --count {asked.count}"
    return report(Row("undo all and redo all", "0 bytes differ", measured, again), found, began)
