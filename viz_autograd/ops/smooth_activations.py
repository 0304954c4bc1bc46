"""Activations made of exponentials: softplus, silu, gelu, mish, elu and what is like them."""

from __future__ import annotations

import math

import numpy as np

from viz_autograd.ops.activations import SIGMOID
from viz_autograd.ops.call import call
from viz_autograd.ops.elementwise import choose, unary
from viz_autograd.ops.notation_functions import CONSTANTS
from viz_autograd.ops.op import Array, Attribute, Op, Sample
from viz_autograd.ops.special import ERF

FAMILY = "activations"

_SMOOTH = (
    Sample((0.75,)),
    Sample(([-1.5, 0.0, 2.0],)),
    Sample(([[0.5, -2.0, 1.0], [3.0, -0.25, 6.0]],)),
)
_BESIDE_ZERO = (
    Sample((0.75,)),
    Sample(([-1.5, 0.25, 2.0],)),
    Sample(([[0.5, -2.0, 1.0], [3.0, -0.25, 6.0]],)),
    Sample(([0.0, -1.0],), kink=True),
)

_SELU_ALPHA = CONSTANTS["selu_alpha"].value
_SELU_SCALE = CONSTANTS["selu_scale"].value

# Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016), section 2.
_GELU_SCALE = math.sqrt(2 / math.pi)
_GELU_CUBE = 0.044715


def _softplus(a: Array, beta: float = 1.0, threshold: float = 20.0) -> Array:
    scaled = a * beta
    return choose(scaled > threshold, a, np.log1p(np.exp(scaled)) / beta)


def _softplus_back(upstream: Array, out: Array, a: Array, beta: float = 1.0, threshold: float = 20.0) -> Array:
    scaled = a * beta
    return choose(scaled > threshold, upstream, upstream * call(SIGMOID, scaled))


def _silu_back(upstream: Array, out: Array, a: Array) -> Array:
    share: Array = call(SIGMOID, a)
    return upstream * (share * (1 + a * (1 - share)))


def _mish_back(upstream: Array, out: Array, a: Array) -> Array:
    bent, share = np.tanh(call(SOFTPLUS, a)), call(SIGMOID, a)
    slope: Array = bent + a * share * (1 - bent * bent)
    return upstream * slope


def _gelu_back(upstream: Array, out: Array, a: Array) -> Array:
    below: Array = 0.5 * (1 + call(ERF, a * math.sqrt(0.5)))
    return upstream * (below + a * (np.exp(-0.5 * (a * a)) * (1 / math.sqrt(2 * math.pi))))


def _gelu_tanh(a: Array) -> Array:
    return 0.5 * a * (1 + np.tanh(_GELU_SCALE * (a + _GELU_CUBE * (a * a * a))))


def _gelu_tanh_back(upstream: Array, out: Array, a: Array) -> Array:
    bent = np.tanh(_GELU_SCALE * (a + _GELU_CUBE * (a * a * a)))
    inner = _GELU_SCALE * (1 + 3 * _GELU_CUBE * (a * a))
    return upstream * (0.5 * (1 + bent) + 0.5 * a * (1 - bent * bent) * inner)


def _elu(a: Array, alpha: float = 1.0) -> Array:
    return choose(a <= 0, alpha * np.expm1(a), a)


def _elu_back(upstream: Array, out: Array, a: Array, alpha: float = 1.0) -> Array:
    return choose(a <= 0, upstream * (alpha * np.exp(a)), upstream)


def _selu(a: Array) -> Array:
    return choose(a <= 0, _SELU_ALPHA * _SELU_SCALE * np.expm1(a), a * _SELU_SCALE)


def _selu_back(upstream: Array, out: Array, a: Array) -> Array:
    return choose(a <= 0, upstream * (_SELU_ALPHA * _SELU_SCALE * np.exp(a)), upstream * _SELU_SCALE)


def _celu(a: Array, alpha: float = 1.0) -> Array:
    return choose(a <= 0, alpha * np.expm1(a / alpha), a)


def _celu_back(upstream: Array, out: Array, a: Array, alpha: float = 1.0) -> Array:
    return choose(a <= 0, upstream * np.exp(a / alpha), upstream)


SOFTPLUS = unary(
    name="softplus",
    family=FAMILY,
    symbol="softplus",
    title="a smooth relu",
    forward=_softplus,
    backward=_softplus_back,
    formula="log(1 + exp(beta * a)) / beta",
    local="sigmoid(beta * a)",
    says="softplus opens smoothly",
    torch="torch.nn.functional.softplus({a})",
    samples=(
        *_SMOOTH,
        Sample(([-1.5, 0.5, 2.0],), {"beta": 2.0}),
        Sample(([1.0, 2.0, 3.0],), {"threshold": 2.0}, kink=True),
    ),
    attributes=(
        Attribute("beta", "float", 1.0, "how sharply it bends"),
        Attribute("threshold", "float", 20.0, "from where on it is taken for a line"),
    ),
    grad_fn="SoftplusBackward0",
)

