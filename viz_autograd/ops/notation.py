r"""The little language in which ops write their formulas: read by people as text or LaTeX, by checks as numbers.

An expression is parsed as Python and never executed. It knows the ports a, b, c …, out (the value), up (the upstream
gradient), n (how many elements go into one of the output; `Op.count`), the attributes of `NAMES`, numbers, the
`CONSTANTS`, + - * / ** @ and the `FUNCTIONS`. In a product of matrices a vector on the left counts as a row and one
on the right as a column.

`text` and `latex` make templates: "{a} × {b}" and r"‹a› \cdot ‹b›". What fills a placeholder with a "!", as in
"{a!}²", goes into parentheses unless it is a name or a number without a minus sign.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np

from viz_autograd.ops.notation_functions import (
    ANY,
    ATOM,
    CHOICE,
    CONSTANTS,
    FRACTION,
    FUNCTIONS,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    Function,
)
from viz_autograd.ops.op import Array

__all__ = ["CONSTANTS", "FUNCTIONS", "NAMES", "Function", "evaluate", "latex", "text"]

NAMES: Final = frozenset(
    (
        *("a", "b", "c", "condition", "input", "weight", "bias", "out", "up", "n"),
        *("alpha", "beta", "delta", "eps", "margin", "lambd", "min", "max", "min_val", "max_val", "negative_slope"),
        *("threshold", "value", "decimals", "nan", "posinf", "neginf"),
    )
)

_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


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
    if function is None or call.keywords or function.arity not in (ANY, len(call.args)):
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
        case ast.Name(id=name) if name in CONSTANTS:
            return np.float64(CONSTANTS[name].value)
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
            case ast.Name(id=name) if name in CONSTANTS:
                return self.constant(name), ATOM
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
        left = self.inside(node.left, CHOICE, guard)
        return left + sign + self.inside(node.right, SIGN, guard_right)

    def product(self, node: ast.BinOp, sign: str, guard: bool) -> str:
        return self.inside(node.left, SUM, guard) + sign + self.inside(node.right, PRODUCT, guard=False)

    def argument(self, function: Function, node: ast.expr) -> str:
        return self.inside(node, POWER, guard=True) if function.guards else self.render(node)

    def constant(self, name: str) -> str:
        return CONSTANTS[name].text

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
            case ast.Name(id=name) if name not in CONSTANTS:
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

    def constant(self, name: str) -> str:
        return CONSTANTS[name].latex

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
