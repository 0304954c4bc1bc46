"""Runs the lines of this folder, with PyTorch or with this package as `torch`, and tells what came out.

A line that begins with @ is a statement, whose names the lines after it share.
"""

from __future__ import annotations

import copy
import math
import re
import warnings
from collections import OrderedDict
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

FIGURES = Path(__file__).with_name("torch_figures.json")


def results(torch: ModuleType, lines: list[str]) -> list[dict[str, Any]]:
    """One for each line: shapes, dtypes, names of nodes and numbers, reprs, warnings, or the error with its text."""
    names: dict[str, Any] = {
        "torch": torch,
        "nn": torch.nn,
        "F": torch.nn.functional,
        "np": np,
        "OrderedDict": OrderedDict,
        "copy": copy,
        "G": _second_order(torch),
    }
    return [{"line": line, **_result(torch, line, names)} for line in lines]


def _result(torch: ModuleType, line: str, names: dict[str, Any]) -> dict[str, Any]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if line.startswith("@"):
                exec(line[1:], names)  # noqa: S102 - the tests' own lines
                return {"result": None}
            made = eval(line, names)  # noqa: S307 - the tests' own lines
            told: dict[str, Any] = {"result": _told(torch, made)}
        except Exception as error:
            kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
            told = {"error": kinds, "text": _tidy(str(error))}
    if caught:
        told["warnings"] = [f"{each.category.__name__}: {_tidy(str(each.message))}" for each in caught]
    return told


def _told(torch: ModuleType, made: Any) -> Any:
    if isinstance(made, torch.Tensor):
        node = made.requires_grad if made.grad_fn is None else type(made.grad_fn).__name__
        kind = type(made).__name__
        return {"tensor": [kind, _tidy(str(made.dtype)), list(made.shape), node, _plain(made.detach().tolist())]}
    if isinstance(made, tuple | list):
        return [_told(torch, each) for each in made]
    if isinstance(made, dict):
        return {str(key): _told(torch, each) for key, each in made.items()}
    return "a generator" if type(made).__name__ == "Generator" else _tidy(repr(made))


def _tidy(text: str) -> str:
    return re.sub(r"0x[0-9a-f]+", "0x…", text).replace("viz_autograd.", "torch.")


def _plain(numbers: Any) -> Any:
    if isinstance(numbers, list):
        return [_plain(each) for each in numbers]
    if isinstance(numbers, float):
        return float(f"{numbers:.9g}") if math.isfinite(numbers) else str(numbers)
    return numbers


def _second_order(torch: ModuleType) -> Any:
    def weighed(tensors: Any, low: float, high: float) -> Any:
        total = 0.0
        for each in tensors:
            weights = torch.linspace(low, high, each.numel(), dtype=torch.float64).reshape(each.shape)
            total = total + (each * weights).sum()
        return total

    def derivatives(function: Any, *given: Any, second: bool = True) -> list[Any]:
        """The value, the gradients in double precision and, if `second`, the gradients of a sum of these."""
        leaves = [each.detach().clone().double().requires_grad_() for each in given]
        made = function(*leaves)
        value = weighed(made if isinstance(made, tuple | list) else [made], -1, 2)
        first = torch.autograd.grad(value, leaves, create_graph=second, allow_unused=True)
        told = [value, *[None if each is None else each.detach() for each in first]]
        if second:
            sum_of_first = weighed([each for each in first if each is not None], 1, 3)
            again = torch.autograd.grad(sum_of_first, leaves, allow_unused=True) if sum_of_first.requires_grad else ()
            # Where the derivative is constant, one graph says 0 and another nothing.
            told += [each for each in again if each is not None and each.any()]
        return told

    return derivatives
