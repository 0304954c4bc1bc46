"""The table of ops as the page needs it."""

from __future__ import annotations

from functools import cache

from viz_autograd.canvas.codec import AttributeView, OpView, Rule
from viz_autograd.editor import from_attribute
from viz_autograd.ops import GATES, Op, notation


@cache
def op_views() -> list[OpView]:
    """Every op, in the palette's order."""
    return [op_view(op) for op in GATES.values()]


def op_view(op: Op) -> OpView:
    """One op: its templates in text and in LaTeX."""
    if not op.canvas:
        return _hidden_view(op)
    whole = not op.locals
    expressions = op.rules if whole else op.locals
    rules = {
        port: Rule(op.says[port], notation.text(expression), notation.latex(expression), whole)
        for port, expression in expressions.items()
    }
    attributes = [
        AttributeView(each.name, each.kind, from_attribute(each.default), each.says, list(each.choices))
        for each in op.attributes
    ]
    text, latex = notation.text(op.formula), notation.latex(op.formula)
    return OpView(
        op.name,
        op.title,
        op.family,
        op.symbol,
        list(op.ports),
        text,
        latex,
        rules,
        attributes,
    )


def _hidden_view(op: Op) -> OpView:
    """An op that only files and programs bring onto the canvas: its name stands for its formula."""
    given = ", ".join("{" + port + "}" for port in op.ports)
    attributes = [
        AttributeView(each.name, each.kind, None, each.says, list(each.choices))
        for each in op.attributes
        if each.kind != "any"
    ]
    text = f"{op.name}({given})"
    return OpView(op.name, op.title, op.family, op.symbol, list(op.ports), text, text, {}, attributes, True)
