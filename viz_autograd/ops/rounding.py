"""Signs and whole numbers: steps, through which no gradient goes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from viz_autograd.ops.elementwise import choose, nothing, unary
from viz_autograd.ops.op import Array, Attribute, Op, Sample, Shape
from viz_autograd.ops.samples import BETWEEN_STEPS

FAMILY = "rounding"

_STEPS = (Sample((1.0,), kink=True), Sample(([0.0, -1.0, 2.0, 0.5, -0.5, 1.5, 2.5],), kink=True))


def _sign(a: Array) -> Array:
    # np.sign passes NaN on; PyTorch's is 0 there.
    return a.copy() if a.dtype.kind == "b" else choose(a == a, np.sign(a), 0)


def _whole(round_off: Callable[[Array], Array]) -> Callable[[Array], Array]:
    def forward(a: Array) -> Array:
        return round_off(a) if a.dtype.kind == "f" else a.copy()

    return forward


def _round(a: Array, decimals: int = 0) -> Array:
    if a.dtype.kind != "f":
        return a.copy()
    if decimals == 0:
        return np.rint(a)
    tens = 10.0 ** abs(decimals)
    return np.rint(a * tens) / tens if decimals > 0 else np.rint(a / tens) * tens


def _round_grad_fn(shapes: tuple[Shape | None, ...], attributes: Mapping[str, Any]) -> str:
    return "RoundBackward1" if "decimals" in attributes else "RoundBackward0"


def _step(
    name: str,
    symbol: str,
    title: str,
    forward: Callable[..., Array],
    formula: str,
    grad_fn: Any,
    samples: tuple[Sample, ...] = (),
    attributes: tuple[Attribute, ...] = (),
) -> Op:
    return unary(
        name=name,
        family=FAMILY,
        symbol=symbol,
        title=title,
        forward=forward,
        backward=lambda up, out, a, **attributes: nothing(up),
        formula=formula,
        local="0",
        says=f"{name} is flat between its steps",
        torch=f"torch.{name}({{a}})",
        samples=(*BETWEEN_STEPS, *_STEPS, *samples),
        analytic=False,
        attributes=attributes,
        numbers="promote",
        grad_fn=grad_fn,
    )


SIGN = _step("sign", "sign", "sign: −1, 0 or 1", _sign, "sign(a)", "SignBackward0")
# PyTorch's name for the sign of complex numbers too.
SGN = replace(SIGN, name="sgn", says={"a": "sgn is flat"}, torch="torch.sgn({a})", grad_fn="SgnBackward0", canvas=False)
FLOOR = _step("floor", "⌊x⌋", "round down", _whole(np.floor), "floor(a)", "FloorBackward0")
CEIL = _step("ceil", "⌈x⌉", "round up", _whole(np.ceil), "ceil(a)", "CeilBackward0")
ROUND = _step(
    "round",
    "round",
    "round to the nearest, halves to even",
    _round,
    "round(a)",
    _round_grad_fn,
    (Sample(([0.123, -4.567, 25.0],), {"decimals": 2}), Sample(([123.0, -46.5],), {"decimals": -1})),
    (Attribute("decimals", "int", 0, "digits after the point; negative: before it"),),
)
TRUNC = _step("trunc", "trunc", "round towards zero", _whole(np.trunc), "trunc(a)", "TruncBackward0")

FRAC = unary(
    name="frac",
    family=FAMILY,
    symbol="frac",
    title="what is behind the point",
    forward=lambda a: a - np.trunc(a),
    backward=lambda up, out, a: up,
    formula="a - trunc(a)",
    local="1",
    says="frac passes on",
    torch="torch.frac({a})",
    samples=(*BETWEEN_STEPS, *_STEPS),
    analytic=False,
    numbers="promote",
    grad_fn="FracBackward0",
)

OPS: tuple[Op, ...] = (SIGN, SGN, FLOOR, CEIL, ROUND, TRUNC, FRAC)
