"""A margin of one number around an array, or, where it is negative, a cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ShapeError
from viz_autograd.ops.call import call
from viz_autograd.ops.dimensions import listed
from viz_autograd.ops.op import Array, Attribute, Op, Shape
from viz_autograd.ops.structure import unseen

Widths = Sequence[int]


def _by_axis(rank: int, pad: Widths) -> list[tuple[int, int]]:
    """(before, after) of each axis. `pad` names the last axis first, as in PyTorch."""
    pairs = [(0, 0)] * rank
    for back in range(len(pad) // 2):
        pairs[rank - 1 - back] = (pad[2 * back], pad[2 * back + 1])
    return pairs


def _pad_shape(a: Shape, pad: Widths = (), value: float = 0) -> Shape:
    if len(pad) % 2:
        raise ShapeError("Padding length must be divisible by 2")
    if len(pad) > 2 * len(a):
        raise ShapeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(pad)} and input of dimension {len(a)}"
        )
    sizes = []
    for at, (n, (before, after)) in enumerate(zip(a, _by_axis(len(a), pad), strict=True)):
        size = n + before + after
        if min(before, 0) + min(after, 0) + n < 0:
            raise ShapeError("narrow(): length must be non-negative.")
        if size < 0:
            raise ShapeError(
                f"The input size {n}, plus negative padding {before} and {after} resulted in a negative output size, "
                f"which is invalid. Check dimension {at} of your input {listed(a)}."
            )
        sizes.append(size)
    return tuple(sizes)


def _pad(a: Any, pad: Widths = (), value: float = 0) -> Array:
    shape = _pad_shape(a.shape, pad, value)
    found = np.full(shape, value, a.dtype)
    inside, taken = [], []
    for n, (before, after) in zip(a.shape, _by_axis(a.ndim, pad), strict=True):
        taken.append(slice(max(-before, 0), n - max(-after, 0)))
        inside.append(slice(max(before, 0), max(before, 0) + n - max(-before, 0) - max(-after, 0)))
    found[tuple(inside)] = a[tuple(taken)]
    return found


def _pad_backward(upstream: Array, out: Array, a: Any, pad: Widths = (), value: float = 0) -> Array:
    return call(PAD, upstream, pad=tuple(-width for width in pad))  # type: ignore[no-any-return]


PAD = unseen(
    name="pad",
    family="shape",
    title="a margin around an array",
    forward=_pad,
    backward=_pad_backward,
    shape=_pad_shape,
    formula="a",
    torch="torch.nn.functional.pad({a})",
    attributes=(
        Attribute("pad", "any", (), "before and after the last dimension, the one before it, …"),
        Attribute("value", "float", 0, "what the margin is filled with"),
    ),
    grad_fn="ConstantPadNdBackward0",
)

OPS: tuple[Op, ...] = (PAD,)
