"""Many elements into fewer: torch.sum, mean, max, var, norm and the like, over some dimensions or all."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError, PositionError, TensorError
from viz_autograd.ops import OPS
from viz_autograd.ops.dimensions import axes_of, axis_of
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor import return_types, sorting
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.arguments import a_tensor, cast_to, dims, numpy_names, whole
from viz_autograd.tensor.tensor import Tensor

_SUM, _MEAN, _PROD, _NANSUM, _AMAX, _AMIN = (OPS[name] for name in ("sum", "mean", "prod", "nansum", "amax", "amin"))
_VAR, _STD, _NORM, _LOGSUMEXP = (OPS[name] for name in ("var", "std", "norm", "logsumexp"))


@numpy_names
def sum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum over `dim` (None: all); of whole numbers in int64. Raises PositionError for a dimension not there."""
    given = cast_to(a_tensor("sum", input), dtype, "sum")
    if dtype is not None and given._array.dtype.kind in "iu":
        return cast_to(sum(Tensor._of(given._array), dim, keepdim), dtype, "sum")
    if dim is None:
        found: Tensor = apply(_SUM, given, keepdim=True) if keepdim else apply(_SUM, given)
        return found
    if isinstance(dim, bool | float | str):
        kind = type(dim).__name__
        raise DtypeError(
            f"sum() received an invalid combination of arguments - got ({kind}), but expected one of:\n"
            " * (*, torch.dtype dtype = None)\n"
            " * (tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None)\n"
        )
    found = apply(_SUM, given, dim=dims("sum", dim), keepdim=keepdim)
    return found


@numpy_names
def mean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean over `dim` (None: all). Raises TensorError for whole numbers without a dtype."""
    given = cast_to(a_tensor("mean", input), dtype, "mean")
    if dim is None and not keepdim:
        found: Tensor = apply(_MEAN, given)
        return found
    found = apply(_MEAN, given, dim=dims("mean", dim), keepdim=keepdim)
    return found


@numpy_names
def nansum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum over `dim`, where nan counts as 0."""
    found: Tensor = apply(
        _NANSUM, cast_to(a_tensor("nansum", input), dtype, "nansum"), dim=dims("nansum", dim), keepdim=keepdim
    )
    return found


@numpy_names
def nanmean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean over `dim` of what is not nan. Raises TensorError for whole numbers."""
    given = cast_to(a_tensor("nanmean", input), dtype, "nanmean")
    if given._array.dtype.kind != "f":
        raise TensorError(
            "nanmean(): expected input to have floating point or complex dtype but got "
            f"{scalar_name(given._array.dtype)}"
        )
    there = Tensor._of(np.asarray(given._array == given._array))
    return nansum(given, dim, keepdim) / sum(there, dim, keepdim)  # type: ignore[operator, no-any-return]


@numpy_names
def prod(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The product over one dimension, or of all; of whole numbers in int64."""
    given = cast_to(a_tensor("prod", input), dtype, "prod")
    if dim is not None and isinstance(dim, tuple | list | float | str):
        raise DtypeError(
            f"prod() received an invalid combination of arguments - got ({type(dim).__name__}), but expected one of:\n"
            " * (*, torch.dtype dtype = None)\n"
            " * (int dim, bool keepdim = False, *, torch.dtype dtype = None)\n"
        )
    found: Tensor = apply(_PROD, given, dim=None if dim is None else whole("prod", dim), keepdim=keepdim)
    return found


