"""Whose the keys are: the page's after a click, a control's when it was reached by key."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.conftest import Opener
from tests.e2e.hands import button, canvas, centre, drag, drop_from_palette, node


def space_plays(page: Page) -> None:
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.keyboard.press("Home")


def test_space_plays_after_clicks_on_controls(visit: Opener) -> None:
    page = visit("?t=0")
    page.locator('[data-testid="palette"] [data-op="tanh"]').click()
    expect(node(page, "tanh1")).to_have_count(1)
    space_plays(page)
    expect(node(page, "tanh2")).to_have_count(0)
    button(page, "Loop").click()
    space_plays(page)
    expect(button(page, "Loop")).to_have_attribute("aria-pressed", "true")
    box = page.get_by_role("checkbox", name="requires_grad of w4", exact=True)
    box.click()
    space_plays(page)
    expect(box).not_to_be_checked()
    x, y = centre(page.get_by_role("slider", name="Slide w1", exact=True))
    drag(page, (x, y), (x + 12, y))
    space_plays(page)
    button(page, "Gallery").click()
    button(page, "Close").click()
    space_plays(page)


def test_space_adds_from_an_entry_that_was_reached_by_key(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(canvas(page)).to_have_attribute("data-nodes", "2")


def test_a_tip_goes_after_a_drag_and_the_keys_name_the_box(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    page.locator('[data-testid="palette"] [data-op="tanh"]').hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    drop_from_palette(page, "tanh", (400, 300))
    expect(page.get_by_role("tooltip")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_text("Select a box")).to_be_visible()


def test_the_whole_palette_is_in_sight_in_a_small_window(visit: Opener) -> None:
    page = visit("?still=1", size=(1024, 700))
    expect(page.locator('[data-testid="palette"] [data-op="mse"]')).to_be_in_viewport(ratio=1)
