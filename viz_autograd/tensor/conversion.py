"""Tensors of another dtype, in other memory, or out of PyTorch's old names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError
from viz_autograd.ops import OPS
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.device import Device, on_cpu
from viz_autograd.tensor.dtypes import dtype
from viz_autograd.tensor.graph import legacy_name
from viz_autograd.tensor.tensor import Tensor


def to(self: Tensor, *wanted: Any, dtype: Any = None, device: Any = None, non_blocking: bool = False,
       copy: bool = False, memory_format: Any = None) -> Tensor:  # fmt: skip
    """The tensor in another dtype (or that of another tensor); itself when nothing changes, unless `copy`.

    A device other than the CPU raises as PyTorch without CUDA does.
    """
    for given in wanted:
        if isinstance(given, Tensor):
            dtype = given.dtype
        elif hasattr(given, "is_floating_point"):
            dtype = given
        elif isinstance(given, str | Device):
            device = given
        elif given is not None and not isinstance(given, bool):
            raise DtypeError(f"to() received an invalid combination of arguments - got ({type(given).__name__})")
    if device is not None:
        on_cpu(device)
    if dtype is None or dtype.numpy == self._array.dtype:
        return clone(self) if copy else self
    return cast(self, dtype.numpy)


def cast(tensor: Tensor, dtype: np.dtype[Any]) -> Tensor:
    """The tensor with elements of a numpy dtype; itself when it has it. Floats to integers: towards 0."""
    if tensor._array.dtype == dtype:
        return tensor
    if dtype.kind == "f" or not tensor._requires_grad:
        result: Tensor = apply(OPS["to"], tensor, dtype=dtype)
        return result
    with np.errstate(all="ignore"):
        return Tensor._of(tensor._array.astype(dtype))


def clone(self: Tensor, *, memory_format: Any = None) -> Tensor:
    """A copy in memory of its own, recorded."""
    result: Tensor = apply(OPS["clone"], self)
    return result


def type_(self: Tensor, wanted: Any = None, non_blocking: bool = False) -> Any:
    """The name of its type ("torch.FloatTensor"), or the tensor in another dtype."""
    if wanted is None:
        return f"torch.{legacy_name(self._array.dtype)}"
    if isinstance(wanted, dtype):
        return to(self, wanted)
    name = wanted if isinstance(wanted, str) else getattr(wanted, "__name__", "")
    for kind in ("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool"):
        if legacy_name(np.dtype(kind)) == name.removeprefix("torch."):
            return cast(self, np.dtype(kind))
    raise DtypeError(f"invalid type: {name!r}")


def type_as(self: Tensor, other: Tensor) -> Tensor:
    """The tensor in the dtype of another."""
    return cast(self, other._array.dtype)


def _casting(name: str) -> Callable[..., Tensor]:
    wanted = np.dtype(name)

    def method(self: Tensor, memory_format: Any = None) -> Tensor:
        return cast(self, wanted)

    method.__doc__ = f"The tensor with {name} elements."
    return method


def cpu(self: Tensor, memory_format: Any = None) -> Tensor:
    """Itself: all tensors are on the CPU."""
    return self


def cuda(self: Tensor, *where: Any, **settings: Any) -> Tensor:
    """Raises AssertionError, as PyTorch without CUDA does."""
    raise AssertionError("Torch not compiled with CUDA enabled")


def is_same_size(self: Tensor, other: Tensor) -> bool:
    """Whether the shapes are the same."""
    return self._array.shape == other._array.shape


def set_(self: Tensor, source: Tensor) -> Tensor:
    """Show the memory of another tensor from here on."""
    self._array = source._array
    return self


__all__ = ["clone"]

METHODS: dict[str, Callable[..., Any]] = {
    "to": to,
    "type": type_,
    "type_as": type_as,
    "clone": clone,
    "cpu": cpu,
    "cuda": cuda,
    "half": _casting("float16"),
    "float": _casting("float32"),
    "double": _casting("float64"),
    "char": _casting("int8"),
    "short": _casting("int16"),
    "int": _casting("int32"),
    "long": _casting("int64"),
    "byte": _casting("uint8"),
    "bool": _casting("bool"),
    "is_same_size": is_same_size,
    "set_": set_,
}
