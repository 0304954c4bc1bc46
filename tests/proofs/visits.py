"""Sessions opened and closed over real sockets: what each leaves behind in the server, when it has ended."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np

from tests.benchmarks.__main__ import machine
from tests.benchmarks.table import Row, duration, markdown
from tests.proofs.client import Page, get_ticket
from tests.proofs.measured_server import MeasuredServer, measured_server

BATCH = 50
AT_ONCE = 4
MOST_LEFT = 1024
LONGEST_LIFE = 60.0


async def visit(url: str, number: int) -> None:
    """Most edit and leave; of ten, one never connects and the connection of one breaks."""
    if number % 10 == 3:
        await get_ticket(url)
        return
    async with await Page.open(url) as page:
        await page.edit({"type": "set_value", "name": "a", "value": float(number)})
        await page.edit({"type": "add_op", "name": "t", "op": "tanh", "x": 0.0, "y": 0.0})
        if number % 10 == 7:
            page.break_off()


async def visits(url: str, numbers: range) -> None:
    """A few at a time."""
    left = iter(numbers)

    async def some() -> None:
        for number in left:
            await visit(url, number)

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))


def left_each(points: Sequence[tuple[int, float]]) -> float:
    """How much a visit adds, over the second half of all: what is loaded or filled once does not count."""
    half = points[len(points) // 2 :]
    slope: float = np.polyfit(*np.array(half, dtype=float).T, 1)[0] if len(half) > 1 else float("nan")
    return slope


def lifetime(server: MeasuredServer) -> float:
    """Seconds until all sessions have ended by themselves; infinite where they do not."""
    began = time.monotonic()
    while time.monotonic() < began + LONGEST_LIFE:
        if server.ask("now")["sessions"] == 0:
            return time.monotonic() - began
        time.sleep(0.5)
    return float("inf")


def main(argv: Sequence[str]) -> int:
    """Measure; exit status 1 where a visit leaves too much."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs visits", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    count = parser.parse_args(argv).count
    began = time.monotonic()
    memory, objects = [], []
    with measured_server() as server:
        first: Counter[str] = Counter()
        for start in range(0, count, BATCH):
            end = min(start + BATCH, count)
            asyncio.run(visits(server.url, range(start, end)))
            used = server.ask("objects")
            memory.append((end, used["rss"]))
            objects.append((end, used["objects"]))
            first = first or Counter(used["types"])
            print(f"{end} visits: {used['rss'] / 1e6:.2f} MB, {used['objects']:,} objects", file=sys.stderr)
        asyncio.run(visits(server.url, range(BATCH)))
        life = lifetime(server)
    left, kept = left_each(memory), left_each(objects)
    passed = left <= MOST_LEFT and life <= LONGEST_LIFE
    if not passed:
        print((Counter(used["types"]) - first).most_common(20), file=sys.stderr)
    measured = (
        f"{left / 1024:.2f} KB and {kept:.2f} objects, over the second half of {count:,} ({memory[-1][1] / 1e6:.0f} MB "
        f"in all); sessions end by themselves, the last {life:.0f} s after its page left"
    )
    command = f"python -m tests.proofs visits --count {count}"
    print(markdown([Row("left by a session that was opened and closed", "≤ 1 KB", measured, command)]))
    print(f"\n{machine()}; {duration(time.monotonic() - began)}.")
    return int(not passed)
