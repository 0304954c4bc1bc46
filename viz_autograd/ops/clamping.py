"""Choosing between numbers: by a condition, within bounds, or by which of them is one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from viz_autograd.ops.broadcasting import broadcast_given, unbroadcast
from viz_autograd.ops.elementwise import binary, choose, nothing, several, unary
from viz_autograd.ops.op import Array, Attribute, Contributions, Op, Sample
from viz_autograd.ops.samples import ANYWHERE, PAIRS, TIES

FAMILY = "choosing"

_MIN = Attribute("min", "optional float", None, "nothing is less; none: no bound")
_MAX = Attribute("max", "optional float", None, "nothing is more; none: no bound")


def _clamp(a: Array, min: float | None = None, max: float | None = None) -> Array:
    low = a if min is None else np.maximum(a, min)
    return +low if max is None else np.minimum(low, max)


def _clamp_back(upstream: Array, out: Array, a: Array, min: float | None = None, max: float | None = None) -> Array:
    low, high = -math.inf if min is None else min, math.inf if max is None else max
    return choose((a >= low) & (a <= high), upstream, 0.0)


def _clamp_between(a: Array, min: Array | None, max: Array | None) -> Array:
    low = a if min is None else np.maximum(a, min)
    return +low if max is None else np.minimum(low, max)


def _clamp_between_vjp(
    upstream: Array, out: Array, inputs: Sequence[Array | None], needs: Sequence[bool]
) -> Contributions:
    a, low, high = inputs
    below = np.False_ if a is None or low is None else (a < low) & (True if high is None else low < high)
    above = np.False_ if a is None or high is None else (a > high) | (False if low is None else high < low)
    inside = (True if low is None else a >= low) & (True if high is None else a <= high)  # type: ignore[operator]
    return tuple(
        unbroadcast(choose(taken, upstream, 0.0), given.shape) if needed and given is not None else None
        for taken, given, needed in zip((inside, below, above), inputs, needs, strict=True)
    )


def _nan_to_num(a: Array, nan: float | None = None, posinf: float | None = None, neginf: float | None = None) -> Array:
    if a.dtype.kind != "f":
        return a.copy()
    largest = float(np.finfo(a.dtype).max)
    high, low = largest if posinf is None else posinf, -largest if neginf is None else neginf
    number = choose(a != a, 0.0 if nan is None else nan, a)
    return choose(number == math.inf, high, choose(number == -math.inf, low, number))


def _of_two(wins: Callable[[Array, Array], Any]) -> tuple[Callable[..., Array], Callable[..., Array]]:
    def by_a(upstream: Array, out: Array, a: Array, b: Array) -> Array:
        return choose(wins(a, b) | (b != b), upstream, 0.0)

    def by_b(upstream: Array, out: Array, a: Array, b: Array) -> Array:
        return choose(wins(a, b) | (b != b), 0.0, upstream)

    return by_a, by_b


WHERE = several(
    name="where",
    family=FAMILY,
    symbol="where",
    title="the first where the condition holds, else the second",
    ports=("condition", "a", "b"),
    forward=lambda condition, a, b: choose(condition != 0, a, b),
    backward={
        "condition": lambda up, out, condition, a, b: nothing(up),
        "a": lambda up, out, condition, a, b: choose(condition != 0, up, 0.0),
        "b": lambda up, out, condition, a, b: choose(condition != 0, 0.0, up),
    },
    indices=("condition",),
    formula="either(condition, a, b)",
    locals={"condition": "0", "a": "either(condition, 1, 0)", "b": "either(condition, 0, 1)"},
    says={"condition": "where only switches", "a": "where switches", "b": "where switches"},
    torch="torch.where({condition} != 0, {a}, {b})",
    samples=(
        Sample((1.0, 3.0, -2.0)),
        Sample(([1.0, 0.0, 1.0], [1.5, -2.0, 0.5], [4.0, 3.0, -1.25])),
        Sample(([[1.0, 0.0], [0.0, 1.0]], 2.0, [3.0, 4.0])),
        Sample(([[0.0], [1.0]], [[2.0, 1.0]], 3.0)),
        Sample((0.0, 3.0, -2.0), kink=True),
    ),
    analytic=False,
    grad_fn="WhereBackward0",
)

CLAMP = unary(
    name="clamp",
    family=FAMILY,
    symbol="clamp",
    title="keep within bounds",
    forward=_clamp,
    backward=_clamp_back,
    formula="clamp(a, min, max)",
    local="within(a, min, max)",
    says="clamp gates",
    torch="torch.clamp({a})",
    samples=(
        Sample((0.75,), {"min": -1.0, "max": 1.0}),
        Sample(([-1.5, 0.0, 2.0],), {"min": -1.0, "max": 1.0}),
        Sample(([[0.5, -2.0], [3.0, -0.25]],), {"min": 0.0}),
        Sample(([[0.5, -2.0], [3.0, -0.25]],), {"max": 0.0}),
        Sample(([1.0, -1.0, 0.0],), {"min": -1.0, "max": 1.0}, kink=True),
        Sample(([-2.0, 0.0, 2.0],), {"min": 1.0, "max": -1.0}, kink=True),
        Sample((0.0,), {"min": 0.0}, kink=True),
    ),
    attributes=(_MIN, _MAX),
    analytic=False,
    numbers="promote",
    grad_fn="ClampBackward1",
)

CLAMP_MIN = replace(
    CLAMP,
    name="clamp_min",
    symbol="clamp_min",
    title="keep above a bound",
    says={"a": "clamp_min gates"},
    torch="torch.clamp_min({a})",
    samples=(
        Sample((0.75,), {"min": 0.0}),
        Sample(([-1.5, 0.5, 2.0],), {"min": -1.0}),
        Sample(([[0.5, -2.0], [3.0, -0.25]],), {"min": 0.0}),
        Sample(([1.0, -1.0, 0.0],), {"min": 0.0}, kink=True),
    ),
    attributes=(_MIN,),
    grad_fn="ClampMinBackward0",
    canvas=False,
)

CLAMP_MAX = replace(
    CLAMP,
    name="clamp_max",
    symbol="clamp_max",
    title="keep below a bound",
    says={"a": "clamp_max gates"},
    torch="torch.clamp_max({a})",
    samples=(
        Sample((0.75,), {"max": 0.0}),
        Sample(([-1.5, 0.5, 2.0],), {"max": -1.0}),
        Sample(([[0.5, -2.0], [3.0, -0.25]],), {"max": 0.0}),
        Sample(([1.0, -1.0, 0.0],), {"max": 0.0}, kink=True),
    ),
    attributes=(_MAX,),
    grad_fn="ClampMaxBackward0",
    canvas=False,
)

CLAMP_BETWEEN = Op(
    name="clamp_between",
    family=FAMILY,
    symbol="clamp⟨⟩",
    title="keep within bounds that are inputs",
    ports=("a", "min", "max"),
    optional=("min", "max"),
    forward=_clamp_between,
    vjp=_clamp_between_vjp,
    shape=broadcast_given,
    formula="min(max(a, min), max)",
    locals={"a": "within(a, min, max)", "min": "lt(a, min) * lt(min, max)", "max": "1 - within(a, min, max)"},
    says={"a": "clamp_between gates", "min": "clamp_between stops at min", "max": "clamp_between stops at max"},
    torch="torch.clamp({a}, {min}, {max})",
    samples=(
        Sample((0.75, -1.0, 1.0)),
        Sample(([-1.5, 0.25, 2.0], -1.0, 1.0)),
        Sample(([[-1.5, 0.25], [2.0, 3.5]], [-1.0, 0.0], [[1.0], [3.0]])),
        Sample(
            (
                [0.0, -2.0, 2.0, -1.0, 1.0, 1.0, 1.0],
                [1.0, 1.0, 1.0, -1.0, -1.0, 2.0, 1.0],
                [-1.0, -1.0, -1.0, 1.0, 1.0, 2.0, 1.0],
            ),
            kink=True,
        ),
    ),
    analytic=False,
    saves=dict.fromkeys(("a", "min", "max"), ("a", "min", "max")),
    grad_fn="ClampBackward0",
    canvas=False,
)

FMAX = binary(
    name="fmax",
    family=FAMILY,
    symbol="fmax",
    title="the larger of two, whichever is a number",
    forward=lambda a, b: np.fmax(a, b),
    backward_a=_of_two(lambda a, b: a >= b)[0],
    backward_b=_of_two(lambda a, b: a >= b)[1],
    formula="max(a, b)",
    local_a="ge(a, b)",
    local_b="lt(a, b)",
    says={"a": "fmax routes", "b": "fmax routes"},
    torch="torch.fmax({a}, {b})",
    samples=(*PAIRS, *TIES),
    analytic=False,
    grad_fn="FmaxBackward0",
)

FMIN = binary(
    name="fmin",
    family=FAMILY,
    symbol="fmin",
    title="the smaller of two, whichever is a number",
    forward=lambda a, b: np.fmin(a, b),
    backward_a=_of_two(lambda a, b: a <= b)[0],
    backward_b=_of_two(lambda a, b: a <= b)[1],
    formula="min(a, b)",
    local_a="le(a, b)",
    local_b="gt(a, b)",
    says={"a": "fmin routes", "b": "fmin routes"},
    torch="torch.fmin({a}, {b})",
    samples=(*PAIRS, *TIES),
    analytic=False,
    grad_fn="FminBackward0",
)

NAN_TO_NUM = unary(
    name="nan_to_num",
    family=FAMILY,
    symbol="nan→0",
    title="numbers in place of nan and infinities",
    forward=_nan_to_num,
    backward=lambda up, out, a, **attributes: up * ((a - a) == 0),
    formula="nan_to_num(a)",
    local="eq(a - a, 0)",
    says="nan_to_num passes numbers on",
    torch="torch.nan_to_num({a})",
    samples=(*ANYWHERE, Sample(([1.0, -2.0],), {"nan": 1.0, "posinf": 2.0, "neginf": -2.0}, kink=True)),
    attributes=(
        Attribute("nan", "optional float", None, "in place of nan; none: 0"),
        Attribute("posinf", "optional float", None, "in place of ∞; none: the largest number"),
        Attribute("neginf", "optional float", None, "in place of −∞; none: the least number"),
    ),
    analytic=False,
    numbers="promote",
    grad_fn="NanToNumBackward0",
)

OPS: tuple[Op, ...] = (WHERE, CLAMP, CLAMP_MIN, CLAMP_MAX, CLAMP_BETWEEN, FMAX, FMIN, NAN_TO_NUM)
