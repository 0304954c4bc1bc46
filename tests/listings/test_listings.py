"""Programs written for PyTorch run unchanged: only the word `torch` in their import lines is swapped.

Those in this folder ran against PyTorch 2.13 with the same result; `VIZ_LISTINGS_AGAINST=torch` runs them against it.
"""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent
# Others of the kind, where they lie beside the checkout.
BESIDE = HERE.parents[2] / "shared" / "listings"
PROGRAMS = sorted(
    path
    for folder in (HERE, BESIDE)
    for path in folder.glob("*.py")
    if path.name != "check.py" and not path.name.startswith("test_")
)


def swapped(text: str, module: str) -> str:
    """The program with its imports of torch taken from another module."""
    text = re.sub(r"^import torch$", f"import {module} as torch", text, flags=re.M)
    text = re.sub(r"^(import|from) torch\.(?=[\w.]+ (as|import)\b)", rf"\1 {module}.", text, flags=re.M)
    return re.sub(r"^from torch import ", f"from {module} import ", text, flags=re.M)


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_it_runs_unchanged(path: pathlib.Path) -> None:
    module = os.environ.get("VIZ_LISTINGS_AGAINST", "viz_autograd")
    program = swapped(path.read_text("utf-8"), module)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
