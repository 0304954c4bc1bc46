"""Division that leaves whole numbers, and what is left over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np

from viz_autograd.errors import BackwardError, TensorError
from viz_autograd.ops.call import call
from viz_autograd.ops.elementwise import binary, nothing
from viz_autograd.ops.op import Array, Op, Sample

FAMILY = "arithmetic"

# Away from where a quotient is whole.
_PAIRS = (
    Sample((3.0, -2.0)),
    Sample(([1.5, -2.0, 0.5], [4.0, 3.0, -1.25])),
    Sample(([[1.0, -2.0], [0.5, -6.0]], [[2.0, 1.5], [3.0, 7.0]])),
    Sample((2.5, [1.0, -2.0, 4.0])),
    Sample(([[1.25], [-2.5], [3.5]], [[0.5, 2.0, -1.5, 4.0]]), kink=True),
    Sample(([4.0, -4.0, 0.0, 1.0, 0.0], [2.0, 2.0, 3.0, 0.0, 0.0]), kink=True),
)


def _divided(divide: Callable[[Array, Array], Array]) -> Callable[[Array, Array], Array]:
    """The function, refusing to divide whole numbers by 0. Raises TensorError."""

    def forward(a: Any, b: Any) -> Array:
        if a.dtype.kind != "f":
            if a.dtype.kind == "b":
                a, b = a.astype(np.uint8), b.astype(np.uint8)
            if not np.all(b):
                raise TensorError("ZeroDivisionError")
        return divide(a, b)

    return forward


def _div_trunc(a: Any, b: Any) -> Any:
    if a.dtype.kind == "f":
        return np.trunc(a / b)
    down = np.floor_divide(a, b)
    return down + ((down < 0) & (down * b != a)).astype(down.dtype)


def _refused(*given: object, **attributes: object) -> NoReturn:
    raise BackwardError("derivative for aten::floor_divide is not implemented")


REMAINDER: Op = binary(
    name="remainder",
    family=FAMILY,
    symbol="mod",
    title="remainder, with the sign of the divisor",
    forward=_divided(np.remainder),
    backward_a=lambda up, out, a, b: up,
    backward_b=lambda up, out, a, b: -up * call(DIV_FLOOR, a, b),
    formula="a - b * floor(a / b)",
    local_a="1",
    local_b="-floor(a / b)",
    says={"a": "remainder passes on", "b": "remainder takes its divisor off a whole number of times"},
    torch="torch.remainder({a}, {b})",
    samples=_PAIRS,
    analytic=False,
    grad_fn=lambda shapes, attributes: "RemainderBackward0" if shapes[1] is None else "RemainderBackward1",
)

FMOD: Op = binary(
    name="fmod",
    family=FAMILY,
    symbol="fmod",
    title="remainder, with the sign of what is divided",
    forward=_divided(np.fmod),
    backward_a=lambda up, out, a, b: up,
    backward_b=lambda up, out, a, b: -up * call(DIV_TRUNC, a, b),
    formula="a - b * trunc(a / b)",
    local_a="1",
    local_b="-trunc(a / b)",
    says={"a": "fmod passes on", "b": "fmod takes its divisor off a whole number of times"},
    torch="torch.fmod({a}, {b})",
    samples=_PAIRS,
    analytic=False,
    grad_fn=lambda shapes, attributes: "FmodBackward0" if shapes[1] is None else "FmodBackward1",
)

DIV_FLOOR: Op = binary(
    name="div_floor",
    family=FAMILY,
    symbol="⌊÷⌋",
    title="divide and round down",
    forward=_divided(np.floor_divide),
    backward_a=lambda up, out, a, b: nothing(up),
    backward_b=lambda up, out, a, b: nothing(up),
    formula="floor(a / b)",
    local_a="0",
    local_b="0",
    says={"a": "div_floor is flat between its steps", "b": "div_floor is flat between its steps"},
    torch="torch.div({a}, {b}, rounding_mode='floor')",
    samples=_PAIRS,
    analytic=False,
    saves={"a": ("b",), "b": ("a", "b")},
    grad_fn="DivBackward2",
)

DIV_TRUNC: Op = replace(
    DIV_FLOOR,
    name="div_trunc",
    symbol="trunc÷",
    title="divide and round towards zero",
    forward=_divided(_div_trunc),
    formula="trunc(a / b)",
    says={"a": "div_trunc is flat between its steps", "b": "div_trunc is flat between its steps"},
    torch="torch.div({a}, {b}, rounding_mode='trunc')",
)

FLOOR_DIVIDE = binary(
    name="floor_divide",
    family=FAMILY,
    symbol="//",
    title="divide and round down; PyTorch has no gradient for it",
    forward=_divided(np.floor_divide),
    backward_a=_refused,
    backward_b=_refused,
    formula="floor(a / b)",
    local_a="0",
    local_b="0",
    says={"a": "floor_divide has no gradient", "b": "floor_divide has no gradient"},
    torch="torch.floor_divide({a}, {b})",
    samples=_PAIRS,
    analytic=False,
    grad_fn="NotImplemented",
    canvas=False,
)

OPS: tuple[Op, ...] = (REMAINDER, FMOD, DIV_FLOOR, DIV_TRUNC, FLOOR_DIVIDE)
