"""A run that takes seconds: the page says how far it is, goes on, and can end it."""

from __future__ import annotations

import pathlib

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import Opener
from tests.e2e.hands import button, canvas, timeline, type_value
from viz_autograd import Circuit
from viz_autograd.editor import Document
from viz_autograd.io import save

NODES = 9


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A chain of products of 1000 × 1000 matrices."""
    circuit = Circuit()
    values = np.random.default_rng(1).normal(size=(1000, 1000))
    last = circuit.leaf("a", values / 30, requires_grad=True).name
    for number in range(NODES - 2):
        last = circuit.op("matmul", last, "a", name=f"m{number}").name
    circuit.op("sum", last, name="L")
    path = tmp_path_factory.mktemp("long") / "products.vizgrad.json"
    save(path, Document(circuit, title="products"))
    return path


def bar(page: Page) -> Locator:
    return page.get_by_role("progressbar", name="Run")


def cancel(page: Page) -> Locator:
    return page.get_by_role("button", name="Cancel", exact=True)


def put_in(page: Page, file: pathlib.Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    expect(bar(page)).to_be_visible(timeout=20_000)


def ended(page: Page, nodes: int) -> None:
    expect(bar(page)).to_have_count(0, timeout=60_000)
    expect(canvas(page)).to_have_attribute("data-nodes", str(nodes), timeout=60_000)


def test_a_cancelled_run_takes_its_edit_back(visit: Opener, products: pathlib.Path) -> None:
    page = visit("?circuit=four-weights&still=1")
    type_value(page, "Value of a", "5")
    expect(button(page, "Undo: set a = 5")).to_be_visible()
    put_in(page, products)
    # What an undo would take back is what runs.
    expect(button(page, "Undo: load products.vizgrad.json")).to_be_visible()
    assert 0 <= int(bar(page).get_attribute("aria-valuenow") or -1) < 100
    shown, events = timeline(page)
    button(page, "Step back").click()
    assert timeline(page) == (shown - 1, events)
    page.keyboard.press("Escape")
    expect(bar(page)).to_be_visible()
    cancel(page).focus()
    page.keyboard.press("Enter")
    expect(cancel(page)).to_have_count(0)
    ended(page, 12)
    expect(page.get_by_text('cancelled: "load products.vizgrad.json" was taken back')).to_be_visible()
    expect(button(page, "Undo: set a = 5")).to_be_visible()
    expect(button(page, "Redo")).to_be_disabled()
    page.reload()
    expect(canvas(page)).to_have_attribute("data-nodes", "12", timeout=20_000)
    expect(button(page, "Undo: set a = 5")).to_be_visible()


def test_a_long_run_ends_and_what_was_done_meanwhile_follows(visit: Opener, products: pathlib.Path) -> None:
    page = visit("?circuit=four-weights&still=1")
    box = canvas(page).bounding_box()
    put_in(page, products)
    assert canvas(page).bounding_box() == box
    type_value(page, "Value of a", "5")
    ended(page, NODES)
    # It came to a circuit in which `a` is a matrix.
    expect(page.get_by_role("alert")).to_contain_text("matmul")
    expect(button(page, "Undo: load products.vizgrad.json")).to_be_visible()
    page.reload()
    # A document that is opened is shown: there is nothing that its run could be cancelled for.
    expect(bar(page)).to_be_visible(timeout=60_000)
    expect(cancel(page)).to_have_count(0)
    ended(page, NODES)
