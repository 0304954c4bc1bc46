"""Several arrays into one, and one into several."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, PositionError, ShapeError
from viz_autograd.ops.dimensions import along, axis_of, listed
from viz_autograd.ops.op import Attribute, Contributions, Op, Sample, Shape
from viz_autograd.ops.structure import Numbers, unseen

FAMILY = "join and split"

DIM = along(0, "the dimension along which they meet")
NEW = along(0, "where the new dimension comes")
SIZES = Attribute("split_size", "shape", 1, "how many in each part, or the size of each")

_MATRIX = [[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]]


def part_of(x: Numbers, axis: int, start: int, end: int) -> Numbers:
    """The elements from `start` to before `end` along an axis."""
    return x[(slice(None),) * axis + (slice(start, end),)]


def _cat_shape(*shapes: Shape, dim: int = 0) -> Shape:
    DIM.check(dim)
    if not shapes:
        raise ArgumentError("torch.cat(): expected a non-empty list of Tensors")
    for at, shape in enumerate(shapes):
        if not shape:
            raise ShapeError(f"zero-dimensional tensor (at position {at}) cannot be concatenated")
    # As PyTorch still does for old programs: a vector of nothing fits everything.
    counted = [(at, shape) for at, shape in enumerate(shapes) if shape != (0,)]
    if not counted:
        axis_of(1, dim)
        return (0,)
    first = counted[0][1]
    axis = axis_of(len(first), dim)
    for at, shape in counted[1:]:
        if len(shape) != len(first):
            raise ShapeError(f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)}")
        for place, (expected, got) in enumerate(zip(first, shape, strict=True)):
            if place != axis and expected != got:
                raise ShapeError(
                    f"Sizes of tensors must match except in dimension {axis}. Expected size {expected} but got size "
                    f"{got} for tensor number {at} in the list."
                )
    return (*first[:axis], sum([shape[axis] for _, shape in counted]), *first[axis + 1 :])


def _cat(*arrays: Numbers, dim: int = 0) -> Numbers:
    shape = _cat_shape(*[a.shape for a in arrays], dim=dim)
    counted = [a for a in arrays if a.shape != (0,)]
    return np.concatenate(counted, axis_of(len(shape), dim)) if counted else np.concatenate(arrays)


def _cat_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], dim: int = 0
) -> Contributions:
    axis = axis_of(len(upstream.shape), dim)
    parts: list[Numbers | None] = []
    end = 0
    for a, needed in zip(inputs, needs, strict=True):
        if a.shape == (0,):
            parts.append(np.zeros(a.shape, a.dtype) if needed else None)
            continue
        start, end = end, end + a.shape[axis]
        parts.append(part_of(upstream, axis, start, end) if needed else None)
    return tuple(parts)


def _stack_shape(*shapes: Shape, dim: int = 0) -> Shape:
    NEW.check(dim)
    if not shapes:
        raise ShapeError("stack expects a non-empty TensorList")
    for at, shape in enumerate(shapes):
        if shape != shapes[0]:
            raise ShapeError(
                f"stack expects each tensor to be equal size, but got {listed(shapes[0])} at entry 0 and "
                f"{listed(shape)} at entry {at}"
            )
    axis = axis_of(len(shapes[0]) + 1, dim)
    return (*shapes[0][:axis], len(shapes), *shapes[0][axis:])


def _stack(*arrays: Numbers, dim: int = 0) -> Numbers:
    shape = _stack_shape(*[a.shape for a in arrays], dim=dim)
    return np.stack(arrays, axis_of(len(shape), dim))


def _stack_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], dim: int = 0
) -> Contributions:
    before = (slice(None),) * axis_of(len(upstream.shape), dim)
    return tuple([upstream[(*before, at)] if needed else None for at, needed in enumerate(needs)])


def split_sizes(a: Shape, split_size: int | Sequence[int], dim: int) -> list[int]:
    """The size of each part. Raises ShapeError, DimensionError."""
    if not a:
        raise ShapeError("split expects at least a 1-dimensional tensor")
    size = a[axis_of(len(a), dim)]
    if isinstance(split_size, int | np.integer):
        if split_size < 0:
            raise ShapeError(f"split expects split_size be non-negative, but got split_size={split_size}")
        if split_size == 0:
            if size:
                raise ShapeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {size}")
            return [0]
        parts = max(math.ceil(size / split_size), 1)
        return [int(split_size)] * (parts - 1) + [size - int(split_size) * (parts - 1)]
    wanted = [int(n) for n in split_size]
    if any(n < 0 for n in wanted):
        raise ShapeError(
            f"split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes={listed(wanted)}"
        )
    if sum(wanted) != size:
        raise ShapeError(
            f"split_with_sizes expects split_sizes to sum exactly to {size} (input tensor's size at dimension {dim}), "
            f"but got split_sizes={listed(wanted)}"
        )
    return wanted


def _split(a: Numbers, split_size: int | Sequence[int] = 1, dim: int = 0) -> tuple[Numbers, ...]:
    parts = split_sizes(a.shape, split_size, dim)
    axis = axis_of(a.ndim, dim)
    ends = np.cumsum(parts).tolist()
    return tuple([part_of(a, axis, end - n, end) for n, end in zip(parts, ends, strict=True)])


def _split_shape(a: Shape, split_size: int | Sequence[int] = 1, dim: int = 0) -> tuple[Shape, ...]:
    axis = axis_of(len(a), dim)
    return tuple([(*a[:axis], n, *a[axis + 1 :]) for n in split_sizes(a, split_size, dim)])


def _split_vjp(
    upstream: Any,
    out: Any,
    inputs: Sequence[Numbers],
    needs: Sequence[bool],
    split_size: int | Sequence[int] = 1,
    dim: int = 0,
) -> Contributions:
    if not needs[0]:
        return (None,)
    a = inputs[0]
    ups = upstream if isinstance(upstream, tuple | list) else (upstream,)
    shapes = _split_shape(a.shape, split_size, dim)
    parts = [np.zeros(shape, a.dtype) if up is None else up for up, shape in zip(ups, shapes, strict=True)]
    return (np.concatenate(parts, axis_of(len(a.shape), dim)),)


def _split_grad_fn(shapes: tuple[Any, ...], attributes: Mapping[str, Any]) -> str:
    given = attributes.get("split_size", 1)
    return "SplitBackward0" if isinstance(given, int) else "SplitWithSizesBackward0"


def _unbind(a: Numbers, dim: int = 0) -> tuple[Numbers, ...]:
    shapes = _unbind_shape(a.shape, dim)
    before = (slice(None),) * axis_of(a.ndim, dim)
    # The ellipsis keeps an element of a vector a view of it.
    return tuple([a[(*before, at, ...)] for at in range(len(shapes))])


def _unbind_shape(a: Shape, dim: int = 0) -> tuple[Shape, ...]:
    DIM.check(dim)
    if not a:
        raise PositionError(f"Dimension specified as {dim} but tensor has no dimensions")
    axis = axis_of(len(a), dim)
    return ((*a[:axis], *a[axis + 1 :]),) * a[axis]


def _unbind_vjp(
    upstream: Any, out: Any, inputs: Sequence[Numbers], needs: Sequence[bool], dim: int = 0
) -> Contributions:
    if not needs[0]:
        return (None,)
    a = inputs[0]
    axis = axis_of(len(a.shape), dim)
    ups = upstream if isinstance(upstream, tuple | list) else (upstream,)
    shape = (*a.shape[:axis], *a.shape[axis + 1 :])
    return (np.stack([np.zeros(shape, a.dtype) if up is None else up for up in ups], axis),)


CAT = Op(
    name="cat",
    family=FAMILY,
    symbol="⧺",
    title="joined end to end",
    ports=("a", "b"),
    forward=_cat,
    vjp=_cat_vjp,
    shape=_cat_shape,
    formula="cat(a, b)",
    rules={"a": "part(up, a)", "b": "part(up, b)"},
    says={"a": "cat hands each its part", "b": "cat hands each its part"},
    saves={},
    torch="torch.cat(({a}, {b}))",
    attributes=(DIM,),
    samples=(
        Sample(([1.0, -2.0], [3.0])),
        Sample((_MATRIX, [[7.0, 8.0, 9.0]])),
        Sample((_MATRIX, [[7.0], [8.0]]), {"dim": 1}),
        Sample((_MATRIX, _MATRIX), {"dim": -1}),
    ),
    analytic=True,
    variadic=True,
    grad_fn="CatBackward0",
)

STACK = Op(
    name="stack",
    family=FAMILY,
    symbol="☰",
    title="laid on each other along a new dimension",
    ports=("a", "b"),
    forward=_stack,
    vjp=_stack_vjp,
    shape=_stack_shape,
    formula="stack(a, b)",
    rules={"a": "part(up, a)", "b": "part(up, b)"},
    says={"a": "stack hands each its layer", "b": "stack hands each its layer"},
    saves={},
    torch="torch.stack(({a}, {b}))",
    attributes=(NEW,),
    samples=(
        Sample((3.0, -2.0)),
        Sample(([1.0, -2.0], [3.0, 4.0])),
        Sample(([1.0, -2.0], [3.0, 4.0]), {"dim": 1}),
        Sample(([1.0, -2.0], [3.0, 4.0]), {"dim": -1}),
    ),
    analytic=True,
    variadic=True,
    grad_fn="StackBackward0",
)

SPLIT = unseen(
    name="split",
    family=FAMILY,
    title="parts along a dimension",
    ports=("a",),
    forward=_split,
    vjp=_split_vjp,
    saves={},
    shape=_split_shape,
    formula="split(a)",
    torch="torch.split({a})",
    attributes=(SIZES, DIM),
    outputs=("first", "second"),
    view=True,
    grad_fn=_split_grad_fn,
)

UNBIND = unseen(
    name="unbind",
    family=FAMILY,
    title="the layers along a dimension",
    ports=("a",),
    forward=_unbind,
    vjp=_unbind_vjp,
    saves={},
    shape=_unbind_shape,
    formula="unbind(a)",
    torch="torch.unbind({a})",
    attributes=(DIM,),
    outputs=("first", "second"),
    view=True,
    grad_fn="UnbindBackward0",
)

OPS: tuple[Op, ...] = (CAT, STACK, SPLIT, UNBIND)
