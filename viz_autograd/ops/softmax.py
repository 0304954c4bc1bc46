"""Softmax and its logarithm: numbers into shares along one dimension."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from viz_autograd.ops.dimensions import along, axis_of
from viz_autograd.ops.op import Array, Contributions, Op, Sample, Shape

FAMILY = "activations"

_DIM = along(-1, "the dimension along which the shares add up to 1")
_SAMPLES = (
    Sample((0.75,)),
    Sample(([-1.5, 0.0, 2.0],)),
    Sample(([[0.5, -2.0, 1.0], [3.0, -0.25, 6.0]],)),
    Sample(([[0.5, -2.0, 1.0], [3.0, -0.25, 6.0]],), {"dim": 0}),
    Sample(([100.0, 600.0, -900.0],)),
)


def _below_largest(a: Array, dim: int) -> Array:
    """`a` less its largest element along `dim`, so that no exponential overflows."""
    axis = axis_of(a.ndim, dim)
    if a.shape == () or a.size == 0:
        return a - a
    below: Array = a - np.maximum.reduce(a.real, axis=axis, keepdims=True)
    return below


def _total(a: Array, dim: int) -> Array:
    if a.shape == ():
        return a
    total: Array = np.add.reduce(a, axis=axis_of(a.ndim, dim), keepdims=True)
    return total


def _softmax(a: Array, dim: int = -1) -> Array:
    raised = np.exp(_below_largest(a, dim))
    return raised / _total(raised, dim)


def _log_softmax(a: Array, dim: int = -1) -> Array:
    below = _below_largest(a, dim)
    return below - np.log(_total(np.exp(below), dim))


def _softmax_vjp(
    upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool], dim: int = -1
) -> Contributions:
    shared = upstream * out
    return (shared - out * _total(shared, dim) if needs[0] else None,)


def _log_softmax_vjp(
    upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool], dim: int = -1
) -> Contributions:
    return (upstream - np.exp(out) * _total(upstream, dim) if needs[0] else None,)


def _shape(a: Shape, dim: int = -1) -> Shape:
    axis_of(len(a), dim)
    return a


SOFTMAX = Op(
    name="softmax",
    family=FAMILY,
    symbol="softmax",
    title="shares that add up to 1",
    ports=("a",),
    forward=_softmax,
    vjp=_softmax_vjp,
    shape=_shape,
    formula="exp(a) / sum(exp(a))",
    rules={"a": "out * (up - sum(up * out))"},
    says={"a": "softmax lets its outputs compete"},
    torch="torch.softmax({a})",
    samples=_SAMPLES,
    analytic=True,
    attributes=(_DIM,),
    numbers="float",
    grad_fn="SoftmaxBackward0",
    saves={"a": ("out",)},
)

LOG_SOFTMAX = Op(
    name="log_softmax",
    family=FAMILY,
    symbol="ln softmax",
    title="logarithm of the softmax",
    ports=("a",),
    forward=_log_softmax,
    vjp=_log_softmax_vjp,
    shape=_shape,
    formula="a - log(sum(exp(a)))",
    rules={"a": "up - exp(out) * sum(up)"},
    says={"a": "log_softmax lets its outputs compete"},
    torch="torch.log_softmax({a})",
    samples=_SAMPLES,
    analytic=True,
    attributes=(_DIM,),
    numbers="float",
    grad_fn="LogSoftmaxBackward0",
    saves={"a": ("out",)},
)

OPS: tuple[Op, ...] = (SOFTMAX, LOG_SOFTMAX)
