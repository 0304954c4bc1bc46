"""What a vjp is given when it is itself to be differentiated: a tensor in numpy's clothes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from viz_autograd.ops import OPS, Op
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.tensor import Tensor


class Recorded:
    """Behaves as the array of a tensor does in the vjps of the ops; whatever is done with it, is done on the tensor.

    Results that depend on no recorded number, or have no slope (comparisons, signs), are plain arrays.
    """

    __slots__ = ("tensor",)
    __array_priority__ = 2000

    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor

    @property
    def array(self) -> Any:
        """The numbers."""
        return self.tensor._array

    @property
    def shape(self) -> tuple[int, ...]:
        """As numpy's."""
        return self.tensor._array.shape

    @property
    def ndim(self) -> int:
        """As numpy's."""
        return self.tensor._array.ndim

    @property
    def size(self) -> int:
        """As numpy's."""
        return self.tensor._array.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """As numpy's."""
        return self.tensor._array.dtype

    @property
    def T(self) -> Any:  # noqa: N802 - numpy's name
        """As numpy's."""
        return _transpose(self)

    @property
    def mT(self) -> Any:  # noqa: N802 - numpy's name
        """As numpy's."""
        return _swapaxes(self, -1, -2)

    def record(self, op: Op, inputs: tuple[Any, ...], attributes: Mapping[str, Any]) -> Any:
        """`op` of recorded and plain inputs (see ops.call)."""
        return _do(op, *inputs, **attributes)

    def reshape(self, *shape: Any) -> Any:
        """As numpy's."""
        return _reshape(self, *shape)

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """As numpy's."""
        return self if np.dtype(dtype) == self.dtype else Recorded(self.tensor.to(Tensor._of(np.empty(0, dtype)).dtype))

    def sum(self, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
        """As numpy's."""
        return _sum(self, axis, keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Any:
        """As numpy's."""
        return _do(OPS["mean"], self, dim=axis, keepdim=keepdims)

    def copy(self, order: str = "C") -> Any:
        """As numpy's."""
        return self

    def transpose(self, *axes: Any) -> Any:
        """As numpy's."""
        return _transpose(self, *axes)

    def swapaxes(self, a: int, b: int) -> Any:
        """As numpy's."""
        return _swapaxes(self, a, b)

    def squeeze(self, axis: Any = None) -> Any:
        """As numpy's."""
        return _squeeze(self, axis)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, tuple) and index == ():
            return self
        return _do(OPS["index"], self, index=index)

    def __len__(self) -> int:
        return len(self.tensor._array)

    def __bool__(self) -> bool:
        return bool(self.tensor._array)

    def __float__(self) -> float:
        return float(self.tensor._array)

    def __add__(self, other: Any) -> Any:
        return _do(OPS["add"], self, other)

    def __radd__(self, other: Any) -> Any:
        return _do(OPS["add"], other, self)

    def __sub__(self, other: Any) -> Any:
        return _do(OPS["sub"], self, other)

    def __rsub__(self, other: Any) -> Any:
        return _do(OPS["sub"], other, self)

    def __mul__(self, other: Any) -> Any:
        return _do(OPS["mul"], self, other)

    def __rmul__(self, other: Any) -> Any:
        return _do(OPS["mul"], other, self)

    def __truediv__(self, other: Any) -> Any:
        return _do(OPS["div"], self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _do(OPS["div"], other, self)

    def __pow__(self, other: Any) -> Any:
        return _do(OPS["pow"], self, other)

    def __rpow__(self, other: Any) -> Any:
        return _do(OPS["pow"], other, self)

    def __matmul__(self, other: Any) -> Any:
        return _do(OPS["matmul"], self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return _do(OPS["matmul"], other, self)

    def __neg__(self) -> Any:
        return _do(OPS["neg"], self)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return _do(OPS["abs"], self)

    def __eq__(self, other: object) -> Any:
        return _plain(self) == _plain(other)

    def __ne__(self, other: object) -> Any:
        return _plain(self) != _plain(other)

    __hash__ = object.__hash__

    def __lt__(self, other: Any) -> Any:
        return _plain(self) < _plain(other)

    def __le__(self, other: Any) -> Any:
        return _plain(self) <= _plain(other)

    def __gt__(self, other: Any) -> Any:
        return _plain(self) > _plain(other)

    def __ge__(self, other: Any) -> Any:
        return _plain(self) >= _plain(other)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **settings: Any) -> Any:
        if method == "__call__":
            op = _UFUNCS.get(ufunc)
            if op is not None:
                return _do(OPS[op], *inputs)
            if ufunc in _FLAT:
                return ufunc(*[_plain(given) for given in inputs], **settings)
        elif method == "reduce" and ufunc is np.add:
            return _sum(inputs[0], settings.get("axis", 0), settings.get("keepdims", False))
        elif method == "reduce" and ufunc is np.multiply:
            return _product(inputs[0], settings.get("axis", 0), settings.get("keepdims", False))
        elif method == "outer" and ufunc is np.multiply:
            a, b = inputs
            return _reshape(a, (*np.shape(_plain(a)), *[1] * np.ndim(_plain(b)))) * b
        elif method == "reduce" and ufunc in (np.logical_and, np.logical_or, np.maximum, np.minimum):
            return ufunc.reduce(_plain(inputs[0]), **settings)
        raise NotImplementedError(f"a second derivative through numpy's {ufunc.__name__}.{method} is not known")

    def __array_function__(self, function: Any, types: Any, inputs: Any, settings: Mapping[str, Any]) -> Any:
        own = _FUNCTIONS.get(function)
        if own is None:
            raise NotImplementedError(f"a second derivative through numpy's {function.__name__} is not known")
        return own(*inputs, **settings)


def _plain(given: Any) -> Any:
    return given.tensor._array if isinstance(given, Recorded) else given


def _wrap(given: Any) -> Any:
    if isinstance(given, Recorded):
        return given.tensor
    return Tensor._of(np.asarray(given)) if isinstance(given, np.ndarray | np.generic) else given


def _do(op: Op, *inputs: Any, **attributes: Any) -> Any:
    result = apply(op, *[_wrap(given) for given in inputs], **attributes)
    return tuple([Recorded(each) for each in result]) if isinstance(result, tuple) else Recorded(result)


def _sum(a: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
    if a.ndim == 0:
        return a
    return _do(OPS["sum"], a, dim=axis, keepdim=keepdims)


def _product(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return _do(OPS["prod"], a, dim=axis, keepdim=keepdims)


def _reshape(a: Any, *shape: Any, **_: Any) -> Any:
    wanted = shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape
    if not isinstance(a, Recorded):
        return np.reshape(a, wanted)
    return _do(OPS["reshape"], a, shape=tuple(int(each) for each in wanted))


def _transpose(a: Recorded, *axes: Any) -> Any:
    order = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes
    dims = tuple(order) if order else tuple(range(a.ndim - 1, -1, -1))
    return a if a.ndim < 2 else _do(OPS["permute"], a, dims=dims)


def _swapaxes(a: Recorded, first: int, second: int) -> Any:
    dims = list(range(a.ndim))
    dims[first], dims[second] = dims[second], dims[first]
    return _do(OPS["permute"], a, dims=tuple(dims))


def _moveaxis(a: Recorded, source: Any, destination: Any) -> Any:
    sources = [source] if isinstance(source, int) else list(source)
    places = [destination] if isinstance(destination, int) else list(destination)
    sources = [each % a.ndim for each in sources]
    dims = [each for each in range(a.ndim) if each not in sources]
    for place, each in sorted(zip([place % a.ndim for place in places], sources, strict=True)):
        dims.insert(place, each)
    return _do(OPS["permute"], a, dims=tuple(dims))


def _squeeze(a: Recorded, axis: Any = None) -> Any:
    drop = (
        {at for at, length in enumerate(a.shape) if length == 1}
        if axis is None
        else {each % a.ndim for each in ([axis] if isinstance(axis, int) else axis)}
    )
    return _reshape(a, tuple(length for at, length in enumerate(a.shape) if at not in drop))


def _expand_dims(a: Recorded, axis: Any) -> Any:
    return _reshape(a, np.expand_dims(np.empty(a.shape, np.bool_), axis).shape)


def _broadcast_to(a: Recorded, shape: Any) -> Any:
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    return a if sizes == a.shape else _do(OPS["expand"], a, size=sizes)


def _where(condition: Any, then: Any, otherwise: Any) -> Any:
    return _do(OPS["where"], np.asarray(_plain(condition)), _number(then, otherwise), _number(otherwise, then))


def _number(given: Any, like: Any) -> Any:
    """A Python number as an array of the other one's dtype."""
    return np.asarray(given, _plain(like).dtype) if isinstance(given, int | float) else given


def _concatenate(arrays: Any, axis: int = 0) -> Any:
    return _do(OPS["cat"], *arrays, dim=axis)


def _stack(arrays: Any, axis: int = 0) -> Any:
    return _do(OPS["stack"], *arrays, dim=axis)


def _split(a: Recorded, parts: Any, axis: int = 0) -> Any:
    ends = np.split(np.arange(a.shape[axis]), parts)
    return [a[(slice(None),) * (axis % a.ndim) + (slice(int(each[0]), int(each[-1]) + 1),)] for each in ends]


def _cumsum(a: Recorded, axis: int = 0) -> Any:
    return _do(OPS["cumsum"], a, dim=axis)


def _flip(a: Recorded, axis: Any = None) -> Any:
    dims = tuple(range(a.ndim)) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    return _do(OPS["flip"], a, dims=dims)


def _take_along_axis(a: Any, indices: Any, axis: int) -> Any:
    return _do(OPS["gather"], a, np.asarray(_plain(indices)), dim=axis)


def _like(make: Callable[..., Any]) -> Callable[..., Any]:
    def made(a: Any, *inputs: Any, **settings: Any) -> Any:
        return make(_plain(a), *inputs, **settings)

    return made


def _dot(a: Any, b: Any) -> Any:
    return _do(OPS["matmul"], a, b) if np.ndim(_plain(a)) and np.ndim(_plain(b)) else a * b


def _triangle(name: str) -> Callable[..., Any]:
    def kept(a: Recorded, k: int = 0) -> Any:
        return a * getattr(np, name)(np.ones(a.shape, a.dtype), k)

    return kept


_UFUNCS = {
    np.add: "add",
    np.subtract: "sub",
    np.multiply: "mul",
    np.divide: "div",
    np.negative: "neg",
    np.power: "pow",
    np.float_power: "pow",
    np.matmul: "matmul",
    np.exp: "exp",
    np.exp2: "exp2",
    np.expm1: "expm1",
    np.log: "log",
    np.log2: "log2",
    np.log10: "log10",
    np.log1p: "log1p",
    np.sqrt: "sqrt",
    np.square: "square",
    np.sin: "sin",
    np.cos: "cos",
    np.tan: "tan",
    np.arcsin: "asin",
    np.arccos: "acos",
    np.arctan: "atan",
    np.sinh: "sinh",
    np.cosh: "cosh",
    np.tanh: "tanh",
    np.arcsinh: "asinh",
    np.arccosh: "acosh",
    np.arctanh: "atanh",
    np.maximum: "max",
    np.minimum: "min",
    np.absolute: "abs",
    np.reciprocal: "reciprocal",
    np.arctan2: "atan2",
}

# Steps: their slope is 0 wherever they have one.
_FLAT = {
    np.sign, np.floor, np.ceil, np.rint, np.trunc, np.isnan, np.isinf, np.isfinite, np.equal, np.not_equal, np.less,
    np.less_equal, np.greater, np.greater_equal, np.logical_and, np.logical_or, np.logical_not, np.signbit,
    np.floor_divide,
}  # fmt: skip

_FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.sum: _sum,
    np.prod: _product,
    np.mean: lambda a, axis=None, keepdims=False: _do(OPS["mean"], a, dim=axis, keepdim=keepdims),
    np.where: _where,
    np.broadcast_to: _broadcast_to,
    np.expand_dims: _expand_dims,
    np.squeeze: _squeeze,
    np.reshape: _reshape,
    np.transpose: _transpose,
    np.swapaxes: _swapaxes,
    np.moveaxis: _moveaxis,
    np.concatenate: _concatenate,
    np.stack: _stack,
    np.split: _split,
    np.cumsum: _cumsum,
    np.flip: _flip,
    np.take_along_axis: _take_along_axis,
    np.dot: _dot,
    np.tril: _triangle("tril"),
    np.triu: _triangle("triu"),
    np.diagonal: lambda a, offset=0, axis1=0, axis2=1: _do(OPS["diagonal"], a, offset=offset, dim1=axis1, dim2=axis2),
    np.zeros_like: _like(np.zeros_like),
    np.ones_like: _like(np.ones_like),
    np.full_like: _like(np.full_like),
    np.empty_like: _like(np.empty_like),
    np.shape: _like(np.shape),
    np.ndim: _like(np.ndim),
    np.size: _like(np.size),
    np.argmax: _like(np.argmax),
    np.argsort: _like(np.argsort),
    np.any: _like(np.any),
    np.all: _like(np.all),
    np.isclose: _like(np.isclose),
    np.broadcast_shapes: np.broadcast_shapes,
    np.result_type: lambda *given: np.result_type(*[_plain(each) for each in given]),
}
