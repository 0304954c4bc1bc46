"""Elements picked or replaced where a mask is True."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from viz_autograd.errors import ShapeError, TensorError
from viz_autograd.ops.broadcasting import broadcast_shape, unbroadcast
from viz_autograd.ops.call import call
from viz_autograd.ops.dtype_names import c_name
from viz_autograd.ops.indexing import INDEX_BACK, INDEX_OP
from viz_autograd.ops.op import Attribute, Contributions, Op, Shape
from viz_autograd.ops.structure import Numbers, depends_on_numbers, unseen

FAMILY = "pick"

VALUE = Attribute("value", "float", 0.0, "what is put where the mask is True")


def _check_mask(mask: Numbers) -> None:
    if mask.dtype != np.bool_:
        raise TensorError(f"masked_fill_ only supports boolean masks, but got mask with dtype {c_name(mask.dtype)}")


def _filled(a: Numbers, mask: Numbers, value: float = 0.0) -> Numbers:
    broadcast_shape(mask.shape, a.shape)
    _check_mask(mask)
    if a.dtype.kind in "iu" and isinstance(value, float) and not math.isfinite(value):
        raise TensorError(f"value cannot be converted to type {a.dtype.name}_t without overflow")
    return np.where(mask, np.asarray(value).astype(a.dtype), a)


def _filled_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], value: float = 0.0
) -> Contributions:
    a, mask = inputs
    return (unbroadcast(np.where(mask, 0.0, upstream), a.shape) if needs[0] else None, None)


def _filled_shape(a: Shape, mask: Shape, value: float = 0.0) -> Shape:
    return broadcast_shape(mask, a)


def _filled_by(a: Numbers, mask: Numbers, value: Numbers) -> Numbers:
    if value.ndim:
        raise ShapeError(
            f"masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s)."
        )
    broadcast_shape(mask.shape, a.shape)
    _check_mask(mask)
    return np.where(mask, value.astype(a.dtype), a)


def _filled_by_vjp(upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool]) -> Contributions:
    a, mask, value = inputs
    to_a = unbroadcast(np.where(mask, 0.0, upstream), a.shape) if needs[0] else None
    to_value = np.sum(np.where(mask, upstream, 0.0)).astype(value.dtype) if needs[2] else None
    return to_a, None, to_value


def _filled_by_shape(a: Shape, mask: Shape, value: Shape) -> Shape:
    return broadcast_shape(mask, a)


def _selected(a: Numbers, mask: Numbers) -> Numbers:
    if mask.dtype != np.bool_:
        raise TensorError("masked_select: expected BoolTensor for mask")
    shape = broadcast_shape(mask.shape, a.shape)
    found: Numbers = np.broadcast_to(a, shape)[np.broadcast_to(mask, shape)]
    return found


def _selected_vjp(upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool]) -> Contributions:
    if not needs[0]:
        return None, None
    a, mask = inputs
    shape = broadcast_shape(mask.shape, a.shape)
    back = call(INDEX_BACK, upstream, shape=shape, index=(np.broadcast_to(mask, shape),))
    return unbroadcast(back, a.shape), None


def _scattered(a: Numbers, mask: Numbers, source: Numbers) -> Numbers:
    if mask.dtype != np.bool_:
        raise TensorError(f"masked_scatter_ only supports boolean masks, but got mask with dtype {c_name(mask.dtype)}")
    shape = broadcast_shape(mask.shape, a.shape)
    if a.dtype != source.dtype:
        raise TensorError("masked_scatter: expected self and source to have same dtypes")
    result = np.array(np.broadcast_to(a, shape))
    places = np.broadcast_to(mask, shape)
    count = int(places.sum())
    if source.size < count:
        raise ShapeError("Number of elements of source < number of ones in mask")
    result[places] = source.reshape(-1)[:count]
    return result


def _scattered_vjp(upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool]) -> Contributions:
    a, mask, source = inputs
    to_a = to_source = None
    if needs[0]:
        to_a = unbroadcast(np.where(mask, 0.0, upstream), a.shape)
    if needs[2]:
        picked = call(INDEX_OP, upstream, index=(np.broadcast_to(mask, upstream.shape),))
        rest = np.zeros((math.prod(source.shape) - picked.shape[0],), source.dtype)
        to_source = np.concatenate([picked, rest]).reshape(source.shape)
    return to_a, None, to_source


MASKED_FILL = unseen(
    name="masked_fill",
    family=FAMILY,
    title="with one number where a mask is True",
    ports=("a", "mask"),
    forward=_filled,
    vjp=_filled_vjp,
    saves={"a": ("mask",)},
    shape=_filled_shape,
    formula="a",
    torch="torch.masked_fill({a}, {mask})",
    attributes=(VALUE,),
    indices=("mask",),
    numbers="own",
    grad_fn="MaskedFillBackward0",
)

MASKED_FILL_BY = unseen(
    name="masked_fill_by",
    family=FAMILY,
    title="with a computed number where a mask is True",
    ports=("a", "mask", "value"),
    forward=_filled_by,
    vjp=_filled_by_vjp,
    saves={"a": ("mask",), "value": ("mask",)},
    shape=_filled_by_shape,
    formula="a",
    torch="torch.masked_fill({a}, {mask}, {value})",
    indices=("mask",),
    numbers="own",
    grad_fn="MaskedFillBackward1",
)

MASKED_SELECT = unseen(
    name="masked_select",
    family=FAMILY,
    title="the elements where a mask is True",
    ports=("a", "mask"),
    forward=_selected,
    vjp=_selected_vjp,
    saves={"a": ("mask",)},
    shape=depends_on_numbers,
    formula="a",
    torch="torch.masked_select({a}, {mask})",
    indices=("mask",),
    numbers="own",
    grad_fn="MaskedSelectBackward0",
)

MASKED_SCATTER = unseen(
    name="masked_scatter",
    family=FAMILY,
    title="with the elements of another, in turn, where a mask is True",
    ports=("a", "mask", "source"),
    forward=_scattered,
    vjp=_scattered_vjp,
    saves={"a": ("mask",), "source": ("mask",)},
    shape=_filled_by_shape,
    formula="a",
    torch="torch.masked_scatter({a}, {mask}, {source})",
    indices=("mask",),
    numbers="own",
    grad_fn="MaskedScatterBackward0",
)

OPS: tuple[Op, ...] = (MASKED_FILL, MASKED_FILL_BY, MASKED_SELECT, MASKED_SCATTER)
