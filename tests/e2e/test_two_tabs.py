"""Two tabs on one circuit: the second is read-only, says why, and offers a copy. Two circuits in two tabs never mix."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.conftest import Opener
from tests.e2e.hands import button, canvas, centre, drag, node, port, timeline, type_value
from tests.e2e.keeping import kept, online, own_server, reload


def beside(page: Page, url: str) -> Page:
    """Another tab of the same browser."""
    other = page.context.new_page()
    other.goto(url)
    expect(canvas(other)).to_have_attribute("data-ready", "true", timeout=20_000)
    return other


def first_tab(visit: Opener) -> Page:
    page = visit("?circuit=four-weights&still=1")
    type_value(page, "Value of a", "6")
    expect(node(page, "a")).to_have_attribute("data-value", "6")
    expect(page.locator(".saved")).to_have_attribute("data-keep", "kept")
    return page


def test_the_second_tab_is_read_only_and_says_why(visit: Opener) -> None:
    page = first_tab(visit)
    expect(canvas(page)).to_have_attribute("data-readonly", "false")
    other = beside(page, page.url)
    expect(canvas(other)).to_have_attribute("data-readonly", "true")
    strip = other.get_by_role("status").filter(has_text="This circuit is open in another tab. Here it is read-only.")
    expect(strip).to_be_visible()
    expect(node(other, "a")).to_have_attribute("data-value", "6")
    before = canvas(other).get_attribute("data-run")
    place = centre(node(other, "b"))
    drag(other, (place[0] - 18, place[1] - 6), (place[0] + 60, place[1] + 60))
    drag(other, centre(port(other, "a", "out")), (place[0], place[1] - 90))
    assert centre(node(other, "b")) == place
    field = other.get_by_role("textbox", name="Value of a", exact=True)
    assert field.get_attribute("readonly") is not None
    expect(other.get_by_role("slider", name="Slide a", exact=True)).to_be_disabled()
    expect(other.get_by_role("checkbox", name="requires_grad of a", exact=True)).to_be_disabled()
    expect(other.locator('[data-testid="palette"] [aria-disabled="true"]').first).to_be_visible()
    node(other, "a").click(position={"x": 12, "y": 8})
    other.keyboard.press("Delete")
    expect(other.get_by_role("alert")).to_contain_text("read-only")
    expect(canvas(other)).to_have_attribute("data-nodes", "12")
    assert canvas(other).get_attribute("data-run") == before
    # Looking is free: the player goes on working.
    button(other, "Run to start").click()
    assert timeline(other) == (0, 23)
    # The first tab goes on as if it were alone.
    type_value(page, "Value of a", "7")
    expect(node(page, "a")).to_have_attribute("data-value", "7")


def test_a_copy_goes_its_own_way(visit: Opener) -> None:
    page = first_tab(visit)
    other = beside(page, page.url)
    other.get_by_role("button", name="Open a copy", exact=True).click()
    other.wait_for_url(lambda url: url != page.url)
    expect(canvas(other)).to_have_attribute("data-ready", "true", timeout=20_000)
    expect(canvas(other)).to_have_attribute("data-readonly", "false")
    # Its title tells it from the original; what was done there can be undone here.
    expect(other.get_by_role("textbox", name="Title", exact=True)).to_have_value("four weights (copy)")
    button(other, "Undo: name the circuit four weights (copy)").click()
    expect(button(other, "Undo: set a = 6")).to_be_visible()
    button(other, "Redo: name the circuit four weights (copy)").click()
    type_value(other, "Value of a", "9")
    expect(node(other, "a")).to_have_attribute("data-value", "9")
    type_value(page, "Value of a", "8")
    expect(node(page, "a")).to_have_attribute("data-value", "8")
    for tab, value in ((page, "8"), (other, "9")):
        expect(tab.locator(".saved")).to_have_attribute("data-keep", "kept")
        tab.reload()
        expect(node(tab, "a")).to_have_attribute("data-value", value, timeout=20_000)
        expect(canvas(tab)).to_have_attribute("data-readonly", "false")


def test_the_second_tab_may_edit_when_the_first_is_gone(visit: Opener) -> None:
    page = first_tab(visit)
    other = beside(page, page.url)
    expect(canvas(other)).to_have_attribute("data-readonly", "true")
    page.close()
    expect(canvas(other)).to_have_attribute("data-readonly", "false", timeout=20_000)
    expect(node(other, "a")).to_have_attribute("data-value", "6")
    type_value(other, "Value of a", "7")
    expect(node(other, "a")).to_have_attribute("data-value", "7")


def test_the_second_tab_waits_for_the_server_when_the_first_is_gone(visit: Opener) -> None:
    with own_server() as server:
        page = visit("?circuit=four-weights&still=1", url=server.url, lossy=True)
        type_value(page, "Value of a", "6")
        expect(node(page, "a")).to_have_attribute("data-value", "6")
        expect(page.locator(".saved")).to_have_attribute("data-keep", "kept")
        other = beside(page, page.url)
        server.kill()
        online(page, False)
        online(other, False)
        type_value(page, "Value of a", "7")
        expect(page.locator(".saved")).to_have_attribute("data-keep", "kept")
        kept(page)
        page.close()
        # A page that were loaded now would be the browser's own, of a server that cannot be reached.
        expect(other.get_by_text("can be edited here when the server is there again")).to_be_visible()
        expect(canvas(other)).to_have_attribute("data-readonly", "true")
        server.start()
        online(other, True)
        expect(canvas(other)).to_have_attribute("data-readonly", "false")
        expect(node(other, "a")).to_have_attribute("data-value", "7")
        type_value(other, "Value of a", "8")
        expect(other.locator(".saved")).to_have_attribute("data-keep", "kept")
        kept(other)
        reload(other)
        expect(node(other, "a")).to_have_attribute("data-value", "8")
        expect(button(other, "Undo: set a = 8")).to_be_visible()


def test_two_circuits_in_two_tabs_do_not_mix(visit: Opener, server: str) -> None:
    page = first_tab(visit)
    other = beside(page, f"{server}?circuit=tanh-mse&still=1")
    expect(canvas(other)).to_have_attribute("data-readonly", "false")
    type_value(other, "Value of x", "5")
    expect(node(other, "x")).to_have_attribute("data-value", "5")
    for tab, name, value in ((page, "a", "6"), (other, "x", "5")):
        expect(tab.locator(".saved")).to_have_attribute("data-keep", "kept")
        tab.reload()
        expect(node(tab, name)).to_have_attribute("data-value", value, timeout=20_000)
