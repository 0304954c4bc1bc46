"""Tensors that belong to a module: parameters, which are learned, and buffers, which are not."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from viz_autograd.errors import MemberError, TensorError
from viz_autograd.tensor.dtypes import default_numpy_dtype
from viz_autograd.tensor.tensor import Tensor

__all__ = ["Buffer", "Parameter"]


class Parameter(Tensor):
    """A leaf tensor that a module counts among its parameters once it is assigned to one of its attributes.

    It shares the memory of `data` (a Tensor; None: no elements). Raises MemberError (AttributeError) for anything
    else, TensorError (RuntimeError) when a gradient is to be required of integers.
    """

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Any:
        """As the class says."""
        if data is None:
            data = Tensor._of(np.empty(0, default_numpy_dtype()))
        elif not isinstance(data, Tensor):
            raise MemberError(f"{_whole_name(type(data))!r} object has no attribute 'detach'")
        if requires_grad and data._array.dtype.kind != "f":
            raise TensorError("Only Tensors of floating point and complex dtype can require gradients")
        new = object.__new__(cls)
        new._array = data._array
        new._counter = data._version_counter()
        new._requires_grad = bool(requires_grad)
        return new

    def __init__(self, data: Any = None, requires_grad: bool = True) -> None:
        # All is done by __new__; a subclass may take other arguments in its own.
        pass

    def __repr__(self, **kept: Any) -> str:  # type: ignore[override]
        return "Parameter containing:\n" + super().__repr__(**kept)

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        # Unlike a plain leaf's, a parameter's copy has no gradient.
        known = memo.get(id(self))
        if known is not None:
            return known  # type: ignore[no-any-return]
        twin: Parameter = object.__new__(type(self))
        memo[id(self)] = twin
        twin._array = self._array.copy()
        twin._requires_grad = self._requires_grad
        for name, value in self.__dict__.items():
            if not name.startswith("_"):
                twin.__dict__[name] = copy.deepcopy(value, memo)
        return twin


def _whole_name(kind: type) -> str:
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


class _BufferKind(type):
    """Makes isinstance(tensor, Buffer) true of the plain tensors that Buffer hands out."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Tensor) and bool(instance.__dict__.get("_is_buffer", False))


class Buffer(Tensor, metaclass=_BufferKind):
    """Marks a tensor, so that assigning it to a module's attribute registers it as a buffer.

    What comes back is a Tensor over the memory of `data`; `persistent` says whether state_dict has it.
    """

    def __new__(cls, data: Any = None, *, persistent: bool = True) -> Any:
        """As the class says."""
        if data is None:
            data = Tensor._of(np.empty(0, default_numpy_dtype()))
        marked: Any = data.detach()
        marked.requires_grad = data.requires_grad
        marked.persistent = persistent
        marked._is_buffer = True
        return marked
