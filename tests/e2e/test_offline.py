"""A killed server and a cut network: the page says so, goes on, comes back by itself, and every edit is done once."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import Opener
from tests.e2e.hands import button, canvas, centre, drag, drop_from_palette, edge, node, number, port, type_value, wire
from tests.e2e.keeping import ROOT, Server, document_of, free_port, kept, online, opened, own_server, reload
from tests.e2e.network import Network, network

SAYS = "offline, your edits are kept"


@pytest.fixture
def killable() -> Iterator[Server]:
    with own_server() as server:
        yield server


@contextlib.contextmanager
def served_by_panel(public: int) -> Iterator[int]:
    """`panel serve` for pages that come through another port."""
    with subprocess.Popen(
        [
            sys.executable, "-m", "panel", "serve", "apps/editor.py", "--address", "127.0.0.1", "--port",
            str(port_ := free_port()), "--allow-websocket-origin", f"127.0.0.1:{public}",
        ],
        stderr=subprocess.PIPE, text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        try:
            assert process.stderr is not None
            for line in process.stderr:
                if "Bokeh app running" in line:
                    break
            yield port_
        finally:
            process.kill()


def labels(page: Page) -> list[str]:
    """Takes everything back, step by step; what the steps were called, newest first."""
    found = []
    while (label := button(page, "Undo").get_attribute("aria-label")) != "Undo":
        assert label is not None
        found.append(label.removeprefix("Undo: "))
        button(page, "Undo").click()
        expect(page.get_by_role("button", name=f"Redo: {found[-1]}", exact=True)).to_be_visible()
    return found


def edit_offline(page: Page) -> None:
    """One edit of each kind that needs no numbers."""
    type_value(page, "Value of x", "3")
    button(page, "Fit").click()
    box = canvas(page).bounding_box()
    assert box is not None
    begin = page.locator('[data-testid="palette"] [data-op="exp"]').bounding_box()
    assert begin is not None
    drag(page, (begin["x"] + 20, begin["y"] + 10), (box["x"] + 420, box["y"] + 480))
    expect(node(page, "exp1")).to_have_count(1)
    drag(page, centre_of(page, "d"), centre_of(page, "exp1", "a"))
    expect(edge(page, "d", "exp1", "a")).to_have_count(1)
    node(page, "y").click(position={"x": 6, "y": 6})
    page.keyboard.press("Delete")
    expect(node(page, "y")).to_have_count(0)


def centre_of(page: Page, name: str, name_of_port: str = "out") -> tuple[float, float]:
    box = port(page, name, name_of_port).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_killed_server_and_its_restart(visit: Opener, killable: Server) -> None:
    page = visit("?circuit=tanh-mse&still=1", url=killable.url, lossy=True)
    doc = document_of(page)
    type_value(page, "Value of x", "2")
    expect(node(page, "x")).to_have_attribute("data-value", "2")
    killable.kill()
    online(page, False, within=2)
    expect(page.get_by_role("status").filter(has_text=SAYS)).to_be_visible()
    edit_offline(page)
    page.wait_for_timeout(1000)
    killable.start()
    online(page, True)
    expect(page.get_by_text(SAYS)).to_have_count(0)
    expect(node(page, "x")).to_have_attribute("data-value", "3")
    expect(edge(page, "d", "exp1", "a")).to_have_count(1)
    expect(node(page, "y")).to_have_count(0)
    assert document_of(page) == doc
    assert labels(page) == ["delete y", "connect d → exp1", "add exp", "set x = 3", "set x = 2"]
    expect(node(page, "x")).to_have_attribute("data-value", "1")
    assert number(page, "d", "value") == pytest.approx(0.1342089469634184, abs=1e-15)
    kept(page)
    reload(page)
    assert number(page, "x", "value") == 1


def test_an_edit_under_way_when_the_server_dies_is_done_once(visit: Opener, killable: Server) -> None:
    page = visit("?circuit=tanh-mse&still=1", url=killable.url, lossy=True)
    for count in range(3):
        type_value(page, "Value of x", str(10 + count))
        killable.kill()
        killable.start()
        online(page, True)
        expect(node(page, "x")).to_have_attribute("data-value", str(10 + count))
    assert labels(page) == ["set x = 12", "set x = 11", "set x = 10"]


def test_what_is_done_offline_can_be_undone_offline(visit: Opener, killable: Server) -> None:
    page = visit("?circuit=tanh-mse&still=1", url=killable.url, lossy=True)
    type_value(page, "Value of x", "2")
    expect(node(page, "x")).to_have_attribute("data-value", "2")
    killable.kill()
    online(page, False, within=2)
    type_value(page, "Value of x", "3")
    type_value(page, "Value of y", "4")
    button(page, "Undo").click()
    expect(page.get_by_role("button", name="Undo: set x = 3", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="Value of y", exact=True)).to_have_value("5")
    killable.start()
    online(page, True)
    expect(node(page, "x")).to_have_attribute("data-value", "3")
    expect(page.get_by_role("button", name="Redo: set y = 4", exact=True)).to_be_visible()
    button(page, "Redo").click()
    expect(node(page, "y")).to_have_attribute("data-value", "4")
    assert labels(page) == ["set y = 4", "set x = 3", "set x = 2"]


def test_a_drag_that_the_cut_fell_into_is_one_step(visit: Opener, killable: Server) -> None:
    page = visit("?circuit=four-weights&still=1", url=killable.url, lossy=True)
    x, y = begin = centre(node(page, "w1"))
    # By its upper edge, where no field is.
    drag(page, (x, y - 12), (x + 30, y + 10), drop=False)
    killable.kill()
    online(page, False)
    page.mouse.move(x + 60, y + 60, steps=4)
    page.mouse.up()
    assert centre(node(page, "w1")) != begin
    button(page, "Undo: move w1").click()
    assert centre(node(page, "w1")) == begin
    button(page, "Redo: move w1").click()
    killable.start()
    online(page, True)
    assert centre(node(page, "w1")) != begin
    button(page, "Undo: move w1").click()
    expect(button(page, "Redo: move w1")).to_be_visible()
    assert centre(node(page, "w1")) == begin


def test_what_could_not_be_done_is_said_and_the_rest_is(visit: Opener, killable: Server) -> None:
    page = visit("?circuit=empty&still=1", url=killable.url, lossy=True)
    for at in ((200, 200), (200, 300)):
        drop_from_palette(page, "parameter", at)
    drop_from_palette(page, "add", (420, 250))
    type_value(page, "Value of p1", "[1, 2]")
    expect(node(page, "p1")).to_have_attribute("data-value", re.compile(r"\[1, ?2\]"))
    wire(page, "p1", "add1", "a")
    killable.kill()
    online(page, False, within=2)
    type_value(page, "Value of p2", "[1, 2, 3]")
    drag(page, centre_of(page, "p2"), centre_of(page, "add1", "b"))
    expect(edge(page, "p2", "add1", "b")).to_have_count(1)
    killable.start()
    online(page, True)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(
        "The server is there again. One edit that was kept could not be done: connect p2 → add1.b:"
    )
    expect(page.get_by_text("every edit is with it")).to_have_count(0)
    expect(edge(page, "p2", "add1", "b")).to_have_count(0)
    assert number(page, "p2", "value") == [1, 2, 3]


@pytest.mark.parametrize(("seconds", "closing"), [(5, True), (20, False)])
def test_a_cut_network(browser_context: BrowserContext, seconds: int, closing: bool) -> None:
    with contextlib.ExitStack() as stack:
        between = stack.enter_context(network(0))
        between.target = stack.enter_context(served_by_panel(between.port))
        come_back(browser_context, between, seconds, closing)


def come_back(context: BrowserContext, between: Network, seconds: float, closing: bool) -> float:
    """Cut the network for a while; how long the page took to come back."""
    page = opened(context, f"http://127.0.0.1:{between.port}/editor?circuit=tanh-mse&still=1")
    type_value(page, "Value of x", "2")
    expect(node(page, "x")).to_have_attribute("data-value", "2")
    between.cut(closing=closing)
    end = time.monotonic() + seconds
    type_value(page, "Value of y", "7")
    online(page, False, within=6)
    edit_offline_through(page)
    page.wait_for_timeout(max(0, end - time.monotonic()) * 1000)
    between.heal()
    began = time.monotonic()
    online(page, True, within=20)
    took = time.monotonic() - began
    expect(node(page, "x")).to_have_attribute("data-value", "3")
    expect(node(page, "y")).to_have_attribute("data-value", "7")
    assert labels(page) == ["set x = 3", "set y = 7", "set x = 2"]
    page.close()
    return took


def edit_offline_through(page: Page) -> None:
    type_value(page, "Value of x", "3")
    expect(page.get_by_role("status").filter(has_text=SAYS)).to_be_visible()


def test_another_process_takes_over(browser_context: BrowserContext) -> None:
    with contextlib.ExitStack() as stack:
        between = stack.enter_context(network(0))
        first = stack.enter_context(served_by_panel(between.port))
        second = stack.enter_context(served_by_panel(between.port))
        between.target = first
        page = opened(browser_context, f"http://127.0.0.1:{between.port}/editor?circuit=tanh-mse&still=1")
        for turn in range(4):
            type_value(page, "Value of x", str(turn + 2))
            expect(node(page, "x")).to_have_attribute("data-value", str(turn + 2))
            between.target = second if turn % 2 == 0 else first
            between.cut(closing=True)
            online(page, False, within=2)
            between.heal()
            online(page, True)
        assert labels(page) == [f"set x = {turn + 2}" for turn in reversed(range(4))]
