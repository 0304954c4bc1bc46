"""Builders for ops that work element by element: they add the shape rule and the way back through broadcasting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from viz_autograd.ops.broadcasting import broadcast_shape, unbroadcast
from viz_autograd.ops.op import Array, Contributions, Op, Sample, Shape

ZERO = np.float64(0.0)


def choose(condition: Any, then: Array, otherwise: Array) -> Array:
    """As np.where with scalars in, scalars out, and those ten times faster. `condition` is boolean."""
    if condition.shape == () and then.shape == () and otherwise.shape == ():
        return then if condition else otherwise
    return np.where(condition, then, otherwise)


def unary(
    *,
    name: str,
    family: str,
    symbol: str,
    title: str,
    forward: Callable[[Array], Array],
    backward: Callable[[Array, Array, Array], Array],
    formula: str,
    local: str,
    says: str,
    torch: str,
    samples: tuple[Sample, ...],
    analytic: bool = True,
) -> Op:
    """An op of one port, `a`. backward(upstream, out, a) is the contribution, in the shape of `a`."""

    def vjp(upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool]) -> Contributions:
        return (backward(upstream, out, inputs[0]) if needs[0] else None,)

    def shape(a: Shape) -> Shape:
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
    )


def binary(
    *,
    name: str,
    family: str,
    symbol: str,
    title: str,
    forward: Callable[[Array, Array], Array],
    backward_a: Callable[[Array, Array, Array, Array], Array],
    backward_b: Callable[[Array, Array, Array, Array], Array],
    formula: str,
    local_a: str,
    local_b: str,
    says: Mapping[str, str],
    torch: str,
    samples: tuple[Sample, ...],
    analytic: bool = True,
) -> Op:
    """An op of two ports, `a` and `b`.

    backward_a(upstream, out, a, b) and backward_b(...) are the contributions in the shape of the output, before
    they are summed over what was repeated.
    """

    def vjp(upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool]) -> Contributions:
        a, b = inputs
        return (
            unbroadcast(backward_a(upstream, out, a, b), a.shape) if needs[0] else None,
            unbroadcast(backward_b(upstream, out, a, b), b.shape) if needs[1] else None,
        )

    return Op(
        name=name,
        family=family,
        symbol=symbol,
        title=title,
        ports=("a", "b"),
        forward=forward,
        vjp=vjp,
        shape=broadcast_shape,
        formula=formula,
        locals={"a": local_a, "b": local_b},
        says=says,
        torch=torch,
        samples=samples,
        analytic=analytic,
    )
