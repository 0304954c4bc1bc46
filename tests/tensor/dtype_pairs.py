"""Which dtypes and mixtures of operands the tests of promotion try."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

FIGURES = Path(__file__).with_name("dtype_figures.json")
NAMES = ("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool")


def operands(torch: ModuleType) -> list[tuple[str, Any]]:
    """Tensors of each dtype with and without dimensions, and plain numbers, each with a name."""
    made: list[tuple[str, Any]] = [("1", 1), ("True", True), ("2.5", 2.5)]
    for name in NAMES:
        for rank in (0, 1):
            made.append((f"{name}/{rank}", torch.zeros((2,) * rank, dtype=getattr(torch, name))))
    return made
