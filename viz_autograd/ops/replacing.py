"""What takes the place of a tensor's numbers: the ops beneath changes in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.ops.broadcasting import broadcast_shape, unbroadcast
from viz_autograd.ops.call import call
from viz_autograd.ops.op import Array, Contributions, Op, Sample, Shape

FAMILY = "replace"


def _fill(a: Array, value: Array) -> Array:
    return np.full(a.shape, value, a.dtype)


def _fill_vjp(upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool]) -> Contributions:
    return (
        np.zeros_like(upstream) if needs[0] else None,
        np.add.reduce(upstream, axis=tuple(range(upstream.ndim))) if needs[1] else None,
    )


def _zero_vjp(upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool]) -> Contributions:
    return (np.zeros_like(upstream) if needs[0] else None,)


def _copy(a: Array, b: Array) -> Array:
    return np.broadcast_to(b, a.shape).astype(a.dtype)


def _copy_vjp(upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool]) -> Contributions:
    b = inputs[1]
    return (
        np.zeros_like(upstream) if needs[0] else None,
        unbroadcast(upstream, b.shape).astype(b.dtype) if needs[1] else None,
    )


def _walk(array: Any, path: Sequence[tuple[Op, Any]]) -> Any:
    """What the ops of `path` make of an array, one after the other."""
    for op, attributes in path:
        array = call(op, array, **attributes)
    return array


def _paste(a: Array, b: Array, path: Sequence[tuple[Op, Any]]) -> Array:
    whole = np.array(a)
    _walk(whole, path)[...] = b
    return whole


def _paste_vjp(
    upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool], path: Sequence[tuple[Op, Any]]
) -> Contributions:
    # What lay where it was pasted has no influence any more.
    return (
        call(COPY_SLICES, upstream, np.zeros(inputs[1].shape, upstream.dtype), path=path) if needs[0] else None,
        _walk(upstream, path) if needs[1] else None,
    )


def _first(a: Shape, *others: Shape, **attributes: Any) -> Shape:
    return a


def _copied(a: Shape, b: Shape) -> Shape:
    broadcast_shape(a, b)
    return a


FILL = Op(
    name="fill",
    family=FAMILY,
    symbol="fill",
    title="one number everywhere",
    ports=("a", "b"),
    forward=_fill,
    vjp=_fill_vjp,
    shape=_first,
    formula="b",
    rules={"a": "0", "b": "sum(up)"},
    says={"a": "fill forgets", "b": "fill copies to every element"},
    torch="{a}.fill_({b})",
    samples=(Sample(([1.0, 2.0], 3.0)),),
    analytic=True,
    numbers="own",
    grad_fn=lambda shapes, attributes: "FillBackward2" if shapes[1] is None else "FillBackward3",
    saves={"a": (), "b": ()},
    canvas=False,
)

ZERO = Op(
    name="zero",
    family=FAMILY,
    symbol="0",
    title="zero everywhere",
    ports=("a",),
    forward=lambda a: np.zeros_like(a),
    vjp=_zero_vjp,
    shape=_first,
    formula="0",
    rules={"a": "0"},
    says={"a": "zero forgets"},
    torch="{a}.zero_()",
    samples=(Sample(([1.0, 2.0],)),),
    analytic=True,
    grad_fn="ZeroBackward0",
    saves={"a": ()},
    canvas=False,
)

COPY = Op(
    name="copy",
    family=FAMILY,
    symbol="copy",
    title="the numbers of another",
    ports=("a", "b"),
    forward=_copy,
    vjp=_copy_vjp,
    shape=_copied,
    formula="b",
    rules={"a": "0", "b": "up"},
    says={"a": "copy forgets", "b": "copy passes on"},
    torch="{a}.copy_({b})",
    samples=(Sample(([1.0, 2.0], [3.0, 4.0])), Sample(([[1.0, 2.0], [3.0, 4.0]], [5.0, 6.0]))),
    analytic=True,
    numbers="own",
    grad_fn="CopyBackwards",
    saves={"a": (), "b": ()},
    canvas=False,
)

COPY_SLICES = Op(
    name="copy_slices",
    family=FAMILY,
    symbol="paste",
    title="a part replaced",
    ports=("a", "b"),
    forward=_paste,
    vjp=_paste_vjp,
    shape=_first,
    formula="b",
    rules={"a": "up", "b": "up"},
    says={"a": "what was replaced gets nothing", "b": "paste passes on"},
    torch="{a}[...] = {b}",
    samples=(),
    analytic=True,
    numbers="own",
    grad_fn="CopySlices",
    saves={"a": (), "b": ()},
    canvas=False,
)

OPS: tuple[Op, ...] = (FILL, ZERO, COPY, COPY_SLICES)
