"""`python -m tests.benchmarks [GROUP …]`: all groups, or those named."""

from __future__ import annotations

import argparse
import os
import pathlib
import platform
import sys
import time
from collections.abc import Callable, Iterator

from tests.benchmarks import blas, clone, eager, edits, engine, motion, page, size, slider
from tests.benchmarks.browser import NoChromiumError
from tests.benchmarks.table import NO_TARGET, Row, markdown

GROUPS: dict[str, Callable[[], Iterator[Row]]] = {
    "page": page.rows,
    "size": size.rows,
    "slider": slider.rows,
    "motion": motion.rows,
    "engine": engine.rows,
    "edits": edits.rows,
    "eager": eager.rows,
    "blas": blas.rows,
    "clone": clone.rows,
}


def main() -> int:
    """Measure and print. Returns 1 when something could not be measured, whatever the times are."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"{', '.join(GROUPS)}; all when none is given")
    asked = parser.parse_args().groups or list(GROUPS)
    unknown = [name for name in asked if name not in GROUPS]
    if unknown:
        parser.error(f"no group {', '.join(unknown)}; there are {', '.join(GROUPS)}")
    load = load_average()
    begin = time.monotonic()
    rows: list[Row] = []
    failed = False
    for name in asked:
        print(f"{name} …", file=sys.stderr, flush=True)
        problem = None
        try:
            rows += GROUPS[name]()
        except NoChromiumError as error:
            problem = f"skipped: {error}"
        except Exception as error:  # what one group lacks must not cost the others' figures
            problem = f"failed: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
            failed = True
        if problem is not None:
            rows.append(Row(name, NO_TARGET, problem, f"python -m tests.benchmarks {name}"))
    print(markdown(rows))
    print(f"\n{machine()}; load average {load} before and {load_average()} after; {time.monotonic() - begin:.0f} s.")
    return int(failed)


def load_average() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def machine() -> str:
    """Processor, system and Python, in a few words."""
    about = pathlib.Path("/proc/cpuinfo")
    models = [line.split(":", 1)[1].strip() for line in about.read_text().splitlines() if line.startswith("model name")]
    processor = models[0] if models else platform.processor() or platform.machine()
    return f"{os.cpu_count()} × {processor}, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
