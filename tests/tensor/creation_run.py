"""Runs the lines of `creation_calls`, with PyTorch or with this package as `torch`, and tells what came out."""

from __future__ import annotations

import math
import warnings
from types import ModuleType
from typing import Any

import numpy as np

from tests.tensor.creation_calls import LINES


def results(torch: ModuleType) -> list[dict[str, Any]]:
    """One for each line: what it looks like, or the error with its text up to the list of a function's forms."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [{"line": line, **_result(torch, line)} for line in LINES]


def _result(torch: ModuleType, line: str) -> dict[str, Any]:
    try:
        shown = repr(eval(line, {"torch": torch, "np": np, "math": math}))  # noqa: S307 - the tests' own lines
    except Exception as error:
        kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
        return {"error": kinds, "text": str(error).split(", but expected")[0]}
    return {"shown": shown}
