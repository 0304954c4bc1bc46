"""Sums, products, powers, and the larger and smaller of two. Source of the kinks: PyTorch's derivatives.yaml."""

from __future__ import annotations

import numpy as np

from viz_autograd.ops.elementwise import ZERO, binary, choose, unary
from viz_autograd.ops.op import Array, Op, Sample

FAMILY = "arithmetic"

# Every way in which two inputs can meet: alike, a scalar or a vector repeated, and both repeated at once.
_PAIRS = (
    Sample((3.0, -2.0)),
    Sample(([1.5, -2.0, 0.5], [4.0, 3.0, -1.25])),
    Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]], [[2.0, 1.5, -4.0], [3.0, -0.25, 7.0]])),
    Sample((2.5, [1.0, -2.0, 4.0])),
    Sample(([3.0, -1.0, 2.0], [[1.0, 2.0, -4.0], [0.5, -3.0, 8.0]])),
    Sample(([[1.0], [-2.0], [3.0]], [[0.5, 2.0, -1.5, 4.0]])),
)


def _pow_by_base(upstream: Array, out: Array, a: Array, b: Array) -> Array:
    # An exponent 0 makes a constant, whatever the base: PyTorch gives 0 there, not 0 × inf.
    return choose(b == 0, ZERO, upstream * (b * a ** (b - 1)))


def _pow_by_exponent(upstream: Array, out: Array, a: Array, b: Array) -> Array:
    # 0 to any power ≥ 0 stays where it is when the exponent moves: PyTorch takes 0 for its slope, not 0 × −inf. A NaN
    # from upstream still comes through: only the slope is chosen.
    return upstream * choose((a == 0) & (b >= 0), ZERO, out * np.log(a))


def _routed(upstream: Array, winner: Array, other: Array) -> Array:
    # As torch.maximum: ties share in halves, and a NaN on either side lets both have all of it.
    return choose(winner == other, upstream / 2, choose(winner < other, ZERO, upstream))


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
    samples=_PAIRS,
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
    samples=_PAIRS,
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
    samples=_PAIRS,
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
    samples=_PAIRS,
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
)

POW = binary(
    name="pow",
    family=FAMILY,
    symbol="xⁿ",
    title="raise to a power",
    forward=lambda a, b: a**b,
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
)

_APART = (*_PAIRS, Sample((4.0, 2.0)))
_TIED = (
    Sample((2.0, 2.0), kink=True),
    Sample(([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]), kink=True),
    Sample(([[1.0], [2.0]], [1.0, 2.0]), kink=True),
)

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
    samples=_APART + _TIED,
    analytic=False,
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
    samples=_APART + _TIED,
    analytic=False,
)

OPS: tuple[Op, ...] = (ADD, SUB, MUL, DIV, NEG, POW, MAX, MIN)
