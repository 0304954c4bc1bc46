"""Motion: stepping, scrubbing, playing; what stands on the canvas at each event."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.conftest import Opener
from tests.e2e.hands import button, edge, node, number, timeline


def everything(page: Page) -> list[tuple[str | None, ...]]:
    """All numbers on the canvas, as the page promises them."""
    names = ["data-node", "data-value", "data-grad", "data-source", "data-target", "data-port", "data-contribution"]
    found = page.locator('[data-testid="node"], [data-testid="edge"]').all()
    return sorted((tuple(each.get_attribute(name) for name in names) for each in found), key=str)


def test_at_the_start_leaves_have_values_and_nothing_has_a_gradient(visit: Opener) -> None:
    page = visit("?t=0&still=1")
    assert number(page, "a", "value") == 4
    for name in ("b", "c", "d", "L"):
        assert node(page, name).get_attribute("data-value") is None
        expect(node(page, name).get_by_test_id("value")).to_have_text("·")
    for name in ("a", "w1", "L"):
        assert node(page, name).get_attribute("data-grad") is None


def test_the_fork_adds_up_step_by_step(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    seen: list[object] = []
    while timeline(page)[0]:
        seen.append(number(page, "a", "grad"))
        button(page, "Step back").click()
    assert [grad for at, grad in enumerate(seen) if at == 0 or grad != seen[at - 1]] == [-53, -18, None]
    assert number(page, "L", "value") is None
    for _ in range(23):
        button(page, "Step forward").click()
    assert number(page, "a", "grad") == -53


def test_minus_18_arrives_before_minus_35_and_the_sentence_says_so(visit: Opener) -> None:
    page = visit("?t=0&still=1")
    sentences = {}
    for _ in range(23):
        page.keyboard.press(".")
        contributions = [edge(page, "a", each, "b").get_attribute("data-contribution") for each in "bc"]
        sentences[timeline(page)[0]] = (contributions, page.locator("footer").inner_text())
    first = next(at for at, (found, _) in sentences.items() if found == ["-18", None])
    second = next(at for at, (found, _) in sentences.items() if found == ["-18", "-35"])
    assert first < second
    for part in ("mul", "−7", "−35", "added to −18", "−53"):
        assert part in sentences[second][1]


def test_a_picture_depends_on_the_moment_alone(visit: Opener) -> None:
    page = visit("?t=0&still=1")
    stepped = [everything(page)]
    for _ in range(23):
        button(page, "Step forward").click()
        stepped.append(everything(page))
    for moment in (0, 3, 9, 17, 18, 23):
        assert everything(visit(f"?t={moment}&still=1")) == stepped[moment], moment


def test_the_keys_of_a_player(visit: Opener) -> None:
    page = visit("?t=5&still=1")
    for key, due in ((".", 6), (",", 5), ("End", 23), ("Home", 0), (",", 0), (".", 1)):
        page.keyboard.press(key)
        assert timeline(page) == (due, 23), key
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Space")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_playing_moves_and_pausing_stops(visit: Opener) -> None:
    page = visit("?t=0")
    page.keyboard.press(" ")
    expect(button(page, "Pause")).to_be_visible()
    expect(page.get_by_role("slider", name="Timeline", exact=True)).not_to_have_attribute("aria-valuenow", "0")
    button(page, "Pause").click()
    before = timeline(page)
    page.wait_for_timeout(700)
    assert timeline(page) == before
    button(page, "Run to start").click()
    assert timeline(page)[0] == 0
    button(page, "Run to end").click()
    assert timeline(page)[0] == 23


def test_the_timeline_can_be_dragged_and_keyed(visit: Opener) -> None:
    page = visit("?t=0&still=1")
    slider = page.get_by_role("slider", name="Timeline", exact=True)
    box = slider.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, middle, steps=5)
    assert 10 <= timeline(page)[0] <= 13
    page.mouse.move(box["x"] + box["width"] + 40, middle, steps=5)
    page.mouse.up()
    assert timeline(page)[0] == 23
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert timeline(page)[0] == 22


def test_nothing_asks_for_frames_when_nothing_moves(visit: Opener) -> None:
    page = visit("?t=10")
    page.wait_for_timeout(800)
    page.evaluate(
        "() => { window.frames_ = 0; const real = window.requestAnimationFrame.bind(window);"
        " window.requestAnimationFrame = back => { window.frames_ += 1; return real(back); }; }"
    )
    page.wait_for_timeout(800)
    assert page.evaluate("window.frames_") == 0


def test_reduced_motion_is_obeyed(visit: Opener) -> None:
    page = visit("?t=10")
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    expect(page.get_by_role("slider", name="Timeline", exact=True)).to_have_attribute("aria-valuenow", "10")
    button(page, "Step forward").click()
    assert timeline(page)[0] == 11


def test_an_edit_keeps_the_players_place(visit: Opener) -> None:
    page = visit("?t=12&still=1")
    field = page.get_by_role("textbox", name="Value of w1", exact=True)
    field.fill("3")
    field.press("Enter")
    expect(node(page, "b")).to_have_attribute("data-value", "12")
    assert timeline(page) == (12, 23)
    page.keyboard.press("End")
    button(page, "Undo").click()
    expect(node(page, "b")).to_have_attribute("data-value", "8")
    assert timeline(page) == (23, 23)
