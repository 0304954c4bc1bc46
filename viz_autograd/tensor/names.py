"""Everything that torch.NAME is here: `NAMES`. Importing it gives Tensor its operators and methods."""

from __future__ import annotations

import math
from collections.abc import Callable
from inspect import isfunction
from typing import Any

from viz_autograd.tensor import (
    comparison,
    conversion,
    creation,
    dtypes,
    further,
    generator,
    grad_mode,
    in_place,
    indexing,
    linear_algebra,
    operators,
    pointwise,
    printing,
    random,
    reductions,
    shapes,
)
from viz_autograd.tensor.arguments import as_method, numpy_names
from viz_autograd.tensor.device import Device, Layout, MemoryFormat, contiguous_format, preserve_format, strided
from viz_autograd.tensor.differentiate import tensor_backward
from viz_autograd.tensor.graph import node_class
from viz_autograd.tensor.in_place import change
from viz_autograd.tensor.older_calls import OLDER, with_older_calls
from viz_autograd.tensor.size import Size
from viz_autograd.tensor.tensor import Tensor

# The first two read their arguments themselves.
_FAMILIES = (
    creation,
    random,
    pointwise,
    reductions,
    shapes,
    indexing,
    linear_algebra,
    comparison,
    conversion,
    in_place,
    further,
)

# Methods that also exist with a trailing underscore, which change their tensor.
_IN_PLACE = [
    "abs", "absolute", "acos", "acosh", "add", "addcdiv", "addcmul", "arccos", "arcsin", "arctan", "asin", "asinh",
    "atan", "atan2", "atanh", "bernoulli", "bitwise_and", "bitwise_not", "bitwise_or", "bitwise_xor", "ceil",
    "clamp", "clamp_max", "clamp_min", "clip", "copysign", "cos", "cosh", "cumprod", "cumsum", "deg2rad", "digamma",
    "div", "divide", "eq", "erf", "erfc", "erfinv", "exp", "exp2", "expm1", "fix", "floor", "floor_divide", "fmod",
    "frac", "ge", "greater", "greater_equal", "gt", "hypot", "index_add", "index_copy", "index_fill", "index_put",
    "le", "lerp", "less", "less_equal", "lgamma", "log", "log10", "log1p", "log2", "logical_and", "logical_not",
    "logical_or", "logical_xor", "logit", "lt", "masked_fill", "masked_scatter", "mul", "multiply", "nan_to_num",
    "ne", "neg", "negative", "not_equal", "pow", "rad2deg", "reciprocal", "relu", "remainder", "renorm", "round",
    "rsqrt", "scatter", "scatter_add", "sgn", "sigmoid", "sign", "sin", "sinc", "sinh", "sqrt", "square", "sub",
    "subtract", "tan", "tanh", "tril", "triu", "true_divide", "trunc", "where", "xlogy", "addmm", "addmv", "addr",
    "baddbmm", "float_power",
]  # fmt: skip

# What only shows the same memory otherwise, and does so for the tensor itself.
_RESHAPED = ["squeeze", "unsqueeze", "transpose", "t", "swapaxes", "swapdims"]


# How PyTorch calls the nodes of these changes of the tensor itself.
_RESHAPED_NAMES = {
    "SqueezeBackward0": "SqueezeBackward3",
    "SqueezeBackward1": "SqueezeBackward4",
    "SqueezeBackward2": "SqueezeBackward5",
    "TBackward0": "TBackward1",
    "TransposeBackward0": "TransposeBackward1",
    "UnsqueezeBackward0": "UnsqueezeBackward1",
}


def _in_place_of(function: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Tensor, *others: Any, **settings: Any) -> Tensor:
        return change(self, function, *others, **settings)

    method.__name__ = method.__qualname__ = f"{function.__name__}_"
    method.__doc__ = f"As `{function.__name__}`, in place."
    return method


def _reshaped_in_place(function: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Tensor, *others: Any, **settings: Any) -> Tensor:
        shown = function(self, *others, **settings)
        self._array = shown._array
        self._grad_fn, self._output = shown._grad_fn, shown._output
        if self._grad_fn is not None:
            own = _RESHAPED_NAMES.get(self._grad_fn.name())
            if own is not None:
                self._grad_fn.__class__ = node_class(own)
        return self

    method.__name__ = method.__qualname__ = f"{function.__name__}_"
    return method


def _methods() -> dict[str, Callable[..., Any]]:
    methods: dict[str, Callable[..., Any]] = {}
    for family in _FAMILIES:
        methods.update(
            {
                name: as_method(each, name, getattr(family, name, None) is each and name in family.__all__)
                if isfunction(each)
                else each
                for name, each in family.METHODS.items()
            }
        )
    for name in _IN_PLACE:
        if name in methods:
            methods.setdefault(f"{name}_", _in_place_of(methods[name]))
    for name in _RESHAPED:
        if name in methods:
            methods.setdefault(f"{name}_", _reshaped_in_place(methods[name]))
    tensor_backward.__name__ = "backward"
    tensor_backward.__qualname__ = "Tensor.backward"
    methods["backward"] = tensor_backward
    for name in OLDER:
        for each in (name, f"{name}_"):
            if each in methods:
                methods[each] = with_older_calls(each, methods[each], method=True)
    return methods


def _attach() -> None:
    # Methods first: what is attached as a property or an operator wins.
    for name, method in _methods().items():
        setattr(Tensor, name, method)
    operators.attach(Tensor)


def _names() -> dict[str, Any]:
    names: dict[str, Any] = {}
    for module in (*_FAMILIES, dtypes, grad_mode, generator, printing):
        for name in getattr(module, "__all__", ()):
            found = getattr(module, name)
            if module in _FAMILIES[2:] and isfunction(found) and not hasattr(found, "plain"):
                found = numpy_names(found)
            names[name] = with_older_calls(name, found, method=False) if name in OLDER else found
    for name in _IN_PLACE:
        method = getattr(Tensor, f"{name}_", None)
        if method is not None and name in names:
            names.setdefault(f"{name}_", method)
    names |= {
        "Tensor": Tensor,
        "Size": Size,
        "device": Device,
        "inf": math.inf,
        "nan": math.nan,
        "pi": math.pi,
        "e": math.e,
        "newaxis": None,
        "strided": strided,
        "contiguous_format": contiguous_format,
        "preserve_format": preserve_format,
        "layout": Layout,
        "memory_format": MemoryFormat,
    }
    return names


_attach()
NAMES: dict[str, Any] = _names()
