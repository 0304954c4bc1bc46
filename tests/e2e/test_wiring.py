"""Hands: everything that can be done with the mouse and the keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Opener
from tests.e2e.hands import (
    button,
    canvas,
    centre,
    close,
    drag,
    drop_from_palette,
    edge,
    node,
    number,
    port,
    runs,
    settled,
    type_value,
    wire,
)

TANH_MSE = {
    "x": (1.0, -0.5092054452161812),
    "y": (5.0, -0.02036821780864724),
    "z": (1.2, 0.5092054452161812),
    "w": (0.8336546070121552, -0.7326907859756895),
    "d": (0.1342089469634184, 1.0),
}


def rename(page: Page, old: str, new: str) -> None:
    node(page, old).click(position={"x": 26, "y": 8})
    field = page.get_by_role("textbox", name="Name", exact=True)
    field.fill(new)
    field.press("Enter")
    expect(node(page, new)).to_have_count(1)


def test_the_tanh_mse_circuit_is_wired_from_nothing_with_the_mouse(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    places = [
        ("parameter", "p1", "x", (60, 120)),
        ("parameter", "p2", "y", (60, 420)),
        ("add", "add1", "s", (260, 160)),
        ("mul", "mul1", "p", (260, 400)),
        ("div", "div1", "z", (420, 280)),
        ("tanh", "tanh1", "w", (570, 180)),
        ("mse", "mse1", "d", (720, 300)),
    ]
    for op, made, _, at in places:
        drop_from_palette(page, op, at)
        expect(node(page, made)).to_have_count(1)
    for _, made, name, _ in places:
        rename(page, made, name)
    type_value(page, "Value of y", "5")
    for source, target, name in [
        ("x", "s", "a"),
        ("y", "s", "b"),
        ("x", "p", "a"),
        ("y", "p", "b"),
        ("s", "z", "a"),
        ("p", "z", "b"),
        ("z", "w", "a"),
        ("w", "d", "a"),
        ("z", "d", "b"),
    ]:
        wire(page, source, target, name)
    assert canvas(page).get_attribute("data-root") == "d"
    for name, (value, grad) in TANH_MSE.items():
        assert close(number(page, name, "value"), value), name
        assert close(number(page, name, "grad"), grad), name
    page.keyboard.press("End")
    while number(page, "z", "grad") is not None:
        button(page, "Step back").click()
    assert number(page, "x", "grad") is None
    for _ in range(40):
        button(page, "Step forward").click()
    assert close(number(page, "x", "grad"), TANH_MSE["x"][1])


def test_an_edge_can_be_drawn_from_the_port_to_the_node(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    drop_from_palette(page, "parameter", (80, 200))
    drop_from_palette(page, "exp", (400, 200))
    before = runs(page)
    drag(page, centre(port(page, "exp1", "a")), centre(port(page, "p1", "out")))
    settled(page, before)
    expect(edge(page, "p1", "exp1", "a")).to_have_count(1)
    assert close(number(page, "exp1", "value"), 2.718281828459045)


def test_a_palette_entry_is_added_by_click_and_by_enter(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    page.locator('[data-testid="palette"] [data-op="tanh"]').click()
    expect(node(page, "tanh1")).to_be_in_viewport(ratio=1)
    entry = page.locator('[data-testid="palette"] [data-op="constant"]')
    entry.focus()
    entry.press("Enter")
    expect(node(page, "c1")).to_be_in_viewport(ratio=1)
    entry.press("Enter")
    first, second = node(page, "c1").bounding_box(), node(page, "c2").bounding_box()
    assert first is not None
    assert second is not None
    assert abs(first["x"] - second["x"]) > 20 or abs(first["y"] - second["y"]) > 20


def test_double_click_and_type_adds_a_node_there(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    box = canvas(page).bounding_box()
    assert box is not None
    page.mouse.dblclick(box["x"] + 300, box["y"] + 260)
    page.keyboard.type("sigm")
    page.keyboard.press("Enter")
    expect(node(page, "sigmoid1")).to_have_count(1)
    at = centre(node(page, "sigmoid1"))
    assert abs(at[0] - box["x"] - 300) < 90
    assert abs(at[1] - box["y"] - 260) < 90


def test_an_edge_dropped_in_the_empty_offers_what_fits(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    drop_from_palette(page, "parameter", (80, 200))
    drag(page, centre(port(page, "p1", "out")), (700, 500))
    page.keyboard.type("tanh")
    page.keyboard.press("Enter")
    expect(edge(page, "p1", "tanh1", "a")).to_have_count(1)


def test_a_node_dropped_on_an_edge_is_inserted(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    box, shown = node(page, "d").bounding_box(), canvas(page).bounding_box()
    source, target = centre(port(page, "d", "out")), centre(port(page, "L", "b"))
    assert box is not None
    assert shown is not None
    middle = ((source[0] + target[0]) / 2 - shown["x"], (source[1] + target[1]) / 2 - shown["y"])
    drop_from_palette(page, "tanh", middle)
    expect(edge(page, "d", "tanh1", "a")).to_have_count(1)
    expect(edge(page, "tanh1", "L", "b")).to_have_count(1)
    expect(edge(page, "d", "L", "b")).to_have_count(0)
    button(page, "Undo").click()
    expect(edge(page, "d", "L", "b")).to_have_count(1)
    expect(node(page, "tanh1")).to_have_count(0)


def test_an_edge_that_cannot_be_is_refused_while_it_is_dragged(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    before = runs(page)
    drag(page, centre(port(page, "d", "out")), centre(port(page, "b", "a")), drop=False)
    expect(page.get_by_text("already has an input")).to_be_visible()
    page.mouse.up()
    drop_from_palette(page, "add", (820, 480))
    drag(page, centre(port(page, "add1", "out")), centre(port(page, "add1", "a")), drop=False)
    expect(page.get_by_text("cycle")).to_be_visible()
    page.mouse.up()
    assert runs(page) == before + 1
    expect(edge(page, "d", "b", "a")).to_have_count(0)


def test_an_edge_is_moved_by_its_end(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    drop_from_palette(page, "add", (860, 560))
    end = centre(port(page, "L", "b"))
    before = runs(page)
    drag(page, (end[0] - 9, end[1] + 1), centre(port(page, "add1", "a")))
    settled(page, before)
    expect(edge(page, "d", "add1", "a")).to_have_count(1)
    expect(edge(page, "d", "L", "b")).to_have_count(0)


def test_nodes_and_edges_are_deleted_and_come_back(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    edge(page, "ten", "L", "a").locator("path").first.click(force=True)
    page.keyboard.press("Delete")
    expect(edge(page, "ten", "L", "a")).to_have_count(0)
    expect(node(page, "L").get_by_test_id("value")).to_have_text("·")
    node(page, "c").click(position={"x": 26, "y": 8})
    page.keyboard.press("Backspace")
    expect(node(page, "c")).to_have_count(0)
    for _ in range(2):
        page.keyboard.press("Control+z")
    expect(node(page, "c")).to_have_attribute("data-value", "20")
    expect(node(page, "a")).to_have_attribute("data-grad", "-53")


def test_backspace_in_a_field_deletes_no_node(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    node(page, "a").click(position={"x": 14, "y": 10})
    field = page.get_by_role("textbox", name="Value of a", exact=True)
    field.click()
    field.press("End")
    field.press("Backspace")
    field.press("Backspace")
    field.press("7")
    field.press("Enter")
    expect(node(page, "a")).to_have_attribute("data-value", "7")


def test_box_select_and_multi_drag_are_one_step(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    shown = canvas(page).bounding_box()
    assert shown is not None
    page.keyboard.down("Shift")
    drag(page, (shown["x"] + 6, shown["y"] + 6), (shown["x"] + shown["width"] / 2, shown["y"] + shown["height"] - 8))
    page.keyboard.up("Shift")
    old = {name: centre(node(page, name)) for name in ("a", "b", "w1")}
    begin = centre(node(page, "b"))
    before = runs(page)
    drag(page, begin, (begin[0] + 30, begin[1] + 44))
    settled(page, before)
    for name, (x, y) in old.items():
        now = centre(node(page, name))
        assert now[0] - x == pytest.approx(30, abs=12), name
        assert now[1] - y == pytest.approx(44, abs=12), name
    expect(page.get_by_role("button", name=re.compile("^Undo: move"))).to_be_enabled()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()


def test_copy_paste_and_duplicate_keep_the_edges_between(visit: Opener) -> None:
    page = visit("?circuit=tanh-mse&still=1")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(canvas(page)).to_have_attribute("data-nodes", "14")
    page.keyboard.press("Control+z")
    expect(canvas(page)).to_have_attribute("data-nodes", "7")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+d")
    expect(canvas(page)).to_have_attribute("data-nodes", "14")
    assert page.locator('[data-testid="edge"]').count() == 18


def test_values_arrays_sliders_constants(visit: Opener) -> None:
    page = visit("?circuit=empty&still=1")
    drop_from_palette(page, "parameter", (80, 200))
    drop_from_palette(page, "mul", (300, 200))
    wire(page, "p1", "mul1", "a")
    type_value(page, "Value of mul1.b", "3")
    expect(node(page, "mul1")).to_have_attribute("data-value", "3")
    type_value(page, "Value of p1", "[1, 2, 3]")
    expect(node(page, "mul1")).to_have_attribute("data-value", "[3,6,9]")
    type_value(page, "Value of p1", "2.5")
    slider = page.get_by_role("slider", name="Slide p1", exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")
    moved = number(page, "p1", "value")
    page.wait_for_timeout(300)
    moved = number(page, "p1", "value")
    assert isinstance(moved, float)
    assert moved > 2.5
    assert close(number(page, "mul1", "value"), 3 * moved)


def test_a_value_that_is_none_is_refused_and_the_old_one_stays(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    type_value(page, "Value of a", "four")
    expect(page.get_by_role("alert")).to_be_visible()
    assert number(page, "a", "value") == 4


def test_root_requires_grad_and_seed(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    node(page, "d").click(position={"x": 26, "y": 8})
    button(page, "Set as root").click()
    expect(canvas(page)).to_have_attribute("data-root", "d")
    expect(node(page, "a")).to_have_attribute("data-grad", "53")
    page.get_by_role("checkbox", name="requires_grad of a", exact=True).click(force=True)
    page.keyboard.press("End")
    expect(node(page, "a")).not_to_have_attribute("data-grad", "53")
    expect(edge(page, "a", "b", "b")).not_to_have_attribute("data-contribution", "18")


def test_renaming_in_place(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    rename(page, "b", "<img src=x onerror=alert(1)>")
    expect(page.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible()
    assert page.locator("img").count() == 0
    page.keyboard.press("Escape")
    node(page, "c").click(position={"x": 26, "y": 8})
    field = page.get_by_role("textbox", name="Name", exact=True)
    field.fill("a")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("a")
    expect(node(page, "c")).to_have_count(1)


def test_everything_is_undone_and_done_again(visit: Opener) -> None:
    page = visit("?t=23&still=1")
    type_value(page, "Value of a", "1")
    expect(page.get_by_role("button", name=re.compile("^Undo: set a"))).to_be_enabled()
    node(page, "c").click(position={"x": 26, "y": 8})
    page.keyboard.press("Delete")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(node(page, "a")).to_have_attribute("data-value", "4")
    page.keyboard.press("Control+Shift+z")
    expect(node(page, "a")).to_have_attribute("data-value", "1")
    page.keyboard.press("Control+y")
    expect(node(page, "c")).to_have_count(0)


def test_arrange_is_one_step(visit: Opener) -> None:
    page = visit("?circuit=tanh-mse&still=1")
    before = runs(page)
    button(page, "Arrange").click()
    settled(page, before)
    expect(page.get_by_role("button", name=re.compile("^Undo: (arrange|move)"))).to_be_enabled()
