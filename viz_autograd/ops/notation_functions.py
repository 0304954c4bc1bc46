"""The words of the `notation`: its functions and constants, each with its value and how it is written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, NoReturn

import numpy as np

from viz_autograd.ops import special_values
from viz_autograd.ops.op import Array

# How tightly a rendered piece holds together; a looser piece inside a tighter one needs parentheses.
CHOICE, SUM, SIGN, PRODUCT, FRACTION, POWER, ATOM = range(7)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language: how many arguments (or ANY), its value, and how it is written.

    `guards` is True where the argument needs the parentheses that a base of a power needs.
    """

    arity: int
    compute: Callable[..., Any]
    text: Callable[..., str]
    latex: Callable[..., str]
    text_holds: int = ATOM
    latex_holds: int = ATOM
    guards: bool = False


class Constant(NamedTuple):
    """A number with a name of its own."""

    value: float
    text: str
    latex: str


CONSTANTS: Final[Mapping[str, Constant]] = {
    "pi": Constant(math.pi, "π", r"\pi"),
    # Klambauer et al., "Self-Normalizing Neural Networks" (2017).
    "selu_alpha": Constant(1.6732632423543772848170429916717, "α", r"\alpha"),
    "selu_scale": Constant(1.0507009873554804934193349852946, "λ", r"\lambda"),
}


def _named(compute: Callable[..., Any], name: str, command: str = "", arity: int = 1) -> Function:
    """A function written as its name with the arguments in parentheses."""
    command = command or rf"\operatorname{{{name}}}"
    return Function(
        arity,
        compute,
        lambda *x: f"{name}({', '.join(x)})",
        lambda *x: rf"{command}\left({', '.join(x)}\right)",
    )


def _bracket(compute: Callable[[Array, Array], Any], sign: str, command: str = "") -> Function:
    """Iverson's bracket: 1 where the comparison holds, 0 elsewhere."""
    return Function(
        2,
        lambda x, y: compute(x, y) * 1.0,
        lambda x, y: f"[{x} {sign} {y}]",
        lambda x, y: rf"\left[{x} {command or sign} {y}\right]",
    )


def _route(a: Array, b: Array) -> Any:
    return np.where(a == b, 0.5, np.where(a < b, 0.0, 1.0))[()]


def _or(bound: Any, otherwise: float) -> Any:
    return otherwise if bound is None else bound


def _either(condition: Array, x: Array, y: Array) -> Any:
    return np.where(condition, x, y)[()]


def _at(a: Array, places: Array) -> Any:
    """The element of the last dimension at each place."""
    return np.take_along_axis(a, np.asarray(places, np.int64)[..., np.newaxis], -1)[..., 0][()]


# What depends on attributes too, and so cannot be worked out from the arguments alone.
_ARRANGEMENTS = (
    *("behind", "cat", "collect", "cummax", "cummin", "cumprod", "cumsum", "det", "diag", "diagonal"),
    *("expand", "flip", "gather", "hot", "inverse", "kthvalue", "median", "mode", "nanmedian", "norm"),
    *("one", "part", "pick", "put", "repeat", "reshape", "roll", "scatter", "sort", "split", "stack"),
    *("standardised", "std", "take", "topk", "trace", "tril", "triu", "unbind", "unsort", "unstandardised"),
    "var",
)

# The arity of a function that takes any number of arguments.
ANY: Final = -1


def _written(name: str) -> Function:
    """What depends on more than its arguments: it can be shown and not computed."""

    def compute(*arguments: Array) -> NoReturn:
        raise ValueError(f"not to be computed: {name}")

    return _named(compute, name, arity=ANY)