LOGSIGMOID = unary(
    name="logsigmoid",
    family=FAMILY,
    symbol="ln σ",
    title="logarithm of the sigmoid",
    forward=lambda a: np.minimum(a, 0.0) - np.log1p(np.exp(-np.abs(a))),
    backward=lambda up, out, a: up * call(SIGMOID, -a),
    formula="log(sigmoid(a))",
    local="sigmoid(-a)",
    says="logsigmoid flattens to the right",
    torch="torch.nn.functional.logsigmoid({a})",
    samples=_SMOOTH,
    analytic=False,
    grad_fn="LogSigmoidBackward0",
)

SILU = unary(
    name="silu",
    family=FAMILY,
    symbol="silu",
    title="input times its sigmoid",
    forward=lambda a: a / (1 + np.exp(-a)),
    backward=_silu_back,
    formula="a * sigmoid(a)",
    local="sigmoid(a) * (1 + a * (1 - sigmoid(a)))",
    says="silu opens smoothly",
    torch="torch.nn.functional.silu({a})",
    samples=_SMOOTH,
    grad_fn="SiluBackward0",
)

MISH = unary(
    name="mish",
    family=FAMILY,
    symbol="mish",
    title="input times the tanh of its softplus",
    forward=lambda a: a * np.tanh(np.log1p(np.exp(a))),
    backward=_mish_back,
    formula="a * tanh(log(1 + exp(a)))",
    local="tanh(log(1 + exp(a))) + a * sigmoid(a) * (1 - tanh(log(1 + exp(a)))**2)",
    says="mish opens smoothly",
    torch="torch.nn.functional.mish({a})",
    samples=_SMOOTH,
    grad_fn="MishBackward0",
)

GELU = unary(
    name="gelu",
    family=FAMILY,
    symbol="gelu",
    title="input times the share of a normal distribution below it",
    forward=lambda a: a * 0.5 * (1 + call(ERF, a * math.sqrt(0.5))),
    backward=_gelu_back,
    formula="a * (1 + erf(a / sqrt(2))) / 2",
    local="(1 + erf(a / sqrt(2))) / 2 + a * exp(-a**2 / 2) / sqrt(2 * pi)",
    says="gelu opens smoothly",
    torch="torch.nn.functional.gelu({a})",
    samples=_SMOOTH,
    analytic=False,
    grad_fn="GeluBackward0",
)

GELU_TANH = unary(
    name="gelu_tanh",
    family=FAMILY,
    symbol="gelu≈",
    title="gelu by way of tanh",
    forward=_gelu_tanh,
    backward=_gelu_tanh_back,
    formula="a * (1 + tanh(sqrt(2 / pi) * (a + 0.044715 * a**3))) / 2",
    local="(1 + tanh(sqrt(2 / pi) * (a + 0.044715 * a**3))) / 2 + a / 2"
    " * (1 - tanh(sqrt(2 / pi) * (a + 0.044715 * a**3))**2) * sqrt(2 / pi) * (1 + 0.134145 * a**2)",
    says="gelu_tanh opens smoothly",
    torch="torch.nn.functional.gelu({a}, approximate='tanh')",
    samples=_SMOOTH,
    grad_fn="GeluBackward0",
)

ELU = unary(
    name="elu",
    family=FAMILY,
    symbol="elu",
    title="exponential linear unit",
    forward=_elu,
    backward=_elu_back,
    formula="either(gt(a, 0), a, alpha * (exp(a) - 1))",
    local="either(gt(a, 0), 1, alpha * exp(a))",
    says="elu lets a little through",
    torch="torch.nn.functional.elu({a})",
    samples=(*_BESIDE_ZERO, Sample(([-1.5, 0.5, 2.0],), {"alpha": 2.0}), Sample((0.0,), {"alpha": 2.0}, kink=True)),
    attributes=(Attribute("alpha", "float", 1.0, "how far down it goes"),),
    analytic=False,
    grad_fn="EluBackward0",
)

SELU = unary(
    name="selu",
    family=FAMILY,
    symbol="selu",
    title="scaled exponential linear unit",
    forward=_selu,
    backward=_selu_back,
    formula="selu_scale * either(gt(a, 0), a, selu_alpha * (exp(a) - 1))",
    local="selu_scale * either(gt(a, 0), 1, selu_alpha * exp(a))",
    says="selu lets a little through",
    torch="torch.nn.functional.selu({a})",
    samples=_BESIDE_ZERO,
    analytic=False,
    grad_fn="EluBackward0",
)

CELU = unary(
    name="celu",
    family=FAMILY,
    symbol="celu",
    title="elu that bends without a corner",
    forward=_celu,
    backward=_celu_back,
    formula="either(gt(a, 0), a, alpha * (exp(a / alpha) - 1))",
    local="either(gt(a, 0), 1, exp(a / alpha))",
    says="celu lets a little through",
    torch="torch.nn.functional.celu({a})",
    samples=(*_BESIDE_ZERO, Sample(([-1.5, 0.5, 2.0],), {"alpha": 2.0})),
    attributes=(Attribute("alpha", "float", 1.0, "how far down it goes"),),
    analytic=False,
    grad_fn="CeluBackward0",
)

OPS: tuple[Op, ...] = (SOFTPLUS, LOGSIGMOID, SILU, MISH, GELU, GELU_TANH, ELU, SELU, CELU)
