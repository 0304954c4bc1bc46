"""Golden pictures of the page."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.conftest import Opener
from tests.e2e.hands import node, type_value
from tests.screens.conftest import GOLDEN, TOLERATED, Compare, differing

STATES = {
    "opening": "?still=1&t=23",
    "mid-forward": "?still=1&t=3",
    "mid-backward": "?still=1&t=14",
    "start": "?still=1&t=0",
    "tanh-mse": "?circuit=tanh-mse&still=1",
    "empty": "?circuit=empty&still=1",
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("state", ["opening", "mid-forward", "mid-backward", "start", "tanh-mse", "empty"])
def test_a_state_looks_as_it_did(visit: Opener, compare: Compare, state: str, dark: bool) -> None:
    compare(visit(STATES[state], dark=dark), f"{state}-{'dark' if dark else 'light'}")


def test_the_opening_page_on_a_small_screen(visit: Opener, compare: Compare) -> None:
    compare(visit(STATES["opening"], size=(1024, 700)), "opening-small")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_fork_adds_up(visit: Opener, compare: Compare, dark: bool) -> None:
    page = visit(STATES["opening"], dark=dark)
    while node(page, "a").get_attribute("data-grad") == "-53":
        page.keyboard.press(",")
    page.keyboard.press(".")
    node(page, "a").click(position={"x": 14, "y": 10})
    compare(page, f"fork-adding-up-{'dark' if dark else 'light'}")


def test_an_error_is_shown(visit: Opener, compare: Compare) -> None:
    page = visit(STATES["opening"])
    type_value(page, "Value of a", "four")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".typed-error")).to_be_visible()
    compare(page, "error-light")


def test_one_changed_digit_is_seen() -> None:
    golden = Image.open(GOLDEN / "opening-light.png").convert("RGBA")
    changed = golden.copy()
    ImageDraw.Draw(changed).text((400, 300), "8", fill=(200, 40, 27, 255), font_size=14)
    assert differing(golden, golden) == 0
    assert differing(changed, golden) > TOLERATED
