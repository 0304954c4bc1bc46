"""Spread, size and soft maximum of the elements. Source of the kinks: PyTorch's FunctionsManual.cpp."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from viz_autograd.errors import TensorError
from viz_autograd.ops.dimensions import DIMS, KEEPDIM, Dims, axes_of, listed
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.ops.op import Attribute, Op, Sample, Shape
from viz_autograd.ops.reductions import checked_shape, numpy_axis, restore
from viz_autograd.ops.structure import Numbers, add, largest, one_input, smallest

FAMILY = "reduce"

CORRECTION = Attribute("correction", "float", 1, "how much less than n to divide by: 1 for a sample, 0 for all")
P = Attribute("p", "float", 2.0, "which power: 2 is the length, 1 the sum of absolute values, inf the largest")

_MATRIX = [[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]]
_SPREAD = (
    Sample(([1.0, -2.0, 3.5],)),
    Sample((_MATRIX,)),
    Sample((_MATRIX,), {"dim": 0}),
    Sample((_MATRIX,), {"dim": -1, "keepdim": True}),
    Sample((_MATRIX,), {"correction": 0}),
    Sample((3.0,), {"correction": 0}),
)


def _var(a: Numbers, dim: Dims = None, correction: float | None = 1, keepdim: bool = False) -> Numbers:
    if a.dtype.kind not in "fc":
        raise TensorError("std and var only support floating point and complex dtypes")
    checked_shape(a.shape, dim, keepdim)
    # PyTorch adds float32 up in double precision as well.
    wide = a if a.dtype.itemsize >= 8 else a.astype(np.float64)
    axis = numpy_axis(a, dim)
    count = _count(a.shape, dim)
    centre = add(wide, axis=axis, keepdims=True) / count
    away = wide - centre
    squares: Numbers = add(away * away, axis=axis, keepdims=keepdim)
    found: Numbers = (squares / max(count - _number(correction), 0.0)).astype(a.dtype)
    return found


def _count(a: Shape, dim: Dims) -> np.float64:
    # A numpy number, since dividing by a Python zero raises.
    return np.float64(math.prod(a) if dim is None else math.prod(a[axis] for axis in axes_of(len(a), dim)))


def _number(correction: float | None) -> float:
    return 1.0 if correction is None else float(correction)


def _var_backward(
    up: Numbers, out: Numbers, a: Numbers, dim: Dims = None, correction: float | None = 1, keepdim: bool = False
) -> Numbers:
    count = float(_count(a.shape, dim))
    up = restore(up, a, dim)
    centre = np.sum(a, axis=numpy_axis(a, dim), keepdims=True) / count if count else up
    # For dim=() PyTorch counts 1 here, though it means all; and only without a dim it looks out for no freedom.
    empty = dim is not None and not isinstance(dim, int) and not dim
    freedom = (1.0 if empty else count) - _number(correction)
    if freedom <= 0 and (dim is None or a.shape == ()):
        return up * np.where(a == centre, np.nan, np.inf).astype(a.dtype)
    return (up * (2.0 / freedom if freedom else math.inf)) * (a - centre)


def _std(a: Numbers, dim: Dims = None, correction: float | None = 1, keepdim: bool = False) -> Numbers:
    if a.dtype.kind == "f" and a.dtype.itemsize < 8:
        found: Numbers = np.sqrt(_var(a.astype(np.float64), dim, correction, keepdim)).astype(a.dtype)
        return found
    root: Numbers = np.sqrt(_var(a, dim, correction, keepdim))
    return root


def _std_backward(
    up: Numbers, out: Numbers, a: Numbers, dim: Dims = None, correction: float | None = 1, keepdim: bool = False
) -> Numbers:
    # Where all are equal PyTorch takes 0, not 0 / 0.
    flat = out == 0
    return _var_backward(np.where(flat, 0.0, up / (out * 2.0)), out, a, dim, correction, keepdim)


def _spread_shape(a: Shape, dim: Dims = None, correction: float | None = 1, keepdim: bool = False) -> Shape:
    if correction is not None:
        CORRECTION.check(correction)
    return checked_shape(a, dim, keepdim)


def _norm(a: Numbers, p: float = 2.0, dim: Dims = None, keepdim: bool = False) -> Numbers:
    if a.dtype.kind not in "fc":
        raise TensorError(
            f"linalg.vector_norm: Expected a floating point or complex tensor as input. Got {scalar_name(a.dtype)}"
        )
    checked_shape(a.shape, dim, keepdim)
    axis = numpy_axis(a, dim)
    if p < 0 or p == math.inf:
        _check_identity(a.shape, p, dim)
    if a.dtype == np.float16:
        return _norm(a.astype(np.float32), p, dim, keepdim).astype(np.float16)
    if p == 2:
        return np.sqrt(add(a * a, axis=axis, keepdims=keepdim))
    size = np.abs(a)
    found: Any
    if p == math.inf:
        found = largest(size, axis=axis, keepdims=keepdim)
    elif p == -math.inf:
        found = smallest(size, axis=axis, keepdims=keepdim)
    elif p == 1:
        found = add(size, axis=axis, keepdims=keepdim)
    elif p == 0:
        found = add(a != 0, axis=axis, keepdims=keepdim).astype(a.dtype)
    else:
        found = add(size ** float(p), axis=axis, keepdims=keepdim) ** (1.0 / p)
    return found


def _check_identity(a: Shape, p: float, dim: Dims) -> None:
    """Raise PyTorch's error for a norm of nothing that would be infinite."""
    if math.prod(a):
        return
    power = f"{p:g}"
    beginning = f"linalg.vector_norm cannot compute the {power} norm on"
    ending = "because the operation does not have an identity"
    if dim is None or dim == ():
        raise TensorError(f"{beginning} an empty tensor {ending}")
    for axis in axes_of(len(a), dim):
        if not a[axis]:
            because = "because this dimension is empty and the operation does not have an identity"
            raise TensorError(f"{beginning} the dimension {axis}{because}")


