"""From nothing but the repository to the first gradient that moves."""

from __future__ import annotations

import itertools
import os
import pathlib
import subprocess
import tempfile
import time
from collections.abc import Iterator

from tests.benchmarks.browser import fresh, launched, serving
from tests.benchmarks.table import Row

COMMAND = "python -m tests.benchmarks clone"
ROOT = pathlib.Path(__file__).parents[2]
# What a surrounding make or virtual environment says must not reach the clone's own.
LEFT_OUT = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "VIRTUAL_ENV", "PYTHONPATH")


def rows() -> Iterator[Row]:
    what = "clone to first animated gradient (what is committed; pip's cache warm)"
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        clone = pathlib.Path(folder) / "clone"
        # The browser stands ready, as a person's does.
        page = fresh(browser).new_page()
        times = [time.perf_counter()]
        done("git", "clone", "--quiet", str(ROOT), str(clone))
        times.append(time.perf_counter())
        done("make", "--no-print-directory", ".venv/installed", cwd=clone)
        times.append(time.perf_counter())
        command = [str(clone / ".venv" / "bin" / "viz-autograd"), "--no-open", "--port", "0"]
        with serving(command, cwd=clone, env=environment()) as url:
            times.append(time.perf_counter())
            page.goto(url)
            page.locator('[data-testid="node"][data-grad]').first.wait_for(state="attached", timeout=60_000)
            times.append(time.perf_counter())
    parts = [after - before for before, after in itertools.pairwise(times)]
    named = zip(("clone", "install", "start", "page and play up to it"), parts, strict=True)
    measured = f"{sum(parts):.1f} s ({', '.join(f'{name} {seconds:.1f}' for name, seconds in named)})"
    yield Row(what, "≤ 90 s", measured, COMMAND)


def environment() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name not in LEFT_OUT}


def done(*command: str, cwd: pathlib.Path | None = None) -> None:
    """Run a command. Raises RuntimeError with the end of what it said where it fails."""
    result = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
    if result.returncode != 0:
        said = (result.stderr or result.stdout).strip().splitlines()
        raise RuntimeError(f"`{' '.join(command)}` failed: {said[-1] if said else 'it said nothing'}")
