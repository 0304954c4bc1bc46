"""Functions of one tensor, element by element: torch.exp, sigmoid, round and the like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import TensorError, UnsupportedError
from viz_autograd.ops import OPS
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.arguments import a_tensor, cast_to, numpy_names, whole
from viz_autograd.tensor.conversion import cast
from viz_autograd.tensor.refusals import refused
from viz_autograd.tensor.tensor import Tensor

_NO_BOOLS = {
    "neg": "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the "
    "`~` or `logical_not()` operator instead.",
    "relu": "Boolean inputs not supported for relu",
    "positive": "The `+` operator, on a bool tensor is not supported.",
}
# What PyTorch's error calls the function for a dtype that it has not been written for.
_KERNELS = {"abs": "abs_cpu"} | {name: f"{name}_vml_cpu" for name in ("floor", "ceil", "round", "trunc")}


def _one(name: str, *, kernel: str = "") -> Callable[..., Tensor]:
    """torch.NAME; with a `kernel` only of floating dtypes. Raises DtypeError, TensorError and UnsupportedError."""
    op = OPS[name]

    @numpy_names
    def function(input: Tensor) -> Tensor:
        if not isinstance(input, Tensor):
            a_tensor(name, input)
        kind = input._array.dtype.kind
        if kind == "b" and (name in _NO_BOOLS or name in _KERNELS):
            if name in _NO_BOOLS:
                raise TensorError(_NO_BOOLS[name])
            raise UnsupportedError(f"\"{_KERNELS[name]}\" not implemented for 'Bool'")
        if kernel and kind != "f":
            only_floats(kernel, input)
        found: Tensor = apply(op, input)
        return found

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: {op.title}."
    return function


def only_floats(kernel: str, *given: Tensor) -> None:
    """Raise UnsupportedError in PyTorch's words for a tensor of another than a floating dtype."""
    for tensor in given:
        if tensor._array.dtype.kind != "f":
            raise UnsupportedError(f"\"{kernel}\" not implemented for '{scalar_name(tensor._array.dtype)}'")


neg = negative = _one("neg")
abs = absolute = _one("abs")
exp, exp2, expm1 = _one("exp"), _one("exp2"), _one("expm1")
log, log2, log10, log1p = _one("log"), _one("log2"), _one("log10"), _one("log1p")
sqrt, rsqrt, reciprocal = _one("sqrt"), _one("rsqrt"), _one("reciprocal")
sin, cos, tan = _one("sin"), _one("cos"), _one("tan")
asin = arcsin = _one("asin")
acos = arccos = _one("acos")
atan = arctan = _one("atan")
sinh, cosh, tanh = _one("sinh"), _one("cosh"), _one("tanh")
asinh = arcsinh = _one("asinh")
acosh = arccosh = _one("acosh")
atanh = arctanh = _one("atanh")
erf, erfc, erfinv = _one("erf"), _one("erfc"), _one("erfinv")
lgamma, digamma = _one("lgamma"), _one("digamma")
sigmoid, sinc = _one("sigmoid"), _one("sinc")
deg2rad, rad2deg = _one("deg2rad"), _one("rad2deg")
sign, sgn = _one("sign"), _one("sgn")
floor, ceil = _one("floor"), _one("ceil")
trunc = fix = _one("trunc")
frac = _one("frac", kernel="frac_cpu")
relu = _one("relu")
selu = _one("selu", kernel="elu_cpu")
_rounded = _one("round")
_SQUARE, _ROUND, _LOGIT, _NAN_TO_NUM, _POLYGAMMA = (
    OPS[name] for name in ("square", "round", "logit", "nan_to_num", "polygamma")
)


@numpy_names
def square(input: Tensor) -> Tensor:
    """The square of each element."""
    a_tensor("square", input)
    found: Tensor = apply(_SQUARE, cast(input, np.dtype(np.int64)) if input._array.dtype.kind == "b" else input)
    return found


@numpy_names
def round(input: Tensor, *, decimals: int | None = None) -> Tensor:
    """The nearest whole number, halves to the even one; with `decimals` so many digits after the point."""
    if decimals is None:
        return _rounded(input)
    a_tensor("round", input)
    if not isinstance(decimals, int):
        refused("round", (input,), {"decimals": decimals}, "(Tensor input, *, Tensor out = None)",
                "(Tensor input, *, int decimals, Tensor out = None)")  # fmt: skip
    only_floats("round_cpu", input)
    found: Tensor = apply(_ROUND, input, decimals=decimals)
    return found


@numpy_names
def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """The logarithm of the odds input / (1 − input), of the input kept from 0 and 1 by `eps`."""
    found: Tensor = apply(_LOGIT, a_tensor("logit", input), eps=eps)
    return found


