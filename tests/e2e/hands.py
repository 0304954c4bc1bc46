"""What a person does with the page, by mouse and keys."""

from __future__ import annotations

import json
import math

from playwright.sync_api import Locator, Page, expect


def canvas(page: Page) -> Locator:
    return page.locator('[data-testid="canvas"]')


def node(page: Page, name: str) -> Locator:
    return page.locator(f'[data-testid="node"][data-node="{name}"]')


def edge(page: Page, source: str, target: str, port: str) -> Locator:
    return page.locator(f'[data-testid="edge"][data-source="{source}"][data-target="{target}"][data-port="{port}"]')


def port(page: Page, name: str, name_of_port: str) -> Locator:
    return node(page, name).locator(f'[data-testid="port"][data-port="{name_of_port}"]')


def number(page: Page, name: str, what: str) -> float | list[object] | None:
    """A node's data-value or data-grad as a number (or nested lists), None while there is none."""
    text = node(page, name).get_attribute(f"data-{what}")
    return None if text is None else json.loads(text)


def close(found: object, due: float) -> bool:
    return isinstance(found, int | float) and math.isclose(found, due, rel_tol=0, abs_tol=1e-12)


def centre(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, begin: tuple[float, float], end: tuple[float, float], *, drop: bool = True) -> None:
    """Press, move in steps as a hand does, and let go."""
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(begin[0] + 6, begin[1] + 3)
    page.mouse.move(*end, steps=8)
    if drop:
        page.mouse.up()


def runs(page: Page) -> int:
    return int(canvas(page).get_attribute("data-run") or 0)


def settled(page: Page, before: int) -> None:
    """Wait until the circuit has run again after `before` runs."""
    page.wait_for_function(
        "before => { const seek = root => { for (const each of root.querySelectorAll('*')) {"
        " if (each.dataset && each.dataset.testid === 'canvas') return each;"
        " if (each.shadowRoot) { const found = seek(each.shadowRoot); if (found) return found; } } };"
        " const canvas = seek(document); return canvas && Number(canvas.dataset.run) > before; }",
        arg=before,
        timeout=5_000,
    )


def wire(page: Page, source: str, target: str, name_of_port: str) -> None:
    """Drag an edge from a node's output to a port."""
    before = runs(page)
    drag(page, centre(port(page, source, "out")), centre(port(page, target, name_of_port)))
    settled(page, before)
    expect(edge(page, source, target, name_of_port)).to_have_count(1)


def drop_from_palette(page: Page, op: str, at: tuple[float, float]) -> None:
    """Drag a palette entry to a place on the canvas, given from the canvas's top left corner."""
    before = runs(page)
    box = canvas(page).bounding_box()
    assert box is not None
    begin = centre(page.locator(f'[data-testid="palette"] [data-op="{op}"]'))
    drag(page, begin, (box["x"] + at[0], box["y"] + at[1]))
    settled(page, before)


def type_value(page: Page, label: str, text: str) -> None:
    """Type into a value's field and press Enter."""
    field = page.get_by_role("textbox", name=label, exact=True)
    field.click()
    field.fill(text)
    field.press("Enter")


def timeline(page: Page) -> tuple[int, int]:
    """Events shown, and how many there are."""
    slider = page.get_by_role("slider", name="Timeline", exact=True)
    return int(slider.get_attribute("aria-valuenow") or -1), int(slider.get_attribute("aria-valuemax") or -1)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name).first
