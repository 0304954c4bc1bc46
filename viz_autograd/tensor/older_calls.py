"""Calls as older programs write them, a factor before the tensors that it multiplies: p.data.add_(-0.1, p.grad)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from viz_autograd.tensor.apply import NUMBERS
from viz_autograd.tensor.warned import warn_once

# Of each function: the numbers that may come first, and the tensors after the input.
_FORMS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "add": (("alpha",), ("other",)),
    "sub": (("alpha",), ("other",)),
    "addcmul": (("value",), ("tensor1", "tensor2")),
    "addcdiv": (("value",), ("tensor1", "tensor2")),
    "addmm": (("beta", "alpha"), ("mat1", "mat2")),
    "addmv": (("beta", "alpha"), ("mat", "vec")),
    "addr": (("beta", "alpha"), ("vec1", "vec2")),
    "addbmm": (("beta", "alpha"), ("batch1", "batch2")),
    "baddbmm": (("beta", "alpha"), ("batch1", "batch2")),
}
OLDER = tuple(_FORMS)
_OUT_DTYPE = ("addmm", "baddbmm")


def with_older_calls(name: str, called: Callable[..., Any], method: bool) -> Callable[..., Any]:
    """`called`, also with its factors first, which warns once."""
    factors, tensors = _FORMS[name.removesuffix("_")]

    @functools.wraps(called)
    def function(*given: Any, **settings: Any) -> Any:
        if len(given) > len(tensors) + 1:
            numbers = [each for each in given if isinstance(each, NUMBERS)]
            others = [each for each in given if not isinstance(each, NUMBERS)]
            if len(others) == len(tensors) + 1 and 0 < len(numbers) <= len(factors):
                first = not method and len(factors) > 1
                warn_once(_text(name, factors[: len(numbers)], factors, tensors, method, first))
                return called(*others, **dict(zip(factors, numbers, strict=False)), **settings)
        return called(*given, **settings)

    return function


def _text(
    name: str, used: tuple[str, ...], factors: tuple[str, ...], tensors: tuple[str, ...], method: bool, first: bool
) -> str:
    """PyTorch's warning; `first`: a number came even before the input."""
    after = [f"Tensor {each}" for each in tensors]
    numbers = [f"Number {each}" for each in used]
    old = [*numbers, *after]
    if not method:
        old = [numbers[0], "Tensor input", *numbers[1:], *after] if first else ["Tensor input", *old]
    defaults = ["*", *[f"Number {each} = 1" for each in factors]]
    out = [] if method else ["Tensor out = None"]
    inputs = ([] if method else ["Tensor input"]) + after
    lines = [", ".join([*inputs, *defaults, *out])]
    if not method and name in _OUT_DTYPE:
        lines.append(", ".join([*inputs, "torch.dtype out_dtype", *defaults, *out]))
    told = "\n".join(f"\t{name}({each})" for each in lines)
    older = ", ".join([*old, *([] if method else ["*", "Tensor out = None"])])
    return (
        f"This overload of {name} is deprecated:\n\t{name}({older})\nConsider using one of the following signatures "
        f"instead:\n{told}"
    )
