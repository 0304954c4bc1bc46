"""Running sums, products and extremes along a dimension."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import UnsupportedError
from viz_autograd.ops.call import call
from viz_autograd.ops.dimensions import along, axis_of
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.ops.gathering import SCATTER_ADD
from viz_autograd.ops.op import Contributions, Op, Sample, Shape
from viz_autograd.ops.structure import Numbers, one_input, unseen

FAMILY = "along a dimension"

ALONG = along(0, "the dimension to go along")

_SAMPLES = (
    Sample((3.0,)),
    Sample(([1.0, -2.0, 3.5],)),
    Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]],)),
    Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]],), {"dim": 1}),
    Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]],), {"dim": -2}),
)


def _same_shape(a: Shape, dim: int = 0) -> Shape:
    ALONG.check(dim)
    axis_of(len(a), dim)
    return a


def _accumulated(accumulate: Callable[..., Any]) -> Callable[..., Numbers]:
    """A running ufunc: whole numbers in int64, and float32 by way of float64 as PyTorch does on a CPU."""

    def forward(a: Numbers, dim: int = 0) -> Numbers:
        _same_shape(a.shape, dim)
        if a.dtype.kind in "biu":
            a = a.astype(np.int64)
        if a.shape == ():
            return +a
        wide = np.float64 if a.dtype.kind == "f" else a.dtype
        found: Numbers = accumulate(a, axis=axis_of(a.ndim, dim), dtype=wide).astype(a.dtype, copy=False)
        return found

    return forward


def _from_behind(up: Numbers, axis: int) -> Numbers:
    """For each element the sum of `up` from there to the end."""
    return np.flip(call(CUMSUM, np.flip(up, axis), dim=axis), axis)


def _cumsum_backward(up: Numbers, out: Numbers, a: Numbers, dim: int = 0) -> Numbers:
    return up if a.shape == () else _from_behind(up, axis_of(a.ndim, dim))


def _cumprod_backward(up: Numbers, out: Numbers, a: Numbers, dim: int = 0) -> Numbers:
    if a.shape == ():
        return up
    axis = axis_of(a.ndim, dim)
    zero = np.asarray(a == 0)
    if not zero.any():
        return _from_behind(up * out, axis) / a
    if hasattr(a, "record"):
        return _cumprod_backward_each(up, a, axis)
    # Behind the first 0 nothing changes the product any more; at it, the product without it counts.
    seen = np.add.accumulate(zero, axis=axis, dtype=np.int64)
    first = zero & (seen == 1)
    without = np.where(first, a.dtype.type(1), a)
    behind = _from_behind(up * out, axis) / without
    before = call(CUMPROD, np.where(seen == 0, a, a.dtype.type(1)), dim=axis)
    after = call(CUMPROD, np.where(first | (seen == 0), a.dtype.type(1), a), dim=axis)
    at_first = before * _from_behind(up * after, axis)
    return np.where(first, at_first, np.where(seen == 0, behind, a.dtype.type(0)))


def _cumprod_backward_each(up: Numbers, a: Numbers, axis: int) -> Numbers:
    """The same, element by element and without a division, so that it can be differentiated at a 0."""
    size = a.shape[axis]

    def part(x: Numbers, start: int, end: int) -> Numbers:
        return x[(slice(None),) * axis + (slice(start, end),)]

    parts = []
    one = np.ones((*a.shape[:axis], 1, *a.shape[axis + 1 :]), a.dtype)
    for at in range(size):
        before = np.prod(part(a, 0, at), axis=axis, keepdims=True) if at else one
        rest = np.concatenate([one, part(a, at + 1, size)], axis)
        parts.append(np.sum(part(up, at, size) * (before * call(CUMPROD, rest, dim=axis)), axis=axis, keepdims=True))
    return np.concatenate(parts, axis)


def _running(name: str, accumulate: Callable[..., Any]) -> Callable[..., tuple[Numbers, Numbers]]:
    def forward(a: Numbers, dim: int = 0) -> tuple[Numbers, Numbers]:
        _same_shape(a.shape, dim)
        if a.shape == ():
            return +a if a.dtype.kind != "b" else a.copy(), np.zeros((), np.int64)
        axis = axis_of(a.ndim, dim)
        values: Numbers = accumulate(a, axis=axis)
        # Of equal ones the last counts, and of NaNs.
        taken = (a == values) | (a != a)
        places = np.arange(a.shape[axis]).reshape((-1,) + (1,) * (a.ndim - 1 - axis))
        return values, np.maximum.accumulate(np.where(taken, places, 0), axis=axis)

    return forward


def _running_vjp(
    upstream: tuple[Numbers | None, ...],
    out: tuple[Numbers, Numbers],
    inputs: Sequence[Numbers],
    needs: Sequence[bool],
    dim: int = 0,
) -> Contributions:
    a, up = inputs[0], upstream[0]
    if not needs[0] or up is None:
        return (None,)
    return (up if a.shape == () else call(SCATTER_ADD, np.zeros(a.shape, a.dtype), out[1], up, dim=dim),)


def _two_shapes(a: Shape, dim: int = 0) -> tuple[Shape, Shape]:
    return (_same_shape(a, dim),) * 2


def _logcumsumexp(a: Numbers, dim: int = 0) -> Numbers:
    _same_shape(a.shape, dim)
    if a.dtype.kind != "f":
        raise UnsupportedError(f"\"logcumsumexp_out_cpu\" not implemented for '{scalar_name(a.dtype)}'")
    if a.shape == ():
        return +a
    found: Numbers = np.logaddexp.accumulate(a, axis=axis_of(a.ndim, dim), dtype=np.float64).astype(a.dtype, copy=False)
    return found


def _logcumsumexp_backward(up: Numbers, out: Numbers, a: Numbers, dim: int = 0) -> Numbers:
    if a.shape == ():
        return up
    axis = axis_of(a.ndim, dim)

    def of_one_sign(part: Numbers) -> Numbers:
        # In logarithms, so that nothing overflows; the logarithm of 0 is -inf and adds nothing.
        logs = np.where(part == 0, -np.inf, np.log(part) - out)
        behind = np.flip(call(LOGCUMSUMEXP, np.flip(logs, axis), dim=axis), axis)
        return np.exp(behind + a)

    zero = up.dtype.type(0)
    return of_one_sign(np.where(up > 0, up, zero)) - of_one_sign(np.where(up < 0, -up, zero))


CUMSUM = one_input(
    name="cumsum",
    family=FAMILY,
    symbol="Σ→",
    title="running sum",
    forward=_accumulated(np.add.accumulate),
    backward=_cumsum_backward,
    shape=_same_shape,
    formula="cumsum(a)",
    rules={"a": "behind(up)"},
    says={"a": "cumsum adds up what comes behind"},
    torch="torch.cumsum({a})",
    attributes=(ALONG,),
    samples=_SAMPLES,
    analytic=True,
    grad_fn="CumsumBackward0",
)

CUMPROD = one_input(
    name="cumprod",
    family=FAMILY,
    symbol="Π→",
    title="running product",
    forward=_accumulated(np.multiply.accumulate),
    backward=_cumprod_backward,
    saves=("a", "out"),
    shape=_same_shape,
    formula="cumprod(a)",
    rules={"a": "behind(up * out) / a"},
    says={"a": "cumprod adds up the products that it is part of"},
    torch="torch.cumprod({a})",
    attributes=(ALONG,),
    samples=_SAMPLES,
    analytic=True,
    grad_fn="CumprodBackward0",
)

LOGCUMSUMEXP = unseen(
    name="logcumsumexp",
    family=FAMILY,
    title="logarithm of the running sum of exponentials",
    forward=_logcumsumexp,
    backward=_logcumsumexp_backward,
    saves=("a", "out"),
    shape=_same_shape,
    formula="log(cumsum(exp(a)))",
    torch="torch.logcumsumexp({a})",
    attributes=(ALONG,),
    grad_fn="LogcumsumexpBackward0",
)


def _extreme(name: str, title: str, accumulate: Callable[..., Any]) -> Op:
    return unseen(
        name=name,
        family=FAMILY,
        title=title,
        ports=("a",),
        forward=_running(name, accumulate),
        vjp=_running_vjp,
        saves={"a": ("indices",)},
        shape=_two_shapes,
        formula=f"{name}(a)",
        torch=f"torch.{name}({{a}})",
        attributes=(ALONG,),
        outputs=("values", "indices"),
        analytic=False,
        grad_fn=f"{name.capitalize()}Backward0",
    )


CUMMAX = _extreme("cummax", "running maximum", np.maximum.accumulate)
CUMMIN = _extreme("cummin", "running minimum", np.minimum.accumulate)

OPS: tuple[Op, ...] = (CUMSUM, CUMPROD, LOGCUMSUMEXP, CUMMAX, CUMMIN)
