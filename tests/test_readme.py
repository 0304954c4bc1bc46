"""The README is true: its Python runs, and what it names is there."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

import pytest

import viz_autograd as va
from viz_autograd import gallery

ROOT = pathlib.Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_a_python_block_runs(block: str) -> None:
    done = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_every_make_target_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`make (\w+)`", README)) | set(re.findall(r"^    make (\w+)", README, re.MULTILINE))
    assert named >= {"run", "test", "bench"}
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_op_and_gallery_circuit_is_named() -> None:
    for name in [name for name, op in va.OPS.items() if op.canvas]:
        assert re.search(rf"\b{name}\b", README), name
    for name in gallery.GALLERY:
        assert f"`{name}`" in README


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file(), picture


def test_importing_the_package_brings_no_panel() -> None:
    code = "import sys, viz_autograd; print([name for name in ('panel', 'bokeh', 'param') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
