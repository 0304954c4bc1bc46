"""Comparisons and logic: tensors of bools, which have no gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError, TensorError, UnsupportedError
from viz_autograd.ops.broadcasting import broadcast_shape
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor.apply import NUMBERS
from viz_autograd.tensor.dtypes import common_dtype
from viz_autograd.tensor.refusals import kind_of, refused
from viz_autograd.tensor.tensor import Tensor


def _pair(name: str, input: Tensor, other: Any) -> tuple[Any, Any]:
    """Both as arrays of their common dtype. Raises DtypeError for what is no tensor, ShapeError for other shapes."""
    if not isinstance(input, Tensor):
        raise DtypeError(f"{name}(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}")
    a: Any
    b: Any
    if isinstance(other, Tensor):
        a, b = input._array, other._array
        broadcast_shape(a.shape, b.shape)
    elif isinstance(other, NUMBERS):
        a, b = input._array, other
    else:
        if name.startswith("logical"):
            raise DtypeError(f"{name}(): argument 'other' (position 2) must be Tensor, not {kind_of(other)}")
        tail = "*, Tensor out = None)"
        refused(
            name, (input, other), {}, f"(Tensor input, Tensor other, {tail}", f"(Tensor input, Number other, {tail}"
        )
    common = common_dtype([a, b])
    return a.astype(common, copy=False), np.asarray(b).astype(common, copy=False)


def _comparing(name: str, compare: Callable[[Any, Any], Any]) -> Callable[..., Tensor]:
    def function(input: Tensor, other: Any, *, out: Tensor | None = None) -> Tensor:
        a, b = _pair(name, input, other)
        found = Tensor._of(np.asarray(compare(a, b)))
        if out is not None:
            out._array = found._array
            return out
        return found

    function.__name__ = name
    function.__doc__ = f"torch.{name} of a tensor and a tensor or number: bools, in their broadcast shape."
    return function


eq = _comparing("eq", np.equal)
ne = _comparing("ne", np.not_equal)
lt = _comparing("lt", np.less)
le = _comparing("le", np.less_equal)
gt = _comparing("gt", np.greater)
ge = _comparing("ge", np.greater_equal)
not_equal, less, less_equal, greater, greater_equal = ne, lt, le, gt, ge


def _logical(name: str, combine: Callable[[Any, Any], Any]) -> Callable[..., Tensor]:
    def function(input: Tensor, other: Tensor) -> Tensor:
        a, b = _pair(name, input, other)
        return Tensor._of(np.asarray(combine(a != 0, b != 0)))

    function.__name__ = name
    function.__doc__ = f"torch.{name}, element by element; every number but 0 counts as True."
    return function


logical_and = _logical("logical_and", np.logical_and)
logical_or = _logical("logical_or", np.logical_or)
logical_xor = _logical("logical_xor", np.logical_xor)


def logical_not(input: Tensor) -> Tensor:
    """True where an element is 0."""
    return Tensor._of(np.asarray(input._array == 0))


def _bitwise(name: str, combine: Callable[[Any, Any], Any]) -> Callable[..., Tensor]:
    def function(input: Tensor, other: Any) -> Tensor:
        a, b = _pair(name, input, other)
        _whole(name, a)
        return Tensor._of(np.asarray(combine(a, b)))

    function.__name__ = name
    function.__doc__ = f"torch.{name} of integers or bools."
    return function


def _whole(name: str, array: Any) -> None:
    if array.dtype.kind == "f":
        kind = scalar_name(array.dtype)
        raise UnsupportedError(f"\"{name}_cpu\" not implemented for '{kind}'")


bitwise_and = _bitwise("bitwise_and", np.bitwise_and)
bitwise_or = _bitwise("bitwise_or", np.bitwise_or)
bitwise_xor = _bitwise("bitwise_xor", np.bitwise_xor)
bitwise_left_shift = _bitwise("lshift", np.left_shift)
bitwise_right_shift = _bitwise("rshift", np.right_shift)


def bitwise_not(input: Tensor) -> Tensor:
    """The bits turned; of bools, the other one."""
    if input._array.dtype.kind == "f":
        _whole("bitwise_not", input._array)
    return Tensor._of(np.asarray(np.invert(input._array)))


def isnan(input: Tensor) -> Tensor:
    """Where elements are nan."""
    return Tensor._of(np.asarray(input._array != input._array))


def isinf(input: Tensor) -> Tensor:
    """Where elements are infinite."""
    return Tensor._of(np.asarray(np.isinf(input._array)))


def isposinf(input: Tensor) -> Tensor:
    """Where elements are +inf."""
    return Tensor._of(np.asarray(input._array == np.inf))


def isneginf(input: Tensor) -> Tensor:
    """Where elements are −inf."""
    return Tensor._of(np.asarray(input._array == -np.inf))


def isfinite(input: Tensor) -> Tensor:
    """Where elements are neither nan nor infinite."""
    return Tensor._of(np.asarray(np.isfinite(input._array)))


def isreal(input: Tensor) -> Tensor:
    """True everywhere: there are no complex numbers."""
    return Tensor._of(np.ones(input._array.shape, np.bool_))


def _same_dtype(name: str, input: Tensor, other: Tensor) -> None:
    if input._array.dtype != other._array.dtype:
        kinds = [scalar_name(each._array.dtype) for each in (input, other)]
        raise TensorError(f"{kinds[0]} did not match {kinds[1]}")


def isclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Tensor:
    """Where |input − other| ≤ atol + rtol × |other|; raises TensorError for different dtypes."""
    _same_dtype("isclose", input, other)
    with np.errstate(all="ignore"):
        return Tensor._of(np.asarray(np.isclose(input._array, other._array, rtol, atol, equal_nan)))


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether `isclose` holds everywhere."""
    return bool(isclose(input, other, rtol, atol, equal_nan)._array.all())


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether shape and all elements are the same; nan is equal to nothing."""
    if not isinstance(other, Tensor):
        raise DtypeError(f"equal(): argument 'other' (position 2) must be Tensor, not {type(other).__name__}")
    return input._array.shape == other._array.shape and bool((input._array == other._array).all())


def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Where elements are among test_elements."""
    first, second = (
        each._array if isinstance(each, Tensor) else np.asarray(each) for each in (elements, test_elements)
    )
    return Tensor._of(np.asarray(np.isin(first, second, assume_unique=assume_unique, invert=invert)))


def is_tensor(obj: Any) -> bool:
    """Whether it is a Tensor."""
    return isinstance(obj, Tensor)


def is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is a floating one."""
    return input.is_floating_point()


def is_nonzero(input: Tensor) -> bool:
    """Whether its one element is not 0. Raises TensorError for several or none."""
    return bool(input)


__all__ = [
    "allclose", "bitwise_and", "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor",
    "eq", "equal", "ge", "greater", "greater_equal", "gt", "is_floating_point", "is_nonzero", "is_tensor", "isclose",
    "isfinite", "isin", "isinf", "isnan", "isneginf", "isposinf", "isreal", "le", "less", "less_equal", "logical_and",
    "logical_not", "logical_or", "logical_xor", "lt", "ne", "not_equal",
]  # fmt: skip

METHODS: dict[str, Callable[..., Any]] = {
    name: globals()[name] for name in __all__ if name not in ("is_tensor", "isin", "is_floating_point")
}
