"""Changes of a tensor in place, and what becomes of its place in the graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import InPlaceError, TensorError
from viz_autograd.ops import OPS
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.grad_mode import MODES, no_grad
from viz_autograd.tensor.graph import OpNode
from viz_autograd.tensor.tensor import Tensor, may_write


def change(tensor: Tensor, function: Callable[..., Tensor], *others: Any, **settings: Any) -> Tensor:
    """Make `tensor` hold function(tensor, *others, **settings), as PyTorch's methods with a trailing underscore do.

    Returns the tensor. Raises InPlaceError where PyTorch refuses, TensorError when the result has another shape or a
    dtype that the tensor cannot take.
    """
    may_write(tensor)
    recorded = MODES.enabled and (tensor._requires_grad or any(_needs_grad(other) for other in others))
    if not recorded:
        with no_grad():
            result = function(tensor, *others, **settings)
        _write(tensor, result)
        return tensor
    # What the function saves of the tensor must be what it was, not what it becomes.
    before = Tensor._of(tensor._array.copy())
    before._grad_fn, before._output, before._requires_grad = tensor.grad_fn, tensor._output, tensor._requires_grad
    if before._grad_fn is None:
        before._requires_grad = False
    rewrite(tensor, function(before, *others, **settings))
    return tensor


def _needs_grad(given: Any) -> bool:
    if isinstance(given, Tensor):
        return given._requires_grad
    return isinstance(given, list | tuple) and any(_needs_grad(each) for each in given)


def rewrite(tensor: Tensor, result: Tensor) -> None:
    """Make `tensor` hold the numbers of `result` and take its place in the graph; of a view, its base takes part.

    Raises InPlaceError and TensorError as `change` does.
    """
    may_write(tensor)
    _write(tensor, result)
    if not MODES.enabled or not (result._requires_grad or tensor._requires_grad):
        return
    if tensor._base is None:
        _take_place(tensor, result)
        return
    base = tensor._base
    with no_grad():
        # The base's numbers are written already; only its place in the graph is to be made.
        before = Tensor._of(base._array)
    before._grad_fn, before._output = base._grad_fn, base._output
    before._requires_grad = base._requires_grad
    pasted = apply(OPS["copy_slices"], before, result, path=tensor._path)
    if pasted._requires_grad:
        _take_place(base, pasted)
        base._epoch += 1
        tensor._follow_base()


def _take_place(tensor: Tensor, result: Tensor) -> None:
    kept = tensor.retains_grad
    if kept and tensor._grad_fn is not None and tensor._grad_fn.kept is not None:
        tensor._grad_fn.kept.pop(tensor._output, None)  # what is retained is the gradient of what it is now
    made = result._grad_fn
    tensor._grad_fn, tensor._output = made, result._output
    tensor._requires_grad = result._requires_grad
    if kept:
        tensor.retain_grad()
    if (
        isinstance(made, OpNode)
        and made.stamps
        and made.stamps[-1][2] is None
        and made.stamps[-1][0] is result._counter
    ):
        # The node saved its result, which is now this tensor's memory.
        counter = tensor._version_counter()
        made.stamps = (*made.stamps[:-1], (counter, counter[0], None))


_OVERLAPPING = (
    "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please "
    "clone() the tensor before performing the operation."
)


def opened(array: np.ndarray[Any, Any], anywhere: bool = False) -> bool:
    """Let an array that numpy keeps from being written (a broadcast one, or part of one) be written all the same.

    Returns whether it was closed before, and is to be closed again. Raises InPlaceError where elements share their
    memory, unless they are all to be the same (`anywhere`).
    """
    if array.flags.writeable:
        return False
    if not anywhere and any(step == 0 and n > 1 for step, n in zip(array.strides, array.shape, strict=True)):
        raise InPlaceError(_OVERLAPPING)
    array.flags.writeable = True
    return True


def _write(tensor: Tensor, result: Tensor) -> None:
    old, new = tensor._array, result._array
    if new.shape != old.shape:
        raise TensorError(f"output with shape {list(old.shape)} doesn't match the broadcast shape {list(new.shape)}")
    if new.dtype != old.dtype and not _fits(new.dtype, old.dtype):
        given, own = (scalar_name(each.dtype) for each in (new, old))
        raise TensorError(f"result type {given} can't be cast to the desired output type {own}")
    closed = not old.flags.writeable and opened(old, result.__dict__.get("_alike", False))
    with np.errstate(all="ignore"):
        np.copyto(old, new, casting="unsafe")
    if closed:
        old.flags.writeable = False
    tensor._bump()


def _fits(given: np.dtype[Any], own: np.dtype[Any]) -> bool:
    """As PyTorch's can_cast: not from floats to integers, nor from either to bool."""
    order = {"b": 0, "u": 1, "i": 1, "f": 2}
    return order[given.kind] <= order[own.kind]


def fill_(tensor: Tensor, value: Any) -> Tensor:
    """Make every element `value`, a number or a tensor of no dimensions."""
    if isinstance(value, Tensor) and value.dim() != 0:
        raise TensorError(f"fill_ only supports 0-dimension value tensor but got tensor with {value.dim()} dimensions.")
    return change(tensor, _filled, value)


def _filled(tensor: Tensor, value: Any) -> Tensor:
    given = value if isinstance(value, Tensor) else np.asarray(value).astype(tensor._array.dtype)[()]
    result: Tensor = apply(OPS["fill"], tensor, given)
    result.__dict__["_alike"] = True
    return result


def zero_(tensor: Tensor) -> Tensor:
    """Make every element 0."""
    if not (MODES.enabled and tensor._requires_grad):
        may_write(tensor)
        closed = opened(tensor._array, anywhere=True)
        tensor._array.fill(0)
        if closed:
            tensor._array.flags.writeable = False
        tensor._bump()
        return tensor
    result: Tensor = change(tensor, lambda before: apply(OPS["zero"], before))
    return result


def copy_(tensor: Tensor, other: Any, non_blocking: bool = False) -> Tensor:
    """Take over the numbers of `other`, which is broadcast and cast as needed."""
    source = other if isinstance(other, Tensor) else Tensor._of(np.asarray(other))
    try:
        np.broadcast_shapes(tensor._array.shape, source._array.shape)
    except ValueError:
        fits = False
    else:
        fits = np.broadcast_shapes(tensor._array.shape, source._array.shape) == tensor._array.shape
    if not fits:
        m, n, at = _clash(tensor._array.shape, source._array.shape)
        raise TensorError(
            f"The size of tensor a ({m}) must match the size of tensor b ({n}) at non-singleton dimension {at}"
        )
    return change(tensor, lambda before, given: apply(OPS["copy"], before, given), source)


def _clash(a: Sequence[int], b: Sequence[int]) -> tuple[int, int, int]:
    for back in range(1, max(len(a), len(b)) + 1):
        m = a[-back] if back <= len(a) else 1
        n = b[-back] if back <= len(b) else 1
        if m not in (n,) and n != 1:
            return m, n, max(len(a), len(b)) - back
    return a[0] if a else 1, b[0] if b else 1, 0


__all__: list[str] = []
METHODS: dict[str, Callable[..., Any]] = {"copy_": copy_, "fill_": fill_, "zero_": zero_}
