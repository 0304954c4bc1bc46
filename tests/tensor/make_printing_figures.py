"""Writes printing_figures.json: what PyTorch shows of tensors, so that the tests need no PyTorch.

Run as `python -m tests.tensor.make_printing_figures` where the `oracle` extra is installed.
"""

from __future__ import annotations

import json
from typing import Any

import torch

from tests.tensor.printing_cases import FIGURES, array_of, cases


def shown(case: dict[str, Any]) -> str:
    """What PyTorch shows of a case."""
    torch.set_printoptions(profile="default")
    torch.set_printoptions(**case["settings"])
    array = array_of(case)
    tensor = torch.from_numpy(array.reshape(-1)).reshape(tuple(array.shape))
    if case["kept"]:
        tensor.requires_grad_()
    if case["kept"] == "ViewBackward0":
        tensor = tensor.view(tensor.shape)
    return repr(tensor)


def main() -> None:
    lines = [json.dumps(case | {"shown": shown(case)}, separators=(",", ":")) for case in cases()]
    FIGURES.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
