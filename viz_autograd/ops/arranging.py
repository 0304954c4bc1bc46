"""Elements turned around, shifted, repeated, or kept only in a triangle or on a diagonal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ShapeError
from viz_autograd.ops.call import call
from viz_autograd.ops.dimensions import Dims, axes_of, axis_of, listed
from viz_autograd.ops.op import Attribute, Op, Sample, Shape
from viz_autograd.ops.shapes import sizes
from viz_autograd.ops.structure import Numbers, one_input, unseen

FAMILY = "shape"

TURNED = Attribute("dims", "shape", (0,), "the dimensions to turn around")
SHIFTS = Attribute("shifts", "shape", (1,), "by how many places")
ROLLED = Attribute("dims", "shape", (), "along which dimensions; none: as one long row")
TIMES = Attribute("repeats", "shape", (1,), "how often along each dimension")
OFFSET = Attribute("offset", "int", 0, "which diagonal: 0 the main one, above it positive")
DIAGONAL = Attribute("diagonal", "int", 0, "which diagonal: 0 the main one, above it positive")

_MATRIX = [[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]]


def _flip(a: Numbers, dims: Dims = (0,)) -> Numbers:
    axes = axes_of(a.ndim, dims) if isinstance(dims, int) or dims else ()
    return np.flip(a, axes).copy() if a.ndim else +a


def _flip_backward(up: Numbers, out: Numbers, a: Numbers, dims: Dims = (0,)) -> Numbers:
    axes = axes_of(len(a.shape), dims) if isinstance(dims, int) or dims else ()
    return np.flip(up, axes) if axes else up


def _flip_shape(a: Shape, dims: Dims = (0,)) -> Shape:
    if isinstance(dims, int) or dims:
        axes_of(len(a), dims)
    return a


def _roll(a: Numbers, shifts: int | Sequence[int] = (1,), dims: int | Sequence[int] = ()) -> Numbers:
    by, axes = _roll_places(a.shape, shifts, dims)
    if not a.ndim:
        return +a
    return np.roll(a, by, axes if axes else None)


def _roll_places(
    a: Shape, shifts: int | Sequence[int], dims: int | Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    by, along = sizes(shifts), sizes(dims)
    if not by:
        raise ShapeError("`shifts` required")
    if len(by) != len(along) and not (len(by) == 1 and not along):
        raise ShapeError(f"shifts and dimensions must align. shifts: {len(by)}, dims:{len(along)}")
    return by, tuple([axis_of(len(a), dim) for dim in along])


def _roll_backward(
    up: Numbers, out: Numbers, a: Numbers, shifts: int | Sequence[int] = (1,), dims: int | Sequence[int] = ()
) -> Numbers:
    back: Numbers = call(ROLL, up, shifts=tuple([-n for n in sizes(shifts)]), dims=dims)
    return back


def _roll_shape(a: Shape, shifts: int | Sequence[int] = (1,), dims: int | Sequence[int] = ()) -> Shape:
    _roll_places(a, shifts, dims)
    return a


def _repeat(a: Numbers, repeats: int | Sequence[int] = (1,)) -> Numbers:
    _repeat_shape(a.shape, repeats)
    return np.tile(a, sizes(repeats))


def _repeat_shape(a: Shape, repeats: int | Sequence[int] = (1,)) -> Shape:
    times = sizes(repeats)
    if len(times) < len(a):
        raise ShapeError("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    wide = (1,) * (len(times) - len(a)) + a
    result = tuple([n * often for n, often in zip(wide, times, strict=True)])
    for n in result:
        if n < 0:
            raise ShapeError(f"Trying to create tensor with negative dimension {n}: {listed(result)}")
    return result


def _repeat_backward(up: Numbers, out: Numbers, a: Numbers, repeats: int | Sequence[int] = (1,)) -> Numbers:
    times = sizes(repeats)
    if not all(times):
        return np.zeros(a.shape, a.dtype)
    wide = (1,) * (len(times) - len(a.shape)) + a.shape
    split = [n for pair in zip(times, wide, strict=True) for n in pair]
    return np.sum(up.reshape(tuple(split)), axis=tuple(range(0, len(split), 2))).reshape(a.shape)


def _triangle(name: str) -> Any:
    keep = getattr(np, name)

    def forward(a: Numbers, diagonal: int = 0) -> Numbers:
        check(a.shape)
        found: Numbers = keep(a, diagonal)
        return found

    def backward(up: Numbers, out: Numbers, a: Numbers, diagonal: int = 0) -> Numbers:
        found: Numbers = keep(up, diagonal)
        return found

    def check(a: Shape, diagonal: int = 0) -> Shape:
        DIAGONAL.check(diagonal)
        if len(a) < 2:
            raise ShapeError(f"{name}: input tensor must have at least 2 dimensions")
        return a

    return {"forward": forward, "backward": backward, "shape": check}


def _diagonal_axes(rank: int, dim1: int, dim2: int) -> tuple[int, int]:
    first, second = axis_of(rank, dim1), axis_of(rank, dim2)
    if first == second:
        raise ShapeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return first, second


def _diagonal(a: Numbers, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Numbers:
    first, second = _diagonal_axes(a.ndim, dim1, dim2)
    line: Numbers = np.diagonal(a, offset, first, second)
    if isinstance(a, np.ndarray) and a.flags.writeable and line.size:
        line.flags.writeable = True  # numpy hands it out read-only; here it is a view like any other
    return line


def _diagonal_shape(a: Shape, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Shape:
    first, second = _diagonal_axes(len(a), dim1, dim2)
    n = max(min(a[first] - max(-offset, 0), a[second] - max(offset, 0)), 0)
    return (*[size for at, size in enumerate(a) if at not in (first, second)], n)


def _diagonal_backward(up: Numbers, out: Numbers, a: Numbers, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Numbers:
    back: Numbers = call(DIAGONAL_BACK, up, shape=a.shape, offset=offset, dim1=dim1, dim2=dim2)
    return back


def _on_diagonal(a: Numbers, shape: Shape, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Numbers:
    whole = np.zeros(shape, a.dtype)
    first, second = _diagonal_axes(len(shape), dim1, dim2)
    lines = np.moveaxis(whole, (first, second), (-2, -1))
    places = np.arange(a.shape[-1])
    lines[..., places + max(-offset, 0), places + max(offset, 0)] = a
    return whole


def _off_diagonal(
    up: Numbers, out: Numbers, a: Numbers, shape: Shape, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> Numbers:
    back: Numbers = call(DIAGONAL_OP, up, offset=offset, dim1=dim1, dim2=dim2)
    return back


def _given_shape(a: Shape, shape: Shape, **attributes: Any) -> Shape:
    return shape


def _embed_shape(a: Shape, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Shape:
    first, second = _diagonal_axes(len(a) + 1, dim1, dim2)
    n = a[-1] + abs(offset)
    rest = iter(a[:-1])
    return tuple([n if at in (first, second) else next(rest) for at in range(len(a) + 1)])


def _embed(a: Numbers, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Numbers:
    return _on_diagonal(a, _embed_shape(a.shape, offset, dim1, dim2), offset, dim1, dim2)


def _embed_backward(up: Numbers, out: Numbers, a: Numbers, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Numbers:
    back: Numbers = call(DIAGONAL_OP, up, offset=offset, dim1=dim1, dim2=dim2)
    return back


FLIP = one_input(
    name="flip",
    family=FAMILY,
    symbol="⇄",
    title="the elements from back to front",
    forward=_flip,
    backward=_flip_backward,
    shape=_flip_shape,
    formula="flip(a)",
    rules={"a": "flip(up)"},
    says={"a": "flip turns it around again"},
    torch="torch.flip({a})",
    attributes=(TURNED,),
    samples=(Sample(([1.0, -2.0, 3.5],)), Sample((_MATRIX,)), Sample((_MATRIX,), {"dims": (0, 1)})),
    analytic=True,
    grad_fn="FlipBackward0",
)

ROLL = unseen(
    name="roll",
    family=FAMILY,
    title="the elements shifted; what falls off comes in at the other end",
    forward=_roll,
    backward=_roll_backward,
    shape=_roll_shape,
    formula="roll(a)",
    torch="torch.roll({a})",
    attributes=(SHIFTS, ROLLED),
    grad_fn="RollBackward0",
)

REPEAT = one_input(
    name="repeat",
    family=FAMILY,
    symbol="⧉",
    title="copies side by side",
    forward=_repeat,
    backward=_repeat_backward,
    shape=_repeat_shape,
    formula="repeat(a)",
    rules={"a": "collect(up)"},
    says={"a": "repeat adds up what its copies get"},
    torch="{a}.repeat()",
    attributes=(TIMES,),
    samples=(
        Sample((3.0,), {"repeats": (2,)}),
        Sample(([1.0, -2.0],), {"repeats": (2, 2)}),
        Sample((_MATRIX,), {"repeats": (2, 1)}),
    ),
    analytic=True,
    grad_fn="RepeatBackward0",
)

TRIL = one_input(
    name="tril",
    family=FAMILY,
    symbol="◺",
    title="lower triangle, zeros above",
    formula="tril(a)",
    rules={"a": "tril(up)"},
    says={"a": "tril passes only below the diagonal"},
    torch="torch.tril({a})",
    attributes=(DIAGONAL,),
    samples=(Sample((_MATRIX,)), Sample((_MATRIX,), {"diagonal": 1})),
    analytic=True,
    grad_fn="TrilBackward0",
    **_triangle("tril"),
)

TRIU = one_input(
    name="triu",
    family=FAMILY,
    symbol="◹",
    title="upper triangle, zeros below",
    formula="triu(a)",
    rules={"a": "triu(up)"},
    says={"a": "triu passes only above the diagonal"},
    torch="torch.triu({a})",
    attributes=(DIAGONAL,),
    samples=(Sample((_MATRIX,)), Sample((_MATRIX,), {"diagonal": 1})),
    analytic=True,
    grad_fn="TriuBackward0",
    **_triangle("triu"),
)

_DIAGONAL_DIMS = (Attribute("dim1", "int", 0, "the one dimension"), Attribute("dim2", "int", 1, "the other"))

DIAGONAL_OP = one_input(
    name="diagonal",
    family=FAMILY,
    symbol="⋱",
    title="the elements on a diagonal",
    forward=_diagonal,
    backward=_diagonal_backward,
    shape=_diagonal_shape,
    formula="diagonal(a)",
    rules={"a": "diag(up)"},
    says={"a": "diagonal sends to the diagonal only"},
    torch="torch.diagonal({a})",
    attributes=(OFFSET, *_DIAGONAL_DIMS),
    samples=(Sample((_MATRIX,)), Sample((_MATRIX,), {"offset": 1}), Sample((_MATRIX,), {"dim1": 1, "dim2": 0})),
    analytic=True,
    view=True,
    grad_fn="DiagonalBackward0",
)

DIAGONAL_BACK = unseen(
    name="diagonal_backward",
    family=FAMILY,
    title="elements put on a diagonal of zeros",
    forward=_on_diagonal,
    backward=_off_diagonal,
    shape=_given_shape,
    formula="diag(a)",
    torch="torch.diag({a})",
    attributes=(Attribute("shape", "shape", (), "the shape of the result"), OFFSET, *_DIAGONAL_DIMS),
    grad_fn="DiagonalBackwardBackward0",
)

DIAG_EMBED = unseen(
    name="diag_embed",
    family=FAMILY,
    title="a matrix with these elements on its diagonal",
    forward=_embed,
    backward=_embed_backward,
    shape=_embed_shape,
    formula="diag(a)",
    torch="torch.diag_embed({a})",
    attributes=(OFFSET, *_DIAGONAL_DIMS),
    grad_fn="DiagEmbedBackward0",
)

OPS: tuple[Op, ...] = (FLIP, REPEAT, TRIL, TRIU, DIAGONAL_OP, ROLL, DIAGONAL_BACK, DIAG_EMBED)
