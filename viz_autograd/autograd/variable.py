"""What older programs call a tensor with a gradient."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError
from viz_autograd.tensor.dtypes import default_numpy_dtype
from viz_autograd.tensor.refusals import kind_of
from viz_autograd.tensor.tensor import Tensor

_VOLATILE = "volatile was removed and now has no effect. Use `with torch.no_grad():` instead."


class _Meta(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_Meta):
    """Variable(data, requires_grad=False) is the tensor itself, out of the graph; every Tensor is a Variable."""

    def __new__(cls, data: Any = None, requires_grad: bool = False, volatile: bool | None = None) -> Any:
        """A leaf over the memory of `data`, a Tensor. Raises DtypeError for anything else."""
        if volatile:
            warnings.warn(_VOLATILE, UserWarning, stacklevel=2)
        if data is None:
            data = Tensor._of(np.empty(0, default_numpy_dtype()))
        if not isinstance(data, Tensor):
            raise DtypeError(f"Variable data has to be a tensor, but got {kind_of(data)}")
        leaf = Tensor._of(data._array)
        return leaf.requires_grad_(requires_grad)
