"""What the page tells: one error at a time, beside what is needed; and an address that follows what is open."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.conftest import Opener
from tests.e2e.hands import button, type_value
from tests.e2e.test_files import choose

LEAF = {"op": "leaf", "value": 1.0, "requires_grad": True}
# An edge into a leaf: what is wrong with it names a node that the open circuit has too.
CLASHING = json.dumps(
    {
        "format": "viz-autograd",
        "version": 1,
        "name": "x",
        "nodes": [{"name": "b", **LEAF}, {"name": "a", **LEAF}],
        "edges": [{"source": "b", "target": "a", "port": "a"}],
    }
).encode()


def test_only_the_newest_error_is_shown_until_something_works(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    for text in ("four", "five", "six"):
        type_value(page, "Value of a", text)
    expect(page.locator(".toast")).to_have_count(1)
    expect(page.get_by_role("alert")).to_be_visible()
    type_value(page, "Value of w1", "3")
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_an_error_covers_no_controls(visit: Opener, size: tuple[int, int]) -> None:
    page = visit("?t=23&still=1", size=size)
    type_value(page, "Value of a", "a text as long as an error may be, so that it goes on and on and on")
    toast = page.locator(".toast").bounding_box()
    assert toast is not None
    for place in (
        page.locator(".minimap"),
        page.locator(".view-buttons"),
        page.locator(".palette"),
        button(page, "Play"),
    ):
        box = place.bounding_box()
        assert box is not None
        apart = toast["x"] + toast["width"] <= box["x"] or box["x"] + box["width"] <= toast["x"]
        assert apart or toast["y"] + toast["height"] <= box["y"] or box["y"] + box["height"] <= toast["y"]


def test_an_error_goes_after_a_while(visit: Opener) -> None:
    page = visit("?t=23")
    type_value(page, "Value of a", "four")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0, timeout=14_000)


def test_a_refused_file_marks_no_node_of_what_is_open(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    choose(page, "leaf.vizgrad.json", CLASHING)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".trouble")).to_have_count(0)


@pytest.mark.parametrize(("query", "word"), [("?t=abc", "abc"), ("?t=-4", "-4"), ("?near=nobody", "nobody")])
def test_what_the_address_cannot_have_is_said(visit: Opener, query: str, word: str) -> None:
    page = visit(f"{query}&still=1")
    expect(page.get_by_role("alert")).to_contain_text(word)
    expect(page.get_by_role("slider", name="Timeline", exact=True)).to_have_attribute("aria-valuenow", "23")