@numpy_names
def nan_to_num(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """Numbers in place of nan (0) and the infinities (the largest and the least of the dtype)."""
    found: Tensor = apply(_NAN_TO_NUM, a_tensor("nan_to_num", input), nan=nan, posinf=posinf, neginf=neginf)
    return found


@numpy_names
def polygamma(n: int, input: Tensor) -> Tensor:
    """The n-th derivative of digamma. Raises TensorError for a negative n."""
    a_tensor("polygamma", input, position=2)
    if whole("polygamma", n, "n", 1) < 0:
        raise TensorError("polygamma(n, x) does not support negative n.")
    if n == 0:
        return digamma(input)
    found: Tensor = apply(_POLYGAMMA, input, n=n)
    return found


def positive(input: Tensor) -> Tensor:
    """The tensor itself. Raises TensorError for bools."""
    if a_tensor("positive", input)._array.dtype.kind == "b":
        raise TensorError(_NO_BOOLS["positive"])
    return input


@numpy_names
def signbit(input: Tensor) -> Tensor:
    """Where elements are negative, −0 among them."""
    return Tensor._of(np.asarray(np.signbit(a_tensor("signbit", input)._array)))


def _along(name: str) -> Callable[..., Tensor]:
    op = OPS[name]

    @numpy_names
    def function(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
        given = cast_to(a_tensor(name, input), dtype, name)
        only_floats(f"{name}_lastdim_kernel_impl", given)
        found: Tensor = apply(op, given, dim=whole(name, dim))
        return found

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: {op.title}, along `dim`. Raises DimensionError."
    return function


softmax, log_softmax = _along("softmax"), _along("log_softmax")


@numpy_names
def celu(input: Tensor, alpha: float = 1.0) -> Tensor:
    """The input where it is positive, elsewhere α (exp(input / α) − 1)."""
    only_floats("elu_cpu", a_tensor("celu", input))
    if alpha == 0:
        raise TensorError("ZeroDivisionError: alpha cannot be 0 for CELU")
    found: Tensor = apply(OPS["celu"], input, alpha=alpha)
    return found


@numpy_names
def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """The input, and 0 where it is within `lambd` of 0."""
    only_floats("hardshrink_cpu", a_tensor("hardshrink", input))
    found: Tensor = apply(OPS["hardshrink"], input, lambd=lambd)
    return found


@numpy_names
def threshold(input: Tensor, threshold: float, value: float) -> Tensor:
    """The input where it is above the threshold, else `value`."""
    if a_tensor("threshold", input)._array.dtype.kind == "b":
        raise UnsupportedError("\"threshold_cpu\" not implemented for 'Bool'")
    found: Tensor = apply(OPS["threshold"], input, threshold=threshold, value=value)
    return found


@numpy_names
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """The input where it is positive, elsewhere times `weight`: one number, or one for each channel (dimension 1).

    Raises TensorError for a weight that fits neither, or of another dtype.
    """
    a_tensor("prelu", input)
    a_tensor("prelu", weight, "weight", 2)
    kinds = [scalar_name(each._array.dtype) for each in (input, weight)]
    if kinds[0] != kinds[1]:
        raise TensorError(f"prelu: Type promoting not supported. Got {kinds[0]} and {kinds[1]}")
    slope, rank = weight, input._array.ndim
    if weight._array.size != 1:
        channels = input._array.shape[1] if rank > 1 else 1
        if channels != weight._array.size:
            raise TensorError(
                "Mismatch of parameter numbers and input channel size. "
                f"Found parameter numbers = {weight._array.size} and channel size = {channels}."
            )
        slope = apply(OPS["reshape"], weight, shape=(-1, *[1] * (rank - 2)))
    elif rank == 0 and weight._array.ndim:
        slope = apply(OPS["reshape"], weight, shape=())
    found: Tensor = apply(OPS["prelu"], input, slope)
    return found


__all__ = [
    "abs",
    "absolute",
    "acos",
    "acosh",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctanh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "ceil",
    "celu",
    "cos",
    "cosh",
    "deg2rad",
    "digamma",
    "erf",
    "erfc",
    "erfinv",
    "exp",
    "exp2",
    "expm1",
    "fix",
    "floor",
    "frac",
    "hardshrink",
    "lgamma",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_softmax",
    "logit",
    "nan_to_num",
    "neg",
    "negative",
    "polygamma",
    "positive",
    "prelu",
    "rad2deg",
    "reciprocal",
    "relu",
    "round",
    "rsqrt",
    "selu",
    "sgn",
    "sigmoid",
    "sign",
    "signbit",
    "sin",
    "sinc",
    "sinh",
    "softmax",
    "sqrt",
    "square",
    "tan",
    "tanh",
    "threshold",
    "trunc",
]  # fmt: skip
_NO_METHODS = {"celu", "selu", "threshold", "polygamma"}
METHODS: dict[str, Callable[..., Any]] = {name: globals()[name] for name in __all__ if name not in _NO_METHODS}
METHODS["polygamma"] = lambda self, n: polygamma(n, self)
