"""Choosing and blending element by element: torch.where, clamp, lerp, addcmul and addcdiv."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import TensorError, UnsupportedError
from viz_autograd.ops import OPS
from viz_autograd.ops.dtype_names import c_name, scalar_name
from viz_autograd.tensor.apply import NUMBERS, apply
from viz_autograd.tensor.arguments import a_tensor, numpy_names
from viz_autograd.tensor.conversion import cast
from viz_autograd.tensor.dtypes import common_dtype
from viz_autograd.tensor.refusals import refused
from viz_autograd.tensor.tensor import Tensor

_WHERE, _CLAMP, _BETWEEN = OPS["where"], OPS["clamp"], OPS["clamp_between"]
_OPERANDS = (Tensor, *NUMBERS)

_WHERE_FORMS = (
    "(Tensor condition)",
    "(Tensor condition, Tensor input, Tensor other, *, Tensor out = None)",
    "(Tensor condition, Number self, Tensor other)",
    "(Tensor condition, Tensor input, Number other)",
    "(Tensor condition, Number self, Number other)",
)
_CLAMP_FORMS = (
    "(Tensor input, Tensor min = None, Tensor max = None, *, Tensor out = None)",
    "(Tensor input, Number min = None, Number max = None, *, Tensor out = None)",
)
_LERP_FORMS = (
    "(Tensor input, Tensor end, Tensor weight, *, Tensor out = None)",
    "(Tensor input, Tensor end, Number weight, *, Tensor out = None)",
)


@numpy_names
def where(condition: Tensor, *chosen: Any, **named: Any) -> Any:
    """The first of the two where the condition holds, else the second; with the condition alone, its places.

    Raises TensorError for a condition that is not of bools, DtypeError for other arguments than tensors and numbers.
    """
    choices = (*chosen, *[named[name] for name in ("input", "self", "other") if name in named])
    if not isinstance(condition, Tensor) or len(choices) not in (0, 2):
        refused("where", (condition, *choices), {}, *_WHERE_FORMS)
    if not choices:
        return tuple([Tensor._of(places) for places in np.nonzero(np.atleast_1d(condition._array))])
    if not all(isinstance(each, _OPERANDS) for each in choices):
        refused("where", (condition, *choices), {}, *_WHERE_FORMS)
    kind = condition._array.dtype
    if kind != np.bool_ and kind != np.uint8:
        raise TensorError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {scalar_name(kind)}"
        )
    if kind == np.uint8:
        warnings.warn(
            "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a future "
            "version of PyTorch. Use a boolean condition instead.",
            UserWarning,
            stacklevel=3,
        )
    return apply(_WHERE, condition, *choices)


def where_self(self: Tensor, condition: Tensor, other: Any) -> Tensor:
    """The method: itself where the condition holds, else `other`."""
    found: Tensor = where(condition, self, other)
    return found


@numpy_names
def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """The input kept within bounds, which are numbers or tensors. Raises TensorError for no bound at all."""
    a_tensor("clamp", input)
    bounds = (min, max)
    if min is None and max is None:
        raise TensorError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if not all(each is None or isinstance(each, _OPERANDS) for each in bounds):
        refused("clamp", (input, *[each for each in bounds if each is not None]), {}, *_CLAMP_FORMS)
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        if not all(isinstance(each, Tensor | None) for each in bounds) and any(
            isinstance(each, Tensor) and each._array.ndim for each in bounds
        ):
            refused("clamp", (input, *[each for each in bounds if each is not None]), {}, *_CLAMP_FORMS)
        found: Tensor = apply(_BETWEEN, input, min, max)
        return found
    return _within("clamp", input, min=min, max=max)


def _within(name: str, input: Tensor, **bounds: Any) -> Tensor:
    given = {at: _plain(bound) for at, bound in bounds.items() if bound is not None}
    common = common_dtype([input._array, *given.values()])
    found: Tensor = apply(OPS[name], cast(input, common), **given)
    return found


def _plain(number: Any) -> Any:
    return number.item() if isinstance(number, np.generic) else number


def _bounded(name: str, bound: str) -> Callable[..., Tensor]:
    def function(input: Tensor, limit: Any) -> Tensor:
        a_tensor(name, input)
        if isinstance(limit, Tensor):
            between = (limit, None) if bound == "min" else (None, limit)
            result: Tensor = apply(_BETWEEN, input, *between)
            return result
        if not isinstance(limit, NUMBERS):
            refused(name, (input, limit), {}, f"(Tensor input, Tensor {bound}, *, Tensor out = None)",
                    f"(Tensor input, Number {bound}, *, Tensor out = None)")  # fmt: skip
        return _within(name, input, **{bound: limit})

    @numpy_names
    def named(input: Tensor, *limit: Any, **given: Any) -> Tensor:
        return function(input, *limit, *given.values())

    named.__name__ = named.__qualname__ = name
    named.__doc__ = f"torch.{name}: the input, and the bound where it goes beyond it; a number or a tensor."
    return named


clamp_min, clamp_max = _bounded("clamp_min", "min"), _bounded("clamp_max", "max")
clip = clamp


@numpy_names
def lerp(input: Tensor, end: Tensor, weight: Any) -> Tensor:
    """From the input towards `end` by `weight`, a tensor or a number. Raises TensorError for different dtypes."""
    if not (isinstance(input, Tensor) and isinstance(end, Tensor) and isinstance(weight, _OPERANDS)):
        refused("lerp", (input, end, weight), {}, *_LERP_FORMS)
    if input._array.dtype.kind != "f":
        kernel = "lerp_kernel_tensor" if isinstance(weight, Tensor) else "lerp_kernel_scalar"
        raise UnsupportedError(f"\"{kernel}\" not implemented for '{scalar_name(input._array.dtype)}'")
    for name, each in (("end", end), ("weight", weight)):
        if isinstance(each, Tensor) and each._array.dtype != input._array.dtype:
            wanted, found = c_name(input._array.dtype), c_name(each._array.dtype)
            raise TensorError(f"expected dtype {wanted} for `{name}` but got dtype {found}")
    result: Tensor = apply(OPS["lerp"], input, end, weight)
    return result


@numpy_names
def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1) -> Tensor:
    """The input plus value × tensor1 × tensor2."""
    given = _three("addcmul", input, tensor1, tensor2)
    kind = common_dtype([each._array for each in given]).kind
    if kind == "b":
        raise UnsupportedError("\"addcmul_cpu_out\" not implemented for 'Bool'")
    found: Tensor = apply(OPS["addcmul"], *given, value=value if kind == "f" else int(value))
    return found


@numpy_names
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1) -> Tensor:
    """The input plus value × tensor1 / tensor2. Raises TensorError for two integers."""
    given = _three("addcdiv", input, tensor1, tensor2)
    if all(each._array.dtype.kind != "f" for each in given[1:]):
        raise TensorError(
            "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a "
            "true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value "
            "* torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / "
            "tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: (input + value "
            "* tensor1 / tensor2), for all dtypes."
        )
    found: Tensor = apply(OPS["addcdiv"], *given, value=value)
    return found


def _three(name: str, input: Any, tensor1: Any, tensor2: Any) -> tuple[Tensor, Tensor, Tensor]:
    return (
        a_tensor(name, input),
        a_tensor(name, tensor1, "tensor1", 2),
        a_tensor(name, tensor2, "tensor2", 3),
    )


__all__ = ["addcdiv", "addcmul", "clamp", "clamp_max", "clamp_min", "clip", "lerp", "where"]
METHODS: dict[str, Callable[..., Any]] = {name: globals()[name] for name in __all__} | {"where": where_self}
