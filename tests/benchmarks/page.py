"""How soon the page can be used, beside a bare Panel page, and what it asks for."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlparse

from playwright.sync_api import Browser

from tests.benchmarks import panel_page
from tests.benchmarks.browser import READY, editor, fresh, launched, serving, wait_ready
from tests.benchmarks.table import Row, percentile

COMMAND = "python -m tests.benchmarks page"
# On a busy machine fewer visits have to do.
VISITS, FEWEST, SECONDS = 9, 3, 40.0
RELOADS = 2


def rows() -> Iterator[Row]:
    bare = [sys.executable, "-m", "tests.benchmarks.panel_page"]
    with launched() as browser, editor() as ours, serving(bare) as theirs:
        first, _ = visit(browser, ours, READY)
        visit(browser, theirs, panel_page.SELECTOR)
        cold: dict[str, list[float]] = {ours: [], theirs: []}
        warm: dict[str, list[float]] = {ours: [], theirs: []}
        begin = time.monotonic()
        for number in range(VISITS):
            if number >= FEWEST and time.monotonic() - begin > SECONDS:
                break
            for url, selector in ((ours, READY), (theirs, panel_page.SELECTOR)):
                opening, reloads = visit(browser, url, selector)
                cold[url].append(opening)
                warm[url] += reloads
        after = f"; the first visit after the server's start {first:.2f} s"
        yield row("page interactive, cold (nothing cached)", "≤ 2 s", cold[ours], cold[theirs], after)
        yield row("page interactive, warm (reload)", "≤ 1 s", warm[ours], warm[theirs])
        yield requests(browser, ours)


def visit(browser: Browser, url: str, selector: str) -> tuple[float, list[float]]:
    """Seconds until the page can be used, on a first visit and on reloads."""
    context = fresh(browser, selector)
    page = context.new_page()
    page.goto(url)
    cold = wait_ready(page)
    warm = []
    for _ in range(RELOADS):
        page.wait_for_timeout(300)
        page.reload()
        warm.append(wait_ready(page))
    context.close()
    return cold, warm


def row(what: str, target: str, ours: list[float], theirs: list[float], more: str = "") -> Row:
    median, bare = statistics.median(ours), statistics.median(theirs)
    measured = (
        f"p50 {median:.2f}, p95 {percentile(ours, 0.95):.2f} s: {median / bare:.2f} × "
        f"a bare Panel page ({bare:.2f} s){more}; n = {len(ours)}"
    )
    return Row(what, target, measured, COMMAND)


def requests(browser: Browser, url: str) -> Row:
    """Open the page with nothing cached, let it play, and count what it asks for."""
    context = fresh(browser)
    page = context.new_page()
    asked: list[str] = []
    received: list[float] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(url)
    wait_ready(page)
    page.wait_for_timeout(4_000)
    context.close()
    sent = [parsed for parsed in map(urlparse, asked) if parsed.scheme in ("http", "https", "ws", "wss")]
    elsewhere = [parsed for parsed in sent if parsed.hostname != "127.0.0.1"]
    hosts = f" ({', '.join(sorted({str(parsed.hostname) for parsed in elsewhere}))})" if elsewhere else ""
    measured = f"{len(sent)} requests, {sum(received) / 1e6:.1f} MB; {len(elsewhere)} leave{hosts}"
    return Row("requests to open the page; those that leave the machine", "0 leave", measured, COMMAND)
