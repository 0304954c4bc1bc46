"""The largest, the smallest and the middle one: of all elements, where ties share, or of each row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import UnsupportedError
from viz_autograd.ops.dimensions import axis_of
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.ops.op import Op, Sample, Shape
from viz_autograd.ops.reductions import check_not_empty
from viz_autograd.ops.sorting import FAMILY, MATRIX, chosen, of_row
from viz_autograd.ops.structure import Numbers, one_input, unseen


def _extreme(name: str, argument: Callable[..., Any]) -> Callable[..., tuple[Numbers, Numbers]]:
    def forward(a: Numbers, dim: int = -1, keepdim: bool = False) -> tuple[Numbers, Numbers]:
        axis = axis_of(a.ndim, dim)
        if a.shape == ():
            return a.copy(), np.zeros((), np.int64)
        check_not_empty(name, a.shape, dim)
        return chosen(a, argument(a, axis=axis, keepdims=True), axis, keepdim)

    return forward


def _shared(name: str, reduce: Callable[[Numbers], Any]) -> Callable[[Numbers], Numbers]:
    def forward(a: Numbers) -> Numbers:
        check_not_empty(name, a.shape, None)
        found: Numbers = reduce(a)
        return found

    return forward


def _shared_backward(up: Numbers, out: Numbers, a: Numbers) -> Numbers:
    # Unlike amax: NaNs share as well, when the result is one.
    chosen = (a == out) | ((a != a) & (out != out))
    return up / np.sum(chosen).astype(a.dtype) * chosen


def _scalar_shape(a: Shape) -> Shape:
    return ()


def _median_all(a: Numbers) -> Numbers:
    if a.dtype.kind == "b":
        raise UnsupportedError(f"\"median_cpu\" not implemented for '{scalar_name(a.dtype)}'")
    flat = a.reshape(-1)
    if not flat.size:
        nothing: Numbers = np.array(np.nan if a.dtype.kind == "f" else np.iinfo(np.int64).min).astype(a.dtype)[()]
        return nothing
    if a.dtype.kind == "f" and np.isnan(flat).any():
        return a.dtype.type(np.nan)
    middle: Numbers = np.partition(flat, (flat.size - 1) // 2)[(flat.size - 1) // 2]
    return middle


def _nanmedian_all(a: Numbers) -> Numbers:
    flat = a.reshape(-1)
    if a.dtype.kind == "f":
        there = flat[~np.isnan(flat)]
        return _median_all(there if there.size else flat)
    return _median_all(flat)


MAX_DIM = of_row("max_dim", "the largest of each row, and its place", _extreme("max", np.argmax))

MIN_DIM = of_row("min_dim", "the smallest of each row, and its place", _extreme("min", np.argmin))


def _of_all(name: str, title: str, grad_fn: str, forward: Callable[[Numbers], Numbers], symbol: str = "") -> Op:
    """An op that chooses one element of all; ties share."""
    base = name.removesuffix("_all")
    said: dict[str, Any] = {
        "name": name,
        "family": FAMILY,
        "title": title,
        "forward": forward,
        "backward": _shared_backward,
        "saves": ("a", "out"),
        "shape": _scalar_shape,
        "formula": f"a{base}(a)" if base in ("max", "min") else f"{base}(a)",
        "torch": f"torch.{base}({{a}})",
        "grad_fn": grad_fn,
        "analytic": False,
    }
    if not symbol:
        return unseen(**said)
    return one_input(
        **said,
        symbol=symbol,
        says={"a": f"{base} sends to the one in the middle"},
        rules={"a": "up * eq(a, out) / count(eq(a, out))"},
        samples=(
            Sample((3.0,)),
            Sample(([1.0, -2.0, 3.5],)),
            Sample((MATRIX,)),
            Sample(([2.0, 1.0, 2.0, 2.0],), kink=True),
        ),
    )


MEDIAN = _of_all("median", "the one in the middle; ties share", "MedianBackward0", _median_all, "med")

NANMEDIAN = _of_all("nanmedian", "the one in the middle of the numbers", "NanmedianBackward0", _nanmedian_all)

MAX_ALL = _of_all("max_all", "the largest of all", "MaxBackward1", _shared("max", lambda a: np.maximum.reduce(a, None)))

MIN_ALL = _of_all(
    "min_all", "the smallest of all", "MinBackward1", _shared("min", lambda a: np.minimum.reduce(a, None))
)

OPS: tuple[Op, ...] = (MEDIAN, MAX_DIM, MIN_DIM, NANMEDIAN, MAX_ALL, MIN_ALL)
