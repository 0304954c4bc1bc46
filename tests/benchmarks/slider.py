"""From a slider's move to the new numbers on the screen."""

from __future__ import annotations

import pathlib
import tempfile
import time
from collections.abc import Iterator, Sequence

from playwright.sync_api import Browser, Locator, Page

from tests.benchmarks.browser import AT_THE_END, editor, launched, opened
from tests.benchmarks.circuits import LEAF, save_layered
from tests.benchmarks.table import Row, spread
from viz_autograd import Circuit

COMMAND = "python -m tests.benchmarks slider"
TARGETS = {80: "p95 ≤ 50 ms", 1_000: "p95 ≤ 100 ms"}
KEYS = 60
KEY_PAUSE = 0.15
SWEEPS = 4
MOVE_PAUSE = 0.016
# While a hand drags, the page rounds to this many places of the range; half of one is how far it goes from the thumb.
PLACES = 400

# Notes each input event with the slider's value, and each change of the watched number with the leaf's value then and,
# from a task right after the frame, when that was drawn.
WATCH = """(slider, [leaf, watched]) => {
  const log = (window.bench.log = { inputs: [], shown: [] });
  window.addEventListener("input", (event) => {
    if (event.composedPath()[0] === slider) log.inputs.push([performance.now(), Number(slider.value)]);
  }, true);
  new MutationObserver(() => {
    const entry = [performance.now(), Number(leaf.dataset.value), null];
    log.shown.push(entry);
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => { entry[2] = performance.now(); channel.port1.close(); };
      channel.port2.postMessage(null);
    });
  }).observe(watched, { attributes: true, attributeFilter: ["data-value"] });
}"""
TAKE = """() => {
  const { inputs, shown } = window.bench.log;
  return { inputs: inputs.splice(0), shown: shown.splice(0) };
}"""

Times = list[tuple[float, float]]


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        for nodes in TARGETS:
            file, circuit, _ = save_layered(nodes, pathlib.Path(folder))
            with editor(str(file)) as url:
                yield row(nodes, browser, url, circuit)


def row(nodes: int, browser: Browser, url: str, circuit: Circuit) -> Row:
    page = opened(browser, f"{url}{AT_THE_END}&near={LEAF}" if nodes > 80 else url + AT_THE_END)
    slider = page.get_by_role("slider", name=f"Slide {LEAF}", exact=True)
    watched, count = furthest(page, circuit)
    slider.evaluate(WATCH, [node(page, LEAF).element_handle(), node(page, watched).element_handle()])
    keys = by_keys(page, slider)
    drag = by_mouse(page, slider)
    page.context.close()
    measured = f"keys {told(keys)}; dragging {told(drag)}"
    what = f"slider move → new numbers, {nodes:,} nodes ({count} of them drawn; {LEAF} to {watched})"
    return Row(what, TARGETS[nodes], measured, COMMAND)


def told(times: Times) -> str:
    shown, drawn = [each for each, _ in times], [each for _, each in times]
    return f"{spread(shown, 'ms')} (frame drawn: {spread(drawn, 'ms')}; n = {len(times)})"


def node(page: Page, name: str) -> Locator:
    return page.locator(f'[data-testid="node"][data-node="{name}"]')


def furthest(page: Page, circuit: Circuit) -> tuple[str, int]:
    """The last computed of what hangs on the leaf and is in the page, and how many nodes are in the page."""
    drawn = page.locator('[data-testid="node"]').evaluate_all("nodes => nodes.map(node => node.dataset.node)")
    changing = set(drawn) & set(circuit.descendants(LEAF))
    return [name for name in circuit.order() if name in changing][-1], len(drawn)


def by_keys(page: Page, slider: Locator) -> Times:
    """Single steps, each with time to be answered."""
    slider.focus()
    for number in range(KEYS):
        page.keyboard.press("ArrowRight" if number // 5 % 2 == 0 else "ArrowLeft")
        time.sleep(KEY_PAUSE)
    return taken(page, 1e-9)


def by_mouse(page: Page, slider: Locator) -> Times:
    """A drag to and fro at the pace of a screen, no matter whether the numbers keep up."""
    box = slider.bounding_box()
    if box is None:
        raise RuntimeError("the slider is not in view")
    middle = box["y"] + box["height"] / 2
    left, right = round(box["x"] + 8), round(box["x"] + box["width"] - 8)
    # Back on the places between, so that a number seen says which move it answers.
    way = [*range(left, right, 2), *range(right + 1 if (right - left) % 2 else right - 1, left, -2)]
    page.mouse.move(left, middle)
    page.mouse.down()
    for _ in range(SWEEPS):
        for x in way:
            page.mouse.move(x, middle)
            time.sleep(MOVE_PAUSE)
    page.mouse.up()
    time.sleep(0.5)
    reach = float(slider.get_attribute("max") or 0) - float(slider.get_attribute("min") or 0)
    return taken(page, 0.51 * reach / PLACES)


def taken(page: Page, tolerance: float) -> Times:
    """What was noted since the last time."""
    log = page.evaluate(TAKE)
    return answers(log["inputs"], log["shown"], tolerance)


def answers(
    inputs: Sequence[tuple[float, float]], shown: Sequence[tuple[float, float, float | None]], tolerance: float
) -> Times:
    """Per input the milliseconds until its number, or a later input's, stood in the page, and until that was drawn."""
    times: Times = []
    answered = 0
    for at, value, drawn in shown:
        made = [j for j in range(answered, len(inputs)) if inputs[j][0] <= at]
        match = [j for j in made if abs(inputs[j][1] - value) <= tolerance]
        if not match:
            continue
        for j in range(answered, match[-1] + 1):
            times.append((at - inputs[j][0], (drawn if drawn is not None else at) - inputs[j][0]))
        answered = match[-1] + 1
    return times
