"""The server's file: written only from the tab that may edit it, and not over what another program wrote unasked."""

from __future__ import annotations

import pathlib
import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Opener
from tests.e2e.hands import button, canvas, node, type_value
from tests.e2e.keeping import kept, own_server, reload
from tests.e2e.test_two_tabs import beside
from viz_autograd import gallery, io


@pytest.fixture
def path(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "mine.vizgrad.json"
    put(path, 4.0)
    return path


def put(path: pathlib.Path, value: float) -> None:
    """What another program writes."""
    document = gallery.GALLERY["four-weights"].build()
    document.circuit.set_value("a", value)
    io.save(path, document)


def on_disk(path: pathlib.Path) -> float:
    return float(io.load(path).circuit.node("a").value)  # type: ignore[union-attr]


def saved(page: Page) -> None:
    button(page, "Save").click()
    expect(page.locator(".saved")).to_have_text("saved")


def test_a_read_only_tab_does_not_write_the_file(visit: Opener, path: pathlib.Path) -> None:
    with own_server(str(path)) as server:
        page = visit("?still=1", url=server.url, lossy=True)
        other = beside(page, f"{server.url}?still=1")
        expect(canvas(other)).to_have_attribute("data-readonly", "true")
        type_value(page, "Value of a", "7")
        expect(node(page, "a")).to_have_attribute("data-value", "7")
        saved(page)
        assert on_disk(path) == 7
        save = other.get_by_role("button", name="Save", exact=True)
        expect(save).to_have_attribute("aria-disabled", "true")
        expect(save).to_have_attribute("title", re.compile("open in another tab, and is saved from there"))
        other.keyboard.press("Control+s")
        expect(other.get_by_role("alert")).to_contain_text("Nothing was written")
        with other.expect_download():
            other.get_by_role("button", name="Download a copy", exact=True).click()
        assert on_disk(path) == 7
        # Once it may edit the circuit, it knows what the other tab saved, and Save says nothing odd.
        page.close()
        expect(canvas(other)).to_have_attribute("data-readonly", "false")
        type_value(other, "Value of a", "8")
        expect(node(other, "a")).to_have_attribute("data-value", "8")
        saved(other)
        assert on_disk(path) == 8


def test_what_another_program_wrote_is_not_overwritten_unasked(visit: Opener, path: pathlib.Path) -> None:
    with own_server(str(path)) as server:
        page = visit("?still=1", url=server.url, lossy=True)
        type_value(page, "Value of a", "8")
        expect(node(page, "a")).to_have_attribute("data-value", "8")
        put(path, 100)
        button(page, "Save").click()
        dialog = page.get_by_role("dialog", name="mine.vizgrad.json has changed on disk")
        expect(dialog).to_be_visible()
        assert on_disk(path) == 100
        with page.expect_download() as download:
            dialog.get_by_role("button", name="Save elsewhere").click()
        assert on_disk(download.value.path()) == 8
        assert on_disk(path) == 100
        button(page, "Save").click()
        dialog.get_by_role("button", name="Overwrite").click()
        expect(page.locator(".saved")).to_have_text("saved")
        assert on_disk(path) == 8
        # What was overwritten is what this page knows now; a file that is gone is written anew.
        type_value(page, "Value of a", "9")
        path.unlink()
        expect(node(page, "a")).to_have_attribute("data-value", "9")
        saved(page)
        assert on_disk(path) == 9


def test_what_another_program_wrote_is_said_on_reload_and_can_be_opened(visit: Opener, path: pathlib.Path) -> None:
    with own_server(str(path)) as server:
        page = visit("?still=1", url=server.url, lossy=True)
        type_value(page, "Value of a", "9")
        expect(page.locator(".saved")).to_have_attribute("data-keep", "kept")
        kept(page)
        put(path, 200)
        reload(page)
        expect(page.get_by_text("mine.vizgrad.json has changed on disk")).to_be_visible()
        expect(node(page, "a")).to_have_attribute("data-value", "9")
        page.get_by_role("button", name="Open what is on disk", exact=True).click()
        expect(node(page, "a")).to_have_attribute("data-value", "200", timeout=20_000)
        # What was edited here is kept beside it.
        page.keyboard.press("Control+o")
        expect(page.locator('[data-testid="recent"]')).to_have_count(2)
