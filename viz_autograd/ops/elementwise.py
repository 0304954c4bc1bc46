"""Builders for ops that work element by element: they add the shape rule and the way back through broadcasting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, cast

import numpy as np

from viz_autograd.ops.broadcasting import broadcast_shape, unbroadcast
from viz_autograd.ops.op import Array, Attribute, Contributions, Op, Sample, Shape

GradFn = str | Callable[[tuple[Shape | None, ...], Mapping[str, Any]], str]

_SCALAR = (np.generic, float, int)


def choose(condition: Any, then: Array | float, otherwise: Array | float) -> Array:
    """As np.where with scalars in, scalars out, and those ten times faster.

    `condition` is boolean. Of the two others one may be a Python number, which takes the dtype of its neighbour.
    """
    if isinstance(condition, np.bool_) and isinstance(then, _SCALAR) and isinstance(otherwise, _SCALAR):
        chosen: Any = then if condition else otherwise
        left: Any = otherwise if condition else then
        return cast(Array, chosen if isinstance(chosen, np.generic) else left.dtype.type(chosen))
    return np.where(condition, then, otherwise)


def nothing(upstream: Array) -> Array:
    """A gradient of zero: what goes back through a step or a round."""
    if isinstance(upstream, np.generic):
        zero: Array = upstream.dtype.type(0)
        return zero
    return np.zeros_like(upstream)


def unary(
    *,
    name: str,
    family: str,
    symbol: str,
    title: str,
    forward: Callable[..., Array],
    backward: Callable[..., Array],
    formula: str,
    local: str,
    says: str,
    torch: str,
    samples: tuple[Sample, ...],
    grad_fn: GradFn,
    analytic: bool = True,
    attributes: tuple[Attribute, ...] = (),
    numbers: Literal["promote", "float", "own"] = "float",
    saves: tuple[str, ...] | None = None,
    canvas: bool = True,
) -> Op:
    """An op of one port, `a`. backward(upstream, out, a, **attributes) is the contribution, in the shape of `a`."""

    def vjp(
        upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool], **attributes: Any
    ) -> Contributions:
        return (backward(upstream, out, inputs[0], **attributes) if needs[0] else None,)

    def shape(a: Shape, **attributes: Any) -> Shape:
        return a

    return Op(
        name=name,
        family=family,
        symbol=symbol,
        title=title,
        ports=("a",),
        forward=forward,
        vjp=vjp,
        shape=shape,
        formula=formula,
        locals={"a": local},
        says={"a": says},
        torch=torch,
        samples=samples,
        analytic=analytic,
        attributes=attributes,
        numbers=numbers,
        grad_fn=grad_fn,
        saves=None if saves is None else {"a": saves},
        canvas=canvas,
    )


def binary(
    *,
    name: str,
    family: str,
    symbol: str,
    title: str,
    forward: Callable[..., Array],
    backward_a: Callable[..., Array],
    backward_b: Callable[..., Array],
    formula: str,
    local_a: str,
    local_b: str,
    says: Mapping[str, str],
    torch: str,
    samples: tuple[Sample, ...],
    grad_fn: GradFn,
    analytic: bool = True,
    attributes: tuple[Attribute, ...] = (),
    numbers: Literal["promote", "float", "own"] = "promote",
    saves: Mapping[str, tuple[str, ...]] | None = None,
    canvas: bool = True,
) -> Op:
    """An op of two ports, `a` and `b`.

    backward_a(upstream, out, a, b, **attributes) and backward_b(...) are the contributions in the shape of the output,
    before they are summed over what was repeated.
    """

    def vjp(
        upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool], **attributes: Any
    ) -> Contributions:
        a, b = inputs
        return (
            unbroadcast(backward_a(upstream, out, a, b, **attributes), a.shape) if needs[0] else None,
            unbroadcast(backward_b(upstream, out, a, b, **attributes), b.shape) if needs[1] else None,
        )

    def shape(a: Shape, b: Shape, **attributes: Any) -> Shape:
        return broadcast_shape(a, b)

    return Op(
        name=name,
        family=family,
        symbol=symbol,
        title=title,
        ports=("a", "b"),
        forward=forward,
        vjp=vjp,
        shape=shape,
        formula=formula,
        locals={"a": local_a, "b": local_b},
        says=says,
        torch=torch,
        samples=samples,
        analytic=analytic,
        attributes=attributes,
        numbers=numbers,
        grad_fn=grad_fn,
        saves=saves,
        canvas=canvas,
    )


def several(
    *,
    ports: tuple[str, ...],
    backward: Mapping[str, Callable[..., Array]],
    locals: Mapping[str, str],
    indices: tuple[str, ...] = (),
    **said: Any,
) -> Op:
    """An op of any number of ports; those in `indices` have no entry in `backward` and get no contribution.

    backward[port](upstream, out, *inputs, **attributes) is the contribution in the shape of the output.
    """

    def vjp(
        upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool], **attributes: Any
    ) -> Contributions:
        return tuple(
            unbroadcast(backward[port](upstream, out, *inputs, **attributes), given.shape)
            if needed and port in backward
            else None
            for port, given, needed in zip(ports, inputs, needs, strict=True)
        )

    def shape(*shapes: Shape, **attributes: Any) -> Shape:
        return broadcast_shape(*shapes)

    return Op(ports=ports, vjp=vjp, shape=shape, locals=locals, indices=indices, **said)
