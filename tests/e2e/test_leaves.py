"""A leaf's card under the hand: its middle is the card's own, its field takes clicks and lets drags through."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Opener
from tests.e2e.hands import canvas, centre, drag, node, runs, settled, type_value


def moved(page: Page, name: str, begin: tuple[float, float], by: tuple[float, float]) -> tuple[float, float]:
    """How far a node goes when it is dragged from a place."""
    before, count = centre(node(page, name)), runs(page)
    drag(page, begin, (begin[0] + by[0], begin[1] + by[1]))
    settled(page, count)
    after = centre(node(page, name))
    return after[0] - before[0], after[1] - before[1]


@pytest.mark.parametrize("value", ["4", "-0.123456", "[1, 2, 3]"])
def test_a_click_on_a_leafs_middle_selects_it(visit: Opener, value: str) -> None:
    page = visit("?circuit=empty&still=1")
    page.locator('[data-testid="palette"] [data-op="parameter"]').click()
    expect(node(page, "p1")).to_have_count(1)
    type_value(page, "Value of p1", value)
    expect(node(page, "p1")).not_to_have_attribute("data-value", "1")
    node(page, "p1").click()
    page.keyboard.press("Delete")
    expect(node(page, "p1")).to_have_count(0)


def test_space_plays_after_a_click_on_a_leaf(visit: Opener) -> None:
    page = visit("?t=0")
    node(page, "a").click()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    assert node(page, "a").get_attribute("data-value") == "4"


def test_a_node_ends_where_the_pointer_does(visit: Opener) -> None:
    page = visit("?circuit=squared-plus-five&still=1&near=A")
    dx, dy = moved(page, "A", centre(node(page, "A")), (120, 64))
    assert dx == pytest.approx(120, abs=1.5)
    assert dy == pytest.approx(64, abs=1.5)


def test_a_drag_from_the_value_moves_the_node_and_a_click_types(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    field = page.get_by_role("textbox", name="Value of a", exact=True)
    dx, _ = moved(page, "a", centre(field), (60, -40))
    assert dx == pytest.approx(60, abs=3)
    expect(field).not_to_be_focused()
    field.click()
    expect(field).to_be_focused()
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    expect(node(page, "a")).to_have_attribute("data-value", "8")


def test_the_slider_and_the_checkbox_are_not_drags(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    before = centre(node(page, "a"))
    slider = page.get_by_role("slider", name="Slide a", exact=True)
    x, y = centre(slider)
    drag(page, (x, y), (x - 20, y))
    expect(node(page, "a")).not_to_have_attribute("data-value", "4")
    page.get_by_role("checkbox", name="requires_grad of a", exact=True).click()
    expect(node(page, "a")).not_to_have_attribute("data-grad", "-53")
    assert centre(node(page, "a")) == before


def test_nodes_added_by_click_keep_clear_of_each_other(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    for _ in range(6):
        page.locator('[data-testid="palette"] [data-op="add"]').click()
    expect(canvas(page)).to_have_attribute("data-nodes", "6")
    fields = [each.bounding_box() for each in page.get_by_role("textbox", name="Value of add").all()]
    bodies = [each.bounding_box() for each in page.locator('[data-testid="node"]').all()]
    assert len(fields) == 12
    for field in fields:
        for body in bodies:
            assert field is not None
            assert body is not None
            apart = field["x"] + field["width"] <= body["x"] or body["x"] + body["width"] <= field["x"]
            assert apart or field["y"] + field["height"] <= body["y"] or body["y"] + body["height"] <= field["y"]
