"""Builders for ops that move, pick or reduce elements: they fill in what such ops have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from viz_autograd.errors import ShapeError
from viz_autograd.ops.op import Contributions, Op, Shape

# numpy's own types leave out that these take `keepdims`.
add: Callable[..., Any] = np.add.reduce
multiply: Callable[..., Any] = np.multiply.reduce
largest: Callable[..., Any] = np.maximum.reduce
smallest: Callable[..., Any] = np.minimum.reduce

# An array of any rank, a numpy scalar, or what records what is done with one (see Op).
Numbers: TypeAlias = Any


def one_input(*, backward: Callable[..., Numbers | None], saves: tuple[str, ...] = (), **said: Any) -> Op:
    """An op of one port, `a`. backward(upstream, out, a, **attributes) is the contribution; it reads `saves`."""

    def vjp(
        upstream: Any, out: Any, inputs: Sequence[Numbers], needs: Sequence[bool], **attributes: Any
    ) -> Contributions:
        return (backward(upstream, out, inputs[0], **attributes) if needs[0] else None,)

    return Op(ports=("a",), vjp=vjp, saves={"a": saves}, **said)


_UNSEEN: dict[str, Any] = {"says": {}, "samples": (), "analytic": True, "canvas": False}


def unseen(
    *,
    name: str,
    title: str,
    formula: str,
    torch: str,
    backward: Callable[..., Numbers | None] | None = None,
    **said: Any,
) -> Op:
    """An op that is not on the canvas: of one port when `backward` is given, else as `said` tells."""
    said = _UNSEEN | {"symbol": name} | said
    if backward is not None:
        return one_input(name=name, title=title, formula=formula, torch=torch, backward=backward, **said)
    return Op(name=name, title=title, formula=formula, torch=torch, **said)


def depends_on_numbers(*shapes: Shape, **attributes: Any) -> Shape:
    """The shape rule of an op whose result has as many elements as the numbers say. Raises ShapeError."""
    raise ShapeError("the shape of the result depends on the numbers of the input")


def by_dim(without: str, with_dim: str) -> Callable[[tuple[Any, ...], Mapping[str, Any]], str]:
    """The name of a backward node that differs with `dim` given and not."""

    def grad_fn(shapes: tuple[Any, ...], attributes: Mapping[str, Any]) -> str:
        return without if attributes.get("dim") is None else with_dim

    return grad_fn
