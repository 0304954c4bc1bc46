"""Many elements into fewer, over some dimensions or all. Source of the ties: PyTorch's FunctionsManual.cpp."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import PositionError, ShapeError, TensorError
from viz_autograd.ops.call import call
from viz_autograd.ops.cumulative import CUMPROD
from viz_autograd.ops.dimensions import DIM, DIMS, KEEPDIM, Dims, axes_of, axis_of, kept_shape, reduced_shape
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.ops.op import Op, Sample, Shape
from viz_autograd.ops.structure import Numbers, add, by_dim, largest, multiply, one_input, smallest, unseen

FAMILY = "reduce"

_MATRIX = [[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]]

SAMPLES = (
    Sample((3.0,)),
    Sample(([1.0, -2.0, 3.5],)),
    Sample((_MATRIX,)),
    Sample((_MATRIX,), {"dim": 0}),
    Sample((_MATRIX,), {"dim": -1}),
    Sample((_MATRIX,), {"dim": 1, "keepdim": True}),
    Sample((_MATRIX,), {"keepdim": True}),
    Sample(([1.0, -2.0, 3.5],), {"dim": 0}),
    Sample((3.0,), {"dim": 0, "keepdim": True}),
)
_TIED = (
    Sample(([[2.0, 2.0, 1.0], [2.0, 0.5, 1.0]],), kink=True),
    Sample(([[2.0, 2.0, 1.0], [2.0, 0.5, 1.0]],), {"dim": 0}, kink=True),
)


def checked_shape(a: Shape, dim: Dims = None, keepdim: bool = False) -> Shape:
    """The shape rule of a reduction over several dimensions; checks the attributes."""
    DIMS.check(dim)
    KEEPDIM.check(keepdim)
    return reduced_shape(a, dim, keepdim)


def checked_one(a: Shape, dim: int | None = None, keepdim: bool = False) -> Shape:
    """The shape rule of a reduction over one dimension or all; checks the attributes."""
    DIM.check(dim)
    KEEPDIM.check(keepdim)
    return reduced_shape(a, dim, keepdim)


def numpy_axis(a: Numbers, dim: Dims) -> int | tuple[int, ...] | None:
    """What numpy calls `dim`: None for all."""
    if dim is None:
        return None
    return axes_of(a.ndim, dim) if not isinstance(dim, int) else axis_of(a.ndim, dim) if a.ndim else ()


def restore(reduced: Numbers, a: Numbers, dim: Dims) -> Numbers:
    """A reduction of `a`, or its gradient, with the dimensions that went back in their places, of size 1."""
    kept = kept_shape(a.shape, dim)
    return reduced if reduced.shape == kept else reduced.reshape(kept)


def spread(grad: Numbers, a: Numbers, dim: Dims) -> Numbers:
    """Repeat the gradient of a reduction over the dimensions that it removed: a read-only view."""
    if a.shape == ():
        return grad
    return np.broadcast_to(grad if dim is None and not grad.shape else restore(grad, a, dim), a.shape)


def total(a: Numbers, axis: int | tuple[int, ...] | None, keepdim: bool) -> Numbers:
    """The sum over axes in the dtype that PyTorch uses: whole numbers in int64, half precision by way of float32."""
    kind, dtype = a.dtype.kind, None
    if kind in "biu":
        dtype = np.int64
    elif a.dtype == np.float16:
        return total(a.astype(np.float32), axis, keepdim).astype(np.float16)
    # np.sum is this with 5 µs of argument handling before it.
    found: Numbers = add(a, axis=axis, dtype=dtype, keepdims=keepdim)
    return found


def _sum(a: Numbers, dim: Dims = None, keepdim: bool = False) -> Numbers:
    if dim is None and not keepdim and a.dtype.kind == "f" and a.dtype.itemsize > 2:
        return add(a, axis=None) if a.shape else +a
    checked_shape(a.shape, dim, keepdim)
    return total(a, numpy_axis(a, dim), keepdim)


def _sum_backward(up: Numbers, out: Numbers, a: Numbers, dim: Dims = None, keepdim: bool = False) -> Numbers:
    return spread(up, a, dim)


def _mean(a: Numbers, dim: Dims = None, keepdim: bool = False) -> Numbers:
    if a.dtype.kind not in "fc":
        raise TensorError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
            f"Got: {scalar_name(a.dtype)}"
        )
    if a.dtype == np.float16:
        return _mean(a.astype(np.float32), dim, keepdim).astype(np.float16)
    found = _sum(a, dim, keepdim)
    return found / _count(a.shape, dim)


def _mean_backward(up: Numbers, out: Numbers, a: Numbers, dim: Dims = None, keepdim: bool = False) -> Numbers:
    return spread(up / _count(a.shape, dim), a, dim)


def _count(a: Shape, dim: Dims) -> float:
    """How many elements go into one."""
    if dim is None:
        return float(math.prod(a))
    return float(math.prod(a[axis] for axis in axes_of(len(a), dim)))


def _prod(a: Numbers, dim: int | None = None, keepdim: bool = False) -> Numbers:
    checked_one(a.shape, dim, keepdim)
    dtype = np.int64 if a.dtype.kind in "biu" else None
    found: Numbers = multiply(a, axis=numpy_axis(a, dim), dtype=dtype, keepdims=keepdim)
    return found


def _prod_backward(up: Numbers, out: Numbers, a: Numbers, dim: int | None = None, keepdim: bool = False) -> Numbers:
    if a.shape == ():
        return up
    if not np.any(a == 0):
        return restore(up, a, dim) * restore(out, a, dim) / a
    # Where a factor is 0 its gradient is the product of the others, which no division can tell.
    flat = a.reshape(-1) if dim is None else a
    axis = 0 if dim is None else axis_of(a.ndim, dim)
    before = _product_before(flat, axis)
    after = np.flip(_product_before(np.flip(flat, axis), axis), axis)
    others = before * after
    return (up * others).reshape(a.shape) if dim is None else restore(up, a, dim) * others


def _product_before(a: Numbers, axis: int) -> Numbers:
    """For each element the product of those before it."""
    head = a[(slice(None),) * axis + (slice(0, a.shape[axis] - 1),)]
    first = np.ones((*a.shape[:axis], 1, *a.shape[axis + 1 :]), a.dtype)
    return np.concatenate([first, call(CUMPROD, head, dim=axis)], axis)


def _extreme(name: str, reduce: Callable[..., Any]) -> Callable[..., Numbers]:
    def forward(a: Numbers, dim: Dims = None, keepdim: bool = False) -> Numbers:
        check_not_empty(name, a.shape, dim)
        checked_shape(a.shape, dim, keepdim)
        found: Numbers = reduce(a, axis=numpy_axis(a, dim), keepdims=keepdim)
        return found

    return forward


def check_not_empty(name: str, a: Shape, dim: Dims) -> None:
    """Raise PyTorch's errors for the largest or smallest of nothing."""
    if math.prod(a):
        return
    if dim is None or dim == ():
        raise ShapeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. "
            "Specify the reduction dim with the 'dim' argument."
        )
    given = (dim,) if isinstance(dim, int) else dim
    for said, axis in zip(given, axes_of(len(a), dim), strict=True):
        if not a[axis]:
            place = said if name.startswith("a") else axis  # amax and amin tell it as it was given
            raise PositionError(f"{name}(): Expected reduction dim {place} to have non-zero size.")