def _norm_backward(
    up: Numbers, out: Numbers, a: Numbers, p: float = 2.0, dim: Dims = None, keepdim: bool = False
) -> Numbers | None:
    up, out = restore(up, a, dim), restore(out, a, dim)
    if p == 0:
        return None
    sign = (a > 0).astype(a.dtype) - (a < 0).astype(a.dtype)
    if p == 1:
        return up * sign
    if p == 2:
        return up * np.where(out == 0, 0.0, a / out)
    if abs(p) == math.inf:
        chosen = (abs(a) == out) | ((a != a) & (out != out))
        share = add(chosen, axis=numpy_axis(a, dim), keepdims=True).astype(a.dtype)
        return up * np.where(chosen, sign / share, 0.0)
    if p < 1:
        return np.where(a == 0, 0.0, sign * abs(a) ** (p - 1.0)) * up * out ** (1.0 - p)
    scaled = sign * abs(a) ** (p - 1.0) if p < 2 else a * abs(a) ** (p - 2.0)
    return scaled * np.where(out == 0, 0.0, up / out ** (p - 1.0))


def _norm_shape(a: Shape, p: float = 2.0, dim: Dims = None, keepdim: bool = False) -> Shape:
    P.check(p)
    return checked_shape(a, dim, keepdim)


def _logsumexp(a: Numbers, dim: Dims = None, keepdim: bool = False) -> Numbers:
    checked_shape(a.shape, dim, keepdim)
    if dim is not None and not isinstance(dim, int) and not dim and a.ndim and math.prod(a.shape) and not keepdim:
        raise TensorError(f"output with shape [] doesn't match the broadcast shape {listed((1,) * a.ndim)}")
    if a.dtype == np.float16:
        return _logsumexp(a.astype(np.float32), dim, keepdim).astype(np.float16)
    axis = numpy_axis(a, dim)
    if not math.prod(a.shape):
        found: Numbers = np.log(add(a, axis=axis, keepdims=keepdim))
        return found
    top = largest(a, axis=axis, keepdims=True)
    top = np.where(np.abs(top) == math.inf, 0.0, top).astype(a.dtype)
    summed: Numbers = np.log(add(np.exp(a - top), axis=axis, keepdims=keepdim))
    return summed + top.reshape(summed.shape)


