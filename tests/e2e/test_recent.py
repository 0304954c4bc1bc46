"""Open: circuits that this browser keeps, with pictures; how old they are; and how they are deleted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import Opener
from tests.e2e.hands import button, canvas, node, type_value
from viz_autograd import gallery, io

MARKUP = "<img src=x onerror=\"document.title='hit'\"> & a title too long to be seen whole in any list"

PICTURED = """title => new Promise(done => {
  const asked = indexedDB.open('viz-autograd');
  asked.onsuccess = () => {
    const all = asked.result.transaction('documents').objectStore('documents').getAll();
    all.onsuccess = () => {
      asked.result.close();
      done(all.result.some(each => each.title === title && each.picture !== null));
    };
  };
})"""

# 98 more, one for each of the last days, every second one without a picture.
MANY = """() => new Promise(done => {
  const asked = indexedDB.open('viz-autograd');
  asked.onsuccess = () => {
    const work = asked.result.transaction('documents', 'readwrite'), store = work.objectStore('documents');
    const all = store.getAll();
    all.onsuccess = () => {
      const [one] = all.result;
      for (let i = 0; i < 98; i++) {
        const picture = i % 2 ? one.picture : null;
        store.put({...one, id: `copy${i}`, title: `copy ${i}`, opened: Date.now() - i * 86400000, picture});
      }
    };
    work.oncomplete = () => { asked.result.close(); done(null); };
  };
})"""


# 20 circuits that were looked at and never edited, longer and longer ago; then how many are kept.
LOOKED_AT = """() => new Promise(done => {
  const asked = indexedDB.open('viz-autograd');
  asked.onsuccess = () => {
    const work = asked.result.transaction('documents', 'readwrite'), store = work.objectStore('documents');
    store.getAll().onsuccess = event => {
      for (let i = 0; i < 20; i++) store.put({...event.target.result[0], id: `copy${i}`, edits: 0, opened: 1e12 - i});
    };
    work.oncomplete = () => { asked.result.close(); done(null); };
  };
})"""

KEPT = """() => new Promise(done => {
  const asked = indexedDB.open('viz-autograd');
  asked.onsuccess = () => {
    const all = asked.result.transaction('documents').objectStore('documents').getAllKeys();
    all.onsuccess = () => { asked.result.close(); done(all.result); };
  };
})"""


def titled(page: Page, title: str) -> None:
    """Give the circuit another title, and wait until it is kept with a picture."""
    field = page.get_by_role("textbox", name="Title", exact=True)
    field.fill(title)
    field.press("Enter")
    for _ in range(100):
        if page.evaluate(PICTURED, title):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"no picture of {title} is kept")


def goes(page: Page, server: str, query: str) -> None:
    page.goto(server + query)
    expect(canvas(page)).to_have_attribute("data-ready", "true", timeout=20_000)


def two_circuits(visit: Opener, server: str, **options: object) -> Page:
    """A page with the second of two edited circuits open."""
    page = visit("?circuit=tanh-mse&still=1", **options)
    titled(page, MARKUP)
    goes(page, server, "?circuit=squared-plus-five&still=1")
    titled(page, "second")
    return page


def recent(page: Page) -> Locator:
    return page.locator('[data-testid="recent"]')


@pytest.mark.parametrize("dark", [False, True])
def test_recent_circuits_are_listed_with_pictures_and_open(visit: Opener, server: str, dark: bool) -> None:
    page = two_circuits(visit, server, dark=dark)
    button(page, "Open").click()
    expect(recent(page)).to_have_count(2)
    expect(recent(page).first).to_contain_text("second")
    expect(recent(page).first).to_contain_text("5 nodes · open now")
    # What a title says is text.
    expect(recent(page).last).to_contain_text(MARKUP)
    expect(recent(page).last).to_contain_text("7 nodes · just now")
    pictures = recent(page).locator("img")
    expect(pictures).to_have_count(2)
    for picture in pictures.all():
        assert re.match(r"data:image/(webp|png);base64,", picture.get_attribute("src") or "")
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    first = recent(page).last.get_attribute("data-doc")
    recent(page).last.get_by_role("button").first.click()
    expect(page).to_have_url(re.compile(f"doc={first}"))
    expect(node(page, "x")).to_have_count(1, timeout=20_000)
    expect(page).to_have_title(f"{MARKUP} · viz_autograd")
    expect(button(page, "Undo: name the circuit")).to_be_enabled()


def test_a_recent_circuit_is_deleted_after_a_question(visit: Opener, server: str) -> None:
    page = two_circuits(visit, server)
    button(page, "Open").click()
    delete = page.get_by_role("button", name=f"Delete {MARKUP}", exact=True)
    delete.click()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(recent(page)).to_have_count(2)
    delete.click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(recent(page)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.reload()
    expect(canvas(page)).to_have_attribute("data-ready", "true", timeout=20_000)
    # Nothing but the open one is left to list.
    with page.expect_file_chooser():
        button(page, "Open").click()


def test_what_is_open_in_another_tab_is_not_deleted(visit: Opener, server: str) -> None:
    page = two_circuits(visit, server)
    other = page.context.new_page()
    goes(other, server, "?circuit=four-weights&still=1")
    button(other, "Open").click()
    other.get_by_role("button", name="Delete second", exact=True).click()
    other.get_by_role("button", name="Delete", exact=True).click()
    expect(recent(other).filter(has_text="second")).to_contain_text("open in another tab")
    expect(recent(other)).to_have_count(3)


def test_open_by_keys(visit: Opener, server: str) -> None:
    page = two_circuits(visit, server)
    page.keyboard.press("Control+o")
    expect(recent(page)).to_have_count(2)
    for key in ("ArrowDown", "ArrowDown", "Delete", "Escape"):
        page.keyboard.press(key)
    expect(recent(page)).to_have_count(2)
    page.keyboard.press("Enter")
    expect(node(page, "x")).to_have_count(1, timeout=20_000)


def test_a_file_is_chosen_with_and_without_recent_circuits(visit: Opener, server: str) -> None:
    page = visit("?circuit=four-weights&still=1")
    type_value(page, "Value of a", "6")
    expect(node(page, "a")).to_have_attribute("data-value", "6")
    file = {
        "name": "mine.vizgrad.json",
        "mimeType": "application/json",
        "buffer": io.encode(gallery.GALLERY["tanh-mse"].build()),
    }
    with page.expect_file_chooser() as chooser:
        button(page, "Open").click()
    chooser.value.set_files(file)  # type: ignore[arg-type]
    expect(canvas(page)).to_have_attribute("data-nodes", "7")
    # What was edited before is a recent circuit now.
    button(page, "Open").click()
    expect(recent(page)).to_have_count(2)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    chooser.value.set_files(file)  # type: ignore[arg-type]
    expect(canvas(page)).to_have_attribute("data-nodes", "7")


def test_a_hundred_recent_circuits_scroll(visit: Opener, server: str) -> None:
    page = two_circuits(visit, server, size=(1024, 700))
    page.evaluate(MANY)
    button(page, "Open").click()
    expect(recent(page)).to_have_count(100)
    dialog = page.get_by_role("dialog").bounding_box()
    assert dialog is not None
    assert dialog["y"] >= 0
    assert dialog["y"] + dialog["height"] <= 700
    expect(recent(page).filter(has_text="yesterday")).to_have_count(1)
    page.keyboard.press("End")
    expect(recent(page).last).to_be_in_viewport()
    expect(recent(page).last.get_by_role("button").first).to_be_focused()


def test_what_was_only_looked_at_is_not_kept_for_ever(visit: Opener, server: str) -> None:
    page = two_circuits(visit, server)
    page.evaluate(LOOKED_AT)
    goes(page, server, "?circuit=four-weights&still=1")
    for _ in range(50):
        copies = sorted(name for name in page.evaluate(KEPT) if name.startswith("copy"))
        if len(copies) <= 8:
            break
        page.wait_for_timeout(50)
    # The newest ones, for the way back to them. The open one is one of eight, where it was kept by then.
    assert copies in ([f"copy{i}" for i in range(7)], [f"copy{i}" for i in range(8)])
    button(page, "Open").click()
    # What was edited stays.
    expect(recent(page)).to_have_count(3)
