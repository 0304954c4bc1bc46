"""Writing random numbers into tensors, and what all methods that do so check."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from viz_autograd.errors import DtypeError, UnsupportedError
from viz_autograd.ops import OPS, Op
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.grad_mode import MODES
from viz_autograd.tensor.in_place import rewrite
from viz_autograd.tensor.refusals import kind_of
from viz_autograd.tensor.tensor import Tensor, may_write

Array = npt.NDArray[Any]
Shape = tuple[int, ...]


@functools.cache
def _without_gradient(node: str) -> Op:
    return replace(OPS["zero"], grad_fn=node)


def drawn_from(tensor: Tensor, array: Array, node: str) -> Tensor:
    """New numbers that `tensor` decided: its gradient is 0, and `node` names their place in the graph."""
    if not (MODES.enabled and tensor._requires_grad) or array.shape != tensor._array.shape or array.dtype.kind != "f":
        return Tensor._of(array)
    result: Tensor = apply(_without_gradient(node), tensor)
    result._array = array
    return result


@np.errstate(all="ignore")
def fill(tensor: Tensor, numbers: Callable[[Shape], Array], node: str) -> Tensor:
    """Write numbers(shape) into the tensor, in the order of its memory; returns it."""
    may_write(tensor)
    array = tensor._array
    if MODES.enabled and tensor._requires_grad:
        before = Tensor._of(array)
        before._grad_fn, before._output, before._requires_grad = tensor.grad_fn, tensor._output, True
        made = np.empty_like(array)
        _in_memory_order(made)[...] = numbers(_in_memory_order(made).shape)
        rewrite(tensor, drawn_from(before, made, node))
        return tensor
    if array.flags.c_contiguous:
        array[...] = numbers(array.shape)
    else:
        view = _in_memory_order(array)
        view[...] = numbers(view.shape)
    tensor._bump()
    return tensor


def _in_memory_order(array: Array) -> Array:
    return array.transpose(memory_order(array))


def memory_order(array: Array) -> list[int]:
    """The dimensions, those with the largest strides first."""
    return sorted(range(array.ndim), key=lambda at: -abs(array.strides[at]))


def number(name: str, given: Any, argument: str, position: int) -> float:
    """A number argument as Python's. Raises DtypeError in PyTorch's words."""
    if isinstance(given, Tensor) and given._array.ndim == 0 and not given._requires_grad:
        given = given._array.item()
    if isinstance(given, int | float | np.integer | np.floating) and not isinstance(given, bool):
        return float(given)
    raise DtypeError(f"{name}(): argument '{argument}' (position {position}) must be float, not {kind_of(given)}")


def is_whole(given: Any) -> bool:
    """Whether it counts as an int argument: a number or an integer tensor of one element, but no bool."""
    if isinstance(given, Tensor):
        return given._array.size == 1 and given._array.dtype.kind in "iu"
    return not isinstance(given, bool) and hasattr(given, "__index__")


def only(name: str, named: dict[str, Any]) -> None:
    """Raise DtypeError for keywords that are left over."""
    for keyword in named:
        raise DtypeError(f"{name}() got an unexpected keyword argument '{keyword}'")


def dtype_name(array: Array) -> str:
    """What messages call an array's dtype: Float, Long."""
    return scalar_name(array.dtype)


def floating(array: Array, kernel: str) -> None:
    """Raise UnsupportedError for an array that is not floating."""
    if array.dtype.kind != "f":
        raise UnsupportedError(f"\"{kernel}\" not implemented for '{dtype_name(array)}'")
