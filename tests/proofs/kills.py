"""500 kills while someone edits: `python -m tests.proofs kills --count 500`.

Real signals: SIGKILL to the server, or to the whole browser, at a random moment of a stream of edits. Afterwards what
was killed is started again, and the circuit must hold, once and in order: after a kill of the server every edit, also
those made while it was gone; after a kill of the browser every edit that the page had said to be kept. How old the
oldest of the others was, that is told.
"""

from __future__ import annotations

import argparse
import contextlib
import http.server
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from tests.e2e.browser import FLAGS, chromium
from tests.e2e.hands import button, node, number
from tests.e2e.keeping import READY, Server, free_port, online, own_server

# Types 1, 2, 3 … into x, and tells what was typed, and up to where the page says that all is kept.
EDITING = """
([first, teller]) => {
  const seek = (root, test) => {
    for (const each of root.querySelectorAll('*')) {
      if (test(each)) return each;
      const found = each.shadowRoot && seek(each.shadowRoot, test);
      if (found) return found;
    }
    return null;
  };
  const leaf = seek(document, each => each.dataset.testid === 'node' && each.dataset.node === 'x');
  const keep = seek(document, each => each.dataset.keep !== undefined);
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  const tell = (what, count) => fetch(`${teller}${what}/${count}`, {mode: 'no-cors'}).catch(() => undefined);
  let count = first;
  window.editing = setInterval(() => {
    const field = leaf.querySelector('[aria-label="Value of x"]');
    if (keep.dataset.keep === 'kept') tell('kept', count);
    count += 1;
    field.focus();
    set.call(field, String(count));
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
    tell('said', count);
  }, 40);
}
"""


class Teller:
    """Hears from the page what it did, so that a killed browser cannot take the knowledge with it."""

    def __init__(self) -> None:
        self.said: dict[int, float] = {}
        self.kept = 0
        teller = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _, what, count = self.path.split("/")
                if what == "kept":
                    teller.kept = max(teller.kept, int(count))
                else:
                    teller.said[int(count)] = time.monotonic()
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def newest(self) -> int:
        return max(self.said, default=0)


class Chromium:
    """A browser with a profile, as a process of its own that can be killed."""

    def __init__(self, playwright: Playwright, folder: pathlib.Path) -> None:
        self.playwright, self.folder = playwright, folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Page:
        port = free_port()
        command = [
            str(chromium()), *FLAGS, "--headless=new", f"--user-data-dir={self.folder}",
            f"--remote-debugging-port={port}", "--window-size=1440,900", "about:blank",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        end = time.monotonic() + 30
        while True:
            try:
                self.connected = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
                break
            except PlaywrightError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        return self.connected.contexts[0].new_page()

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
            with contextlib.suppress(PlaywrightError):
                self.connected.close()


@contextlib.contextmanager
def killable_browser(playwright: Playwright) -> Iterator[Chromium]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Chromium(playwright, pathlib.Path(folder))
        try:
            yield browser
        finally:
            browser.kill()


def main(arguments: Sequence[str]) -> int:
    """Kill, and look; exit status 1 where more was lost than may be."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs kills", description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="how many kills")
    parser.add_argument("--browsers", type=float, default=0.2, help="which part of them kills the browser")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    rng = random.Random(options.seed)
    tally, teller = Tally(), Teller()
    chromium()
    with own_server() as server, sync_playwright() as playwright, killable_browser(playwright) as browser:
        page = visit(browser.start(), f"{server.url}?circuit=tanh-mse&still=1")
        for count in range(1, options.count + 1):
            begin = int(number(page, "x", "value") or 0)  # type: ignore[arg-type]
            teller.said, teller.kept = {}, begin
            page.evaluate(EDITING, [begin, teller.url])
            time.sleep(rng.uniform(0.1, 1.5))
            if rng.random() < options.browsers:
                page = kill_browser(browser, server, teller, tally)
            else:
                kill_server(page, server, teller, tally, rng)
            check_order(page, tally)
            if count % 25 == 0 or count == options.count:
                print(f"{count:5d} kills: {tally}", flush=True)
    return int(not tally.good)


def kill_server(page: Page, server: Server, teller: Teller, tally: Tally, rng: random.Random) -> None:
    server.kill()
    tally.servers += 1
    page.wait_for_timeout(rng.uniform(0, 600))
    server.start()
    if rng.random() < 0.5:
        page.evaluate("clearInterval(window.editing)")
    online(page, True)
    page.evaluate("clearInterval(window.editing)")
    page.wait_for_timeout(100)
    tally.edits += len(teller.said)
    with contextlib.suppress(AssertionError):
        expect(node(page, "x")).to_have_attribute("data-value", str(teller.newest), timeout=10_000)
    found = number(page, "x", "value")
    if found != teller.newest:
        tally.acknowledged_lost += 1
        print(f"x is {found}, and {teller.newest} was typed", flush=True)


def kill_browser(browser: Chromium, server: Server, teller: Teller, tally: Tally) -> Page:
    browser.kill()
    killed = time.monotonic()
    time.sleep(0.1)
    tally.browsers += 1
    tally.edits += len(teller.said)
    page = visit(browser.start(), f"{server.url}?still=1")
    value = number(page, "x", "value")
    found = int(value) if isinstance(value, float | int) else -1
    if found < teller.kept:
        tally.acknowledged_lost += teller.kept - found
        print(f"x is {found}, and {teller.kept} was said to be kept", flush=True)
    ages = [killed - at for count, at in teller.said.items() if count > found]
    tally.unacknowledged_lost += len(ages)
    tally.longest = max([tally.longest, *ages])
    return page


def check_order(page: Page, tally: Tally) -> None:
    """The last steps that can be undone are the last edits, each once."""
    labels = []
    for _ in range(4):
        label = button(page, "Undo").get_attribute("aria-label") or ""
        labels.append(label)
        if not label.startswith("Undo: set x = "):
            break
        page.keyboard.press("Escape")
        button(page, "Undo").click()
        expect(page.get_by_role("button", name=label.replace("Undo", "Redo"), exact=True)).to_be_visible()
    for _ in range(len(labels) - (not labels[-1].startswith("Undo: set x = "))):
        label = button(page, "Redo").get_attribute("aria-label") or ""
        button(page, "Redo").click()
        expect(page.get_by_role("button", name=label.replace("Redo", "Undo"), exact=True)).to_be_visible()
    counts = [int(label.rpartition("= ")[2]) for label in labels if label.startswith("Undo: set x = ")]
    if counts != list(range(counts[0], counts[0] - len(counts), -1)) if counts else False:
        tally.twice += 1
        print(f"steps out of order: {labels}", flush=True)


class Tally:
    """What was seen."""

    def __init__(self) -> None:
        self.servers = self.browsers = self.edits = 0
        self.acknowledged_lost = self.unacknowledged_lost = self.twice = 0
        self.longest = 0.0

    @property
    def good(self) -> bool:
        return self.acknowledged_lost == 0 and self.twice == 0 and self.longest <= 1.0

    def __str__(self) -> str:
        return (
            f"{self.servers} of the server, {self.browsers} of the browser; {self.edits:,} edits; lost: "
            f"{self.acknowledged_lost} acknowledged, {self.unacknowledged_lost} unacknowledged (the oldest "
            f"{self.longest:.2f} s old); twice or out of order: {self.twice}"
        )


def visit(page: Page, url: str) -> Page:
    page.goto(url)
    page.locator(READY).wait_for(timeout=30_000)
    return page
