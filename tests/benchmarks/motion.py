"""What motion costs the page's main thread, and that rest costs nothing."""

from __future__ import annotations

import pathlib
import statistics
import tempfile
import time
from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from tests.benchmarks.browser import AT_THE_END, Metrics, editor, launched, opened
from tests.benchmarks.circuits import save_layered
from tests.benchmarks.table import Row

COMMAND = "python -m tests.benchmarks motion"
NODES = 80
WINDOW = 3.0
WINDOWS = 4
REST = 2.0
# The first is by the clock, and so counts what other processes take from the thread; the second is the thread's own.
PARTS = {
    "TaskDuration": "work",
    "ThreadTime": "processor time",
    "ScriptDuration": "script",
    "RecalcStyleDuration": "style",
    "LayoutDuration": "layout",
}


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        file, _, _ = save_layered(NODES, pathlib.Path(folder))
        with editor() as opening, editor(str(file)) as large:
            yield moving(browser, large)
            yield resting(browser, {"the opening page": opening, f"{NODES} nodes": large})


def moving(browser: Browser, url: str) -> Row:
    """Play from the beginning, and take the work of several stretches."""
    page = opened(browser, f"{url}?t=0")
    drawn = page.locator('[data-testid="node"]').count()
    metrics = Metrics(page)
    page.get_by_role("button", name="Play", exact=True).click()
    stretches = []
    rates = []
    for _ in range(WINDOWS):
        time.sleep(0.3)
        before, frames = metrics.read(), counted(page, "frames")
        time.sleep(WINDOW)
        after, frames = metrics.read(), counted(page, "frames") - frames
        if frames == 0:
            raise RuntimeError("nothing moved")
        stretches.append({name: 1000 * (after[name] - before[name]) / frames for name in PARTS})
        rates.append(frames / (after["Timestamp"] - before["Timestamp"]))
    page.context.close()
    whole = sorted(each["TaskDuration"] for each in stretches)
    parts = [f"{label} {middle(stretches, name):.1f}" for name, label in PARTS.items() if name != "TaskDuration"]
    measured = (
        f"p50 {statistics.median(whole):.1f}, worst {whole[-1]:.1f} ms of {WINDOWS} stretches of {WINDOW:.0f} s "
        f"({', '.join(parts)}) at {statistics.median(rates):.0f} frames a second"
    )
    return Row(f"main-thread work a frame of motion, {drawn} visible nodes", "≤ 4 ms", measured, COMMAND)


def middle(stretches: list[dict[str, float]], name: str) -> float:
    return statistics.median(each[name] for each in stretches)


def resting(browser: Browser, urls: dict[str, str]) -> Row:
    """Count the frames asked for while nothing moves."""
    found = []
    for label, url in urls.items():
        page = opened(browser, url + AT_THE_END)
        metrics = Metrics(page)
        before, calls = metrics.read(), counted(page, "calls")
        time.sleep(REST)
        work = 1000 * (metrics.read()["TaskDuration"] - before["TaskDuration"])
        found.append(f"{counted(page, 'calls') - calls} on {label} ({work:.0f} ms of work)")
        page.context.close()
    what = f"requestAnimationFrame calls in {REST:.0f} s when nothing moves"
    return Row(what, "0", "; ".join(found), COMMAND)


def counted(page: Page, what: str) -> int:
    return int(page.evaluate(f"window.bench.{what}"))
