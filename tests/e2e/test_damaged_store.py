"""What others wrote into the browser's store, or half of it: the page opens, says what is damaged, and goes on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Opener
from tests.e2e.hands import button, canvas, node, number, type_value
from tests.e2e.keeping import READY, document_of, kept

# Puts something else in the place of every record of a store.
CHANGE = """([store, change]) => new Promise(done => {
  const asked = indexedDB.open('viz-autograd');
  asked.onsuccess = () => {
    const work = asked.result.transaction(store, 'readwrite'), records = work.objectStore(store);
    const all = records.getAll();
    all.onsuccess = () => { for (const each of all.result) records.put(eval(change)(each)); };
    work.oncomplete = () => { asked.result.close(); done(null); };
  };
})"""

COUNT = """() => new Promise(done => {
  const asked = indexedDB.open('viz-autograd');
  asked.onsuccess = () => {
    const all = asked.result.transaction('documents').objectStore('documents').count();
    all.onsuccess = () => { asked.result.close(); done(all.result); };
  };
})"""


def edited(visit: Opener) -> Page:
    page = visit("?circuit=four-weights&still=1")
    type_value(page, "Value of a", "6")
    expect(node(page, "a")).to_have_attribute("data-value", "6")
    kept(page)
    return page


def comes_back(page: Page, server: str, store: str, change: str) -> None:
    """Change what is kept while no page looks, and open the bare address."""
    page.goto(server + "static/js/bokeh.min.js")
    page.evaluate(CHANGE, [store, change])
    page.goto(server + "?still=1")
    page.locator(READY).wait_for(timeout=20_000)


DEEP = "let deep = {}; for (let i = 0; i < 1500; i++) deep = {type: 'batch', label: 'x', commands: [deep]};"
EDITS = [
    "r => ({...r, edit: null})",
    "r => ({id: r.id, number: r.number})",
    "r => ({...r, edit: {...r.edit, edit: undefined}})",
    "r => ({...r, edit: {...r.edit, command: new Date()}})",
    "r => { r.edit.command = r.edit; return r; }",
    f"r => {{ {DEEP} r.edit.command = deep; return r; }}",
]


def test_a_damaged_edit_is_told_and_left_out(visit: Opener, server: str) -> None:
    page = edited(visit)
    doc = document_of(page)
    for change in EDITS:
        comes_back(page, server, "edits", change)
        expect(page.get_by_role("alert")).to_contain_text("one of its edits")
        assert (document_of(page), number(page, "a", "value")) == (doc, 4)
        type_value(page, "Value of a", "6")
        expect(node(page, "a")).to_have_attribute("data-value", "6")
        kept(page)
    page.reload()
    page.locator(READY).wait_for()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert number(page, "a", "value") == 6


@pytest.mark.parametrize("change", ["r => ({id: r.id, edits: r.edits})", "r => ({...r, edits: '5'})"])
def test_a_damaged_state_is_told_and_the_opening_circuit_opens(visit: Opener, server: str, change: str) -> None:
    page = edited(visit)
    doc = document_of(page)
    comes_back(page, server, "bases", change)
    expect(page.get_by_role("alert")).to_contain_text("damaged")
    assert document_of(page) != doc
    assert number(page, "L", "value") == -202
    button(page, "Open").click()
    expect(page.locator('[data-testid="recent"]')).to_have_count(2)


def test_a_damaged_record_opens_with_what_is_whole(visit: Opener, server: str) -> None:
    page = edited(visit)
    asked: list[str] = []
    page.route("http://elsewhere.invalid/**", lambda route: (asked.append(route.request.url), route.abort()))
    for change in (
        "({moment, ...r}) => r",
        "r => ({...r, moment: {t: NaN, view: {x: 0, y: NaN, zoom: -5}}})",
        "r => ({...r, title: {a: 1}, opened: NaN, nodes: {}, picture: 'http://elsewhere.invalid/x.png'})",
    ):
        comes_back(page, server, "documents", change)
        expect(page.get_by_role("alert")).to_contain_text("damaged in places")
        assert number(page, "a", "value") == 6
    page.goto(server + "?circuit=tanh-mse&still=1")
    page.locator(READY).wait_for(timeout=20_000)
    page.evaluate(
        CHANGE,
        ["documents", "r => ({...r, title: {a: 1}, opened: NaN, edits: 1, picture: 'http://elsewhere.invalid/x.png'})"],
    )
    button(page, "Open").click()
    expect(page.locator('[data-testid="recent"]')).to_have_count(2)
    expect(page.locator('[data-testid="recent"] img')).to_have_count(0)
    page.keyboard.press("Escape")
    expect(canvas(page)).to_have_attribute("data-nodes", "7")
    assert asked == []


def test_an_address_of_nothing_opens_what_was_open_last(visit: Opener, server: str) -> None:
    page = edited(visit)
    doc = document_of(page)
    count = page.evaluate(COUNT)
    for nonsense in ("nonsense", "%F0%9F%92%A3", "x" * 500):
        page.goto(f"{server}?doc={nonsense}&still=1")
        page.locator(READY).wait_for(timeout=20_000)
        expect(page.get_by_role("alert")).to_contain_text("does not keep")
        expect(page).to_have_url(re.compile(f"doc={doc}"))
        assert number(page, "a", "value") == 6
    assert page.evaluate(COUNT) == count
