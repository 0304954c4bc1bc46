"""Many sessions that edit at once, each one edit per second: how long an edit takes, and what a session weighs."""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Sequence

from tests.benchmarks.__main__ import machine
from tests.benchmarks.table import Row, duration, markdown, percentile, spread
from tests.proofs.client import Page
from tests.proofs.measured_server import MeasuredServer, measured_server

PERIOD = 1.0
SLOWEST = 0.1
MOST_MEMORY = 1 << 20
# Pages that load at once, as a class does that is told the address.
AT_ONCE = 4


async def edits(page: Page, seconds: float, phase: float) -> list[float]:
    """Edit once in each period; how long each took, from sending it to having its numbers."""
    times = []
    due = time.monotonic() + phase
    end = due + seconds
    while due < end:
        await asyncio.sleep(due - time.monotonic())
        began = time.perf_counter()
        await page.edit({"type": "set_value", "name": "a", "value": float(page.edits)})
        times.append(time.perf_counter() - began)
        due = max(due + PERIOD, time.monotonic())
    return times


async def opened(url: str, count: int) -> list[Page]:
    """So many pages."""
    left, pages = iter(range(count)), []

    async def some() -> None:
        for _ in left:
            pages.append(await Page.open(url))

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    return pages


async def measure(server: MeasuredServer, count: int, seconds: float) -> tuple[list[float], float, dict[str, float]]:
    """How long the edits took, what a session weighs in bytes, and what the server used of the processor."""
    # What is loaded or filled once.
    async with await Page.open(server.url) as page:
        await edits(page, 2.0, 0.0)
    before = server.ask()
    pages = await opened(server.url, count)
    began = server.ask("now")
    times = await asyncio.gather(*(edits(page, seconds, PERIOD * random.random()) for page in pages))
    after = server.ask("now")
    for page in pages:
        page.close()
    passed = {name: after[name] - began[name] for name in ("clock", "busy", "waited")}
    return [each for some in times for each in some], (after["rss"] - before["rss"]) / count, passed


def main(argv: Sequence[str]) -> int:
    """Measure; exit status 1 where an edit takes too long or a session weighs too much."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs sessions", description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args(argv)
    began = time.monotonic()
    with measured_server() as server:
        times, memory, used = asyncio.run(measure(server, asked.count, asked.seconds))
    milliseconds = [1000 * each for each in times]
    measured = (
        f"{spread(milliseconds, 'ms')}, at most {max(milliseconds):.0f} ms, of {len(times):,} edits; "
        f"{memory / 1024:.0f} KB a session; the server's processor: {1000 * used['busy'] / len(times):.1f} ms an edit, "
        f"{used['busy'] / used['clock']:.0%} of one, and {used['waited'] / used['clock']:.0%} waiting for one"
    )
    target = f"p95 ≤ {1000 * SLOWEST:.0f} ms, ≤ 1 MB a session"
    command = f"python -m tests.proofs sessions --count {asked.count}"
    print(markdown([Row(f"{asked.count} sessions, each an edit per second", target, measured, command)]))
    print(f"\n{machine()}; {duration(time.monotonic() - began)}.")
    return int(percentile(times, 0.95) > SLOWEST or memory > MOST_MEMORY)
