"""Functions of one input."""

from __future__ import annotations

import numpy as np

from viz_autograd.ops.elementwise import unary
from viz_autograd.ops.op import Array, Op, Sample

FAMILY = "functions"

_ANYWHERE = (
    Sample((0.75,)),
    Sample(([-1.5, 0.0, 2.0],)),
    Sample(([[0.5, -2.0, 1.0], [3.0, -0.25, 0.125]],)),
)
_POSITIVE = (
    Sample((0.75,)),
    Sample(([0.25, 1.0, 9.0],)),
    Sample(([[0.5, 2.0, 1.5], [3.0, 0.125, 100.0]],)),
)


def _sign(a: Array) -> Array:
    # np.sign passes NaN on; PyTorch's sgn, which the gradient of abs uses, is 0 there.
    sign: Array = (a > 0) * 1.0 - (a < 0)
    return sign


SQUARE = unary(
    name="square",
    family=FAMILY,
    symbol="x²",
    title="square",
    forward=lambda a: a * a,
    backward=lambda up, out, a: up * (2.0 * a),
    formula="a**2",
    local="2 * a",
    says="square grows by twice its input",
    torch="torch.square({a})",
    samples=_ANYWHERE,
)

EXP = unary(
    name="exp",
    family=FAMILY,
    symbol="eˣ",
    title="exponential",
    forward=lambda a: np.exp(a),
    backward=lambda up, out, a: up * out,
    formula="exp(a)",
    local="out",
    says="exp is its own slope",
    torch="torch.exp({a})",
    samples=_ANYWHERE,
)

LOG = unary(
    name="log",
    family=FAMILY,
    symbol="ln",
    title="natural logarithm",
    forward=lambda a: np.log(a),
    backward=lambda up, out, a: up / a,
    formula="log(a)",
    local="1 / a",
    says="log divides by its input",
    torch="torch.log({a})",
    samples=(*_POSITIVE, Sample(([0.0, -1.0],), kink=True)),
)

SQRT = unary(
    name="sqrt",
    family=FAMILY,
    symbol="√",
    title="square root",
    forward=lambda a: np.sqrt(a),
    backward=lambda up, out, a: up / (2.0 * out),
    formula="sqrt(a)",
    local="1 / (2 * out)",
    says="sqrt divides by twice its output",
    torch="torch.sqrt({a})",
    samples=(*_POSITIVE, Sample(([0.0, -1.0],), kink=True)),
)

ABS = unary(
    name="abs",
    family=FAMILY,
    symbol="|x|",
    title="absolute value",
    forward=lambda a: np.abs(a),
    backward=lambda up, out, a: up * _sign(a),
    formula="abs(a)",
    local="sign(a)",
    says="abs keeps or flips the sign",
    torch="torch.abs({a})",
    samples=(
        Sample((-3.0,)),
        Sample(([1.0, -2.0],)),
        Sample(([[1.5, -2.5], [-0.5, 4.0]],)),
        Sample((0.0,), kink=True),
        Sample(([0.0, -1.0, 1.0],), kink=True),
    ),
    analytic=False,
)

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
    samples=_ANYWHERE,
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
    samples=_ANYWHERE,
)

OPS: tuple[Op, ...] = (SQUARE, EXP, LOG, SQRT, ABS, SIN, COS)
