"""Activations made of straight pieces: leaky_relu, hardtanh and what is like them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from viz_autograd.ops import activation_slopes
from viz_autograd.ops.activation_slopes import (
    HARDTANH_BACKWARD,
    LAMBD,
    LEAKY_RELU_BACKWARD,
    MAX_VAL,
    MIN_VAL,
    NEGATIVE_SLOPE,
    SHRINK_BACKWARD,
    THRESHOLD_BACKWARD,
    leaned,
    outside,
)
from viz_autograd.ops.call import call
from viz_autograd.ops.elementwise import binary, choose, unary
from viz_autograd.ops.op import Array, Attribute, Op, Sample

FAMILY = "activations"

_BESIDE_ZERO = (
    Sample((0.75,)),
    Sample(([-1.5, 0.25, 2.0],)),
    Sample(([[0.5, -2.0, 1.5], [4.0, -0.25, 6.5]],)),
)
_AT_ZERO = Sample(([0.0, -1.0, 1.0],), kink=True)
_AT_THREE = Sample(([-3.0, 3.0, -4.0, 5.0],), kink=True)


def _hardswish(a: Array) -> Array:
    return a * np.minimum(np.maximum(a + 3.0, 0.0), 6.0) / 6.0


def _hardswish_back(upstream: Array, out: Array, a: Array) -> Array:
    return choose(a <= -3, 0.0, choose(a < 3, upstream * (a / 3 + 0.5), upstream))


def _softshrink(a: Array, lambd: float = 0.5) -> Array:
    return choose(a > lambd, a - lambd, choose(a < -lambd, a + lambd, a * 0.0))


LEAKY_RELU = unary(
    name="leaky_relu",
    family=FAMILY,
    symbol="leaky",
    title="relu that leaks",
    forward=lambda a, negative_slope=0.01: leaned(a, a, negative_slope),
    backward=lambda up, out, a, **attributes: call(LEAKY_RELU_BACKWARD, up, a, **attributes),
    formula="either(gt(a, 0), a, negative_slope * a)",
    local="either(gt(a, 0), 1, negative_slope)",
    says="leaky_relu gates, with a leak",
    torch="torch.nn.functional.leaky_relu({a})",
    samples=(*_BESIDE_ZERO, Sample(([-1.5, 0.5],), {"negative_slope": 0.25}), _AT_ZERO),
    attributes=(NEGATIVE_SLOPE,),
    analytic=False,
    grad_fn="LeakyReluBackward0",
)

PRELU = binary(
    name="prelu",
    family=FAMILY,
    symbol="prelu",
    title="relu whose leak is learned: input, slope left of 0",
    forward=lambda a, b: choose(a > 0, a, b * a),
    backward_a=lambda up, out, a, b: choose(a > 0, up, b * up),
    backward_b=lambda up, out, a, b: choose(a > 0, 0.0, a * up),
    formula="either(gt(a, 0), a, b * a)",
    local_a="either(gt(a, 0), 1, b)",
    local_b="either(gt(a, 0), 0, a)",
    says={"a": "prelu gates, with a leak", "b": "prelu learns where its input leaks"},
    torch="torch.prelu({a}, {b})",
    samples=(
        Sample(([0.75], [0.25])),
        Sample(([-1.5, 0.25, 2.0], [0.25])),
        Sample(([[0.5, -2.0], [-0.25, 6.5]], [0.25, 0.5])),
        Sample(([0.0, -1.0, 1.0], [0.25]), kink=True),
    ),
    analytic=False,
    numbers="float",
    saves={"a": ("a", "b"), "b": ("a", "b")},
    grad_fn="PreluKernelBackward0",
)

HARDTANH = unary(
    name="hardtanh",
    family=FAMILY,
    symbol="hardtanh",
    title="straight between two bounds",
    forward=lambda a, min_val=-1.0, max_val=1.0: np.minimum(np.maximum(a, min_val), max_val),
    backward=lambda up, out, a, **attributes: call(HARDTANH_BACKWARD, up, a, **attributes),
    formula="clamp(a, min_val, max_val)",
    local="gt(a, min_val) * lt(a, max_val)",
    says="hardtanh gates",
    torch="torch.nn.functional.hardtanh({a})",
    samples=(
        *_BESIDE_ZERO,
        Sample(([-1.5, 0.5, 2.5],), {"min_val": 0.0, "max_val": 2.0}),
        Sample(([1.0, -1.0, 0.5],), kink=True),
    ),
    attributes=(MIN_VAL, MAX_VAL),
    analytic=False,
    grad_fn="HardtanhBackward0",
)

RELU6 = unary(
    name="relu6",
    family=FAMILY,
    symbol="relu6",
    title="relu up to 6",
    forward=lambda a: np.minimum(np.maximum(a, 0.0), 6.0),
    backward=lambda up, out, a: call(HARDTANH_BACKWARD, up, a, min_val=0.0, max_val=6.0),
    formula="clamp(a, 0, 6)",
    local="gt(a, 0) * lt(a, 6)",
    says="relu6 gates",
    torch="torch.nn.functional.relu6({a})",
    samples=(*_BESIDE_ZERO, Sample(([0.0, 6.0, 7.0],), kink=True)),
    analytic=False,
    grad_fn="HardtanhBackward0",
)

HARDSIGMOID = unary(
    name="hardsigmoid",
    family=FAMILY,
    symbol="hardσ",
    title="a sigmoid of straight pieces",
    forward=lambda a: np.minimum(np.maximum(a + 3.0, 0.0), 6.0) / 6.0,
    backward=lambda up, out, a: choose((a > -3) & (a < 3), up / 6, 0.0),
    formula="clamp(a + 3, 0, 6) / 6",
    local="between(a, -3, 3) / 6",
    says="hardsigmoid gates",
    torch="torch.nn.functional.hardsigmoid({a})",
    samples=(*_BESIDE_ZERO, _AT_THREE),
    analytic=False,
    grad_fn="HardsigmoidBackward0",
)

HARDSWISH = unary(
    name="hardswish",
    family=FAMILY,
    symbol="hardswish",
    title="input times its hardsigmoid",
    forward=_hardswish,
    backward=_hardswish_back,
    formula="a * clamp(a + 3, 0, 6) / 6",
    local="either(le(a, -3), 0, either(ge(a, 3), 1, a / 3 + 0.5))",
    says="hardswish opens in pieces",
    torch="torch.nn.functional.hardswish({a})",
    samples=(*_BESIDE_ZERO, _AT_THREE),
    analytic=False,
    grad_fn="HardswishBackward0",
)

HARDSHRINK = unary(
    name="hardshrink",
    family=FAMILY,
    symbol="hardshrink",
    title="nothing near 0",
    forward=lambda a, lambd=0.5: outside(a, a, lambd),
    backward=lambda up, out, a, **attributes: call(SHRINK_BACKWARD, up, a, **attributes),
    formula="either(within(a, -lambd, lambd), 0, a)",
    local="either(within(a, -lambd, lambd), 0, 1)",
    says="hardshrink gates",
    torch="torch.nn.functional.hardshrink({a})",
    samples=(
        Sample((0.75,)),
        Sample(([-1.5, 0.25, 2.0],)),
        Sample(([[1.5, -2.0], [0.125, -0.25]],), {"lambd": 1.0}),
        Sample(([0.5, -0.5, 0.0],), kink=True),
    ),
    attributes=(LAMBD,),
    analytic=False,
    grad_fn="HardshrinkBackward0",
)

SOFTSHRINK = replace(
    HARDSHRINK,
    name="softshrink",
    symbol="softshrink",
    title="nothing near 0, and nearer to it elsewhere",
    forward=_softshrink,
    formula="either(within(a, -lambd, lambd), 0, a - lambd * sign(a))",
    says={"a": "softshrink gates"},
    torch="torch.nn.functional.softshrink({a})",
    grad_fn="SoftshrinkBackward0",
)

THRESHOLD = unary(
    name="threshold",
    family=FAMILY,
    symbol="threshold",
    title="a value in place of what is not above the threshold",
    forward=lambda a, threshold=0.0, value=0.0: choose(a <= threshold, value, a),
    backward=lambda up, out, a, threshold=0.0, value=0.0: call(THRESHOLD_BACKWARD, up, a, threshold=threshold),
    formula="either(gt(a, threshold), a, value)",
    local="gt(a, threshold)",
    says="threshold gates",
    torch="torch.nn.functional.threshold({a})",
    samples=(
        Sample((0.75,), {"threshold": 0.5, "value": 20.0}),
        Sample(([-1.5, 0.25, 2.0],), {"threshold": 0.5, "value": 20.0}),
        Sample(([[1.5, -2.0], [0.125, -0.25]],), {"threshold": -0.5, "value": 0.0}),
        Sample(([0.5, -0.5, 0.0],), {"threshold": 0.5, "value": 1.0}, kink=True),
    ),
    attributes=(
        activation_slopes.THRESHOLD,
        Attribute("value", "float", 0.0, "what the others become"),
    ),
    analytic=False,
    numbers="promote",
    grad_fn="ThresholdBackward0",
)

OPS: tuple[Op, ...] = (
    *(LEAKY_RELU, PRELU, HARDTANH, RELU6, HARDSIGMOID, HARDSWISH),
    *(HARDSHRINK, SOFTSHRINK, THRESHOLD),
)
