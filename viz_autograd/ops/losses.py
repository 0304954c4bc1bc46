"""Losses: how far a prediction is from its target, as one number."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from viz_autograd.ops.broadcasting import broadcast_shape, unbroadcast
from viz_autograd.ops.call import call
from viz_autograd.ops.elementwise import choose
from viz_autograd.ops.op import Array, Attribute, Contributions, Op, Sample, Shape
from viz_autograd.ops.reducing_losses import (
    FAMILY,
    PAIRS,
    REDUCTION,
    by_reduction,
    elementwise_loss,
    reduced,
)
from viz_autograd.ops.rounding import SIGN

# Not just as far apart as where the parabola becomes a line.
_MATRICES = ([[1.0, -2.0], [3.0, 0.5]], [[0.25, 1.0], [2.5, -1.0]])
_APART = (
    Sample((0.75, 1.5)),
    Sample(([1.0, -2.0, 3.0], [0.5, 0.25, 4.5])),
    Sample(_MATRICES),
    Sample(_MATRICES, {"reduction": "sum"}),
    Sample(_MATRICES, {"reduction": "none"}),
)
_BETA = Attribute("beta", "float", 1.0, "where the parabola becomes a line")
_DELTA = Attribute("delta", "float", 1.0, "where the parabola becomes a line")


def _mse(a: Array, b: Array, reduction: str = "mean") -> Array:
    difference = a - b
    return reduced(difference * difference, reduction)


def _mse_vjp(
    upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool], reduction: str = "mean"
) -> Contributions:
    # The order of the factors is PyTorch's mse_loss_backward, so that the last digit is the same too.
    a, b = inputs
    difference = a - b
    count = math.prod(difference.shape) if reduction == "mean" else 1
    slope = (2.0 / (count or math.nan)) * difference * upstream
    return (unbroadcast(slope, a.shape) if needs[0] else None, unbroadcast(-slope, b.shape) if needs[1] else None)


def _mse_shape(a: Shape, b: Shape, reduction: str = "mean") -> Shape:
    REDUCTION.check(reduction)
    shape = broadcast_shape(a, b)
    return shape if reduction == "none" else ()


def _smooth_l1(a: Array, b: Array, beta: float = 1.0) -> Array:
    miss = np.abs(a - b)
    return miss if beta == 0 else choose(miss < beta, 0.5 * miss * miss / beta, miss - 0.5 * beta)


def _smooth_l1_slope(upstream: Array, a: Array, b: Array, beta: float = 1.0) -> Array:
    miss = a - b
    if beta == 0:
        side: Array = call(SIGN, miss)
        return upstream * side
    return choose(miss <= -beta, -upstream, choose(miss >= beta, upstream, upstream * miss / beta))


def _huber(a: Array, b: Array, delta: float = 1.0) -> Array:
    miss = np.abs(a - b)
    return choose(miss <= delta, 0.5 * miss * miss, delta * (miss - 0.5 * delta))


def _huber_slope(upstream: Array, a: Array, b: Array, delta: float = 1.0) -> Array:
    miss = a - b
    return choose(miss <= -delta, -delta * upstream, choose(miss >= delta, delta * upstream, upstream * miss))


MSE = Op(
    name="mse",
    family=FAMILY,
    symbol="mse",
    title="mean squared error: input, target",
    ports=("a", "b"),
    forward=_mse,
    vjp=_mse_vjp,
    shape=_mse_shape,
    formula="mean((a - b)**2)",
    rules={"a": "up * 2 * (a - b) / n", "b": "up * 2 * (b - a) / n"},
    says={"a": "mse measures the miss", "b": "mse measures the miss"},
    torch="torch.nn.functional.mse_loss({a}, {b})",
    samples=(
        *PAIRS,
        Sample(([1.0, -2.0, 3.0], 0.5)),
        Sample(([1.0, -2.0], [[0.5, 1.0], [2.0, 3.0], [-1.0, 0.0]])),
        Sample(([[1.0], [-2.0], [3.0]], [[0.5, 2.0, -1.5, 4.0]])),
        Sample(([1.0, 2.0], [1.0, 2.0])),
    ),
    analytic=True,
    attributes=(REDUCTION,),
    grad_fn="MseLossBackward0",
)

L1 = elementwise_loss(
    name="l1",
    symbol="l1",
    title="mean absolute error: input, target",
    ports=("a", "b"),
    loss=lambda a, b: np.abs(a - b),
    slopes={
        "a": lambda up, a, b: up * call(SIGN, a - b),
        "b": lambda up, a, b: -up * call(SIGN, a - b),
    },
    formula="mean(abs(a - b))",
    rules={"a": "up * sign(a - b) / n", "b": "up * sign(b - a) / n"},
    says={"a": "l1 asks only which side", "b": "l1 asks only which side"},
    torch="torch.nn.functional.l1_loss({a}, {b})",
    samples=(*PAIRS, Sample(([1.0, 2.0, 3.0], [1.0, 3.0, 3.0]), kink=True)),
    analytic=False,
    grad_fn=by_reduction("AbsBackward0"),
)

SMOOTH_L1 = elementwise_loss(
    name="smooth_l1",
    symbol="smooth l1",
    title="a parabola near the target, lines far off: input, target",
    ports=("a", "b"),
    loss=_smooth_l1,
    slopes={
        "a": _smooth_l1_slope,
        "b": lambda up, a, b, beta=1.0: _smooth_l1_slope(up, b, a, beta),
    },
    formula="mean(either(lt(abs(a - b), beta), (a - b)**2 / (2 * beta), abs(a - b) - beta / 2))",
    rules={"a": "up * clamp((a - b) / beta, -1, 1) / n", "b": "up * clamp((b - a) / beta, -1, 1) / n"},
    says={"a": "smooth_l1 measures the miss up to a bound", "b": "smooth_l1 measures the miss up to a bound"},
    torch="torch.nn.functional.smooth_l1_loss({a}, {b})",
    samples=(
        *_APART,
        Sample(([1.0, -2.0, 3.0], [0.5, 0.25, 3.125]), {"beta": 0.25}),
        Sample(([1.0, 2.0, 4.0, 1.0], [2.0, 1.0, 4.0, 3.0]), kink=True),
    ),
    analytic=False,
    attributes=(_BETA,),
    grad_fn="SmoothL1LossBackward0",
)

HUBER = elementwise_loss(
    name="huber",
    symbol="huber",
    title="Huber's loss: a parabola near the target, lines far off: input, target",
    ports=("a", "b"),
    loss=_huber,
    slopes={
        "a": _huber_slope,
        "b": lambda up, a, b, delta=1.0: _huber_slope(up, b, a, delta),
    },
    formula="mean(either(le(abs(a - b), delta), (a - b)**2 / 2, delta * (abs(a - b) - delta / 2)))",
    rules={"a": "up * clamp(a - b, -delta, delta) / n", "b": "up * clamp(b - a, -delta, delta) / n"},
    says={"a": "huber measures the miss up to a bound", "b": "huber measures the miss up to a bound"},
    torch="torch.nn.functional.huber_loss({a}, {b})",
    samples=(
        *_APART,
        Sample(([1.0, -2.0, 3.0], [0.5, 0.25, 3.125]), {"delta": 0.25}),
        Sample(([1.0, 2.0, 4.0, 1.0], [2.0, 1.0, 4.0, 3.0]), kink=True),
    ),
    analytic=False,
    attributes=(_DELTA,),
    grad_fn="HuberLossBackward0",
)

OPS: tuple[Op, ...] = (MSE, L1, SMOOTH_L1, HUBER)
