"""Powers, exponentials and logarithms of one input."""

from __future__ import annotations

import math

import numpy as np

from viz_autograd.ops.call import call
from viz_autograd.ops.elementwise import unary
from viz_autograd.ops.op import Op, Sample
from viz_autograd.ops.rounding import SIGN
from viz_autograd.ops.samples import ANYWHERE, POSITIVE

FAMILY = "functions"

_LN_2, _LN_10 = math.log(2.0), math.log(10.0)


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
    samples=ANYWHERE,
    numbers="promote",
    grad_fn="PowBackward0",
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
    samples=ANYWHERE,
    grad_fn="ExpBackward0",
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
    samples=(*POSITIVE, Sample(([0.0, -1.0],), kink=True)),
    grad_fn="LogBackward0",
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
    samples=(*POSITIVE, Sample(([0.0, -1.0],), kink=True)),
    grad_fn="SqrtBackward0",
)

ABS = unary(
    name="abs",
    family=FAMILY,
    symbol="|x|",
    title="absolute value",
    forward=lambda a: np.abs(a),
    # np.sign passes NaN on; PyTorch's, which the gradient of abs uses, is 0 there.
    backward=lambda up, out, a: up * call(SIGN, a),
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
    numbers="promote",
    grad_fn="AbsBackward0",
)

RSQRT = unary(
    name="rsqrt",
    family=FAMILY,
    symbol="1/√x",
    title="one divided by the square root",
    forward=lambda a: 1 / np.sqrt(a),
    backward=lambda up, out, a: -0.5 * up * out**3,
    formula="1 / sqrt(a)",
    local="-out**3 / 2",
    says="rsqrt falls with its output cubed",
    torch="torch.rsqrt({a})",
    samples=(*POSITIVE, Sample(([0.0, -1.0],), kink=True)),
    grad_fn="RsqrtBackward0",
)

EXP2 = unary(
    name="exp2",
    family=FAMILY,
    symbol="2ˣ",
    title="two to the power of it",
    forward=lambda a: np.exp2(a),
    backward=lambda up, out, a: up * out * _LN_2,
    formula="2 ** a",
    local="out * log(2)",
    says="exp2 grows with its output",
    torch="torch.exp2({a})",
    samples=ANYWHERE,
    grad_fn="Exp2Backward0",
)

EXPM1 = unary(
    name="expm1",
    family=FAMILY,
    symbol="eˣ−1",
    title="exponential minus one",
    forward=lambda a: np.expm1(a),
    backward=lambda up, out, a: up * (out + 1.0),
    formula="exp(a) - 1",
    local="out + 1",
    says="expm1 grows as exp does",
    torch="torch.expm1({a})",
    samples=ANYWHERE,
    grad_fn="Expm1Backward0",
)

LOG2 = unary(
    name="log2",
    family=FAMILY,
    symbol="log₂",
    title="logarithm to base 2",
    forward=lambda a: np.log2(a),
    backward=lambda up, out, a: up / (a * _LN_2),
    formula="log2(a)",
    local="1 / (a * log(2))",
    says="log2 divides by its input",
    torch="torch.log2({a})",
    samples=(*POSITIVE, Sample(([0.0, -1.0],), kink=True)),
    grad_fn="Log2Backward0",
)

LOG10 = unary(
    name="log10",
    family=FAMILY,
    symbol="log₁₀",
    title="logarithm to base 10",
    forward=lambda a: np.log10(a),
    backward=lambda up, out, a: up / (a * _LN_10),
    formula="log10(a)",
    local="1 / (a * log(10))",
    says="log10 divides by its input",
    torch="torch.log10({a})",
    samples=(*POSITIVE, Sample(([0.0, -1.0],), kink=True)),
    grad_fn="Log10Backward0",
)

LOG1P = unary(
    name="log1p",
    family=FAMILY,
    symbol="ln(1+x)",
    title="natural logarithm of one plus it",
    forward=lambda a: np.log1p(a),
    backward=lambda up, out, a: up / (a + 1.0),
    formula="log(1 + a)",
    local="1 / (1 + a)",
    says="log1p divides by one plus its input",
    torch="torch.log1p({a})",
    samples=(*POSITIVE, Sample(([-1.0, -2.0],), kink=True)),
    grad_fn="Log1PBackward0",
)

OPS: tuple[Op, ...] = (SQUARE, EXP, LOG, SQRT, ABS, RSQRT, EXP2, EXPM1, LOG2, LOG10, LOG1P)
