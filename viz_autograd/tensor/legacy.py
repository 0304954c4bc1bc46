"""The constructors of older tutorials: torch.FloatTensor(2, 3), torch.LongTensor([1, 2]), torch.Tensor([1, 2])."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError
from viz_autograd.ops import OPS
from viz_autograd.ops.dtype_names import c_name
from viz_autograd.tensor import dtypes
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.device import on_cpu
from viz_autograd.tensor.graph import legacy_name
from viz_autograd.tensor.nested import array_of
from viz_autograd.tensor.refusals import kind_of, refused
from viz_autograd.tensor.size import Size, sizes_of
from viz_autograd.tensor.tensor import Tensor

_FORMS = (
    "(*, torch.device device = None)",
    "(torch.Storage storage)",
    "(Tensor other)",
    "(tuple of ints size, *, torch.device device = None)",
    "(object data, *, torch.device device = None)",
)


def legacy_tensor(kind: Any, *data: Any, **settings: Any) -> Tensor:
    """A tensor of these sizes, or of this data cast to the dtype `kind`; None stands for the default one.

    Raises DtypeError in PyTorch's words for a tensor of another dtype and for what is no data.
    """
    wanted = dtypes.default_numpy_dtype() if kind is None else kind.numpy
    on_cpu(settings.get("device"), "new")
    named = {name: each for name, each in settings.items() if name != "device"}
    if not data and len(named) == 1:
        if "size" in named:
            return Tensor._of(np.zeros(sizes_of(named["size"], name="new", named=True), wanted))
        data = tuple(named.pop(name) for name in ("data", "other") if name in named)
    if named or (len(data) > 1 and isinstance(data[0], list | tuple | str | Tensor | np.ndarray)):
        refused("new", data, named, *_FORMS)
    if not data:
        return Tensor._of(np.zeros(0, wanted))
    if len(data) > 1:
        return Tensor._of(np.zeros(sizes_of(*data, name="new"), wanted))
    (given,) = data
    if isinstance(given, Tensor):
        return _alias(given, kind)
    if isinstance(given, Size):
        return Tensor._of(np.zeros(given, wanted))
    if isinstance(given, int | np.integer) and not isinstance(given, bool):
        return Tensor._of(np.zeros(sizes_of(given, name="new"), wanted))
    if isinstance(given, str):
        raise DtypeError(f"new(): invalid data type '{kind_of(given)}'")
    if isinstance(given, dict | set | np.generic) or not hasattr(given, "__getitem__"):
        raise DtypeError(f"new(): data must be a sequence (got {kind_of(given)})")
    return Tensor._of(array_of(given, wanted))


def _alias(given: Tensor, kind: Any) -> Tensor:
    if kind is not None and given._array.dtype != kind.numpy:
        wanted, found = (
            f"TensorOptions(dtype={c_name(dtype)}, device=cpu, layout=Strided, requires_grad=false (default), "
            "pinned_memory=false (default), memory_format=(nullopt))"
            for dtype in (kind.numpy, given._array.dtype)
        )
        raise DtypeError(f"expected {wanted} (got {found})")
    if "alias" in OPS:
        result: Tensor = apply(OPS["alias"], given)
        return result
    return given.detach()


class _LegacyType(type):
    """torch.tensortype: calling one of them makes a tensor, and isinstance asks for the dtype."""

    dtype: dtypes.dtype
    is_cuda = False
    is_sparse = False

    def __call__(cls, *data: Any, **settings: Any) -> Any:
        return legacy_tensor(cls.dtype, *data, **settings)

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor) and instance._array.dtype == cls.dtype.numpy

    def __repr__(cls) -> str:
        return f"<class 'torch.{cls.__name__}'>"


_LegacyType.__name__ = _LegacyType.__qualname__ = "tensortype"
_LegacyType.__module__ = "torch"


def _legacy(kind: dtypes.dtype) -> Any:
    return _LegacyType(legacy_name(kind.numpy), (), {"dtype": kind, "__module__": "torch"})


HalfTensor = _legacy(dtypes.float16)
FloatTensor = _legacy(dtypes.float32)
DoubleTensor = _legacy(dtypes.float64)
CharTensor = _legacy(dtypes.int8)
ShortTensor = _legacy(dtypes.int16)
IntTensor = _legacy(dtypes.int32)
LongTensor = _legacy(dtypes.int64)
ByteTensor = _legacy(dtypes.uint8)
BoolTensor = _legacy(dtypes.bool)

_TYPES = (
    HalfTensor, FloatTensor, DoubleTensor, CharTensor, ShortTensor, IntTensor, LongTensor, ByteTensor, BoolTensor,
)  # fmt: skip
_DEPRECATED = (
    "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use torch.set_default_dtype() and "
    "torch.set_default_device() as alternatives."
)

_warned_of_deprecation = False


def set_default_tensor_type(t: Any) -> None:
    """Make the dtype of torch.DoubleTensor (or "torch.DoubleTensor") the default one, as older tutorials do."""
    wanted = next((each for each in _TYPES if t is each or f"torch.{each.__name__}" == t), None)
    if wanted is None:
        raise DtypeError("invalid type object: only floating-point types are supported as the default type")
    global _warned_of_deprecation
    dtypes.set_default_dtype(wanted.dtype)
    if not _warned_of_deprecation:
        _warned_of_deprecation = True
        warnings.warn(_DEPRECATED, UserWarning, stacklevel=2)


def typename(obj: Any) -> str:
    """The name of a tensor's type, "torch.FloatTensor", or of anything else's class."""
    if isinstance(obj, Tensor):
        return f"torch.{legacy_name(obj._array.dtype)}"
    kind = obj if isinstance(obj, type) else type(obj)
    plain = kind.__module__ in ("builtins", "__builtin__", "")
    return kind.__qualname__ if plain else f"{kind.__module__}.{kind.__qualname__}"


__all__ = [
    "BoolTensor", "ByteTensor", "CharTensor", "DoubleTensor", "FloatTensor", "HalfTensor", "IntTensor", "LongTensor",
    "ShortTensor", "set_default_tensor_type", "typename",
]  # fmt: skip
