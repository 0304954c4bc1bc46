"""The tier of small circuits: Python code written for one structure.

The text is put together from nothing but `templates` and numbers of slots. No name, value or other text of a person
ever becomes part of it: values are arguments of the function, and an op is known by its code in the table of ops, which
is closed. So what `exec` is handed here is one of our own expressions on each line, whatever the circuit holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from viz_autograd.engine.program import Program
from viz_autograd.engine.templates import TEMPLATES, Template
from viz_autograd.ops import GATES

Function = Callable[[Sequence[float], float], tuple[float, ...]]
"""From what is given and the seed to the run's block."""

KEPT = 256

_BY_CODE = tuple(TEMPLATES.get(name, Template("", ())) for name in GATES)
_KNOWN = np.array([name in TEMPLATES for name in GATES])

_NAMES: dict[str, Any] = {name: getattr(math, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tanh", "pow")}


def written(program: Program) -> Function | None:
    """The function of a program, compiled once for all programs that read alike; None where an op has no template."""
    return _compiled(source(program)) if known(program) else None


def known(program: Program) -> bool:
    """Whether every op has a template."""
    return bool(_KNOWN[program.code].all())


def forward_function(op: str) -> Callable[[float, float], float]:
    """The value of an op of `a` and `b` (the same for an op of one input)."""
    function: Callable[[float, float], float] = _function(f"lambda a, b: {TEMPLATES[op].forward.format(a='a', b='b')}")
    return function


def share_function(op: str, port: int) -> Callable[[float, float, float, float], float]:
    """The contribution to a port from `up`, `out`, `a` and `b`."""
    share = TEMPLATES[op].backward[port].format(up="up", out="out", a="a", b="b")
    function: Callable[[float, float, float, float], float] = _function(f"lambda up, out, a, b: {share}")
    return function


def source(program: Program) -> str:
    """The text of the function: a line an event, and every number of the block in the end."""
    given = "".join(f"x{place}, " for place in program.given.tolist())
    lines = ["def run(given, seed):", f"    ({given}) = given" if given else "    pass"]
    columns = (program.code, program.out, program.a, program.b)
    for code, out, a, b in zip(*map(_list, columns), strict=True):
        lines.append(f"    x{out} = " + _BY_CODE[code].forward.format(a=f"x{a}", b=f"x{b}"))
    reached = {program.root}
    if program.root >= 0:
        lines.append(f"    x{program.root} = seed")
    back = (program.back_code, program.back_port, program.up, program.back_out)
    ends = (program.back_a, program.back_b, program.to, program.keep)
    for code, port, up, out, a, b, to, keep in zip(*map(_list, (*back, *ends)), strict=True):
        share = _BY_CODE[code].backward[port].format(up=f"x{up}", out=f"x{out}", a=f"x{a}", b=f"x{b}")
        lines.append(f"    x{keep} = {share}")
        lines.append(f"    x{to} = x{to} + x{keep}" if to in reached else f"    x{to} = x{keep}")
        reached.add(to)
    lines.append("    return (" + "".join(f"x{place}, " for place in range(program.elements)) + ")")
    return "\n".join(lines)


def _list(column: Any) -> Any:
    return column.tolist()


@lru_cache(maxsize=KEPT)
def _compiled(text: str) -> Function:
    function: Function = _made(text, "run")
    return function


def _function(text: str) -> Any:
    return _made(f"function = {text}", "function")


def _made(text: str, name: str) -> Any:
    space = dict(_NAMES)
    exec(compile(text, "<a circuit>", "exec"), space)  # noqa: S102 — see above
    return space[name]
