"""Activations in which one array opens or slopes another: glu, and leaky_relu with slopes of its own per element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ShapeError
from viz_autograd.ops.activations import SIGMOID
from viz_autograd.ops.call import call
from viz_autograd.ops.dimensions import along, axis_of
from viz_autograd.ops.op import Array, Contributions, Op, Sample, Shape
from viz_autograd.ops.structure import unseen

FAMILY = "activations"
_DIM = along(-1, "the dimension whose second half opens the first")


def _glu_shape(a: Shape, dim: int = -1) -> Shape:
    if not a:
        raise ShapeError("glu does not support scalars because halving size must be even")
    axis = axis_of(len(a), dim)
    if a[axis] % 2:
        raise ShapeError(f"Halving dimension must be even, but dimension {axis} is size {a[axis]}")
    return (*a[:axis], a[axis] // 2, *a[axis + 1 :])


def _halves(a: Any, dim: int) -> tuple[Any, Any]:
    axis = axis_of(len(a.shape), dim)
    half = a.shape[axis] // 2
    before = (slice(None),) * axis
    return a[(*before, slice(0, half))], a[(*before, slice(half, None))]


def _glu(a: Array, dim: int = -1) -> Array:
    _glu_shape(a.shape, dim)
    first, second = _halves(a, dim)
    found: Array = first * call(SIGMOID, second)
    return found


def _glu_backward(upstream: Array, out: Array, a: Any, dim: int = -1) -> Array:
    first, second = _halves(a, dim)
    share = call(SIGMOID, second)
    parts = (upstream * share, upstream * first * share * (1 - share))
    return np.concatenate(parts, axis=axis_of(len(a.shape), dim))


GLU = unseen(
    name="glu",
    family=FAMILY,
    title="one half times the sigmoid of the other",
    forward=_glu,
    backward=_glu_backward,
    saves=("a",),
    shape=_glu_shape,
    formula="a * sigmoid(a)",
    torch="torch.nn.functional.glu({a})",
    attributes=(_DIM,),
    numbers="float",
    grad_fn="GluBackward0",
    samples=(Sample(([1.0, -2.0, 0.5, 3.0],)), Sample(([[1.0, -2.0], [0.5, 3.0]],), {"dim": 0})),
)


def _rrelu(a: Array, noise: Array) -> Array:
    found: Array = a * noise
    return found


def _rrelu_shape(a: Shape, noise: Shape) -> Shape:
    return a


def _rrelu_vjp(upstream: Array, out: Array, inputs: Sequence[Any], needs: Sequence[bool]) -> Contributions:
    return (upstream * inputs[1] if needs[0] else None, None)


RRELU = unseen(
    name="rrelu",
    family=FAMILY,
    title="each element times the slope drawn for it",
    ports=("a", "noise"),
    indices=("noise",),
    forward=_rrelu,
    vjp=_rrelu_vjp,
    saves={"a": ("noise",)},
    shape=_rrelu_shape,
    formula="a * noise",
    torch="torch.nn.functional.rrelu({a})",
    numbers="own",
    grad_fn="RreluWithNoiseBackward0",
)

OPS: tuple[Op, ...] = (GLU, RRELU)