FUNCTIONS: Final[Mapping[str, Function]] = {
    "exp": Function(1, np.exp, lambda x: f"exp({x})", lambda x: f"e^{{{x}}}", latex_holds=POWER),
    "log": _named(np.log, "ln", r"\ln"),
    "log2": _named(np.log2, "log₂", r"\log_2"),
    "log10": _named(np.log10, "log₁₀", r"\log_{10}"),
    "sqrt": Function(1, np.sqrt, lambda x: f"√({x})", lambda x: rf"\sqrt{{{x}}}"),
    "sin": _named(np.sin, "sin", r"\sin"),
    "cos": _named(np.cos, "cos", r"\cos"),
    "tan": _named(np.tan, "tan", r"\tan"),
    "asin": _named(np.arcsin, "asin", r"\arcsin"),
    "acos": _named(np.arccos, "acos", r"\arccos"),
    "atan": _named(np.arctan, "atan", r"\arctan"),
    "atan2": _named(np.arctan2, "atan2", arity=2),
    "sinh": _named(np.sinh, "sinh", r"\sinh"),
    "cosh": _named(np.cosh, "cosh", r"\cosh"),
    "tanh": _named(np.tanh, "tanh", r"\tanh"),
    "asinh": _named(np.arcsinh, "asinh"),
    "acosh": _named(np.arccosh, "acosh"),
    "atanh": _named(np.arctanh, "atanh"),
    "erf": _named(special_values.erf, "erf"),
    "erfc": _named(special_values.erfc, "erfc"),
    "erfinv": _named(special_values.erfinv, "erfinv"),
    "lgamma": _named(special_values.lgamma, "ln Γ", r"\ln\Gamma"),
    "digamma": _named(special_values.digamma, "ψ", r"\psi"),
    "trigamma": _named(special_values.trigamma, "ψ′", r"\psi'"),
    "sigmoid": _named(lambda x: 1.0 / (1.0 + np.exp(-x)), "σ", r"\sigma"),
    "floor": Function(1, np.floor, lambda x: f"⌊{x}⌋", lambda x: rf"\left\lfloor {x} \right\rfloor"),
    "ceil": Function(1, np.ceil, lambda x: f"⌈{x}⌉", lambda x: rf"\left\lceil {x} \right\rceil"),
    "round": _named(np.rint, "round"),
    "trunc": _named(np.trunc, "trunc"),
    "abs": Function(1, np.abs, lambda x: f"|{x}|", lambda x: rf"\left|{x}\right|"),
    "sign": _named(lambda x: (x > 0) * 1.0 - (x < 0), "sign"),
    "max": _named(np.maximum, "max", r"\max", arity=2),
    "min": _named(np.minimum, "min", r"\min", arity=2),
    "sum": _named(np.sum, "sum", r"\sum"),
    "mean": _named(np.mean, "mean"),
    "prod": _named(np.prod, "prod", r"\prod"),
    "amax": _named(np.amax, "amax"),
    "amin": _named(np.amin, "amin"),
    "count": _named(np.sum, "count"),
    **{name: _written(name) for name in _ARRANGEMENTS},
    "T": Function(1, np.transpose, lambda x: f"{x}ᵀ", lambda x: rf"{x}^{{\top}}", POWER, POWER, guards=True),
    # "Not ≤" is what PyTorch's backward passes ask, which matters for NaN.
    "gt": _bracket(lambda x, y: np.logical_not(x <= y), ">"),
    "lt": _bracket(lambda x, y: np.logical_not(x >= y), "<"),
    "ge": _bracket(np.greater_equal, "≥", r"\ge"),
    "le": _bracket(np.less_equal, "≤", r"\le"),
    "eq": _bracket(np.equal, "="),
    "at": Function(2, _at, lambda x, at: f"{x}[{at}]", lambda x, at: rf"{x}_{{{at}}}", POWER, POWER, guards=True),
    "nan_to_num": _named(np.nan_to_num, "nan_to_num"),
    "softmax": _named(lambda x: np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x))), "softmax"),
    "clamp": _named(lambda x, low, high: np.clip(x, low, high), "clamp", arity=3),
    "within": Function(
        3,
        lambda x, low, high: ((x >= _or(low, -np.inf)) & (x <= _or(high, np.inf))) * 1.0,
        lambda x, low, high: f"[{low} ≤ {x} ≤ {high}]",
        lambda x, low, high: rf"\left[{low} \le {x} \le {high}\right]",
    ),
    "between": Function(
        3,
        lambda x, low, high: ((low < x) & (x < high)) * 1.0,
        lambda x, low, high: f"[{low} < {x} < {high}]",
        lambda x, low, high: rf"\left[{low} < {x} < {high}\right]",
    ),
    "either": Function(
        3,
        _either,
        lambda condition, x, y: f"{x} if {condition} else {y}",
        lambda condition, x, y: rf"\begin{{cases}} {x} & {condition} \\ {y} & \text{{else}} \end{{cases}}",
        text_holds=CHOICE,
    ),
    "route": Function(
        2,
        _route,
        lambda x, y: f"[{x} > {y}] + ½[{x} = {y}]",
        lambda x, y: rf"\left[{x} > {y}\right] + \tfrac{{1}}{{2}}\left[{x} = {y}\right]",
        SUM,
        SUM,
    ),
}
