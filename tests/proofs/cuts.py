"""The network is cut for 5, 20, 60 and 600 seconds while someone edits: `python -m tests.proofs cuts`.

A real browser, a real server, and a port between them that lets nothing through, once silently and once by closing
connections. Every edit must be there once and in order, by itself; told is how long the page took to come back.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Sequence

from playwright.sync_api import sync_playwright

from tests.e2e.browser import FLAGS, chromium
from tests.e2e.network import network
from tests.e2e.test_offline import come_back, served_by_panel


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs cuts", description=__doc__)
    parser.add_argument("--seconds", type=float, nargs="+", default=[5, 20, 60, 600], help="how long each cut lasts")
    options = parser.parse_args(arguments)
    print(f"{'cut':>8}  {'connections':<12} {'back after':>10}  edits")
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for seconds in options.seconds:
            for closing in (False, True):
                with contextlib.ExitStack() as stack:
                    between = stack.enter_context(network(0))
                    between.target = stack.enter_context(served_by_panel(between.port))
                    context = browser.new_context(viewport={"width": 1440, "height": 900})
                    took = come_back(context, between, seconds, closing)
                    context.close()
                how = "closed" if closing else "silent"
                print(f"{seconds:6.0f} s  {how:<12} {took:8.1f} s  all, once, in order, undone one by one", flush=True)
    return 0
