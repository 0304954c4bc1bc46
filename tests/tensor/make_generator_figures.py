"""Writes generator_figures.json: the random numbers that PyTorch draws, so that the tests need no PyTorch.

Run as `python -m tests.tensor.make_generator_figures` where the `oracle` extra is installed.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import torch

from tests.tensor.generator_calls import FIGURES, drawn, sequences


def _short(found: dict[str, Any]) -> dict[str, Any]:
    """The numbers with as few digits as their dtype needs."""
    kind = {"torch.float32": np.float32, "torch.float16": np.float16}.get(found.get("dtype", ""))
    if kind is not None:
        found["numbers"] = [float(str(kind(number))) for number in found["numbers"]]
    return found


def main() -> None:
    made = []
    for sequence in sequences():
        torch.manual_seed(sequence["seed"])
        made.append(sequence | {"found": [_short(drawn(torch, draw)) for draw in sequence["draws"]]})
    FIGURES.write_text("[\n" + ",\n".join(json.dumps(each, separators=(",", ":")) for each in made) + "\n]\n")


if __name__ == "__main__":
    main()
