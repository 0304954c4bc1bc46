"""Share: a link that holds the circuit and the moment; and what there is instead where a link cannot be."""

from __future__ import annotations

import json
import pathlib
import random

from playwright.sync_api import Page, expect

from tests.conftest import Opener
from tests.e2e.hands import canvas, node, timeline, type_value
from viz_autograd import io

DENIED = """
Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject(new Error('denied'))}});
document.execCommand = () => false;
"""
LISTENING = """
window.copied = '';
Object.defineProperty(navigator, 'clipboard', {value: {writeText: async text => { window.copied = text; }}});
"""


def share(page: Page) -> None:
    page.get_by_role("button", name="Share", exact=True).click()


def test_a_link_opens_the_circuit_at_its_moment_elsewhere(visit: Opener, server: str) -> None:
    page = visit("?circuit=four-weights&still=1&t=9")
    page.evaluate(LISTENING)
    type_value(page, "Value of a", "6")
    expect(node(page, "a")).to_have_attribute("data-value", "6")
    share(page)
    expect(page.get_by_role("status").get_by_text("Link copied")).to_be_visible()
    link = page.evaluate("window.copied")
    assert link.startswith(server.rstrip("/"))
    assert "#g=" in link
    assert "doc=" not in link
    other = visit("", url=link)
    expect(node(other, "a")).to_have_attribute("data-value", "6")
    assert timeline(other) == timeline(page)
    assert timeline(other)[0] == 9


def test_a_link_that_cannot_be_copied_is_shown_selected(visit: Opener) -> None:
    page = visit("?circuit=tanh-mse&still=1")
    page.evaluate(DENIED)
    share(page)
    field = page.get_by_role("dialog").get_by_role("textbox", name="Link")
    expect(field).to_be_focused()
    link = field.input_value()
    assert "#g=" in link
    assert field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == link
    assert field.get_attribute("readonly") is not None
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert canvas(visit("", url=link)).get_attribute("data-nodes") == "7"


def test_what_is_too_large_for_a_link_offers_the_file(visit: Opener, tmp_path: pathlib.Path) -> None:
    page = visit("?circuit=empty&still=1")
    chance = random.Random(7)
    nodes = [
        {"name": f"leaf{i}", "op": "leaf", "value": chance.random(), "requires_grad": True, "x": 0, "y": 60 * i}
        for i in range(4_000)
    ]
    text = json.dumps({"format": "viz-autograd", "version": 1, "name": "large", "nodes": nodes, "edges": []})
    page.locator("input[type=file]").set_input_files(
        {"name": "large.vizgrad.json", "mimeType": "application/json", "buffer": text.encode()}
    )
    expect(canvas(page)).to_have_attribute("data-nodes", "4000", timeout=20_000)
    share(page)
    expect(page.get_by_role("alert")).to_contain_text("32 KB")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the file", exact=True).click()
    path = tmp_path / "large.vizgrad.json"
    download.value.save_as(path)
    assert len(io.load(path).circuit) == 4_000
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_link_that_is_pasted_opens(visit: Opener) -> None:
    page = visit("?circuit=four-weights&still=1")
    page.evaluate(LISTENING)
    share(page)
    expect(page.get_by_role("status").get_by_text("Link copied")).to_be_visible()
    link = page.evaluate("window.copied")
    other = visit("?circuit=tanh-mse&still=1")
    paste(other, f"look at this: {link}")
    expect(node(other, "L")).to_have_attribute("data-value", "-202")
    expect(other.get_by_role("button", name="Undo: load the link", exact=True)).to_be_visible()
    paste(other, '{"format": "viz-autograd", "version": 1, "nodes": 5, "edges": []}')
    expect(other.get_by_role("alert")).to_contain_text("nodes")
    expect(node(other, "L")).to_have_attribute("data-value", "-202")


def paste(page: Page, text: str) -> None:
    """As Ctrl+V does when another program has put this text into the clipboard."""
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const event = {clipboardData: data, bubbles: true, cancelable: true};
          document.body.dispatchEvent(new ClipboardEvent("paste", event));
        }""",
        text,
    )


def test_a_link_in_the_address_of_an_open_page_opens(visit: Opener) -> None:
    page = visit("?circuit=four-weights&still=1")
    page.evaluate(LISTENING)
    share(page)
    expect(page.get_by_role("status").get_by_text("Link copied")).to_be_visible()
    link = page.evaluate("window.copied").split("#")[1]
    other = visit("?circuit=tanh-mse&still=1")
    other.evaluate("hash => { location.hash = hash; }", link)
    expect(node(other, "L")).to_have_attribute("data-value", "-202")
    assert "#" not in other.url


def test_damaged_links_are_said_and_nothing_else_happens(visit: Opener) -> None:
    for link in ("#g=", "#g=%%%", "#g=AAAA", "#g=" + "A" * 40_000, "#g=<img src=x onerror=alert(1)>"):
        page = visit(f"?still=1{link}")
        expect(page.get_by_role("alert")).to_contain_text("cannot be opened")
        expect(node(page, "L")).to_have_count(1)
        page.context.close()
