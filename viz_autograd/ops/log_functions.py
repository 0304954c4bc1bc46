"""Logarithms of odds, of sums of exponentials, and times a number."""

from __future__ import annotations

import math

import numpy as np

from viz_autograd.ops.call import call
from viz_autograd.ops.elementwise import binary, choose, unary
from viz_autograd.ops.op import Array, Attribute, Op, Sample
from viz_autograd.ops.samples import PAIRS, POSITIVE_PAIRS

FAMILY = "functions"


def _logit(a: Array, eps: float | None = None) -> Array:
    inside = a if eps is None else np.minimum(np.maximum(a, eps), 1 - eps)
    return np.log(inside / (1 - inside))


def _logit_back(upstream: Array, out: Array, a: Array, eps: float | None = None) -> Array:
    slope = upstream / (a * (1 - a))
    if eps is not None:
        return choose((a < eps) | (a > 1 - eps), 0.0, slope)
    # At both ends it is infinite upwards, at −0 too.
    return choose((a < 0) | (a > 1), math.nan, choose((a == 0) | (a == 1), upstream * math.inf, slope))


def _xlogy(a: Array, b: Array) -> Array:
    return choose((a == 0) & (b == b), 0.0, a * np.log(b))


def _xlogy_by_a(upstream: Array, out: Array, a: Array, b: Array) -> Array:
    return choose((a == 0) & (b <= 0), 0.0, call(XLOGY, upstream, b))


LOGIT = unary(
    name="logit",
    family=FAMILY,
    symbol="logit",
    title="logarithm of the odds",
    forward=_logit,
    backward=_logit_back,
    formula="log(a / (1 - a))",
    local="1 / (a * (1 - a))",
    says="logit is steepest near 0 and 1",
    torch="torch.logit({a})",
    samples=(
        Sample((0.75,)),
        Sample(([0.125, 0.5, 0.25],)),
        Sample(([[0.5, 0.75], [0.0625, 0.875]],)),
        Sample(([0.125, 0.5, 0.75],), {"eps": 0.0625}),
        Sample(([0.0, 1.0, -1.0, 2.0],), kink=True),
        Sample(([0.0, 1.0, -1.0, 0.25, 0.0625],), {"eps": 0.25}, kink=True),
    ),
    attributes=(Attribute("eps", "optional float", None, "how near to 0 and 1 the input may come; none: there"),),
    analytic=False,
    grad_fn="LogitBackward0",
)

XLOGY = binary(
    name="xlogy",
    family=FAMILY,
    symbol="x·ln y",
    title="first times the logarithm of the second",
    forward=_xlogy,
    backward_a=_xlogy_by_a,
    backward_b=lambda up, out, a, b: up * a / b,
    formula="a * log(b)",
    local_a="log(b)",
    local_b="a / b",
    says={"a": "xlogy scales by the logarithm", "b": "xlogy divides by its second input"},
    torch="torch.xlogy({a}, {b})",
    samples=(*POSITIVE_PAIRS, Sample(([0.0, 0.0, 1.0], [0.0, 2.0, 0.0]), kink=True)),
    numbers="float",
    saves={"a": ("a", "b"), "b": ("a", "b")},
    grad_fn=lambda shapes, attributes: (
        "XlogyBackward1" if shapes[0] is None else "XlogyBackward2" if shapes[1] is None else "XlogyBackward0"
    ),
)

LOGADDEXP = binary(
    name="logaddexp",
    family=FAMILY,
    symbol="ln(eˣ+eʸ)",
    title="logarithm of the sum of exponentials",
    forward=lambda a, b: np.logaddexp(a, b),
    backward_a=lambda up, out, a, b: up / (1 + np.exp(b - a)),
    backward_b=lambda up, out, a, b: up / (1 + np.exp(a - b)),
    formula="log(exp(a) + exp(b))",
    local_a="1 / (1 + exp(b - a))",
    local_b="1 / (1 + exp(a - b))",
    says={"a": "logaddexp shares by exponentials", "b": "logaddexp shares by exponentials"},
    torch="torch.logaddexp({a}, {b})",
    samples=PAIRS,
    analytic=False,
    numbers="float",
    grad_fn="LogaddexpBackward0",
)

LOGADDEXP2 = binary(
    name="logaddexp2",
    family=FAMILY,
    symbol="log₂(2ˣ+2ʸ)",
    title="logarithm of the sum of powers of two",
    forward=lambda a, b: np.logaddexp2(a, b),
    backward_a=lambda up, out, a, b: up / (1 + np.exp2(b - a)),
    backward_b=lambda up, out, a, b: up / (1 + np.exp2(a - b)),
    formula="log2(2**a + 2**b)",
    local_a="1 / (1 + 2**(b - a))",
    local_b="1 / (1 + 2**(a - b))",
    says={"a": "logaddexp2 shares by powers of two", "b": "logaddexp2 shares by powers of two"},
    torch="torch.logaddexp2({a}, {b})",
    samples=PAIRS,
    analytic=False,
    numbers="float",
    grad_fn="Logaddexp2Backward0",
)

OPS: tuple[Op, ...] = (LOGIT, XLOGY, LOGADDEXP, LOGADDEXP2)