@numpy_names
def amax(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """The largest over `dim` (none: all); equal ones share the gradient."""
    found: Tensor = apply(_AMAX, a_tensor("amax", input), dim=dims("amax", dim) if dim != () else None, keepdim=keepdim)
    return found


@numpy_names
def amin(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """The smallest over `dim` (none: all); equal ones share the gradient."""
    found: Tensor = apply(_AMIN, a_tensor("amin", input), dim=dims("amin", dim) if dim != () else None, keepdim=keepdim)
    return found


@numpy_names
def aminmax(input: Tensor, *, dim: Any = None, keepdim: bool = False) -> Any:
    """The smallest and the largest, over a dimension or of all."""
    over = () if dim is None else dim
    return return_types.aminmax((amin(input, over, keepdim), amax(input, over, keepdim)))


def _extreme(name: str) -> Callable[..., Any]:
    every, along, pairwise = OPS[f"{name}_all"], OPS[f"{name}_dim"], OPS[name]
    named = getattr(return_types, name)

    @numpy_names
    def function(input: Tensor, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
        a_tensor(name, input)
        if other is None and isinstance(dim, Tensor) and (dim._array.ndim or dim._array.dtype.kind == "f"):
            other = dim
        if other is not None:
            return apply(pairwise, input, other)
        if dim is None:
            return apply(every, input)
        return named(apply(along, input, dim=whole(name, dim), keepdim=keepdim))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = (
        f"torch.{name} in its three forms: of all elements, over a dimension (values and indices; the gradient goes to "
        "the one chosen), and of two tensors element by element."
    )
    return function


max = _extreme("max")
min = _extreme("min")


def _argument(name: str) -> Callable[..., Tensor]:
    numpy_function = getattr(np, name)

    @numpy_names
    def function(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
        array = a_tensor(name, input)._array
        if array.dtype.kind == "b":
            raise TensorError(f"{name}(): does not support bool input")
        if dim is None:
            if not array.size:
                raise PositionError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
            at = np.asarray(numpy_function(array), np.int64)
            return Tensor._of(at.reshape((1,) * array.ndim) if keepdim else at)
        axis = axis_of(array.ndim, whole(name, dim))
        if not array.ndim:
            return Tensor._of(np.zeros((), np.int64))
        if not array.shape[axis]:
            raise PositionError(f"{name}(): Expected reduction dim {axis} to have non-zero size.")
        return Tensor._of(np.asarray(numpy_function(array, axis, keepdims=keepdim), np.int64))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: the index of the first {name[3:]}imum, counted over all or along a dimension."
    return function


argmax = _argument("argmax")
argmin = _argument("argmin")


def _truth(name: str, reduce: Any) -> Callable[..., Tensor]:
    @numpy_names
    def function(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
        array = a_tensor(name, input)._array
        axis = None if dim is None else axes_of(array.ndim, dims(name, dim))
        found = np.asarray(reduce(array != 0, axis=axis, keepdims=keepdim))
        return Tensor._of(found.astype(np.uint8) if array.dtype == np.uint8 else found)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: whether {name} of the elements, over `dim` or of all, are not 0."
    return function


any = _truth("any", np.logical_or.reduce)
all = _truth("all", np.logical_and.reduce)


@numpy_names
def count_nonzero(input: Tensor, dim: Any = None) -> Tensor:
    """How many elements are not 0, over `dim` or of all."""
    array = a_tensor("count_nonzero", input)._array
    axis = None if dim is None else axes_of(array.ndim, dims("count_nonzero", dim))
    return Tensor._of(np.asarray(np.add.reduce(array != 0, axis=axis, dtype=np.int64)))


_UNSET: Any = object()


def _spread(
    name: str,
    input: Tensor,
    dim: Any,
    unbiased: Any,
    keepdim: bool,
    correction: Any,
) -> tuple[Any, float]:
    """The dimensions and the correction that are meant; warns where PyTorch does."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if correction is _UNSET or correction is None:
        correction = 1 if unbiased is None or unbiased else 0
    found = dims(name, dim)
    array = a_tensor(name, input)._array
    count = math.prod(array.shape[axis] for axis in axes_of(array.ndim, found))
    if array.dtype.kind == "f" and count - correction <= 0:
        warnings.warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
            "(input numel divided by output numel).",
            UserWarning,
            stacklevel=4,
        )
    return found, correction


@numpy_names
def var(
    input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = _UNSET
) -> Tensor:
    """The variance over `dim`, divided by n − correction (1 unless said; unbiased=False: 0)."""
    over, less = _spread("var", input, dim, unbiased, keepdim, correction)
    found: Tensor = apply(_VAR, input, dim=over, correction=less, keepdim=keepdim)
    return found


@numpy_names
def std(
    input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = _UNSET
) -> Tensor:
    """The standard deviation over `dim`; see `var`."""
    over, less = _spread("std", input, dim, unbiased, keepdim, correction)
    found: Tensor = apply(_STD, input, dim=over, correction=less, keepdim=keepdim)
    return found


@numpy_names
def var_mean(
    input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = _UNSET
) -> tuple[Tensor, Tensor]:
    """Variance and mean over `dim`."""
    over = None if isinstance(dim, bool) else dim
    return var(input, dim, unbiased, keepdim, correction=correction), mean(input, over, keepdim)


@numpy_names
def std_mean(
    input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = _UNSET
) -> tuple[Tensor, Tensor]:
    """Standard deviation and mean over `dim`."""
    over = None if isinstance(dim, bool) else dim
    return std(input, dim, unbiased, keepdim, correction=correction), mean(input, over, keepdim)


@numpy_names
def norm(input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Tensor:
    """The p-norm of the elements over `dim` (None: all); "fro" is 2."""
    given = a_tensor("norm", input)
    if given._array.dtype.kind == "f":
        given = cast_to(given, dtype, "norm")
    power = 2.0 if p is None or p == "fro" else p
    if isinstance(power, str):
        raise TensorError(f"norm of kind {power!r} is not part of viz_autograd; it has 'fro' and numbers")
    found: Tensor = apply(_NORM, given, p=float(power), dim=dims("norm", dim), keepdim=keepdim)
    return found


@numpy_names
def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """The logarithm of the sum of exponentials over `dim`."""
    found: Tensor = apply(_LOGSUMEXP, a_tensor("logsumexp", input), dim=dims("logsumexp", dim), keepdim=keepdim)
    return found


def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The p-norm of input − other."""
    return norm(input - other, p)  # type: ignore[operator]


@numpy_names
def quantile(input: Tensor, q: Any, dim: Any = None, keepdim: bool = False, *, interpolation: str = "linear") -> Tensor:
    """The value below which the share `q` (a number or a vector) of the elements lies, over a dimension or of all."""
    given = a_tensor("quantile", input)
    if given._array.dtype not in (np.float32, np.float64):
        raise TensorError("quantile() input tensor must be either float or double dtype")
    shares = q._array if isinstance(q, Tensor) else np.asarray(q, given._array.dtype)
    if not ((shares >= 0) & (shares <= 1)).all():
        raise TensorError("quantile() q values must be in the range [0, 1]")
    if dim is None:
        ordered = sorting.sort(apply(OPS["reshape"], given, shape=(-1,)), 0)[0]
        axis = 0
    else:
        axis = axis_of(given._array.ndim, whole("quantile", dim))
        ordered = sorting.sort(given, axis)[0]
    parts = [_between(ordered, axis, float(share), interpolation) for share in shares.reshape(-1)]
    if keepdim:
        shape = (1,) * given._array.ndim
        kept = shape if dim is None else tuple([1 if at == axis else n for at, n in enumerate(given._array.shape)])
        parts = [apply(OPS["reshape"], part, shape=kept) for part in parts]
    found: Tensor = apply(OPS["stack"], *parts) if shares.ndim else parts[0]
    return found


def _between(ordered: Tensor, axis: int, share: float, interpolation: str) -> Tensor:
    size = ordered._array.shape[axis]
    place = share * (size - 1)
    low, high = math.floor(place), math.ceil(place)
    if interpolation == "nearest":
        low = high = round(place)
    elif interpolation == "lower":
        high = low
    elif interpolation == "higher":
        low = high
    first = apply(OPS["select"], ordered, dim=axis, index=low)
    second = apply(OPS["select"], ordered, dim=axis, index=high)
    last = apply(OPS["select"], ordered, dim=axis, index=size - 1)
    weight = 0.5 if interpolation == "midpoint" and low != high else place - math.floor(place) if low != high else 0.0
    found = first + (second - first) * weight if weight else first
    # A nan, which is sorted to the end, is the answer wherever there is one.
    missing = last._array != last._array
    if missing.any():
        found = apply(OPS["where"], Tensor._of(np.asarray(missing)), last, found)
    return found  # type: ignore[no-any-return]


__all__ = [
    "all", "amax", "amin", "aminmax", "any", "argmax", "argmin", "count_nonzero", "dist", "logsumexp", "max", "mean",
    "min", "nanmean", "nansum", "norm", "prod", "quantile", "std", "std_mean", "sum", "var", "var_mean",
    *sorting.__all__,
]  # fmt: skip

METHODS: dict[str, Callable[..., Any]] = {
    name: globals()[name] for name in __all__ if name not in (*sorting.__all__, "std_mean", "var_mean")
} | sorting.METHODS

for _name in sorting.__all__:
    globals()[_name] = getattr(sorting, _name)
