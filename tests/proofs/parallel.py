"""Work for all processors, and what comes of it as one row of a table."""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field

from tests.benchmarks.__main__ import machine
from tests.benchmarks.table import Row, markdown

MOST_SHOWN = 20


@dataclass
class Found:
    """What one piece of work found: how often what happened, and what must not, with the options that repeat it."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)
    slowest: float = 0.0
    """Processor seconds of the slowest single thing."""
    memory: int = 0
    """Bytes that the process took at most."""

    def add(self, other: Found) -> None:
        self.counts += other.counts
        self.failures += other.failures
        self.slowest = max(self.slowest, other.slowest)
        self.memory = max(self.memory, other.memory)

    def fail(self, again: str, error: BaseException) -> None:
        self.failures.append((again, "".join(traceback.format_exception(error, limit=-4))))


Task = tuple[int, int]
Work = Callable[[Task], Found]


def arguments(name: str, argv: Sequence[str], count: int, said: str) -> argparse.Namespace:
    """`--count` how many, `--seed` where the numbers begin, `--jobs` how many processes."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.proofs {name}", description=said)
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--seed", type=int, default=0, help="where the random numbers begin")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args(argv)


def spread(work: Work, tasks: Sequence[Task], jobs: int) -> Found:
    """Do all tasks; a process that dies is a failure too."""
    total, began, done = Found(), time.monotonic(), 0
    with ProcessPoolExecutor(jobs, initializer=_begin) as pool:
        futures = {pool.submit(work, task): task for task in tasks}
        for future in as_completed(futures):
            task = futures[future]
            try:
                total.add(future.result())
            except Exception as error:
                total.fail(f"--seed {task[0]} --count {task[1]}", error)
            done += 1
            if done % -(-len(tasks) // 20) == 0:
                passed = time.monotonic() - began
                print(f"{done} of {len(tasks)}, {passed:.0f} s, {len(total.failures)} failures", file=sys.stderr)
    return total


def _begin() -> None:
    warnings.simplefilter("error")


def peak_memory() -> int:
    """Bytes that this process has taken at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def report(row: Row, found: Found, began: float) -> int:
    """Print the row and what failed; the exit status."""
    for again, text in found.failures[:MOST_SHOWN]:
        print(f"{again}\n{text}", file=sys.stderr)
    if len(found.failures) > MOST_SHOWN:
        print(f"… and {len(found.failures) - MOST_SHOWN} more", file=sys.stderr)
    print(markdown([row]))
    print(f"\n{machine()}; {time.monotonic() - began:,.0f} s.")
    return int(bool(found.failures))


def pieces(seed: int, count: int, size: int) -> Iterator[Task]:
    """(first seed, how many) for each piece of work."""
    for start in range(0, count, size):
        yield seed + start, min(size, count - start)
