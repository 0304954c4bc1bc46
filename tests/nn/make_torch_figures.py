"""Writes torch_figures.json: what PyTorch gives for the lines of this folder, so that the tests need no PyTorch.

Run as `python -m tests.nn.make_torch_figures` where the `oracle` extra is installed.
"""

from __future__ import annotations

import json

import torch

from tests.nn.lines import FAMILIES
from tests.nn.run import FIGURES, results


def _written(figures: dict[str, list[dict[str, object]]]) -> str:
    """One result a line, so that a change shows what it changed."""
    families = []
    for name, found in figures.items():
        lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in found)
        families.append(f"{json.dumps(name)}: [\n{lines}\n]")
    return "{\n" + ",\n".join(families) + "\n}\n"


if __name__ == "__main__":
    FIGURES.write_text(_written({name: results(torch, lines) for name, lines in FAMILIES.items()}), encoding="utf-8")
