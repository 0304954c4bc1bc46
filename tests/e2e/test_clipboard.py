"""Copy and paste between circuits and tabs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Opener
from tests.e2e.hands import button, canvas, centre, edge, node, type_value


def test_what_is_pasted_elsewhere_keeps_its_names_and_is_in_view(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    button(page, "New").click()
    expect(canvas(page)).to_have_attribute("data-nodes", "0")
    page.keyboard.press("Control+v")
    expect(canvas(page)).to_have_attribute("data-nodes", "12")
    for name in ("a", "w1", "b", "ten", "L"):
        expect(node(page, name)).to_be_in_viewport(ratio=0.99)
    expect(edge(page, "a", "b", "b")).to_have_count(1)
    expect(node(page, "a")).to_have_attribute("data-grad", "-53")


def test_a_paste_goes_to_the_pointer_and_never_onto_another(visit: Opener) -> None:
    page = visit("?circuit=tanh-mse&still=1")
    node(page, "x").click()
    page.keyboard.press("Control+c")
    box = canvas(page).bounding_box()
    assert box is not None
    at = (box["x"] + 200, box["y"] + 60)
    page.mouse.move(*at)
    page.keyboard.press("Control+v")
    expect(canvas(page)).to_have_attribute("data-nodes", "8")
    assert centre(node(page, "x1")) == pytest.approx(at, abs=3)
    page.keyboard.press("Control+v")
    expect(canvas(page)).to_have_attribute("data-nodes", "9")
    assert centre(node(page, "x2")) != pytest.approx(at, abs=20)


def test_a_large_array_is_copied_whole(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    page.locator('[data-testid="palette"] [data-op="parameter"]').click()
    expect(node(page, "p1")).to_have_count(1)
    type_value(page, "Value of p1", str(list(range(12_000))))
    expect(node(page, "p1")).to_have_attribute("data-shape", "[12000]")
    node(page, "p1").click()
    page.keyboard.press("Control+c")
    page.wait_for_timeout(500)
    page.keyboard.press("Control+v")
    expect(node(page, "p2")).to_have_attribute("data-shape", "[12000]")
    summary = node(page, "p1").get_attribute("data-summary")
    assert summary
    expect(node(page, "p2")).to_have_attribute("data-summary", summary)


@pytest.mark.parametrize("text", ["{", '{"nodes": 4, "edges": []}', '{"nodes": [{"name": 4}], "edges": []}'])
def test_a_damaged_copy_is_refused(visit: Opener, text: str) -> None:
    page: Page = visit("?t=23&still=1")
    page.evaluate("text => localStorage.setItem('viz-autograd.clip', text)", text)
    page.keyboard.press("Control+v")
    expect(page.get_by_role("status").get_by_text("cannot be pasted")).to_be_visible()
    expect(canvas(page)).to_have_attribute("data-nodes", "12")
