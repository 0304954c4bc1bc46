r"""The little language in which ops write their formulas: read by people as text or LaTeX, by checks as numbers.

An expression is parsed as Python and never executed. It knows the names a, b, out (the value), up (the upstream
gradient) and n (how many elements go into one of the output; `Op.count`), numbers, + - * / ** @ and the functions of
`FUNCTIONS`. In a product of matrices a vector on the left counts as a row and one on the right as a column.

`text` and `latex` make templates: "{a} × {b}" and r"‹a› \cdot ‹b›". What fills a placeholder with a "!", as in
"{a!}²", goes into parentheses unless it is a name or a number without a minus sign.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from viz_autograd.ops.op import Array

__all__ = ["FUNCTIONS", "NAMES", "Function", "evaluate", "latex", "text"]

NAMES: Final = frozenset({"a", "b", "out", "up", "n"})

# How tightly a rendered piece holds together; a looser piece inside a tighter one needs parentheses.
SUM, SIGN, PRODUCT, FRACTION, POWER, ATOM = range(6)

_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language: how many arguments, its value, and how it is written.

    `guards` is True where the argument needs the parentheses that a base of a power needs.
    """

    arity: int
    compute: Callable[..., Any]
    text: Callable[..., str]
    latex: Callable[..., str]
    text_holds: int = ATOM
    latex_holds: int = ATOM
    guards: bool = False


def _named(compute: Callable[..., Any], name: str, command: str, arity: int = 1) -> Function:
    """A function written as its name with the arguments in parentheses."""
    return Function(
        arity,
        compute,
        lambda *x: f"{name}({', '.join(x)})",
        lambda *x: rf"{command}\left({', '.join(x)}\right)",
    )


def _greater(a: Array, b: Array) -> Any:
    # "Not ≤" is what PyTorch's backward passes ask, which matters for NaN.
    return np.logical_not(a <= b) * 1.0


def _route(a: Array, b: Array) -> Any:
    return np.where(a == b, 0.5, np.where(a < b, 0.0, 1.0))[()]


FUNCTIONS: Final[Mapping[str, Function]] = {
    "exp": Function(1, np.exp, lambda x: f"exp({x})", lambda x: f"e^{{{x}}}", latex_holds=POWER),
    "log": _named(np.log, "ln", r"\ln"),
    "sqrt": Function(1, np.sqrt, lambda x: f"√({x})", lambda x: rf"\sqrt{{{x}}}"),
    "sin": _named(np.sin, "sin", r"\sin"),
    "cos": _named(np.cos, "cos", r"\cos"),
    "tanh": _named(np.tanh, "tanh", r"\tanh"),
    "abs": Function(1, np.abs, lambda x: f"|{x}|", lambda x: rf"\left|{x}\right|"),
    "sign": _named(lambda x: (x > 0) * 1.0 - (x < 0), "sign", r"\operatorname{sign}"),
    "max": _named(np.maximum, "max", r"\max", arity=2),
    "min": _named(np.minimum, "min", r"\min", arity=2),
    "sum": _named(np.sum, "sum", r"\sum"),
    "mean": _named(np.mean, "mean", r"\operatorname{mean}"),
    "T": Function(1, np.transpose, lambda x: f"{x}ᵀ", lambda x: rf"{x}^{{\top}}", POWER, POWER, guards=True),
    "gt": Function(2, _greater, lambda x, y: f"[{x} > {y}]", lambda x, y: rf"\left[{x} > {y}\right]"),
    "route": Function(
        2,
        _route,
        lambda x, y: f"[{x} > {y}] + ½[{x} = {y}]",
        lambda x, y: rf"\left[{x} > {y}\right] + \tfrac{{1}}{{2}}\left[{x} = {y}\right]",
        SUM,
        SUM,
    ),
}


@lru_cache(maxsize=1024)
def text(expression: str) -> str:
    """The template of an expression for a line of text, with placeholders {a} and {a!}.

    Raises ValueError for what is not in the language.
    """
    return _Text().render(_parse(expression))


@lru_cache(maxsize=1024)
def latex(expression: str) -> str:
    """The template of an expression in LaTeX, with placeholders ‹a› and ‹a!›.

    Raises ValueError for what is not in the language.
    """
    return _Latex().render(_parse(expression))


def evaluate(expression: str, values: Mapping[str, Array]) -> Array:
    """The value of an expression, broadcasting as numpy does.

    Raises ValueError for what is not in the language and KeyError for a name that `values` lacks.
    """
    value: Array = _value(_parse(expression), values)
    return value


@lru_cache(maxsize=1024)
def _parse(expression: str) -> ast.expr:
    try:
        return ast.parse(expression, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"not an expression: {expression!r} ({error.msg})") from error


def _function(call: ast.Call) -> tuple[Function, list[ast.expr]]:
    name = call.func.id if isinstance(call.func, ast.Name) else ast.unparse(call.func)
    function = FUNCTIONS.get(name)
    if function is None or call.keywords or len(call.args) != function.arity:
        raise ValueError(f"not a function of the notation: {ast.unparse(call)}")
    return function, call.args


def _number(constant: ast.Constant) -> float:
    if isinstance(constant.value, bool) or not isinstance(constant.value, int | float):
        raise ValueError(f"not a number: {constant.value!r}")
    return constant.value


