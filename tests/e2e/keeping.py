"""For the tests of "nothing is lost": browsers that can be closed and opened again, servers that can be killed."""

from __future__ import annotations

import pathlib
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browser import FLAGS, chromium
from tests.e2e.hands import canvas

READY = '[data-testid="canvas"][data-ready="true"]'
ROOT = pathlib.Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Server:
    """The editor on a port of its own, which is kept when it is killed and started again."""

    def __init__(self, *arguments: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.arguments = arguments
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "viz_autograd.ui.cli", "--no-open", "--port", str(self.port), *self.arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == self.url

    def kill(self) -> None:
        """As by `kill -9`."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None


@contextmanager
def own_server(*arguments: str) -> Iterator[Server]:
    server = Server(*arguments)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def profile(browser: Browser, folder: pathlib.Path) -> Iterator[BrowserContext]:
    """A browser of its own whose profile stays in a folder, as everyone's does."""
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=chromium(), args=FLAGS, viewport={"width": 1440, "height": 900}
    )
    try:
        yield context
    finally:
        context.close()


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    page.locator(READY).wait_for(timeout=20_000)
    return page


def reload(page: Page) -> None:
    page.reload()
    page.locator(READY).wait_for(timeout=20_000)


def kept(page: Page) -> None:
    """Wait as long as an edit may take to be kept."""
    page.wait_for_timeout(350)


def online(page: Page, is_online: bool, *, within: float = 30.0) -> None:
    expect(canvas(page)).to_have_attribute("data-online", str(is_online).lower(), timeout=within * 1000)


def document_of(page: Page) -> str:
    found = re.search(r"[?&]doc=([\w-]+)", page.url)
    if found is None:
        pytest.fail(f"the address names no document: {page.url}")
    return found.group(1)
