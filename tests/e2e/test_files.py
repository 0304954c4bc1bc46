"""Files: saving, opening, dropping; what is damaged is refused and what was open stays."""

from __future__ import annotations

import json
import pathlib

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Opener, serve
from tests.e2e.hands import button, canvas, node, type_value
from viz_autograd import gallery, io


def damaged() -> dict[str, bytes]:
    whole = json.loads(io.encode(gallery.GALLERY["tanh-mse"].build()))

    def with_(**fields: object) -> bytes:
        return json.dumps({**whole, **fields}).encode()

    nodes, edges = whole["nodes"], whole["edges"]
    return {
        "half.vizgrad.json": with_()[:400],
        "not-json.vizgrad.json": b"\x89PNG\r\n",
        "newer.vizgrad.json": with_(version=2),
        "field.vizgrad.json": with_(surprise=1),
        "op.vizgrad.json": with_(nodes=[{**nodes[-1], "op": "explode"}], edges=[]),
        "deep.vizgrad.json": b'{"format":"viz-autograd","version":1,"nodes":' + b"[" * 300 + b"]" * 300 + b"}",
        "twice.vizgrad.json": with_(nodes=[*nodes, nodes[0]]),
        "cycle.vizgrad.json": with_(edges=[*edges[:-1], {"source": "d", "target": "s", "port": "a"}]),
    }


def choose(page: Page, name: str, data: bytes) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open", exact=True).click()
    chooser.value.set_files({"name": name, "mimeType": "application/json", "buffer": data})


@pytest.mark.parametrize("name", damaged())
def test_a_damaged_file_is_refused_and_what_was_open_stays(visit: Opener, name: str) -> None:
    page = visit("?t=23&still=1")
    type_value(page, "Value of a", "6")
    choose(page, name, damaged()[name])
    expect(page.get_by_role("alert")).to_be_visible()
    assert node(page, "a").get_attribute("data-value") == "6"
    type_value(page, "Value of a", "7")
    expect(node(page, "a")).to_have_attribute("data-value", "7")


def test_a_file_too_large_is_refused(visit: Opener, tmp_path: pathlib.Path) -> None:
    page = visit("?t=23&still=1")
    path = tmp_path / "large.vizgrad.json"
    path.write_bytes(b" " * (33 * 1024 * 1024))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open", exact=True).click()
    chooser.value.set_files(path)
    expect(page.get_by_role("alert")).to_contain_text("32")


def test_saving_downloads_a_file_that_opens_again(visit: Opener, tmp_path: pathlib.Path) -> None:
    page = visit("?t=23&still=1")
    type_value(page, "Value of a", "6")
    expect(node(page, "a")).to_have_attribute("data-value", "6")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save", exact=True).click()
    assert download.value.suggested_filename == "four-weights.vizgrad.json"
    path = tmp_path / "saved.vizgrad.json"
    download.value.save_as(path)
    assert float(io.load(path).circuit.node("a").value) == 6  # type: ignore[union-attr]
    other = visit("?circuit=empty&still=1")
    choose(other, path.name, path.read_bytes())
    expect(node(other, "a")).to_have_attribute("data-value", "6")
    expect(canvas(other)).to_have_attribute("data-nodes", "12")


def test_a_file_dropped_on_the_page_opens(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    text = io.encode(gallery.GALLERY["tanh-mse"].build()).decode()
    canvas(page).evaluate(
        "(element, text) => { const data = new DataTransfer();"
        " data.items.add(new File([text], 'dropped.vizgrad.json', {type: 'application/json'}));"
        " const how = {dataTransfer: data, bubbles: true, composed: true, cancelable: true};"
        " for (const kind of ['dragenter', 'dragover', 'drop']) element.dispatchEvent(new DragEvent(kind, how)); }",
        text,
    )
    expect(canvas(page)).to_have_attribute("data-nodes", "7")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (bytes(15_000_000), "control character"),
        ('{"format": "viz-autograd"}'.encode("utf-16"), "UTF-16"),
        (b'{"name": "\xe9"}', "UTF-8"),
        (b'{"name": "\x07"}', "control character"),
    ],
    ids=["zeros", "utf-16", "latin-1", "bell"],
)
def test_what_is_no_text_is_refused_in_the_browser(visit: Opener, data: bytes, word: str) -> None:
    page = visit("?t=23&still=1")
    choose(page, "odd.vizgrad.json", data)
    expect(page.get_by_role("alert")).to_contain_text("odd.vizgrad.json")
    expect(page.get_by_role("alert")).to_contain_text(word)
    type_value(page, "Value of a", "7")
    expect(node(page, "a")).to_have_attribute("data-value", "7")


def test_of_several_files_dropped_the_first_opens(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    canvas(page).evaluate(
        "(element, text) => { const data = new DataTransfer();"
        " for (const name of ['one.json', 'two.json']) data.items.add(new File([text], name));"
        " const how = {dataTransfer: data, bubbles: true, composed: true, cancelable: true};"
        " for (const kind of ['dragenter', 'dragover', 'drop']) element.dispatchEvent(new DragEvent(kind, how)); }",
        io.encode(gallery.GALLERY["tanh-mse"].build()).decode(),
    )
    expect(canvas(page)).to_have_attribute("data-nodes", "7")
    expect(page.get_by_role("status").get_by_text("two.json")).to_be_visible()


def test_names_from_a_file_are_text(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    name = "<img src=x onerror=document.title='hit'>"
    text = json.dumps(
        {
            "format": "viz-autograd",
            "version": 1,
            "name": "<script>document.title='hit'</script>",
            "nodes": [{"name": name, "op": "leaf", "value": 1.0, "requires_grad": True, "x": 0, "y": 0}],
            "edges": [],
        }
    )
    choose(page, "markup.vizgrad.json", text.encode())
    expect(page.locator('[data-testid="node"]')).to_have_attribute("data-node", name)
    page.locator('[data-testid="node"]').click(position={"x": 14, "y": 10})
    assert page.title() != "hit"
    assert page.locator("img").count() == 0


def test_a_file_given_on_the_command_line_is_replaced_by_save(visit: Opener, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "mine.vizgrad.json"
    io.save(path, gallery.GALLERY["squared-plus-five"].build())
    with serve(str(path)) as url:
        page = visit("?still=1", url=url, lossy=True)
        type_value(page, "Value of A", "4")
        expect(node(page, "A")).to_have_attribute("data-value", "4")
        button(page, "Save").click()
        expect(page.get_by_text("mine.vizgrad.json").first).to_be_visible()
        page.wait_for_timeout(300)
        assert float(io.load(path).circuit.node("A").value) == 4  # type: ignore[union-attr]
        assert [each.name for each in tmp_path.iterdir()] == ["mine.vizgrad.json"]


@pytest.mark.parametrize("kind", ["PNG", "SVG"])
def test_the_circuit_is_exported(visit: Opener, tmp_path: pathlib.Path, kind: str) -> None:
    page = visit("?t=23&still=1")
    button(page, "Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=kind).or_(page.get_by_role("button", name=kind)).first.click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    data = path.read_bytes()
    if kind == "PNG":
        assert data.startswith(b"\x89PNG")
        assert len(data) > 5_000
    else:
        text = data.decode()
        assert "<svg" in text[:80]
        for part in ("−53", "−202", "×"):
            assert part in text
