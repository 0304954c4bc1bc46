"""Sums, products, powers, and the larger and smaller of two. Source of the kinks: PyTorch's derivatives.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from viz_autograd.errors import TensorError, UnsupportedError
from viz_autograd.ops.call import call
from viz_autograd.ops.elementwise import binary, choose, unary
from viz_autograd.ops.op import Array, Op, Sample, Shape
from viz_autograd.ops.samples import PAIRS, POSITIVE, TIES

FAMILY = "arithmetic"


def _pow(a: Array, b: Array) -> Array:
    """The power.

    Raises TensorError for whole numbers with one negative exponent for all, UnsupportedError for bools.
    """
    if a.dtype.kind == "b":
        raise UnsupportedError("\"pow\" not implemented for 'Bool'")
    if b.shape == ():
        if a.dtype.kind != "f" and a.dtype.kind != "c" and b < 0:
            raise TensorError("Integers to negative integer powers are not allowed.")
        # As PyTorch: the powers that everybody takes are products.
        if b == 2:
            return a * a
        if b == 3:
            return a * a * a
    elif a.dtype.kind in "iu" and np.any(b < 0):
        inverse = np.where(a == 1, 1, np.where(a == -1, 1 - 2 * (b % 2), 0))
        return np.where(b < 0, inverse, a ** np.maximum(b, 0)).astype(a.dtype)
    return a**b


def _pow_by_base(upstream: Array, out: Array, a: Array, b: Array) -> Array:
    slope = upstream * (b * call(POW, a, b - 1))
    # An exponent 0 makes a constant, whatever the base: PyTorch gives 0 there, not 0 × inf.
    return slope if b.shape == () and b != 0 else choose(b == 0, 0.0, slope)


def _pow_by_exponent(upstream: Array, out: Array, a: Array, b: Array) -> Array:
    # 0 to any power ≥ 0 stays where it is when the exponent moves: PyTorch takes 0 for its slope, not 0 × −inf. A NaN
    # from upstream still comes through: only the slope is chosen.
    return upstream * choose((a == 0) & (b >= 0), 0.0, out * np.log(a))


def _pow_grad_fn(shapes: tuple[Shape | None, ...], attributes: Mapping[str, Any]) -> str:
    base, exponent = shapes
    return "PowBackward0" if exponent is None else "PowBackward2" if base is None else "PowBackward1"


def _sub_grad_fn(shapes: tuple[Shape | None, ...], attributes: Mapping[str, Any]) -> str:
    return "RsubBackward1" if shapes[0] is None else "SubBackward0"


def _routed(upstream: Array, winner: Array, other: Array) -> Array:
    # As torch.maximum: ties share in halves, and a NaN on either side lets both have all of it.
    return choose(winner < other, 0.0, choose(winner == other, upstream / 2, upstream))


ADD = binary(
    name="add",
    family=FAMILY,
    symbol="+",
    title="add",
    forward=lambda a, b: a + b,
    backward_a=lambda up, out, a, b: up,
    backward_b=lambda up, out, a, b: up,
    formula="a + b",
    local_a="1",
    local_b="1",
    says={"a": "add distributes", "b": "add distributes"},
    torch="{a} + {b}",
    samples=PAIRS,
    grad_fn="AddBackward0",
)

SUB = binary(
    name="sub",
    family=FAMILY,
    symbol="−",
    title="subtract",
    forward=lambda a, b: a - b,
    backward_a=lambda up, out, a, b: up,
    backward_b=lambda up, out, a, b: -up,
    formula="a - b",
    local_a="1",
    local_b="-1",
    says={"a": "sub distributes", "b": "sub distributes, with a minus sign"},
    torch="{a} - {b}",
    samples=PAIRS,
    grad_fn=_sub_grad_fn,
)

MUL = binary(
    name="mul",
    family=FAMILY,
    symbol="×",
    title="multiply",
    forward=lambda a, b: a * b,
    backward_a=lambda up, out, a, b: up * b,
    backward_b=lambda up, out, a, b: up * a,
    formula="a * b",
    local_a="b",
    local_b="a",
    says={"a": "mul swaps", "b": "mul swaps"},
    torch="{a} * {b}",
    samples=PAIRS,
    grad_fn="MulBackward0",
)

DIV = binary(
    name="div",
    family=FAMILY,
    symbol="÷",
    title="divide",
    forward=lambda a, b: a / b,
    backward_a=lambda up, out, a, b: up / b,
    backward_b=lambda up, out, a, b: -up * ((a / b) / b),
    formula="a / b",
    local_a="1 / b",
    local_b="-a / b**2",
    says={"a": "div divides the gradient too", "b": "div turns against its divisor"},
    torch="{a} / {b}",
    samples=PAIRS,
    numbers="float",
    grad_fn="DivBackward0",
)

NEG = unary(
    name="neg",
    family=FAMILY,
    symbol="−x",
    title="change the sign",
    forward=lambda a: -a,
    backward=lambda up, out, a: -up,
    formula="-a",
    local="-1",
    says="neg flips the sign",
    torch="-{a}",
    samples=(Sample((3.0,)), Sample(([1.0, -2.0, 0.0],)), Sample(([[1.0, 2.0], [-3.0, 4.0]],))),
    numbers="promote",
    grad_fn="NegBackward0",
)

POW = binary(
    name="pow",
    family=FAMILY,
    symbol="xⁿ",
    title="raise to a power",
    forward=_pow,
    backward_a=_pow_by_base,
    backward_b=_pow_by_exponent,
    formula="a ** b",
    local_a="b * a**(b - 1)",
    local_b="out * log(a)",
    says={"a": "pow brings the exponent down", "b": "pow grows by the logarithm of its base"},
    torch="{a} ** {b}",
    # Bases stay positive where a difference is taken by the exponent: elsewhere there is no derivative by it.
    samples=(
        Sample((2.0, 3.0)),
        Sample(([1.5, 0.5, 3.0], [2.0, -1.0, 0.5])),
        Sample(([[0.5, 2.0], [1.25, 4.0]], [[3.0, 1.0], [-2.0, 0.25]])),
        Sample(([0.5, 2.0, 3.0], 2.0)),
        Sample((2.0, [[1.0, 2.0, -1.0], [0.5, 0.0, 3.0]])),
        Sample(([[0.5], [2.0], [3.0]], [[1.0, 2.0, -1.5, 0.5]])),
        Sample(([0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 2.0, -1.0, 0.5]), kink=True),
        Sample(([-2.0, -2.0, -2.0, 2.0], [0.0, 2.0, 3.0, 0.0]), kink=True),
    ),
    grad_fn=_pow_grad_fn,
    saves={"a": ("a", "b"), "b": ("a", "b", "out")},
)

_APART = (*PAIRS, Sample((4.0, 2.0)))

MAX = binary(
    name="max",
    family=FAMILY,
    symbol="max",
    title="the larger of two",
    forward=lambda a, b: np.maximum(a, b),
    backward_a=lambda up, out, a, b: _routed(up, a, b),
    backward_b=lambda up, out, a, b: _routed(up, b, a),
    formula="max(a, b)",
    local_a="route(a, b)",
    local_b="route(b, a)",
    says={"a": "max routes", "b": "max routes"},
    torch="torch.maximum({a}, {b})",
    samples=_APART + TIES,
    analytic=False,
    grad_fn="MaximumBackward0",
)

MIN = binary(
    name="min",
    family=FAMILY,
    symbol="min",
    title="the smaller of two",
    forward=lambda a, b: np.minimum(a, b),
    backward_a=lambda up, out, a, b: _routed(up, b, a),
    backward_b=lambda up, out, a, b: _routed(up, a, b),
    formula="min(a, b)",
    local_a="route(b, a)",
    local_b="route(a, b)",
    says={"a": "min routes", "b": "min routes"},
    torch="torch.minimum({a}, {b})",
    samples=_APART + TIES,
    analytic=False,
    grad_fn="MinimumBackward0",
)

RECIPROCAL = unary(
    name="reciprocal",
    family=FAMILY,
    symbol="1/x",
    title="one divided by it",
    forward=lambda a: 1 / a,
    backward=lambda up, out, a: -up * (out * out),
    formula="1 / a",
    local="-out**2",
    says="reciprocal turns against its input",
    torch="torch.reciprocal({a})",
    samples=POSITIVE,
    grad_fn="ReciprocalBackward0",
)

OPS: tuple[Op, ...] = (ADD, SUB, MUL, DIV, NEG, POW, MAX, MIN, RECIPROCAL)
