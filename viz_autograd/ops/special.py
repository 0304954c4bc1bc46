"""The error function and the gamma function, with what goes with them."""

from __future__ import annotations

import math

import numpy as np

from viz_autograd.ops import special_values
from viz_autograd.ops.call import call
from viz_autograd.ops.elementwise import unary
from viz_autograd.ops.op import Attribute, Op, Sample
from viz_autograd.ops.samples import ANYWHERE, INSIDE_ONE, POSITIVE

FAMILY = "special functions"

_POLE = Sample((0.0,), kink=True)
_ORDER = Attribute("n", "int", 1, "how many times digamma is differentiated")

ERF = unary(
    name="erf",
    family=FAMILY,
    symbol="erf",
    title="error function",
    forward=special_values.erf,
    backward=lambda up, out, a: up * (2 / math.sqrt(math.pi) * np.exp(-(a * a))),
    formula="erf(a)",
    local="2 / sqrt(pi) * exp(-a**2)",
    says="erf has a bell for its slope",
    torch="torch.erf({a})",
    samples=ANYWHERE,
    analytic=False,
    grad_fn="ErfBackward0",
)

ERFC = unary(
    name="erfc",
    family=FAMILY,
    symbol="erfc",
    title="one minus the error function",
    forward=special_values.erfc,
    backward=lambda up, out, a: up * (-2 / math.sqrt(math.pi) * np.exp(-(a * a))),
    formula="erfc(a)",
    local="-2 / sqrt(pi) * exp(-a**2)",
    says="erfc has a bell for its slope, with a minus sign",
    torch="torch.erfc({a})",
    samples=ANYWHERE,
    analytic=False,
    grad_fn="ErfcBackward0",
)

ERFINV: Op = unary(
    name="erfinv",
    family=FAMILY,
    symbol="erf⁻¹",
    title="inverse of the error function",
    forward=special_values.erfinv,
    backward=lambda up, out, a: up * (math.sqrt(math.pi) / 2 * np.exp(call(ERFINV, a) ** 2)),
    formula="erfinv(a)",
    local="sqrt(pi) / 2 * exp(erfinv(a)**2)",
    says="erfinv is steepest at its ends",
    torch="torch.erfinv({a})",
    samples=(*INSIDE_ONE, Sample(([1.0, -1.0, 2.0],), kink=True)),
    analytic=False,
    grad_fn="ErfinvBackward0",
)

POLYGAMMA: Op = unary(
    name="polygamma",
    family=FAMILY,
    symbol="ψ⁽ⁿ⁾",
    title="n-th derivative of digamma",
    forward=lambda a, n=1: special_values.polygamma(a, n),
    backward=lambda up, out, a, n=1: up * call(POLYGAMMA, a, n=n + 1),
    formula="trigamma(a)",
    local="trigamma(a)",
    says="polygamma goes on to the next derivative",
    torch="torch.polygamma(input={a})",
    samples=(*POSITIVE, Sample(([1.5, 4.0],), {"n": 3})),
    attributes=(_ORDER,),
    analytic=False,
    grad_fn="PolygammaBackward0",
    canvas=False,
)

DIGAMMA = unary(
    name="digamma",
    family=FAMILY,
    symbol="ψ",
    title="derivative of the logarithm of the gamma function",
    forward=special_values.digamma,
    backward=lambda up, out, a: up * call(POLYGAMMA, a, n=1),
    formula="digamma(a)",
    local="trigamma(a)",
    says="digamma is steep near its poles",
    torch="torch.digamma({a})",
    samples=(*POSITIVE, Sample(([-0.5, -1.25],)), _POLE),
    analytic=False,
    grad_fn="DigammaBackward0",
)

LGAMMA = unary(
    name="lgamma",
    family=FAMILY,
    symbol="ln Γ",
    title="logarithm of the gamma function",
    forward=special_values.lgamma,
    backward=lambda up, out, a: up * call(DIGAMMA, a),
    formula="lgamma(a)",
    local="digamma(a)",
    says="lgamma turns into digamma",
    torch="torch.lgamma({a})",
    samples=(*POSITIVE, Sample(([-0.5, -1.25],)), _POLE),
    analytic=False,
    grad_fn="LgammaBackward0",
)

OPS: tuple[Op, ...] = (ERF, ERFC, ERFINV, LGAMMA, DIGAMMA, POLYGAMMA)
