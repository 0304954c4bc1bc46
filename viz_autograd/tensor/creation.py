"""New tensors from data: tensor, as_tensor, from_numpy; and all other functions that make tensors in one place."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, DtypeError
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor import constants, grids, legacy, ranges
from viz_autograd.tensor.constants import *  # noqa: F403
from viz_autograd.tensor.device import get_default_device as get_default_device
from viz_autograd.tensor.device import set_default_device as set_default_device
from viz_autograd.tensor.dtypes import default_numpy_dtype, dtype, from_numpy_dtype
from viz_autograd.tensor.grids import *  # noqa: F403
from viz_autograd.tensor.legacy import *  # noqa: F403
from viz_autograd.tensor.legacy import legacy_tensor as legacy_tensor
from viz_autograd.tensor.nested import array_of, check_array
from viz_autograd.tensor.ranges import *  # noqa: F403
from viz_autograd.tensor.ranges import range_
from viz_autograd.tensor.refusals import kind_of
from viz_autograd.tensor.settings import PLAIN, check, made
from viz_autograd.tensor.size import sizes_of
from viz_autograd.tensor.tensor import Tensor

Dtype = dtype
_ANY: Any = object()

_COPY = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than {}(sourceTensor)."
)
_READ_ONLY = (
    "The given {} is not writable, and PyTorch does not support non-writable tensors. This means {} You may want to "
    "copy the {} to protect its data or make it writable before converting it to a tensor. This type of warning will "
    "be suppressed for the rest of this program."
)
_KEEPS_REQUIRES_GRAD = (
    "torch.asarray: unspecified requires_grad now defaults to obj.requires_grad instead of False. Pass "
    "requires_grad=False explicitly to get the old behavior and silence this warning."
)
_warned_of: set[str] = set()


def _warn_once(key: str, text: str) -> None:
    """Warn the caller of the public function; as in PyTorch only the first time."""
    if key not in _warned_of:
        _warned_of.add(key)
        warnings.warn(text, UserWarning, stacklevel=4)


def tensor(data: Any = _ANY, *rest: Any, **settings: Any) -> Tensor:
    """Make a leaf with a copy of `data`: a number, nested sequences of numbers, a numpy array.

    Takes dtype, device and requires_grad. Python floats become the default dtype, ints int64, bools bool; numpy keeps
    its dtype. Raises ArgumentError for sequences of unequal lengths, DtypeError and TensorError for what is no number
    or does not fit the dtype, each in PyTorch's words.
    """
    if rest:
        raise DtypeError(f"tensor() takes 1 positional argument but {1 + len(rest)} were given")
    if data is _ANY:
        raise DtypeError('tensor() missing 1 required positional arguments: "data"')
    if not settings:
        if isinstance(data, Tensor):
            warnings.warn(_COPY.format("torch.tensor"), UserWarning, stacklevel=2)
        return Tensor._of(array_of(data))
    wanted = check("tensor", settings)
    if isinstance(data, Tensor):
        warnings.warn(_COPY.format("torch.tensor"), UserWarning, stacklevel=2)
    return made(array_of(data, wanted), settings)


def as_tensor(data: Any = _ANY, dtype: Any = None, device: Any = None, **settings: Any) -> Tensor:
    """The data as a tensor, without a copy where it is a tensor or numpy array of that dtype already."""
    if data is _ANY:
        raise DtypeError('as_tensor() missing 1 required positional arguments: "data"')
    wanted = check("as_tensor", {"dtype": dtype, "device": device, **settings}, frozenset({"dtype", "device"}))
    return _shared(data, wanted)


def _shared(data: Any, wanted: np.dtype[Any] | None) -> Tensor:
    if isinstance(data, Tensor):
        if wanted is None or wanted == data._array.dtype:
            return data
        cast: Tensor = data.to(from_numpy_dtype(wanted))
        return cast
    if isinstance(data, np.ndarray):
        check_array(data)
        if wanted is None or wanted == data.dtype:
            return _over(data)
    return Tensor._of(array_of(data, wanted, 4))


def _over(array: Any) -> Tensor:
    if not array.flags.writeable:
        does = "writing to this tensor will result in undefined behavior."
        _warn_once("array", _READ_ONLY.format("NumPy array", does, "array"))
    return Tensor._of(array.view(np.ndarray))


def asarray(
    obj: Any,
    *,
    dtype: Dtype | None = None,
    device: Any = None,
    copy: bool | None = None,
    requires_grad: bool | None = None,
) -> Tensor:
    """As `as_tensor`; copying when told to. Raises ArgumentError where it must not copy and cannot do without."""
    wanted = check("asarray", {"dtype": dtype, "device": device})
    if isinstance(obj, Tensor):
        if copy is False and wanted is not None and wanted != obj._array.dtype:
            has, asks = (scalar_name(each) for each in (obj._array.dtype, wanted))
            raise ArgumentError(f"can't alias tensor with dtype '{has}' into dtype '{asks}'.")
        if requires_grad is None and obj._requires_grad:
            _warn_once("asarray", _KEEPS_REQUIRES_GRAD)
    elif isinstance(obj, bytes | bytearray | memoryview):
        return _of_bytes(obj, wanted, bool(copy), bool(requires_grad))
    elif copy is False and not isinstance(obj, np.ndarray):
        raise ArgumentError("can't alias arbitrary sequence into a tensor.")
    result = _shared(obj, wanted)
    if copy and (result is obj or isinstance(obj, np.ndarray)):
        result = result.clone()
    if requires_grad is None or (isinstance(obj, Tensor) and obj._requires_grad and requires_grad):
        return result
    if not requires_grad:
        return result.detach() if result._requires_grad else result
    return made(result._array, {"requires_grad": True})


def _of_bytes(data: Any, wanted: np.dtype[Any] | None, copy: bool, requires_grad: bool) -> Tensor:
    array = np.frombuffer(data, default_numpy_dtype() if wanted is None else wanted)
    if copy:
        array = array.copy()
    elif not array.flags.writeable:
        does = "you can write to the underlying (supposedly non-writable) buffer using the tensor."
        _warn_once("buffer", _READ_ONLY.format("buffer", does, "buffer"))
    return made(array, {"requires_grad": requires_grad})


def from_numpy(*given: Any) -> Tensor:
    """Make a tensor over the memory of a numpy array: a change of one is a change of the other.

    Raises DtypeError for anything else and for dtypes that tensors do not have, ArgumentError for reversed arrays.
    """
    if len(given) != 1:
        raise DtypeError(f"torch._VariableFunctionsClass.from_numpy() takes exactly one argument ({len(given)} given)")
    if not isinstance(given[0], np.ndarray):
        raise DtypeError(f"expected np.ndarray (got {kind_of(given[0])})")
    check_array(given[0])
    return _over(given[0])


def new_tensor(self: Tensor, data: Any = _ANY, **settings: Any) -> Tensor:
    """As `tensor`, in this tensor's dtype."""
    if data is _ANY:
        raise DtypeError('new_tensor() missing 1 required positional arguments: "data"')
    wanted = check("new_tensor", settings, PLAIN)
    if isinstance(data, Tensor):
        warnings.warn(_COPY.format("tensor.new_tensor"), UserWarning, stacklevel=2)
    return made(array_of(data, self._array.dtype if wanted is None else wanted), settings)


