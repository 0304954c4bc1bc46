"""Fixtures for the browser: one server and one Chromium for all, a clean page for each test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlparse

import hypothesis
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.e2e.browser import FLAGS, INSTALL, chromium

# The same examples in every CI run, new ones on everyone's own machine; no deadlines, since machines are shared.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


@contextmanager
def serve(*arguments: str) -> Iterator[str]:
    """Run `viz-autograd` on a free port; its address."""
    command = [sys.executable, "-m", "viz_autograd.ui.cli", "--no-open", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().rstrip("\n")
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with serve() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        text = f"No Chromium: run `{INSTALL}`."
        if os.environ.get("CI"):
            pytest.fail(text)
        pytest.skip(text)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one's own, whatever it says on its console."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()


Opener = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Opener]:
    """Open the editor: `visit("?circuit=empty", size=(1440, 900), dark=False)`.

    Console errors and requests elsewhere fail the test; with `lossy`, a server that cannot be reached is none.
    """
    contexts = []
    wrong: list[str] = []

    def console(message: ConsoleMessage, lossy: bool) -> None:
        if message.type == "error" and not (lossy and "net::ERR" in message.text):
            wrong.append(f"console: {message.text}")

    def request(url: str) -> None:
        if urlparse(url).scheme in ("http", "https", "ws", "wss") and urlparse(url).hostname != "127.0.0.1":
            wrong.append(f"a request left this machine: {url}")

    def opener(
        query: str = "",
        *,
        size: tuple[int, int] = (1440, 900),
        dark: bool = False,
        url: str | None = None,
        lossy: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: console(message, lossy))
        page.on("pageerror", lambda error: wrong.append(f"page: {error}"))
        page.on("request", lambda each: request(each.url))
        page.goto((url or server) + query)
        page.locator('[data-testid="canvas"][data-ready="true"]').wait_for(timeout=20_000)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not wrong, wrong


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept-screens", action="store_true", help="write the golden pictures anew")