def _name(name: ast.Name) -> str:
    if name.id not in NAMES:
        raise ValueError(f"not a name of the notation: {name.id}")
    return name.id


_OPERATIONS: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.MatMult: np.matmul,
    ast.Pow: np.float_power,
}


def _value(node: ast.expr, values: Mapping[str, Array]) -> Any:
    match node:
        case ast.Constant():
            return np.float64(_number(node))
        case ast.Name():
            return values[_name(node)]
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, values)
        case ast.BinOp() if type(node.op) in _OPERATIONS:
            return _OPERATIONS[type(node.op)](_value(node.left, values), _value(node.right, values))
        case ast.Call():
            function, arguments = _function(node)
            return function.compute(*(_value(argument, values) for argument in arguments))
    raise ValueError(f"not in the notation: {ast.unparse(node)}")


class _Text:
    """Renders to a line of text; `_Latex` overrides what is written differently."""

    times = " × "
    matrix_times = " @ "

    def render(self, node: ast.expr) -> str:
        return self.piece(node, guard=False)[0]

    def piece(self, node: ast.expr, guard: bool) -> tuple[str, int]:
        """A node rendered, and how tightly it holds together.

        `guard` says that a minus sign at its very beginning would be misread: it goes on to the leftmost name.
        """
        match node:
            case ast.Constant():
                return str(_number(node)), ATOM
            case ast.Name():
                return self.placeholder(_name(node), guard), ATOM
            case ast.UnaryOp(op=ast.USub()):
                return "−" + self.inside(node.operand, PRODUCT, guard=True), SIGN
            case ast.BinOp(op=ast.Pow()):
                return self.power(node.left, node.right)
            case ast.BinOp(op=ast.Div()):
                return self.fraction(node.left, node.right, guard)
            case ast.BinOp(op=ast.Add()):
                return self.joined(node, " + ", guard), SUM
            case ast.BinOp(op=ast.Sub()):
                return self.joined(node, " − ", guard, guard_right=True), SUM
            case ast.BinOp(op=ast.Mult()):
                return self.product(node, self.times, guard), PRODUCT
            case ast.BinOp(op=ast.MatMult()):
                return self.product(node, self.matrix_times, guard), PRODUCT
            case ast.Call():
                function, arguments = _function(node)
                return self.call(function, [self.argument(function, argument) for argument in arguments])
        raise ValueError(f"not in the notation: {ast.unparse(node)}")

    def inside(self, node: ast.expr, looser: int, guard: bool) -> str:
        """A node rendered as part of another, in parentheses if it holds no tighter than `looser`."""
        written, holds = self.piece(node, guard)
        return self.parenthesised(self.render(node)) if holds <= looser else written

    def joined(self, node: ast.BinOp, sign: str, guard: bool, guard_right: bool = False) -> str:
        left, _ = self.piece(node.left, guard)
        return left + sign + self.inside(node.right, SIGN, guard_right)

    def product(self, node: ast.BinOp, sign: str, guard: bool) -> str:
        return self.inside(node.left, SUM, guard) + sign + self.inside(node.right, PRODUCT, guard=False)

    def argument(self, function: Function, node: ast.expr) -> str:
        return self.inside(node, POWER, guard=True) if function.guards else self.render(node)

    def placeholder(self, name: str, guard: bool) -> str:
        return f"{{{name}!}}" if guard else f"{{{name}}}"

    def parenthesised(self, written: str) -> str:
        return f"({written})"

    def fraction(self, above: ast.expr, below: ast.expr, guard: bool) -> tuple[str, int]:
        return f"{self.inside(above, SUM, guard)} / {self.inside(below, PRODUCT, guard=True)}", PRODUCT

    def power(self, base: ast.expr, exponent: ast.expr) -> tuple[str, int]:
        under = self.inside(base, POWER, guard=True)
        match exponent:
            case ast.Constant(value=int() as whole):
                return under + str(whole).translate(_SUPERSCRIPTS), POWER
            case ast.Name():
                return f"{under}^{self.placeholder(_name(exponent), guard=True)}", POWER
        return f"{under}^({self.render(exponent)})", POWER

    def call(self, function: Function, arguments: list[str]) -> tuple[str, int]:
        return function.text(*arguments), function.text_holds


class _Latex(_Text):
    times = r" \cdot "
    matrix_times = r" \, "

    def piece(self, node: ast.expr, guard: bool) -> tuple[str, int]:
        written, holds = super().piece(node, guard)
        return written.replace("−", "-"), holds

    def placeholder(self, name: str, guard: bool) -> str:
        return f"‹{name}!›" if guard else f"‹{name}›"

    def parenthesised(self, written: str) -> str:
        return rf"\left({written}\right)"

    def fraction(self, above: ast.expr, below: ast.expr, guard: bool) -> tuple[str, int]:
        return rf"\frac{{{self.render(above)}}}{{{self.render(below)}}}", FRACTION

    def power(self, base: ast.expr, exponent: ast.expr) -> tuple[str, int]:
        return f"{self.inside(base, POWER, guard=True)}^{{{self.render(exponent)}}}", POWER

    def call(self, function: Function, arguments: list[str]) -> tuple[str, int]:
        return function.latex(*arguments), function.latex_holds
