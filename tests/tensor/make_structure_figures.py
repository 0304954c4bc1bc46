"""Writes structure_figures.json: what PyTorch makes of the lines of `structure_calls`.

Run as `python -m tests.tensor.make_structure_figures` where the `oracle` extra is installed.
"""

from __future__ import annotations

import json

import torch

from tests.tensor.structure_calls import FIGURES
from tests.tensor.structure_run import results


def figures() -> str:
    """All figures, as the file has them: one line a line."""
    return "[\n" + ",\n".join(json.dumps(row) for row in results(torch)) + "\n]\n"


if __name__ == "__main__":
    FIGURES.write_text(figures(), encoding="utf-8")
