"""A Chromium to measure in, and what is put into its pages to measure with."""

from __future__ import annotations

import json
import pathlib
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.conftest import serve
from tests.e2e.browser import FLAGS, INSTALL, chromium

READY = '[data-testid="canvas"][data-ready="true"]'
# Far beyond any trace: the player stands at the end, and there is no opening play.
AT_THE_END = "?t=1000000"

# `bench.ready`: milliseconds from the beginning of the navigation until something matched the selector.
# `bench.calls`: how often a frame was asked for; `bench.frames`: how many there were.
SCRIPT = """(() => {
  const bench = (window.bench = { ready: null, calls: 0, frames: 0 });
  const watchers = [];
  const watch = (root) => {
    const watcher = new MutationObserver(() => {
      if (bench.ready !== null || root.querySelector(SELECTOR) === null) return;
      bench.ready = performance.now();
      for (const each of watchers) each.disconnect();
    });
    watcher.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-ready"] });
    watchers.push(watcher);
  };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    if (bench.ready === null) watch(root);
    return root;
  };
  const request = window.requestAnimationFrame;
  let latest = -1;
  window.requestAnimationFrame = (callback) => {
    bench.calls += 1;
    return request.call(window, (time) => {
      if (time !== latest) bench.frames += 1;
      latest = time;
      callback(time);
    });
  };
})();"""


class NoChromiumError(Exception):
    """There is no browser to measure in."""


@contextmanager
def launched() -> Iterator[Browser]:
    """A Chromium of its own. Raises NoChromiumError where there is none."""
    path = chromium()
    if path is None:
        raise NoChromiumError(f"no Chromium; run `{INSTALL}`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def fresh(browser: Browser, selector: str = READY) -> BrowserContext:
    """A context with an empty cache and storage, whose pages note when something matches the selector."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(SCRIPT.replace("SELECTOR", json.dumps(selector)))
    return context


def wait_ready(page: Page) -> float:
    """Seconds from the beginning of the navigation until the page was ready."""
    page.wait_for_function("window.bench && window.bench.ready !== null", polling=100, timeout=60_000)
    return float(page.evaluate("window.bench.ready")) / 1000


def opened(browser: Browser, url: str) -> Page:
    """The editor in a context of its own, at rest."""
    page = fresh(browser).new_page()
    page.goto(url)
    wait_ready(page)
    page.wait_for_timeout(1_000)
    return page


class Metrics:
    """Chromium's own sums for a page, in seconds since it began."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Performance.enable")

    def read(self) -> dict[str, float]:
        return {each["name"]: each["value"] for each in self.session.send("Performance.getMetrics")["metrics"]}


@contextmanager
def editor(*arguments: str) -> Iterator[str]:
    """Run the editor on a free port; its address."""
    with serve(*arguments) as url:
        if not url:
            raise RuntimeError("the editor did not start")
        yield url


@contextmanager
def serving(
    command: Sequence[str], cwd: pathlib.Path | None = None, env: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run a server that prints its address on its first line; the address."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=cwd, env=env) as process:
        try:
            url = process.stdout.readline().strip() if process.stdout else ""
            if not url.startswith("http"):
                raise RuntimeError(f"`{' '.join(command)}` did not start")
            yield url
        finally:
            process.terminate()
