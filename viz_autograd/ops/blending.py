"""Sums of products and quotients, done at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from viz_autograd.ops.elementwise import choose, several
from viz_autograd.ops.op import Array, Attribute, Op, Sample

FAMILY = "arithmetic"

_VALUE = Attribute("value", "float", 1, "factor")
_TRIPLES = (
    Sample((3.0, -2.0, 0.25)),
    Sample(([1.5, -2.0, 0.5], [4.0, 3.0, -1.25], [0.75, 0.5, 2.0])),
    Sample(([[1.0, -2.0], [0.5, 5.0]], [[2.0, 1.5], [3.0, -0.25]], 0.25)),
    Sample(([1.0, -2.0], 3.0, [[0.5, 2.0], [0.25, -1.0]])),
)
_SCALED = (*_TRIPLES, Sample(([1.5, -2.0], [4.0, 3.0], [0.75, 0.5]), {"value": -2.5}))


def _lerp(a: Array, b: Array, weight: Array) -> Array:
    # From the nearer end, so that both ends are met exactly; as PyTorch.
    return choose(np.abs(weight) < 0.5, a + weight * (b - a), b - (b - a) * (1 - weight))


def _scaled(slope: Callable[..., Array]) -> Callable[..., Array]:
    def backward(upstream: Array, out: Array, a: Array, b: Array, c: Array, value: float = 1) -> Array:
        return slope(upstream, b, c, value)

    return backward


LERP = several(
    name="lerp",
    family=FAMILY,
    symbol="lerp",
    title="from the first towards the second by a weight",
    ports=("a", "b", "weight"),
    forward=_lerp,
    backward={
        "a": lambda up, out, a, b, weight: up * (1 - weight),
        "b": lambda up, out, a, b, weight: up * weight,
        "weight": lambda up, out, a, b, weight: up * (b - a),
    },
    formula="a + weight * (b - a)",
    locals={"a": "1 - weight", "b": "weight", "weight": "b - a"},
    says={"a": "lerp shares by the weight", "b": "lerp shares by the weight", "weight": "lerp goes from a to b"},
    torch="torch.lerp({a}, {b}, {weight})",
    samples=_TRIPLES,
    analytic=True,
    saves={"a": ("weight",), "b": ("weight",), "weight": ("a", "b", "weight")},
    grad_fn=lambda shapes, attributes: "LerpBackward0" if shapes[2] is None else "LerpBackward1",
)

ADDCMUL = several(
    name="addcmul",
    family=FAMILY,
    symbol="+×",
    title="first plus value times second times third",
    ports=("a", "b", "c"),
    forward=lambda a, b, c, value=1: a + value * b * c,
    backward={
        "a": _scaled(lambda up, b, c, value: up),
        "b": _scaled(lambda up, b, c, value: up * (c * value)),
        "c": _scaled(lambda up, b, c, value: up * (b * value)),
    },
    formula="a + value * b * c",
    locals={"a": "1", "b": "c * value", "c": "b * value"},
    says={"a": "addcmul passes on", "b": "addcmul swaps", "c": "addcmul swaps"},
    torch="torch.addcmul({a}, {b}, {c})",
    samples=_SCALED,
    attributes=(_VALUE,),
    analytic=True,
    grad_fn="AddcmulBackward0",
    canvas=False,
)

ADDCDIV = several(
    name="addcdiv",
    family=FAMILY,
    symbol="+÷",
    title="first plus value times second divided by third",
    ports=("a", "b", "c"),
    forward=lambda a, b, c, value=1: a + value * (b / c),
    backward={
        "a": _scaled(lambda up, b, c, value: up),
        "b": _scaled(lambda up, b, c, value: up * (value / c)),
        "c": _scaled(lambda up, b, c, value: -up * ((value * b) / (c * c))),
    },
    formula="a + value * b / c",
    locals={"a": "1", "b": "value / c", "c": "-value * b / c**2"},
    says={"a": "addcdiv passes on", "b": "addcdiv divides", "c": "addcdiv turns against its divisor"},
    torch="torch.addcdiv({a}, {b}, {c})",
    samples=_SCALED,
    attributes=(_VALUE,),
    analytic=True,
    grad_fn="AddcdivBackward0",
    canvas=False,
)

OPS: tuple[Op, ...] = (LERP, ADDCMUL, ADDCDIV)
