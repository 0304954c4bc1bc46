"""Arrays to be shown: numbers of every kind, in every shape and under every setting."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

import numpy as np

FIGURES = Path(__file__).with_name("printing_figures.json")

FLOATS = ("float16", "float32", "float64")
WHOLE = ("int8", "int16", "int32", "int64", "uint8", "bool")
SHAPES = ([], [1], [3], [9], [40], [2, 3], [3, 1], [5, 12], [2, 2, 3], [2, 1, 3, 2], [0], [0, 3], [2, 0, 1])
LARGE = ([1001], [1000], [30, 40], [3, 4, 100], [2000, 1], [7, 7, 7, 7])
SETTINGS: tuple[dict[str, Any], ...] = (
    {"precision": 2},
    {"precision": 8},
    {"precision": 0},
    {"threshold": 5},
    {"threshold": 5, "edgeitems": 1},
    {"threshold": 5, "edgeitems": 0},
    {"linewidth": 40},
    {"linewidth": 120},
    {"sci_mode": True},
    {"sci_mode": False},
    {"profile": "short"},
    {"profile": "full", "linewidth": 200},
)
# What belongs to a tensor besides its numbers: nothing, requires_grad, or the node that made it.
KEPT: tuple[str, ...] = ("", "", "", "leaf", "ViewBackward0")


def _float(draw: random.Random, manner: int, largest: float) -> float:
    sign = draw.choice((-1, 1))
    match manner:
        case 0:
            number = draw.gauss(0, 1)
        case 1:
            number = draw.gauss(0, 1) * 10.0 ** draw.randint(-12, 12)
        case 2:
            number = sign * draw.randint(0, 10 ** draw.randint(0, 4))
        case 3:
            number = draw.choice((0.0, -0.0, math.nan, math.inf, -math.inf, sign * draw.random()))
        case 4:
            number = draw.choice((0.0, math.nan, math.inf))
        case 5:
            number = sign * round(draw.random(), 1)
        case _:
            number = sign * draw.choice((1e-4, 9.9999e-5, 1.0, 999.0, 1000.0, 1001.0, 99999999.0, 1e8, 1.1e8))
    return number if not math.isfinite(number) else max(-largest, min(largest, number))


def _numbers(draw: random.Random, dtype: str, count: int) -> list[Any]:
    if dtype == "bool":
        return [draw.random() < 0.5 for _ in range(count)]
    if dtype in WHOLE:
        info = np.iinfo(dtype)
        reach = 10 ** draw.randint(0, 18)
        low, high = max(int(info.min), -reach), min(int(info.max), reach)
        return [draw.randint(low, high) for _ in range(count)]
    manner = draw.randrange(7)
    largest = float(np.finfo(dtype).max)
    return [round_trip(_float(draw, manner, largest), dtype) for _ in range(count)]


def round_trip(number: float, dtype: str) -> float:
    """The number of few digits that stands for this one in a dtype."""
    return float(str(np.dtype(dtype).type(number)))


def cases() -> list[dict[str, Any]]:
    """What is shown: {"dtype", "shape", "numbers", "kept", "settings"}; "numbers" may be "row" for 0, 1, 2 …"""
    draw = random.Random(13)
    found: list[dict[str, Any]] = []
    for at in range(360):
        dtype = draw.choice(FLOATS + WHOLE) if at % 2 else draw.choice(FLOATS)
        shape = draw.choice(SHAPES)
        found.append(_case(draw, dtype, shape, _numbers(draw, dtype, math.prod(shape)), {}))
    for settings in SETTINGS:
        for dtype in ("float32", "float64", "int64"):
            for shape in ([], [9], [3, 8]):
                found.append(_case(draw, dtype, shape, _numbers(draw, dtype, math.prod(shape)), settings))
    for shape in LARGE:
        for dtype in ("float32", "int64", "float64"):
            found.append(_case(draw, dtype, shape, "row", {}))
    return found


def _case(
    draw: random.Random, dtype: str, shape: list[int], numbers: list[Any] | str, settings: dict[str, Any]
) -> dict[str, Any]:
    kept = draw.choice(KEPT) if dtype in FLOATS else ""
    return {"dtype": dtype, "shape": shape, "numbers": numbers, "kept": kept, "settings": settings}


def array_of(case: dict[str, Any]) -> Any:
    """The array that a case tells of."""
    shape = case["shape"]
    numbers = case["numbers"]
    if numbers == "row":
        return (np.arange(math.prod(shape)) * 0.37).astype(case["dtype"]).reshape(shape)
    return np.array(numbers, dtype=case["dtype"]).reshape(shape)


def figures() -> list[dict[str, Any]]:
    """The stored cases with what PyTorch shows."""
    stored: list[dict[str, Any]] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return stored
