"""Writes creation_figures.json: what PyTorch makes of the lines of `creation_calls`.

Run as `python -m tests.tensor.make_creation_figures` where the `oracle` extra is installed.
"""

from __future__ import annotations

import json

import torch

from tests.tensor.creation_calls import FIGURES
from tests.tensor.creation_run import results


def figures() -> str:
    """All figures, as the file has them: one line a line."""
    return "[\n" + ",\n".join(json.dumps(row) for row in results(torch)) + "\n]\n"


if __name__ == "__main__":
    FIGURES.write_text(figures(), encoding="utf-8")
