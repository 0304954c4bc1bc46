"""What the page shows while its server is gone: the notice, numbers that wait, what cannot be done until it is back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import Opener
from tests.e2e.hands import button, canvas, node, port, type_value
from tests.e2e.keeping import online, own_server

ONLINE_ONLY = ("Save", "Share", "Gallery")


def notice(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="offline, your edits are kept")


def strength(place: Locator) -> float:
    return float(place.evaluate("element => Number(getComputedStyle(element).opacity)"))


@pytest.mark.parametrize(("size", "dark"), [((1440, 900), False), ((1024, 700), True)])
def test_the_notice_and_numbers_that_wait(visit: Opener, size: tuple[int, int], dark: bool) -> None:
    with own_server() as server:
        page = visit("?circuit=four-weights&still=1", url=server.url, size=size, dark=dark, lossy=True)
        expect(notice(page)).to_have_count(0)
        expect(page.locator(".saved")).to_have_text("saved")
        type_value(page, "Value of a", "6")
        expect(page.locator(".saved")).to_have_text("kept in this browser")
        expect(page.locator(".saved")).to_have_attribute("data-keep", "kept")
        undo = button(page, "Undo").bounding_box()
        server.kill()
        online(page, False)
        expect(notice(page)).to_be_visible()
        expect(notice(page)).to_contain_text("Numbers wait for the server")
        number = node(page, "d").locator(".number").first
        # Nothing was done since, so that the numbers are those of what is there.
        assert strength(number) == 1
        for name in ONLINE_ONLY:
            expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-disabled", "true")
        for name in ("New", "Open", "Export", "Play", "Step back"):
            expect(page.get_by_role("button", name=name, exact=True)).to_be_enabled()
        page.get_by_role("button", name="Save", exact=True).click(force=True)
        expect(page.get_by_role("alert")).to_contain_text("needs the server")
        type_value(page, "Value of a", "7")
        expect(node(page, "a")).to_have_attribute("data-value", "7")
        expect(canvas(page)).to_have_attribute("data-stale", "true")
        expect(number).to_have_css("opacity", "0.4")
        # A leaf is what was typed, whatever the server says to it.
        assert strength(node(page, "a").locator(".shown")) == 1
        button(page, "Undo: set a = 7").click()
        expect(canvas(page)).to_have_attribute("data-stale", "false")
        button(page, "Redo: set a = 7").click()
        # Nothing moves for all that.
        assert button(page, "Undo").bounding_box() == undo
        bar = page.locator(".topbar")
        assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")
        server.start()
        online(page, True)
        expect(notice(page)).to_have_count(0)
        expect(node(page, "a")).to_have_attribute("data-value", "7")
        expect(node(page, "L")).to_have_attribute("data-value", "-361")
        expect(number).to_have_css("opacity", "1")
        for name in ONLINE_ONLY:
            expect(page.get_by_role("button", name=name, exact=True)).to_be_enabled()
        expect(page.get_by_text("The server is there again")).to_be_visible()
        server.kill()
        online(page, False)
        # It is not, any more.
        expect(page.get_by_text("The server is there again")).to_have_count(0)


def test_an_edge_is_refused_offline_before_it_is_let_go(visit: Opener) -> None:
    with own_server() as server:
        page = visit("?circuit=four-weights&still=1", url=server.url, lossy=True)
        server.kill()
        online(page, False)
        box = port(page, "d", "out").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 4, box["y"] + 4)
        page.mouse.down()
        page.mouse.move(box["x"] + 40, box["y"] + 40, steps=4)
        # It would be a cycle, or the port has an edge.
        expect(port(page, "b", "a")).to_have_class("port nodrag nopan refused")
        page.mouse.up()


def test_a_picture_made_offline_has_no_old_numbers(visit: Opener) -> None:
    with own_server() as server:
        page = visit("?circuit=four-weights&still=1", url=server.url, lossy=True)
        server.kill()
        online(page, False)
        for text, says in (("", False), ("77", True)):
            if text:
                type_value(page, "Value of a", text)
            button(page, "Export").click()
            with page.expect_download() as download:
                page.get_by_role("menuitem", name="SVG").click()
            drawn = download.value.path().read_text()
            assert ("they wait for the server" in drawn) is says
            # L, and the gradient of a.
            assert (">−202<" in drawn, ">−53 " in drawn) == (not says, not says)
            assert (">77<" in drawn) is says


def test_pictures_of_recent_circuits_are_their_own(visit: Opener) -> None:
    with own_server() as server:
        page = visit("?circuit=four-weights&still=1", url=server.url, lossy=True)
        type_value(page, "Value of a", "6")
        expect(node(page, "a")).to_have_attribute("data-value", "6")
        server.kill()
        online(page, False)
        button(page, "New").click()
        expect(canvas(page)).to_have_attribute("data-nodes", "0")
        page.locator('[data-testid="palette"] [data-op="parameter"]').click()
        expect(canvas(page)).to_have_attribute("data-nodes", "1")
        page.keyboard.press("Escape")
        pictures = page.locator('[data-testid="recent"] img')
        button(page, "Open").click()
        expect(pictures).to_have_count(2)
        before = [picture.get_attribute("src") for picture in pictures.all()]
        assert before[0] != before[1]
        page.keyboard.press("Escape")
        server.start()
        online(page, True)
        type_value(page, "Value of p1", "5")
        expect(node(page, "p1")).to_have_attribute("data-value", "5")
        # At once: the list shows what is open as it is now.
        button(page, "Open").click()
        expect(pictures).to_have_count(2)
        after = [picture.get_attribute("src") for picture in pictures.all()]
        assert after[0] != before[0]
        assert after[1] == before[1]


def test_recent_circuits_wait_for_the_server(visit: Opener) -> None:
    with own_server() as server:
        page = visit("?circuit=four-weights&still=1", url=server.url, lossy=True)
        type_value(page, "Value of a", "6")
        expect(node(page, "a")).to_have_attribute("data-value", "6")
        button(page, "New").click()
        expect(canvas(page)).to_have_attribute("data-nodes", "0")
        server.kill()
        online(page, False)
        button(page, "Open").click()
        other = page.locator('[data-testid="recent"]').filter(has_text="four weights")
        expect(other.get_by_role("button").first).to_have_attribute("aria-disabled", "true")
        with page.expect_file_chooser():
            page.get_by_role("button", name="Choose a file").click()