def _extreme_backward(up: Numbers, out: Numbers, a: Numbers, dim: Dims = None, keepdim: bool = False) -> Numbers:
    # All that are equal to the result share; a NaN equals nothing and shares 0 / 0.
    chosen = a == restore(out, a, dim)
    ties = add(chosen, axis=numpy_axis(a, dim), keepdims=True).astype(up.dtype)
    return restore(up, a, dim) * chosen / ties


def _nansum(a: Numbers, dim: Dims = None, keepdim: bool = False) -> Numbers:
    return _sum(a if a.dtype.kind != "f" else np.where(np.isnan(a), a.dtype.type(0), a), dim, keepdim)


def _nansum_backward(up: Numbers, out: Numbers, a: Numbers, dim: Dims = None, keepdim: bool = False) -> Numbers:
    return spread(up, a, dim) * (a == a)


SUM = one_input(
    name="sum",
    family=FAMILY,
    symbol="Σ",
    title="sum of the elements",
    forward=_sum,
    backward=_sum_backward,
    shape=checked_shape,
    formula="sum(a)",
    rules={"a": "up"},
    says={"a": "sum copies to every element"},
    torch="torch.sum({a})",
    attributes=(DIMS, KEEPDIM),
    samples=SAMPLES,
    analytic=True,
    grad_fn=by_dim("SumBackward0", "SumBackward1"),
)

