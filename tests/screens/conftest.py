"""Compare a picture of the page with the golden one; `--accept-screens` writes the golden ones anew."""

from __future__ import annotations

import io
import pathlib
from collections.abc import Callable

import pytest
from PIL import Image
from pixelmatch.contrib.PIL import pixelmatch
from playwright.sync_api import Page

FOLDER = pathlib.Path(__file__).parent
GOLDEN, FAILED = FOLDER / "golden", FOLDER / "failed"
# Of 1.3 million pixels: fewer than one changed digit makes (21), more than the odd pixel of another Chromium's
# antialiasing.
TOLERATED = 12

Compare = Callable[[Page, str], None]


def differing(found: Image.Image, golden: Image.Image, picture: Image.Image | None = None) -> int:
    """How many pixels differ; all of them when the sizes do. `picture` gets them in red."""
    if found.size != golden.size:
        return found.size[0] * found.size[1]
    return pixelmatch(found, golden, picture, threshold=0.1)


@pytest.fixture
def compare(request: pytest.FixtureRequest) -> Compare:
    accept = request.config.getoption("--accept-screens")

    def check(page: Page, name: str) -> None:
        page.mouse.move(0, 0)
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_timeout(150)
        found = Image.open(io.BytesIO(page.screenshot())).convert("RGBA")
        path = GOLDEN / f"{name}.png"
        if accept:
            GOLDEN.mkdir(exist_ok=True)
            found.save(path, optimize=True)
            return
        assert path.is_file(), f"there is no golden picture {path.name}; run `make screens` and look at it"
        golden = Image.open(path).convert("RGBA")
        picture = Image.new("RGBA", found.size)
        count = differing(found, golden, picture)
        if count > TOLERATED:
            FAILED.mkdir(exist_ok=True)
            found.save(FAILED / f"{name}.found.png")
            picture.save(FAILED / f"{name}.difference.png")
            pytest.fail(f"{name}: {count} pixels differ; see {FAILED / name}.difference.png")

    return check