def _logsumexp_backward(up: Numbers, out: Numbers, a: Numbers, dim: Dims = None, keepdim: bool = False) -> Numbers:
    return restore(up, a, dim) * np.exp(a - restore(out, a, dim))


VAR = one_input(
    name="var",
    family=FAMILY,
    symbol="var",
    title="variance of the elements",
    forward=_var,
    backward=_var_backward,
    saves=("a",),
    shape=_spread_shape,
    formula="var(a)",
    rules={"a": "up * 2 * (a - mean(a)) / (n - 1)"},
    says={"a": "var pushes away from the mean"},
    torch="torch.var({a})",
    attributes=(DIMS, CORRECTION, KEEPDIM),
    samples=_SPREAD,
    analytic=True,
    grad_fn="VarBackward0",
)

STD = one_input(
    name="std",
    family=FAMILY,
    symbol="std",
    title="standard deviation of the elements",
    forward=_std,
    backward=_std_backward,
    saves=("a", "out"),
    shape=_spread_shape,
    formula="std(a)",
    rules={"a": "up * (a - mean(a)) / (out * (n - 1))"},
    says={"a": "std pushes away from the mean"},
    torch="torch.std({a})",
    attributes=(DIMS, CORRECTION, KEEPDIM),
    samples=(*_SPREAD[:5], Sample(([2.0, 2.0],), kink=True)),
    analytic=True,
    grad_fn="StdBackward0",
)

NORM = one_input(
    name="norm",
    family=FAMILY,
    symbol="‖x‖",
    title="norm: the length of a vector",
    forward=_norm,
    backward=_norm_backward,
    saves=("a", "out"),
    shape=_norm_shape,
    formula="norm(a)",
    rules={"a": "up * a / out"},
    says={"a": "norm sends the direction"},
    torch="torch.norm({a})",
    attributes=(P, DIMS, KEEPDIM),
    samples=(
        Sample((3.0,)),
        Sample(([1.0, -2.0, 3.5],)),
        Sample((_MATRIX,)),
        Sample((_MATRIX,), {"dim": 0}),
        Sample((_MATRIX,), {"dim": 1, "keepdim": True}),
        Sample((_MATRIX,), {"p": 1.0}),
        Sample((_MATRIX,), {"p": 3.0, "dim": 1}),
        Sample((_MATRIX,), {"p": math.inf}),
        Sample(([0.0, 0.0],), kink=True),
        Sample(([2.0, -2.0, 1.0],), {"p": math.inf}, kink=True),
    ),
    analytic=False,
    grad_fn="LinalgVectorNormBackward0",
)

LOGSUMEXP = one_input(
    name="logsumexp",
    family=FAMILY,
    symbol="lse",
    title="logarithm of the sum of exponentials: a soft maximum",
    forward=_logsumexp,
    backward=_logsumexp_backward,
    saves=("a", "out"),
    shape=checked_shape,
    formula="log(sum(exp(a)))",
    rules={"a": "up * exp(a - out)"},
    says={"a": "logsumexp shares as softmax does"},
    torch="torch.logsumexp({a})",
    attributes=(DIMS, KEEPDIM),
    samples=(
        Sample((3.0,)),
        Sample(([1.0, -2.0, 3.5],)),
        Sample((_MATRIX,)),
        Sample((_MATRIX,), {"dim": 0}),
        Sample((_MATRIX,), {"dim": 1, "keepdim": True}),
    ),
    analytic=True,
    numbers="float",
    grad_fn="LogsumexpBackward0",
)

OPS: tuple[Op, ...] = (VAR, STD, NORM, LOGSUMEXP)