MEAN = one_input(
    name="mean",
    family=FAMILY,
    symbol="mean",
    title="mean of the elements",
    forward=_mean,
    backward=_mean_backward,
    shape=checked_shape,
    formula="mean(a)",
    rules={"a": "up / n"},
    says={"a": "mean shares equally"},
    torch="torch.mean({a})",
    attributes=(DIMS, KEEPDIM),
    samples=SAMPLES,
    analytic=True,
    grad_fn=by_dim("MeanBackward0", "MeanBackward1"),
)

PROD = one_input(
    name="prod",
    family=FAMILY,
    symbol="Π",
    title="product of the elements",
    forward=_prod,
    backward=_prod_backward,
    saves=("a", "out"),
    shape=checked_one,
    formula="prod(a)",
    rules={"a": "up * out / a"},
    says={"a": "prod sends the product of the others"},
    torch="torch.prod({a})",
    attributes=(DIM, KEEPDIM),
    samples=SAMPLES,
    analytic=True,
    grad_fn=by_dim("ProdBackward0", "ProdBackward1"),
)

AMAX = one_input(
    name="amax",
    family=FAMILY,
    symbol="amax",
    title="largest of the elements; ties share",
    forward=_extreme("amax", largest),
    backward=_extreme_backward,
    saves=("a", "out"),
    shape=checked_shape,
    formula="amax(a)",
    rules={"a": "up * eq(a, out) / count(eq(a, out))"},
    says={"a": "amax routes to the largest"},
    torch="torch.amax({a})",
    attributes=(DIMS, KEEPDIM),
    samples=SAMPLES + _TIED,
    analytic=False,
    grad_fn="AmaxBackward0",
)

AMIN = one_input(
    name="amin",
    family=FAMILY,
    symbol="amin",
    title="smallest of the elements; ties share",
    forward=_extreme("amin", smallest),
    backward=_extreme_backward,
    saves=("a", "out"),
    shape=checked_shape,
    formula="amin(a)",
    rules={"a": "up * eq(a, out) / count(eq(a, out))"},
    says={"a": "amin routes to the smallest"},
    torch="torch.amin({a})",
    attributes=(DIMS, KEEPDIM),
    samples=SAMPLES + _TIED,
    analytic=False,
    grad_fn="AminBackward0",
)

NANSUM = unseen(
    name="nansum",
    family=FAMILY,
    title="sum of the elements that are numbers",
    forward=_nansum,
    backward=_nansum_backward,
    saves=("a",),
    shape=checked_shape,
    formula="sum(a)",
    torch="torch.nansum({a})",
    attributes=(DIMS, KEEPDIM),
    grad_fn="NansumBackward0",
)

OPS: tuple[Op, ...] = (SUM, MEAN, PROD, AMAX, AMIN, NANSUM)
