"""Many elements into fewer, over one dimension or all."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from viz_autograd.errors import DimensionError
from viz_autograd.ops.op import Array, Attribute, Contributions, Op, Sample, Shape

FAMILY = "reduce"

DIM = Attribute("dim", "dim", None, "the dimension that disappears; none: all of them")
KEEPDIM = Attribute("keepdim", "bool", False, "keep the dimension, with size 1")

_SAMPLES = (
    Sample((3.0,)),
    Sample(([1.0, -2.0, 3.5],)),
    Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]],)),
    Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]],), {"dim": 0}),
    Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]],), {"dim": -1}),
    Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]],), {"dim": 1, "keepdim": True}),
    Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]],), {"keepdim": True}),
    Sample(([1.0, -2.0, 3.5],), {"dim": 0}),
    Sample((3.0,), {"dim": 0, "keepdim": True}),
)


def _axis(dimensions: int, dim: int | None) -> int | None:
    """The axis that `dim` means, None for all; a scalar counts as having one dimension, as in PyTorch."""
    DIM.check(dim)
    if dim is None:
        return None
    reach = max(dimensions, 1)
    if not -reach <= dim < reach:
        raise DimensionError(
            f"Dimension out of range (expected to be in range of [{-reach}, {reach - 1}], but got {dim})"
        )
    return dim % dimensions if dimensions else None


def _reduced(a: Shape, dim: int | None = None, keepdim: bool = False) -> Shape:
    KEEPDIM.check(keepdim)
    axis = _axis(len(a), dim)
    if axis is None:
        return (1,) * len(a) if keepdim else ()
    return a[:axis] + ((1,) if keepdim else ()) + a[axis + 1 :]


def _spread(grad: Array, a: Array, dim: int | None, keepdim: bool) -> Array:
    """Repeat the gradient of a reduction over the dimensions that it removed: a read-only view."""
    if a.shape == ():
        return grad
    axis = _axis(a.ndim, dim)
    if axis is not None and not keepdim:
        grad = np.expand_dims(grad, axis)
    return np.broadcast_to(grad, a.shape)


def _sum(a: Array, dim: int | None = None, keepdim: bool = False) -> Array:
    axis = _axis(a.ndim, dim)
    if a.shape == ():
        return +a
    # np.sum is this with 5 µs of argument handling before it.
    total: Array = np.add.reduce(a, axis=axis, keepdims=True) if keepdim else np.add.reduce(a, axis=axis)
    return total


def _sum_vjp(
    upstream: Array,
    out: Array,
    inputs: Sequence[Array],
    needs: Sequence[bool],
    dim: int | None = None,
    keepdim: bool = False,
) -> Contributions:
    return (_spread(upstream, inputs[0], dim, keepdim) if needs[0] else None,)


def _mean(a: Array, dim: int | None = None, keepdim: bool = False) -> Array:
    total = _sum(a, dim, keepdim)
    return total / (math.prod(a.shape) / math.prod(total.shape))


def _mean_vjp(
    upstream: Array,
    out: Array,
    inputs: Sequence[Array],
    needs: Sequence[bool],
    dim: int | None = None,
    keepdim: bool = False,
) -> Contributions:
    if not needs[0]:
        return (None,)
    a = inputs[0]
    return (_spread(upstream / (math.prod(a.shape) / math.prod(out.shape)), a, dim, keepdim),)


SUM = Op(
    name="sum",
    family=FAMILY,
    symbol="Σ",
    title="sum of the elements",
    ports=("a",),
    forward=_sum,
    vjp=_sum_vjp,
    shape=_reduced,
    formula="sum(a)",
    rules={"a": "up"},
    says={"a": "sum copies to every element"},
    torch="torch.sum({a})",
    attributes=(DIM, KEEPDIM),
    samples=_SAMPLES,
    analytic=True,
)

MEAN = Op(
    name="mean",
    family=FAMILY,
    symbol="mean",
    title="mean of the elements",
    ports=("a",),
    forward=_mean,
    vjp=_mean_vjp,
    shape=_reduced,
    formula="mean(a)",
    rules={"a": "up / n"},
    says={"a": "mean shares equally"},
    torch="torch.mean({a})",
    attributes=(DIM, KEEPDIM),
    samples=_SAMPLES,
    analytic=True,
)

OPS: tuple[Op, ...] = (SUM, MEAN)
