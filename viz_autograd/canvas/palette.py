"""The table of ops as the page needs it."""

from __future__ import annotations

from functools import cache

from viz_autograd.canvas.codec import AttributeView, OpView, Rule
from viz_autograd.ops import OPS, Op, notation


@cache
def op_views() -> list[OpView]:
    """Every op, in the palette's order."""
    return [op_view(op) for op in OPS.values()]


def op_view(op: Op) -> OpView:
    """One op: its templates in text and in LaTeX."""
    whole = not op.locals
    expressions = op.rules if whole else op.locals
    rules = {
        port: Rule(op.says[port], notation.text(expression), notation.latex(expression), whole)
        for port, expression in expressions.items()
    }
    attributes = [AttributeView(each.name, each.kind, each.default, each.says) for each in op.attributes]
    text, latex = notation.text(op.formula), notation.latex(op.formula)
    return OpView(op.name, op.title, op.family, op.symbol, list(op.ports), text, latex, rules, attributes)
