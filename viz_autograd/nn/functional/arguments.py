"""What the functions have in common: checking arguments as PyTorch does, and the old ways to say a reduction."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, DtypeError, UnsupportedError
from viz_autograd.ops import dtype_names
from viz_autograd.tensor.tensor import Tensor


def scalar_name(given: Tensor) -> str:
    """A tensor's dtype as PyTorch's kernels call it: Float, Long."""
    return dtype_names.scalar_name(given._array.dtype)


def tensor(function: str, given: Any, argument: str = "input", position: int = 1) -> Any:
    """The argument, which must be a tensor. Raises DtypeError (TypeError)."""
    if not isinstance(given, Tensor):
        kind = type(given)
        name = "numpy.ndarray" if kind is np.ndarray else kind.__name__
        raise DtypeError(f"{function}(): argument '{argument}' (position {position}) must be Tensor, not {name}")
    return given


def floating(kernel: str, given: Tensor) -> None:
    """Raise UnsupportedError (NotImplementedError) for a tensor of whole numbers, as the named kernel does."""
    if given._array.dtype.kind != "f":
        raise UnsupportedError(f"\"{kernel}\" not implemented for '{scalar_name(given)}'")


def legacy_reduction(size_average: bool | None, reduce: bool | None, reduction: str, stacklevel: int = 4) -> str:
    """The reduction that the older arguments ask for, with a warning; `reduction` itself when they are None."""
    if size_average is None and reduce is None:
        return reduction
    meant = "none" if reduce is False else "sum" if size_average is False else "mean"
    warnings.warn(
        f"size_average and reduce args will be deprecated, please use reduction='{meant}' instead.",
        stacklevel=stacklevel,
    )
    return meant


def check_reduction(reduction: str) -> None:
    """Raise ArgumentError (ValueError) for a reduction that there is not."""
    if reduction not in ("none", "mean", "sum"):
        raise ArgumentError(f"{reduction} is not a valid value for reduction")


def reduced(losses: Any, reduction: str) -> Any:
    """The losses, their mean or their sum. Raises ArgumentError (ValueError)."""
    check_reduction(reduction)
    if reduction == "none":
        return losses
    return losses.mean() if reduction == "mean" else losses.sum()
