"""A file opened with no server there: what is wrong with it is told with its name, and its numbers are waited for."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect

from tests.conftest import Opener
from tests.e2e.hands import canvas
from tests.e2e.keeping import online, own_server
from viz_autograd import gallery, io


def opens(page: Page, name: str, content: bytes) -> None:
    file = FilePayload(name=name, mimeType="application/json", buffer=content)
    page.locator('input[type="file"]').set_input_files(file)


def test_a_file_opened_offline(visit: Opener) -> None:
    whole = io.encode(gallery.GALLERY["tanh-mse"].build())
    with own_server() as server:
        page = visit("?circuit=empty&still=1", url=server.url, lossy=True)
        server.kill()
        online(page, False)
        opens(page, "wrong.vizgrad.json", whole.replace(b'"op"', b'"type"', 1))
        expect(page.get_by_role("alert")).to_contain_text("cannot open wrong.vizgrad.json: nodes[0].type")
        opens(page, "mine.vizgrad.json", whole)
        expect(canvas(page)).to_have_attribute("data-nodes", "7")
        told = page.get_by_text("the numbers come when the server is there again")
        expect(told).to_be_visible()
        expect(page.get_by_text("known when the server is there again")).to_be_visible()
        expect(page.get_by_text("no op has all its inputs")).to_have_count(0)
        server.start()
        online(page, True)
        expect(told).to_have_count(0)
        expect(canvas(page)).to_have_attribute("data-root", "d")
