"""Writes dtype_figures.json: which dtypes PyTorch gives to mixtures.

Run as `python -m tests.tensor.make_dtype_figures` where the `oracle` extra is installed.
"""

from __future__ import annotations

import itertools
import json

import torch

from tests.tensor.dtype_pairs import FIGURES, NAMES, operands


def figures() -> str:
    """All figures, as the file has them."""
    pairs = {
        f"{one} {other}": [
            repr(torch.promote_types(getattr(torch, one), getattr(torch, other))),
            torch.can_cast(getattr(torch, one), getattr(torch, other)),
        ]
        for one, other in itertools.product(NAMES, repeat=2)
    }
    results = {
        f"{left} {right}": repr(torch.result_type(a, b))
        for (left, a), (right, b) in itertools.product(operands(torch), repeat=2)
    }
    return json.dumps({"dtypes": pairs, "results": results}, indent=0) + "\n"


if __name__ == "__main__":
    FIGURES.write_text(figures(), encoding="utf-8")
