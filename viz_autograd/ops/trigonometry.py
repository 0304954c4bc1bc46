"""Angles, circles and hyperbolas."""

from __future__ import annotations

import math

import numpy as np

from viz_autograd.ops.elementwise import binary, choose, unary
from viz_autograd.ops.op import Array, Op, Sample
from viz_autograd.ops.samples import ABOVE_ONE, ANYWHERE, INSIDE_ONE, PAIRS

FAMILY = "trigonometry"

_ENDS = Sample(([1.0, -1.0, 2.0],), kink=True)


def _sinc(a: Array) -> Array:
    turned = math.pi * a
    return choose(a == 0, 1.0, np.sin(turned) / turned)


def _sinc_back(upstream: Array, out: Array, a: Array) -> Array:
    turned = math.pi * a
    below = turned * a
    return choose(below == 0, 0.0, upstream * ((turned * np.cos(turned) - np.sin(turned)) / below))


def _apart(a: Array, b: Array) -> Array:
    """1 / (a² + b²), and 0 at the origin, where no direction is better than another."""
    squares = a * a + b * b
    return choose(squares == 0, 0.0, 1 / squares)


SIN = unary(
    name="sin",
    family=FAMILY,
    symbol="sin",
    title="sine",
    forward=lambda a: np.sin(a),
    backward=lambda up, out, a: up * np.cos(a),
    formula="sin(a)",
    local="cos(a)",
    says="sin turns into cos",
    torch="torch.sin({a})",
    samples=ANYWHERE,
    grad_fn="SinBackward0",
)

COS = unary(
    name="cos",
    family=FAMILY,
    symbol="cos",
    title="cosine",
    forward=lambda a: np.cos(a),
    backward=lambda up, out, a: up * -np.sin(a),
    formula="cos(a)",
    local="-sin(a)",
    says="cos turns into sin, with a minus sign",
    torch="torch.cos({a})",
    samples=ANYWHERE,
    grad_fn="CosBackward0",
)

TAN = unary(
    name="tan",
    family=FAMILY,
    symbol="tan",
    title="tangent",
    forward=lambda a: np.tan(a),
    backward=lambda up, out, a: up * (1.0 + out * out),
    formula="tan(a)",
    local="1 + out**2",
    says="tan grows with its output squared",
    torch="torch.tan({a})",
    samples=ANYWHERE,
    grad_fn="TanBackward0",
)

ASIN = unary(
    name="asin",
    family=FAMILY,
    symbol="asin",
    title="angle whose sine it is",
    forward=lambda a: np.arcsin(a),
    backward=lambda up, out, a: up * (1 / np.sqrt(1.0 - a * a)),
    formula="asin(a)",
    local="1 / sqrt(1 - a**2)",
    says="asin is steepest at its ends",
    torch="torch.asin({a})",
    samples=(*INSIDE_ONE, _ENDS),
    grad_fn="AsinBackward0",
)

ACOS = unary(
    name="acos",
    family=FAMILY,
    symbol="acos",
    title="angle whose cosine it is",
    forward=lambda a: np.arccos(a),
    backward=lambda up, out, a: up * -(1 / np.sqrt(1.0 - a * a)),
    formula="acos(a)",
    local="-1 / sqrt(1 - a**2)",
    says="acos is steepest at its ends, with a minus sign",
    torch="torch.acos({a})",
    samples=(*INSIDE_ONE, _ENDS),
    grad_fn="AcosBackward0",
)

ATAN = unary(
    name="atan",
    family=FAMILY,
    symbol="atan",
    title="angle whose tangent it is",
    forward=lambda a: np.arctan(a),
    backward=lambda up, out, a: up / (a * a + 1.0),
    formula="atan(a)",
    local="1 / (a**2 + 1)",
    says="atan flattens far out",
    torch="torch.atan({a})",
    samples=ANYWHERE,
    grad_fn="AtanBackward0",
)

ATAN2 = binary(
    name="atan2",
    family=FAMILY,
    symbol="atan2",
    title="angle of the point at height a and distance b",
    forward=lambda a, b: np.arctan2(a, b),
    backward_a=lambda up, out, a, b: up * (b * _apart(a, b)),
    backward_b=lambda up, out, a, b: up * (-a * _apart(a, b)),
    formula="atan2(a, b)",
    local_a="b / (a**2 + b**2)",
    local_b="-a / (a**2 + b**2)",
    says={"a": "atan2 turns the point", "b": "atan2 turns the point, with a minus sign"},
    torch="torch.atan2({a}, {b})",
    samples=PAIRS,
    analytic=False,
    numbers="float",
    grad_fn="Atan2Backward0",
)

