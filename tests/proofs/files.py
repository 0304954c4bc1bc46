"""Circuit files with something wrong in them: refused with the place, or opened, saved alike and run."""

from __future__ import annotations

import random
import resource
import signal
import time
from collections.abc import Sequence
from types import FrameType

from tests.benchmarks.table import Row, duration
from tests.io.mutations import damaged, is_read, starts
from tests.proofs.parallel import Found, Task, arguments, peak_memory, pieces, report, spread

LONGEST = 2.0
"""Processor seconds that one file may take."""
MEMORY = 512 * 2**20
"""Bytes that opening and running may take above what the program itself takes."""
PIECE = 1_000


class HungError(BaseException):
    """A file took too long. Nothing that catches exceptions may keep it."""


def some_files(task: Task) -> Found:
    """Files with their first number and how many; each follows from its number alone."""
    first, count = task
    found = Found()
    starts()
    _bounded()
    for seed in range(first, first + count):
        data = damaged(random.Random(seed))
        began = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
        try:
            found.counts["opened" if is_read(data) else "refused"] += 1
        except (Exception, HungError) as error:
            found.fail(f"--seed {seed} --count 1", error)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        found.slowest = max(found.slowest, time.process_time() - began)
        found.counts["files"] += 1
        found.counts["bytes"] += len(data)
    found.memory = peak_memory()
    return found


def _bounded() -> None:
    """Once a process: too much memory becomes MemoryError, too much time HungError."""
    if resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY:
        with open("/proc/self/statm") as file:
            size = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
        signal.signal(signal.SIGVTALRM, _hung)


def _hung(number: int, frame: FrameType | None) -> None:
    raise HungError(f"more than {LONGEST:g} s")


def main(argv: Sequence[str]) -> int:
    """Do it and print what was found."""
    began = time.monotonic()
    asked = arguments("files", argv, 1_000_000, __doc__ or "")
    found = spread(some_files, list(pieces(asked.seed, asked.count, PIECE)), asked.jobs)
    told = found.counts
    measured = (
        f"{told['files']:,} files, {told['bytes'] / 2**20:,.0f} MB, in {time.monotonic() - began:,.0f} s: "
        f"{told['refused']:,} refused with their place, {told['opened']:,} opened, saved alike and run; "
        f"the slowest took {duration(found.slowest)}, a process {found.memory / 2**20:,.0f} MB at most; "
        f"{len(found.failures)} failures"
    )
    target = f"only typed errors; {LONGEST:g} s and {MEMORY // 2**20} MB at most"
    row = Row("mutated files", target, measured, f"python -m tests.proofs files --count {asked.count}")
    return report(row, found, began)