def new(self: Tensor, *data: Any, **settings: Any) -> Tensor:
    """PyTorch's old constructor, in this tensor's dtype."""
    return legacy_tensor(from_numpy_dtype(self._array.dtype), *data, **settings)


def empty_strided(size: Any, stride: Any, **settings: Any) -> Tensor:
    """Make a tensor whose neighbours along each dimension are `stride` elements apart in memory."""
    wanted = check("empty_strided", settings)
    shape = sizes_of(size, name="empty_strided")
    dtype = default_numpy_dtype() if wanted is None else wanted
    length = 1 + sum((each - 1) * step for each, step in zip(shape, stride, strict=True))
    memory = np.zeros(length if all(shape) else 0, dtype)
    steps = tuple(step * dtype.itemsize for step in stride)
    return made(np.lib.stride_tricks.as_strided(memory, shape, steps), settings, "empty_strided")


def frombuffer(buffer: Any, *, dtype: Dtype, count: int = -1, offset: int = 0, requires_grad: bool = False) -> Tensor:
    """A tensor over the memory of a buffer, such as a bytearray."""
    wanted = check("frombuffer", {"dtype": dtype})
    return made(np.frombuffer(buffer, wanted, count, offset), {"requires_grad": requires_grad})


# PyTorch's name; nothing here needs Python's.
range = range_

__all__ = ["as_tensor", "asarray", "empty_strided", "from_numpy", "frombuffer", "range", "tensor"]
__all__ += ["get_default_device", "set_default_device"]
__all__ += ranges.__all__
__all__ += constants.__all__
__all__ += grids.__all__
__all__ += legacy.__all__

METHODS: dict[str, Callable[..., Any]] = {"new": new, "new_tensor": new_tensor, **constants.METHODS}
