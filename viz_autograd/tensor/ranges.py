"""New tensors of numbers in a row: arange, range, linspace, logspace; to the last bit as PyTorch's CPU makes them."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from viz_autograd.errors import ArgumentError, DtypeError, TensorError, UnsupportedError
from viz_autograd.tensor.dtypes import default_numpy_dtype
from viz_autograd.tensor.graph import legacy_name
from viz_autograd.tensor.refusals import kind_of, refused
from viz_autograd.tensor.scalars import as_scalar, is_number
from viz_autograd.tensor.settings import TAIL, WITH_OUT, check, made
from viz_autograd.tensor.tensor import Tensor

Array = npt.NDArray[Any]

_ARANGE_FORMS = (
    f"(Number end, {TAIL}",
    f"(Number start, Number end, {TAIL}",
    f"(Number start, Number end, Number step = 1, {TAIL}",
)
_PAIRS = (
    "Tensor start, Tensor end",
    "Number start, Tensor end",
    "Tensor start, Number end",
    "Number start, Number end",
)
_RANGE_IS_DEPRECATED = (
    "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with "
    "Python's range builtin. Instead, use torch.arange, which produces values in [start, end)."
)


def _number(given: Any) -> Any:
    """A number, or that in a tensor without dimensions; None for anything else."""
    if isinstance(given, Tensor):
        return given._array.item() if given._array.ndim == 0 else None
    return given if is_number(given) else None


def _bounds(name: str, given: tuple[Any, ...], settings: dict[str, Any], alone: str, forms: tuple[str, ...]) -> Any:
    """Start, end and step, however they are given; `alone` is what one argument means."""
    keys = ("start", "end", "step")
    order = (alone,) if len(given) == 1 and "end" not in settings else keys[: len(given)]
    named = dict(zip(order, given, strict=False))
    for key in keys:
        if key in settings:
            if key in named:
                refused(name, given, settings, *forms)
            named[key] = settings.pop(key)
    if len(given) > 3 or "end" not in named:
        refused(name, given, settings, *forms)
    numbers = []
    for key in keys:
        value = named.get(key, 1 if key == "step" else 0)
        number = _number(value)
        if number is None:
            if len(given) == 1:
                raise DtypeError(f"{name}(): argument '{key}' (position 1) must be Number, not {kind_of(value)}")
            refused(name, given, settings, *forms)
        numbers.append(number)
    return numbers


def _whole(number: Any) -> bool:
    return isinstance(number, bool | int | np.integer)


def arange(*given: Any, **settings: Any) -> Tensor:
    """Count from start (0) in steps (1) up to but without end, which may be given alone.

    int64 of whole numbers, else the default dtype. Raises TensorError when the step leads away from the end, or is 0.
    """
    if not settings and len(given) == 1 and type(given[0]) is int and given[0] >= 0:
        return Tensor._of(np.arange(given[0]))
    start, end, step = _bounds("arange", given, settings, "end", _ARANGE_FORMS)
    wanted = check("arange", settings, WITH_OUT, given, *_ARANGE_FORMS)
    if wanted is None:
        wanted = np.dtype(np.int64) if all(map(_whole, (start, end, step))) else default_numpy_dtype()
    if wanted.kind == "b":
        raise UnsupportedError("\"arange_cpu\" not implemented for 'Bool'")
    if wanted.kind == "f":
        count = _steps(float(start), float(end), float(step))
        numbers = _counted(float(start), float(step), count, wanted)
    else:
        low, high, by = (int(as_scalar(each, np.dtype(np.int64))) for each in (start, end, step))
        if wanted.itemsize == 8:
            if step and not by:
                raise ArgumentError("step must be nonzero")
            _steps(low, high, by)
            count = len(range(low, high, by))
        else:
            count = _steps(float(start), float(end), float(step))
        numbers = (np.arange(count, dtype=np.int64) * by + low).astype(wanted)
    return made(numbers, settings, "arange")


def _steps(start: float, end: float, step: float) -> int:
    """How many numbers there are; raises TensorError where there can be none."""
    if not (step > 0 or step < 0):
        raise TensorError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise TensorError(f"unsupported range: {_as_c_writes(start)} -> {_as_c_writes(end)}")
    if (step > 0 and end < start) or (step < 0 and end > start):
        raise TensorError("upper bound and lower bound inconsistent with step sign")
    return math.ceil((end - start) / step)


def _as_c_writes(number: float) -> str:
    return f"{number:g}"


def _fused(a: Any, b: Any, c: Any) -> Array:
    """a·b + c, rounded once where that can be had."""
    exact: Array = np.multiply(a, b, dtype=np.longdouble) + np.asarray(c, np.longdouble)
    return exact.astype(np.float64)


def _counted(start: float, step: float, count: int, dtype: np.dtype[Any]) -> Array:
    """Count start + i·step; two registers of numbers at a time from the first of each, the rest singly."""
    kind = np.float32 if dtype.itemsize == 2 else np.float64
    first, by = float(kind(start)), float(kind(step))
    numbers = _fused(np.arange(count), by, first).astype(kind).astype(dtype)
    width = 32 // dtype.itemsize
    blocks = count // (2 * width) * 2 * width
    if blocks:
        begins = numbers[:blocks:width].astype(np.float64)
        numbers[:blocks] = _fused(np.arange(width), by, begins[:, None]).astype(kind).astype(dtype).ravel()
    return numbers


def range_(*given: Any, **settings: Any) -> Tensor:
    """As `arange` with a start, but with the end and of the default dtype. Deprecated, as in PyTorch."""
    forms = (f"(Number start, Number end, Number step = 1, {TAIL}",)
    start, end, step = _bounds("range", given, settings, "start", forms)
    wanted = check("range", settings, WITH_OUT, given, *forms)
    wanted = default_numpy_dtype() if wanted is None else wanted
    warnings.warn(_RANGE_IS_DEPRECATED, UserWarning, stacklevel=2)
    _steps(start, end, step)
    count = math.floor((end - start) / step) + 1
    kind = np.float64 if wanted.kind == "f" else np.int64
    numbers = (kind(start) + np.arange(count) * kind(step)).astype(wanted)
    return made(numbers, settings, "range")


def _spaced_arguments(
    name: str, given: tuple[Any, ...], settings: dict[str, Any], more: tuple[str, ...]
) -> tuple[list[Any], np.dtype[Any]]:
    keys = ("start", "end", "steps", *more)
    between = ", float base = 10.0, " if more else ", "
    forms = [f"({pair}, int steps{between}{TAIL}" for pair in _PAIRS]
    named = dict(zip(keys, given, strict=False))
    for key in keys:
        if key in settings and key not in named:
            named[key] = settings.pop(key)
    if len(given) > len(keys) or not {"start", "end", "steps"} <= named.keys():
        refused(name, given, settings, *forms)
    steps = named["steps"]
    if isinstance(steps, bool | float) or not hasattr(steps, "__index__"):
        refused(name, given, settings, *forms)
    numbers: list[Any] = []
    for key in ("start", "end"):
        if isinstance(named[key], Tensor) and named[key]._array.ndim:
            many = named[key]._array.ndim
            raise TensorError(
                f"{name} only supports 0-dimensional start and end tensors, but got {key} with {many} dimension(s)."
            )
        number = _number(named[key])
        if number is None:
            refused(name, given, settings, *forms)
        numbers.append(number)
    numbers.append(steps.__index__())
    for key in more:
        numbers.append(float(named.get(key, 10.0)))
    wanted = check(name, settings, WITH_OUT, given, *forms)
    if numbers[2] < 0:
        raise TensorError("number of steps must be non-negative")
    wanted = default_numpy_dtype() if wanted is None else wanted
    if wanted.kind == "b" and numbers[2] > 1:
        raise UnsupportedError(f"\"{name}_cpu\" not implemented for '{legacy_name(wanted).removesuffix('Tensor')}'")
    return numbers, wanted


def linspace(*given: Any, **settings: Any) -> Tensor:
    """Make `steps` numbers from start to end, both included, evenly apart.

    As in PyTorch the first half is counted up from start and the second down from end, in the tensor's own dtype.
    """
    (start, end, steps), wanted = _spaced_arguments("linspace", given, settings, ())
    return made(_spaced(start, end, steps, wanted), settings, "linspace")


def _spaced(start: Any, end: Any, steps: int, dtype: np.dtype[Any]) -> Array:
    low, high = (as_scalar(each, dtype) for each in (start, end))
    if steps < 2:
        return np.full(steps, low)
    # Steps between whole numbers are float64.
    kind = np.dtype(np.float64) if dtype.kind != "f" else dtype
    first, last = low.astype(kind), high.astype(kind)
    step = ((last - first) / kind.type(steps - 1)).astype(kind)
    at = np.arange(steps)
    half = steps // 2
    back = steps - at - 1
    if dtype.itemsize == 2:
        numbers: Array = np.where(at < half, step * at.astype(dtype) + first, last - step * back.astype(dtype))
    else:
        numbers = np.where(at < half, _fused(step, at, first), _fused(-step, back, last)).astype(kind)
    return np.trunc(numbers).astype(dtype) if dtype.kind != "f" else numbers


def logspace(*given: Any, **settings: Any) -> Tensor:
    """Make `steps` powers of `base` (10), whose exponents are evenly apart from start to end."""
    (start, end, steps, base), wanted = _spaced_arguments("logspace", given, settings, ("base",))
    if steps < 2:
        with np.errstate(all="ignore"):
            return made(np.full(steps, np.float64(base) ** start).astype(wanted), settings, "logspace")
    low, high, factor = (as_scalar(each, wanted) for each in (start, end, base))
    # The distance is one of the dtype, all else float64.
    first, last, step = float(low), float(high), float(high - low) / (steps - 1)
    at = np.arange(steps)
    with np.errstate(all="ignore"):
        exponents = np.where(at < steps // 2, first + step * at, last - step * (steps - at - 1))
        # In extended precision where there is one: numpy's own power of float64 may miss the last bit.
        powers = np.power(np.longdouble(float(factor)), exponents.astype(np.longdouble)).astype(np.float64)
        return made(powers.astype(wanted), settings, "logspace")


__all__ = ["arange", "linspace", "logspace"]
