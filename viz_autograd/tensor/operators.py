"""What `+`, `@`, `<`, `[]` and the like do with tensors; `attach` gives them to the class."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError, TensorError
from viz_autograd.ops import OPS
from viz_autograd.tensor import comparison
from viz_autograd.tensor.apply import NUMBERS, apply
from viz_autograd.tensor.dtypes import common_dtype
from viz_autograd.tensor.in_place import change
from viz_autograd.tensor.tensor import Tensor

_ADD, _SUB, _MUL, _DIV, _POW, _NEG, _MATMUL, _ABS, _RECIPROCAL = (
    OPS[name] for name in ("add", "sub", "mul", "div", "pow", "neg", "matmul", "abs", "reciprocal")
)

_OPERANDS = (Tensor, *NUMBERS)


def _by(function: Callable[..., Any]) -> Callable[[Tensor, Any], Any]:
    def operator(self: Tensor, other: Any) -> Any:
        return function(self, other) if isinstance(other, _OPERANDS) else NotImplemented

    return operator


def _by_reflected(function: Callable[..., Any]) -> Callable[[Tensor, Any], Any]:
    def operator(self: Tensor, other: Any) -> Any:
        return function(_number_like(other, self), self) if isinstance(other, NUMBERS) else NotImplemented

    return operator


def _assigned(function: Callable[..., Any]) -> Callable[[Tensor, Any], Any]:
    def operator(self: Tensor, other: Any) -> Any:
        return change(self, function, other) if isinstance(other, _OPERANDS) else NotImplemented

    return operator


def _number_like(number: Any, tensor: Tensor) -> Tensor:
    """A plain number as a tensor of the dtype that it has beside this one."""
    return Tensor._of(np.asarray(number, common_dtype([tensor._array, number])))


def _rpow(self: Tensor, other: Any) -> Any:
    return apply(_POW, other, self) if isinstance(other, _OPERANDS) else NotImplemented


def _sub(self: Tensor, other: Any) -> Any:
    if not isinstance(other, _OPERANDS):
        return NotImplemented
    _no_bools(self, other)
    return apply(_SUB, self, other)


def _rsub(self: Tensor, other: Any) -> Any:
    if not isinstance(other, _OPERANDS):
        return NotImplemented
    _no_bools(self, other)
    return apply(_SUB, other, self)


def _no_bools(a: Tensor, b: Any) -> None:
    if a._array.dtype.kind != "b":
        return
    if isinstance(b, Tensor) and b._array.dtype.kind == "b":
        raise TensorError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if isinstance(b, Tensor):
        return
    raise TensorError(
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use "
        "the `~` or `logical_not()` operator instead."
    )


def _rdiv(self: Tensor, other: Any) -> Any:
    # As PyTorch does it, and as its graph shows.
    if isinstance(other, _OPERANDS):
        return apply(_MUL, apply(_RECIPROCAL, self), other)
    return apply(_RECIPROCAL, self) * other


def _neg(self: Tensor) -> Any:
    if self._array.dtype.kind == "b":
        raise TensorError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use "
            "the `~` or `logical_not()` operator instead."
        )
    return apply(_NEG, self)


def _pos(self: Tensor) -> Tensor:
    if self._array.dtype.kind == "b":
        raise TensorError("The `+` operator, on a bool tensor is not supported.")
    return self


def _compared(function: Callable[..., Tensor], equality: bool = False) -> Callable[[Tensor, Any], Any]:
    def operator(self: Tensor, other: Any) -> Any:
        if isinstance(other, _OPERANDS):
            return function(self, other)
        if equality and isinstance(other, np.ndarray):
            return function(self, Tensor._of(other))
        return NotImplemented

    return operator


def _invert(self: Tensor) -> Tensor:
    if self._array.dtype.kind == "f":
        raise DtypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return comparison.bitwise_not(self)


def _reversed(self: Tensor) -> Tensor:
    found: Tensor = self if self._array.ndim == 0 else self.flip(0)
    return found


def _matmul(self: Tensor, other: Any) -> Any:
    return apply(_MATMUL, self, other) if isinstance(other, Tensor) else NotImplemented


def _iterate(self: Tensor) -> Iterator[Any]:
    if self._array.ndim == 0:
        raise DtypeError("iteration over a 0-d tensor")
    return iter(self.unbind(0))


def _contains(self: Tensor, element: Any) -> bool:
    if isinstance(element, _OPERANDS):
        return bool((self._array == (element._array if isinstance(element, Tensor) else element)).any())
    raise TensorError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")


def attach(kind: type[Tensor]) -> None:
    """Give the class its operators."""
    from viz_autograd.tensor import indexing
    from viz_autograd.tensor.arithmetic import floor_divide, remainder

    kept: dict[str, Any] = {
        "__add__": _by(partial(apply, _ADD)),
        "__radd__": _by(partial(apply, _ADD)),
        "__sub__": _sub,
        "__rsub__": _rsub,
        "__mul__": _by(partial(apply, _MUL)),
        "__rmul__": _by(partial(apply, _MUL)),
        "__truediv__": _by(partial(apply, _DIV)),
        "__rtruediv__": _rdiv,
        "__pow__": _by(partial(apply, _POW)),
        "__rpow__": _rpow,
        "__floordiv__": _by(floor_divide),
        "__rfloordiv__": _by_reflected(floor_divide),
        "__mod__": _by(remainder),
        "__rmod__": _by_reflected(remainder),
        "__matmul__": _matmul,
        "__neg__": _neg,
        "__pos__": _pos,
        "__abs__": lambda self: apply(_ABS, self),
        "__invert__": _invert,
        "__iadd__": _assigned(partial(apply, _ADD)),
        "__isub__": _assigned(partial(apply, _SUB)),
        "__imul__": _assigned(partial(apply, _MUL)),
        "__itruediv__": _assigned(partial(apply, _DIV)),
        "__ipow__": _assigned(partial(apply, _POW)),
        "__ifloordiv__": _assigned(floor_divide),
        "__imod__": _assigned(remainder),
        "__eq__": _compared(comparison.eq, True),
        "__ne__": _compared(comparison.ne, True),
        "__lt__": _compared(comparison.lt),
        "__le__": _compared(comparison.le),
        "__gt__": _compared(comparison.gt),
        "__ge__": _compared(comparison.ge),
        "__and__": _by(comparison.bitwise_and),
        "__rand__": _by(comparison.bitwise_and),
        "__or__": _by(comparison.bitwise_or),
        "__ror__": _by(comparison.bitwise_or),
        "__xor__": _by(comparison.bitwise_xor),
        "__rxor__": _by(comparison.bitwise_xor),
        "__lshift__": _by(comparison.bitwise_left_shift),
        "__rshift__": _by(comparison.bitwise_right_shift),
        "__rlshift__": _by_reflected(comparison.bitwise_left_shift),
        "__rrshift__": _by_reflected(comparison.bitwise_right_shift),
        "__ilshift__": _assigned(comparison.bitwise_left_shift),
        "__irshift__": _assigned(comparison.bitwise_right_shift),
        "__iand__": _assigned(comparison.bitwise_and),
        "__ior__": _assigned(comparison.bitwise_or),
        "__ixor__": _assigned(comparison.bitwise_xor),
        "__iter__": _iterate,
        "__reversed__": _reversed,
        "__contains__": _contains,
        "__getitem__": indexing.getitem,
        "__setitem__": indexing.setitem,
    }
    for name, operator in kept.items():
        operator.__name__ = name
        setattr(kind, name, operator)
