"""Nodes called as JavaScript calls what every object has: they are moved, kept and brought back like others."""

from __future__ import annotations

import base64
import zlib

from playwright.sync_api import expect

from tests.conftest import Opener
from tests.e2e.hands import button, canvas, centre, drag, node, number, type_value
from tests.e2e.keeping import kept, online, reload
from viz_autograd import gallery, io

NAMES = {"b": "constructor", "c": "__proto__", "p": "toString", "q": "hasOwnProperty", "d": "valueOf"}
CLIP = (
    '{"nodes":[{"name":"__proto__","op":"add","x":0,"y":0,"width":10,"height":5,"attributes":{},'
    '"constants":{"constructor":1},"value":null,"requires_grad":true}],"edges":[]}'
)


def link() -> str:
    """The opening circuit with those names, in an address."""
    text = io.encode(gallery.GALLERY["four-weights"].build()).decode()
    for old, new in NAMES.items():
        text = text.replace(f'"{old}"', f'"{new}"')
        # Ports are called a and b.
        text = text.replace(f'"port":"{new}"', f'"port":"{old}"').replace(f'"port": "{new}"', f'"port": "{old}"')
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def test_nodes_with_odd_names_are_moved_and_kept(visit: Opener) -> None:
    page = visit(f"?still=1#g={link()}")
    expect(canvas(page)).to_have_attribute("data-nodes", "12")
    for name in NAMES.values():
        x, y = centre(node(page, name))
        drag(page, (x, y), (x + 40, y + 30))
        expect(button(page, f"Undo: move {name}")).to_be_visible()
    button(page, "Arrange").click()
    expect(button(page, "Undo: arrange")).to_be_visible()
    button(page, "Undo: arrange").click()
    type_value(page, "Value of a", "6")
    expect(node(page, "a")).to_have_attribute("data-value", "6")
    kept(page)
    place = centre(node(page, "__proto__"))
    reload(page)
    assert centre(node(page, "__proto__")) == place
    assert number(page, "a", "value") == 6
    for label in ("set a = 6", *[f"move {name}" for name in reversed(NAMES.values())]):
        button(page, f"Undo: {label}").click()
        expect(page.get_by_role("button", name=f"Redo: {label}", exact=True)).to_be_visible()
    online(page, True)


def test_a_pasted_constant_with_an_odd_name_is_refused_and_harms_nothing(visit: Opener) -> None:
    page = visit("?circuit=tanh-mse&still=1")
    page.evaluate("text => localStorage.setItem('viz-autograd.clip', text)", CLIP)
    canvas(page).click(position={"x": 20, "y": 300})
    page.keyboard.press("Control+v")
    expect(page.get_by_role("alert")).to_contain_text("constructor")
    type_value(page, "Value of x", "3")
    expect(node(page, "x")).to_have_attribute("data-value", "3")
    kept(page)
    reload(page)
    assert number(page, "x", "value") == 3
