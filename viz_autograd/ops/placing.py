"""Elements put to places that another array names, and tables whose rows are looked up."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from viz_autograd.errors import PositionError, ShapeError, TensorError
from viz_autograd.ops.call import call
from viz_autograd.ops.dimensions import axis_of
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.ops.gathering import (
    DIM,
    GATHER,
    INDEX_ADD,
    INDEX_SELECT,
    as_long_as,
    by_index,
    check_source,
    first_shape,
    padded,
    scatter_key,
    scatter_shape,
)
from viz_autograd.ops.op import Attribute, Contributions, Op, Shape
from viz_autograd.ops.structure import Numbers


def _scatter(a: Numbers, index: Numbers, src: Numbers, dim: int = 0) -> Numbers:
    axis = axis_of(a.ndim, dim)
    shared = src.ndim == 0 and index.ndim != 0
    scatter_shape(a.shape, index.shape, None if shared else src.shape, dim)
    if a.dtype != src.dtype:
        raise TensorError("scatter(): Expected self.dtype to be equal to src.dtype")
    result = np.atleast_1d(np.array(a))
    key = scatter_key(result, np.atleast_1d(index), axis)
    if index.size:
        result[key] = src if shared else np.atleast_1d(as_long_as(src, index))
    return result.reshape(a.shape)


def _scatter_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], dim: int = 0
) -> Contributions:
    a, index, src = inputs
    to_a = to_src = None
    if needs[0]:
        to_a = call(SCATTER, upstream, index, np.zeros(index.shape, a.dtype), dim=dim)
    if needs[2]:
        to_src = padded(call(GATHER, upstream, index, dim=dim), src)
    return to_a, None, to_src


def _scatter_value(a: Numbers, index: Numbers, value: float = 0.0, dim: int = 0) -> Numbers:
    return _scatter(a, index, np.asarray(value).astype(a.dtype), dim)


def _scatter_value_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], value: float = 0.0, dim: int = 0
) -> Contributions:
    index = inputs[1]
    kept = call(SCATTER, upstream, index, np.zeros(index.shape, upstream.dtype), dim=dim) if needs[0] else None
    return kept, None


def _index_copy(a: Numbers, index: Numbers, source: Numbers, dim: int = 0) -> Numbers:
    axis = axis_of(a.ndim, dim)
    check_source("index_copy_", a, index, source, axis)
    flat = index.reshape(-1)
    _check_filled("index_copy_(): ", flat, a.shape[axis] if a.ndim else 1, axis)
    result = np.atleast_1d(np.array(a))
    result[(*(slice(None),) * axis, flat)] = source
    return result.reshape(a.shape)


def _check_filled(name: str, index: Numbers, size: int, axis: int) -> None:
    wrong = index[(index < -size) | (index >= size)]
    if wrong.size:
        raise PositionError(f"{name}index {wrong[0]} is out of bounds for dimension {axis} with size {size}")


def _index_copy_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], dim: int = 0
) -> Contributions:
    _, index, source = inputs
    to_a = call(INDEX_FILL, upstream, index, value=0.0, dim=dim) if needs[0] else None
    to_source = call(INDEX_SELECT, upstream, index, dim=dim).reshape(source.shape) if needs[2] else None
    return to_a, None, to_source


def _index_fill(a: Numbers, index: Numbers, value: float = 0.0, dim: int = 0) -> Numbers:
    axis = axis_of(a.ndim, dim)
    if index.dtype != np.int64:
        raise PositionError("index_fill_(): Expected dtype int64 for index.")
    flat = index.reshape(-1)
    _check_filled("", flat, a.shape[axis] if a.ndim else 1, axis)
    result = np.atleast_1d(np.array(a))
    result[(*(slice(None),) * axis, flat)] = value
    return result.reshape(a.shape)


def _index_fill_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], value: float = 0.0, dim: int = 0
) -> Contributions:
    return (call(INDEX_FILL, upstream, inputs[1], value=0.0, dim=dim) if needs[0] else None, None)


def _take(a: Numbers, index: Numbers) -> Numbers:
    if index.dtype != np.int64:
        raise TensorError(f"take(): Expected a long tensor for index, but got {scalar_name(index.dtype)}")
    flat = a.reshape(-1)
    n = flat.size
    wrong = index[(index < -n) | (index >= n)]
    if wrong.size:
        raise PositionError(f"out of range: tried to access index {wrong.reshape(-1)[0]} on a tensor of {n} elements.")
    found: Numbers = flat[index]
    return found


def _take_shape(a: Shape, index: Shape) -> Shape:
    return index


def _take_vjp(upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool]) -> Contributions:
    if not needs[0]:
        return None, None
    a, index = inputs
    n = math.prod(a.shape)
    # -1 is the last: the adding op wants it counted from the front.
    places = np.where(index < 0, index + n, index).reshape(-1)
    flat = call(INDEX_ADD, np.zeros((n,), a.dtype), places, upstream.reshape(-1), dim=0)
    return flat.reshape(a.shape), None


def _embedding(weight: Numbers, indices: Numbers, padding_idx: int = -1) -> Numbers:
    if weight.ndim != 2:
        raise ShapeError("'weight' must be 2-D")
    if indices.dtype not in (np.int64, np.int32):
        raise TensorError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"torch.{scalar_name(indices.dtype)}Tensor instead (while checking arguments for embedding)"
        )
    if indices.size and not (indices.min() >= 0 and indices.max() < weight.shape[0]):
        raise PositionError("index out of range in self")
    found: Numbers = weight[indices]
    return found


def _embedding_shape(weight: Shape, indices: Shape, padding_idx: int = -1) -> Shape:
    if len(weight) != 2:
        raise ShapeError("'weight' must be 2-D")
    return (*indices, weight[1])


def _embedding_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], padding_idx: int = -1
) -> Contributions:
    if not needs[0]:
        return None, None
    weight, indices = inputs
    rows = upstream.reshape((math.prod(indices.shape), weight.shape[1]))
    flat = indices.reshape(-1)
    if padding_idx >= 0:
        rows = np.where((flat == padding_idx).reshape(-1, 1), 0.0, rows)
    return call(INDEX_ADD, np.zeros(weight.shape, weight.dtype), flat, rows, dim=0), None


SCATTER = by_index(
    "scatter",
    "with elements put to the places that an index names",
    ("a", "index", "src"),
    forward=_scatter,
    vjp=_scatter_vjp,
    shape=scatter_shape,
    attributes=(DIM,),
)

SCATTER_VALUE = by_index(
    "scatter_value",
    "with one number put to the places that an index names",
    ("a", "index"),
    forward=_scatter_value,
    vjp=_scatter_value_vjp,
    shape=first_shape,
    attributes=(Attribute("value", "float", 0.0, "what is put there"), DIM),
    grad_fn="ScatterBackward1",
)

INDEX_COPY = by_index(
    "index_copy",
    "with layers put to the places that an index names",
    ("a", "index", "source"),
    forward=_index_copy,
    vjp=_index_copy_vjp,
    shape=first_shape,
    attributes=(DIM,),
)

INDEX_FILL = by_index(
    "index_fill",
    "with one number in the layers that an index names",
    ("a", "index"),
    forward=_index_fill,
    vjp=_index_fill_vjp,
    shape=first_shape,
    attributes=(Attribute("value", "float", 0.0, "what is put there"), DIM),
)

TAKE = by_index(
    "take",
    "the elements that an index names, all counted in one row",
    ("a", "index"),
    forward=_take,
    vjp=_take_vjp,
    shape=_take_shape,
)

EMBEDDING = by_index(
    "embedding",
    "the rows of a table that indices name",
    ("weight", "indices"),
    forward=_embedding,
    vjp=_embedding_vjp,
    shape=_embedding_shape,
    attributes=(Attribute("padding_idx", "int", -1, "the row that gets no gradient; -1: none"),),
    torch="torch.nn.functional.embedding({indices}, {weight})",
    formula="weight",
)

OPS: tuple[Op, ...] = (SCATTER, SCATTER_VALUE, INDEX_COPY, INDEX_FILL, TAKE, EMBEDDING)