HYPOT = binary(
    name="hypot",
    family=FAMILY,
    symbol="√x²+y²",
    title="distance of the point from the origin",
    forward=lambda a, b: np.hypot(a, b),
    backward_a=lambda up, out, a, b: up * (a / out),
    backward_b=lambda up, out, a, b: up * (b / out),
    formula="sqrt(a**2 + b**2)",
    local_a="a / out",
    local_b="b / out",
    says={"a": "hypot points away from the origin", "b": "hypot points away from the origin"},
    torch="torch.hypot({a}, {b})",
    samples=PAIRS,
    analytic=False,
    numbers="promote",
    grad_fn="HypotBackward0",
)

SINH = unary(
    name="sinh",
    family=FAMILY,
    symbol="sinh",
    title="hyperbolic sine",
    forward=lambda a: np.sinh(a),
    backward=lambda up, out, a: up * np.cosh(a),
    formula="sinh(a)",
    local="cosh(a)",
    says="sinh turns into cosh",
    torch="torch.sinh({a})",
    samples=ANYWHERE,
    grad_fn="SinhBackward0",
)

COSH = unary(
    name="cosh",
    family=FAMILY,
    symbol="cosh",
    title="hyperbolic cosine",
    forward=lambda a: np.cosh(a),
    backward=lambda up, out, a: up * np.sinh(a),
    formula="cosh(a)",
    local="sinh(a)",
    says="cosh turns into sinh",
    torch="torch.cosh({a})",
    samples=ANYWHERE,
    grad_fn="CoshBackward0",
)

ASINH = unary(
    name="asinh",
    family=FAMILY,
    symbol="asinh",
    title="inverse hyperbolic sine",
    forward=lambda a: np.arcsinh(a),
    backward=lambda up, out, a: up / np.sqrt(a * a + 1.0),
    formula="asinh(a)",
    local="1 / sqrt(a**2 + 1)",
    says="asinh flattens far out",
    torch="torch.asinh({a})",
    samples=ANYWHERE,
    grad_fn="AsinhBackward0",
)

ACOSH = unary(
    name="acosh",
    family=FAMILY,
    symbol="acosh",
    title="inverse hyperbolic cosine",
    forward=lambda a: np.arccosh(a),
    backward=lambda up, out, a: up / np.sqrt(a * a - 1.0),
    formula="acosh(a)",
    local="1 / sqrt(a**2 - 1)",
    says="acosh is steepest at 1",
    torch="torch.acosh({a})",
    samples=(*ABOVE_ONE, Sample(([1.0, 0.5],), kink=True)),
    grad_fn="AcoshBackward0",
)

ATANH = unary(
    name="atanh",
    family=FAMILY,
    symbol="atanh",
    title="inverse hyperbolic tangent",
    forward=lambda a: np.arctanh(a),
    backward=lambda up, out, a: up / (1.0 - a * a),
    formula="atanh(a)",
    local="1 / (1 - a**2)",
    says="atanh is steepest at its ends",
    torch="torch.atanh({a})",
    samples=(*INSIDE_ONE, _ENDS),
    grad_fn="AtanhBackward0",
)

SINC = unary(
    name="sinc",
    family=FAMILY,
    symbol="sinc",
    title="sine of πx divided by πx",
    forward=_sinc,
    backward=_sinc_back,
    formula="sin(pi * a) / (pi * a)",
    local="(pi * a * cos(pi * a) - sin(pi * a)) / (pi * a**2)",
    says="sinc ripples out",
    torch="torch.sinc({a})",
    samples=(
        Sample((0.75,)),
        Sample(([-1.5, 0.25],)),
        Sample(([[0.5, -2.0], [3.0, 0.125]],)),
        Sample((0.0,), kink=True),
    ),
    grad_fn="SincBackward0",
)

DEG2RAD = unary(
    name="deg2rad",
    family=FAMILY,
    symbol="°→rad",
    title="degrees to radians",
    forward=lambda a: a * (math.pi / 180),
    backward=lambda up, out, a: up * (math.pi / 180),
    formula="a * pi / 180",
    local="pi / 180",
    says="deg2rad scales",
    torch="torch.deg2rad({a})",
    samples=ANYWHERE,
    grad_fn="Deg2RadBackward0",
)

RAD2DEG = unary(
    name="rad2deg",
    family=FAMILY,
    symbol="rad→°",
    title="radians to degrees",
    forward=lambda a: a * (180 / math.pi),
    backward=lambda up, out, a: up * (180 / math.pi),
    formula="a * 180 / pi",
    local="180 / pi",
    says="rad2deg scales",
    torch="torch.rad2deg({a})",
    samples=ANYWHERE,
    grad_fn="Rad2DegBackward0",
)

OPS: tuple[Op, ...] = (
    *(SIN, COS, TAN, ASIN, ACOS, ATAN, ATAN2, HYPOT),
    *(SINH, COSH, ASINH, ACOSH, ATANH, SINC, DEG2RAD, RAD2DEG),
)
