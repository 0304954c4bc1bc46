"""Losses: how far a prediction is from its target, as one number."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from viz_autograd.ops.broadcasting import broadcast_shape, unbroadcast
from viz_autograd.ops.op import Array, Contributions, Op, Sample, Shape

FAMILY = "loss"


def _mse(a: Array, b: Array) -> Array:
    difference = a - b
    squares = difference * difference
    if squares.shape == ():
        return squares
    loss: Array = np.add.reduce(squares, axis=None) / math.prod(squares.shape)
    return loss


def _mse_vjp(upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool]) -> Contributions:
    # The order of the factors is PyTorch's mse_loss_backward, so that the last digit is the same too.
    a, b = inputs
    difference = a - b
    slope = (2.0 / math.prod(difference.shape)) * difference * upstream
    return (unbroadcast(slope, a.shape) if needs[0] else None, unbroadcast(-slope, b.shape) if needs[1] else None)


def _mse_shape(a: Shape, b: Shape) -> Shape:
    broadcast_shape(a, b)
    return ()


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
        Sample((0.75, 1.5)),
        Sample(([1.0, -2.0, 3.0], [0.5, 0.25, 4.0])),
        Sample(([[1.0, -2.0], [3.0, 0.5]], [[0.0, 1.0], [2.0, -1.0]])),
        Sample(([1.0, -2.0, 3.0], 0.5)),
        Sample(([1.0, -2.0], [[0.5, 1.0], [2.0, 3.0], [-1.0, 0.0]])),
        Sample(([[1.0], [-2.0], [3.0]], [[0.5, 2.0, -1.5, 4.0]])),
        Sample(([1.0, 2.0], [1.0, 2.0])),
    ),
    analytic=True,
)

OPS: tuple[Op, ...] = (MSE,)
