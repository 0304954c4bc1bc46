"""Reload, a closed tab, a new start of the browser: the circuit is there, with its undo, at its moment."""

from __future__ import annotations

import pathlib

from playwright.sync_api import Browser, Page, expect

from tests.conftest import Opener
from tests.e2e.hands import button, canvas, drop_from_palette, edge, node, number, timeline, type_value, wire
from tests.e2e.keeping import document_of, kept, opened, profile, reload


def undo_label(page: Page) -> str | None:
    return button(page, "Undo").get_attribute("aria-label")


def test_reload_brings_back_the_circuit_its_undo_and_its_moment(visit: Opener) -> None:
    page = visit("?circuit=tanh-mse&still=1")
    doc = document_of(page)
    assert "circuit=" not in page.url
    assert "still=1" in page.url
    type_value(page, "Value of x", "3")
    drop_from_palette(page, "exp", (420, 430))
    wire(page, "d", "exp1", "a")
    for _ in range(4):
        button(page, "Step back").click()
    before = timeline(page)
    assert before[0] == before[1] - 4
    kept(page)
    reload(page)
    assert document_of(page) == doc
    assert timeline(page) == before
    assert number(page, "x", "value") == 3
    expect(edge(page, "d", "exp1", "a")).to_have_count(1)
    for label in ("connect d → exp1", "add exp", "set x = 3"):
        assert undo_label(page) == f"Undo: {label}"
        button(page, "Undo").click()
        expect(page.get_by_role("button", name=f"Redo: {label}", exact=True)).to_be_visible()
    assert number(page, "x", "value") == 1
    kept(page)
    reload(page)
    assert undo_label(page) == "Undo"
    for _ in range(3):
        button(page, "Redo").click()
    expect(edge(page, "d", "exp1", "a")).to_have_count(1)


def test_reload_brings_back_the_view(visit: Opener) -> None:
    page = visit("?circuit=tanh-mse&still=1")
    button(page, "Zoom in").click()
    button(page, "Zoom in").click()
    page.wait_for_timeout(600)
    before = node(page, "x").bounding_box()
    reload(page)
    after = node(page, "x").bounding_box()
    assert before is not None
    assert after is not None
    assert all(abs(before[side] - after[side]) < 1 for side in ("x", "y", "width", "height"))


def test_a_slider_is_kept_while_it_moves(visit: Opener) -> None:
    page = visit("?circuit=tanh-mse&still=1")
    slider = page.get_by_role("slider", name="Slide x", exact=True)
    slider.focus()
    for _ in range(12):
        slider.press("ArrowRight")
    kept(page)
    value = number(page, "x", "value")
    assert value != 1
    reload(page)
    assert number(page, "x", "value") == value
    assert undo_label(page) == f"Undo: set x = {value}"


def test_a_closed_tab_and_a_new_start_of_the_browser(browser: Browser, server: str, tmp_path: pathlib.Path) -> None:
    with profile(browser, tmp_path) as context:
        page = opened(context, f"{server}?circuit=tanh-mse&still=1")
        type_value(page, "Value of x", "3")
        expect(node(page, "x")).to_have_attribute("data-value", "3")
        kept(page)
        doc = document_of(page)
        page.close()
        page = opened(context, f"{server}?still=1")
        assert document_of(page) == doc
        assert number(page, "x", "value") == 3
        type_value(page, "Value of y", "7")
        expect(node(page, "y")).to_have_attribute("data-value", "7")
        kept(page)
    with profile(browser, tmp_path) as context:
        page = opened(context, f"{server}?still=1")
        assert document_of(page) == doc
        assert (number(page, "x", "value"), number(page, "y", "value")) == (3, 7)
        assert undo_label(page) == "Undo: set y = 7"


def test_another_circuit_is_another_document_and_undo_still_brings_back_the_one_before(visit: Opener) -> None:
    page = visit("?circuit=tanh-mse&still=1")
    first = document_of(page)
    type_value(page, "Value of x", "3")
    expect(node(page, "x")).to_have_attribute("data-value", "3")
    button(page, "New").click()
    expect(canvas(page)).to_have_attribute("data-nodes", "0")
    second = document_of(page)
    assert second != first
    kept(page)
    reload(page)
    expect(canvas(page)).to_have_attribute("data-nodes", "0")
    button(page, "Undo").click()
    expect(node(page, "x")).to_have_attribute("data-value", "3")
    page.goto(page.url.replace(second, first))
    expect(node(page, "x")).to_have_attribute("data-value", "3")


def test_a_document_that_this_browser_does_not_keep_is_said(visit: Opener) -> None:
    page = visit("?doc=nobody&still=1")
    expect(page.get_by_role("alert")).to_contain_text("nobody")
    assert number(page, "L", "value") == -202
    assert document_of(page) != "nobody"


def test_two_documents_in_two_tabs_do_not_mix(visit: Opener) -> None:
    one = visit("?circuit=tanh-mse&still=1")
    other = one.context.new_page()
    other.goto(one.url.split("?")[0] + "?circuit=four-weights&still=1")
    expect(node(other, "L")).to_have_count(1)
    for page, name, text in ((one, "x", "3"), (other, "a", "6"), (one, "y", "7"), (other, "w1", "8")):
        type_value(page, f"Value of {name}", text)
        expect(node(page, name)).to_have_attribute("data-value", text)
    for page in (one, other):
        kept(page)
        reload(page)
    assert (number(one, "x", "value"), number(one, "y", "value")) == (3, 7)
    assert (number(other, "a", "value"), number(other, "w1", "value")) == (6, 8)
    assert undo_label(one) == "Undo: set y = 7"
    assert undo_label(other) == "Undo: set w1 = 8"


def test_leaving_asks_nothing_since_nothing_is_lost(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    type_value(page, "Value of a", "6")
    expect(node(page, "a")).to_have_attribute("data-value", "6")
    reload(page)
    expect(node(page, "a")).to_have_attribute("data-value", "6")
    assert asked == []
