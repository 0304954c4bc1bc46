"""Runs the lines of `structure_calls`, with PyTorch or with this package as `torch`, and tells what came out."""

from __future__ import annotations

import math
import warnings
from types import ModuleType
from typing import Any

import numpy as np

from tests.tensor.structure_calls import LINES


def results(torch: ModuleType) -> list[dict[str, Any]]:
    """One for each line: shapes, dtypes, names of nodes and numbers, or the error with its text."""
    names = _names(torch)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [{"line": line, **_result(torch, line, names)} for line in LINES]


def _result(torch: ModuleType, line: str, names: dict[str, Any]) -> dict[str, Any]:
    try:
        made = eval(line, {**names, **_tensors(torch)})  # noqa: S307 - the tests' own lines
    except Exception as error:
        kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
        return {"error": kinds, "text": str(error)}
    return {"result": _told(torch, made)}


def _told(torch: ModuleType, made: Any) -> Any:
    if isinstance(made, torch.Tensor):
        node = type(made.grad_fn).__name__ if made.grad_fn is not None else None
        return [list(made.shape), str(made.dtype), node, _plain(made.detach().tolist())]
    if isinstance(made, tuple | list):
        return [type(made).__name__, *[_told(torch, each) for each in made]]
    return repr(made)


def _plain(numbers: Any) -> Any:
    if isinstance(numbers, list):
        return [_plain(each) for each in numbers]
    if isinstance(numbers, float):
        return float(f"{numbers:.10g}") if math.isfinite(numbers) else str(numbers)
    return numbers


def _names(torch: ModuleType) -> dict[str, Any]:
    def g(function: Any, *given: Any) -> list[Any]:
        leaves = [torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in given]
        out = function(*leaves)
        out = out[0] if isinstance(out, tuple) else out
        return [out, *torch.autograd.grad(out.sum(), leaves)]

    def counted(*shape: int, dt: Any = torch.float64) -> Any:
        numbers = torch.arange(math.prod(shape), dtype=dt).reshape(shape) + 1
        return numbers.detach().requires_grad_(dt.is_floating_point)

    return {"torch": torch, "np": np, "L": torch.tensor, "T": counted, "g": g, "nan": math.nan, "inf": math.inf}


def _tensors(torch: ModuleType) -> dict[str, Any]:
    counted = _names(torch)["T"]
    shapes = {"x": (2, 3), "s": (), "e": (0, 3), "v": (3,), "y": (2, 3, 4), "w": (3, 2), "q": (2, 4, 5)}
    ones = torch.ones(2, 2, dtype=torch.bool)
    return {name: counted(*shape) for name, shape in shapes.items()} | {
        "i": counted(2, 3, dt=torch.int64),
        "b": torch.tensor([True, False]),
        "m": torch.tensor([[True, False, True], [False, True, False]]),
        "b2": ones,
        "b1": ones[0],
    }
