"""How the ops of scalars are written in Python: what the generated code is put together from.

Each is an expression of `a`, `b`, and on the way back `up` (the upstream gradient) and `out`, in parentheses where it
needs them; the names are replaced by slots. They say what the ops' own functions say, in the same order of operations.
An op that is not here runs in another tier.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Template(NamedTuple):
    """The value, and the contribution to each port."""

    forward: str
    backward: tuple[str, ...]


# What numpy answers with NaN or an infinity, `math` refuses: then the plain tier does the run.
TEMPLATES: Mapping[str, Template] = {
    "add": Template("{a} + {b}", ("{up}", "{up}")),
    "sub": Template("{a} - {b}", ("{up}", "-{up}")),
    "mul": Template("{a} * {b}", ("{up} * {b}", "{up} * {a}")),
    "div": Template("{a} / {b}", ("{up} / {b}", "-{up} * (({a} / {b}) / {b})")),
    "neg": Template("-{a}", ("-{up}",)),
    "pow": Template(
        "pow({a}, {b})",
        (
            "0.0 if {b} == 0.0 else {up} * ({b} * pow({a}, {b} - 1.0))",
            "{up} * (0.0 if {a} == 0.0 and {b} >= 0.0 else {out} * log({a}))",
        ),
    ),
    "max": Template(
        "{a} if {a} > {b} or {a} != {a} else {b}",
        (
            "{up} / 2.0 if {a} == {b} else 0.0 if {a} < {b} else {up}",
            "{up} / 2.0 if {b} == {a} else 0.0 if {b} < {a} else {up}",
        ),
    ),
    "min": Template(
        "{a} if {a} < {b} or {a} != {a} else {b}",
        (
            "{up} / 2.0 if {a} == {b} else 0.0 if {b} < {a} else {up}",
            "{up} / 2.0 if {b} == {a} else 0.0 if {a} < {b} else {up}",
        ),
    ),
    "square": Template("{a} * {a}", ("{up} * (2.0 * {a})",)),
    "exp": Template("exp({a})", ("{up} * {out}",)),
    "log": Template("log({a})", ("{up} / {a}",)),
    "sqrt": Template("sqrt({a})", ("{up} / (2.0 * {out})",)),
    "abs": Template("abs({a})", ("{up} * (1.0 if {a} > 0.0 else -1.0 if {a} < 0.0 else 0.0)",)),
    "sin": Template("sin({a})", ("{up} * cos({a})",)),
    "cos": Template("cos({a})", ("{up} * -sin({a})",)),
    "tanh": Template("tanh({a})", ("{up} * (1.0 - {out} * {out})",)),
    "sigmoid": Template("1.0 / (1.0 + exp(-{a}))", ("{up} * (1.0 - {out}) * {out}",)),
    "relu": Template("{a} if {a} > 0.0 or {a} != {a} else 0.0", ("0.0 if {a} <= 0.0 else {up}",)),
    "mse": Template("({a} - {b}) * ({a} - {b})", ("2.0 * ({a} - {b}) * {up}", "-(2.0 * ({a} - {b}) * {up})")),
}
