"""Elementary functions that are as quick for a single number as the arithmetic around them.

Updates of single numbers are common (a tutorial's parameters are scalars), and numpy's functions take many times longer
for one than an addition does. NaN passes through all of these as it does in PyTorch.
"""

from __future__ import annotations

import math

import numpy as np

from viz_autograd.updates.update import Numbers

__all__ = ["as_kind", "between", "blend", "choose", "larger", "sign", "square_root"]


def square_root(x: Numbers) -> Numbers:
    """√x; NaN below zero."""
    if type(x) is float:
        return math.sqrt(x) if x >= 0.0 else math.nan
    return np.sqrt(x)


def larger(a: Numbers, b: Numbers) -> Numbers:
    """The larger of two; NaN if one is NaN."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.maximum(a, b)
    return a if a > b or a != a else b


def between(x: Numbers, low: float, high: float) -> Numbers:
    """`x`, or the bound that it has passed; NaN stays."""
    if isinstance(x, np.ndarray):
        return np.minimum(np.maximum(x, low), high)
    return low if x < low else high if x > high else x


def sign(x: Numbers) -> Numbers:
    """-1, 0 or 1, and 0 for NaN, as torch.sign has it (numpy gives NaN)."""
    if isinstance(x, np.ndarray):
        return np.where(x == x, np.sign(x), 0.0)
    return 1.0 if x > 0.0 else -1.0 if x < 0.0 else 0.0


def choose(condition: Numbers, a: Numbers, b: Numbers) -> Numbers:
    """`a` where the condition holds, else `b`."""
    if isinstance(condition, np.ndarray):
        return np.where(condition, a, b)
    return a if condition else b


def blend(start: Numbers, end: Numbers, weight: float) -> Numbers:
    """From `start` (weight 0) to `end` (weight 1), from the nearer end as torch.lerp computes it."""
    if weight < 0.5:
        return start + weight * (end - start)
    return end - (end - start) * (1.0 - weight)


def as_kind(value: float, like: Numbers) -> Numbers:
    """A number rounded to the kind of number that `like` is."""
    return type(like)(value)
