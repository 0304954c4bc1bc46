"""What nn gives is what PyTorch gives: numbers, reprs, warnings, errors and their texts."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

import viz_autograd
from tests.nn.lines import FAMILIES
from tests.nn.run import FIGURES, results

WANTED = json.loads(FIGURES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("family", FAMILIES)
def test_figures_are_those_of_the_lines(family: str) -> None:
    assert [each["line"] for each in WANTED[family]] == FAMILIES[family], "run python -m tests.nn.make_torch_figures"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_line_gives_what_pytorch_gives(family: str) -> None:
    found = results(viz_autograd, FAMILIES[family])
    wrong = [
        f"{got['line']}\n    wanted {str(want)[:600]}\n    got    {str(got)[:600]}"
        for want, got in zip(WANTED[family], json.loads(json.dumps(found)), strict=True)
        if not _same(want, got)
    ]
    if wrong:
        pytest.fail("\n".join(wrong))


@pytest.mark.parametrize("family", FAMILIES)
def test_figures_are_still_those_of_pytorch(family: str) -> None:
    torch = pytest.importorskip("torch")
    found = json.loads(json.dumps(results(torch, FAMILIES[family])))
    assert all(_same(want, got) for want, got in zip(WANTED[family], found, strict=True))


def _same(want: dict[str, Any], got: dict[str, Any]) -> bool:
    if want.get("warnings") != got.get("warnings"):
        return False
    if "error" in want:
        return "error" in got and want["error"][0] in got["error"] and want["text"] == got["text"]
    return "error" not in got and _close(want["result"], got["result"])


def _close(want: Any, got: Any) -> bool:
    if isinstance(want, dict):
        return isinstance(got, dict) and want.keys() == got.keys() and all(_close(want[key], got[key]) for key in want)
    if isinstance(want, list):
        return isinstance(got, list) and len(want) == len(got) and all(map(_close, want, got))
    if isinstance(want, float) and isinstance(got, float):
        return math.isclose(want, got, rel_tol=2e-5, abs_tol=2e-6)
    return type(want) is type(got) and bool(want == got)
