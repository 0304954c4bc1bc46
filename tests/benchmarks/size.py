"""How large our own script and style are."""

from __future__ import annotations

import gzip
import pathlib
import re
from collections.abc import Iterator

import viz_autograd
from tests.benchmarks.table import Row

COMMAND = "python -m tests.benchmarks size"
BUNDLE = pathlib.Path(viz_autograd.__file__).parent / "canvas" / "dist" / "Canvas.bundle.js"
FONT = re.compile(rb"data:font/[a-z0-9]+;base64,[A-Za-z0-9+/=]*")


def rows() -> Iterator[Row]:
    bundle = BUNDLE.read_bytes()
    bare = FONT.sub(b"", bundle)
    measured = (
        f"{kilobytes(bundle)} KB, without the {len(FONT.findall(bundle))} fonts {kilobytes(bare)} KB "
        f"({len(bundle) / 1e3:.0f} and {len(bare) / 1e3:.0f} KB before gzip)"
    )
    yield Row("our own script and style with KaTeX and fonts, gzip", "≤ 400 KB", measured, COMMAND)


def kilobytes(data: bytes) -> str:
    return f"{len(gzip.compress(data, 9)) / 1e3:.0f}"
