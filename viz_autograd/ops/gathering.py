"""Elements taken from and put to places that another array names. Such an index is an input that gets no gradient."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import PositionError, ShapeError, TensorError
from viz_autograd.ops.call import call
from viz_autograd.ops.dimensions import along, axis_of, listed
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.ops.op import Attribute, Contributions, Op, Shape
from viz_autograd.ops.structure import Numbers, unseen

FAMILY = "pick"

DIM = along(0, "the dimension along which the index counts")


def key_along(index: Numbers, axis: int) -> tuple[Numbers, ...]:
    """The places of all elements of `index`, whose numbers count along `axis`, as numpy wants them."""
    shape = index.shape
    key = []
    for at, n in enumerate(shape):
        key.append(index if at == axis else np.arange(n).reshape((1,) * at + (n,) + (1,) * (len(shape) - at - 1)))
    return tuple(key)


def _check_bounds(index: Numbers, size: int, axis: int) -> None:
    if index.size:
        for found in (index.min(), index.max()):
            if not 0 <= found < size:
                wrong = index[(index < 0) | (index >= size)].reshape(-1)[0]
                raise ShapeError(f"index {wrong} is out of bounds for dimension {axis} with size {size}")


def _gather(a: Numbers, index: Numbers, dim: int = 0) -> Numbers:
    axis = axis_of(a.ndim, dim)
    if index.dtype not in (np.int64, np.int32):
        raise TensorError("gather(): Expected dtype int32/int64 for index")
    _gather_shape(a.shape, index.shape, dim)
    if not a.ndim or not index.ndim:
        return np.broadcast_to(a.reshape(-1)[index], index.shape).copy()
    _check_bounds(index, a.shape[axis], axis)
    found: Numbers = a[key_along(index, axis)]
    return found


def _gather_shape(a: Shape, index: Shape, dim: int = 0) -> Shape:
    axis = axis_of(len(a), dim)
    if math.prod(index):
        if max(len(a), 1) != max(len(index), 1):
            raise ShapeError("Index tensor must have the same number of dimensions as input tensor")
        for at, (n, has) in enumerate(zip(index, a, strict=False)):
            if at != axis and n > has:
                raise ShapeError(
                    f"Size does not match at dimension {at} expected index {listed(index)} to be no larger than self "
                    f"{listed(a)} apart from dimension {axis}"
                )
    return index


def _gather_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], dim: int = 0
) -> Contributions:
    a, index = inputs
    return (call(SCATTER_ADD, np.zeros(a.shape, a.dtype), index, upstream, dim=dim) if needs[0] else None, None)


def scatter_shape(a: Shape, index: Shape, src: Shape | None = None, dim: int = 0) -> Shape:
    """The shape rule of what puts `src` (None: one number) where `index` says. Raises ShapeError."""
    axis = axis_of(len(a), dim)
    if not math.prod(index):
        return a
    if max(len(a), 1) != max(len(index), 1):
        raise ShapeError("Index tensor must have the same number of dimensions as self tensor")
    if src is not None and max(len(src), 1) != max(len(index), 1):
        raise ShapeError("Index tensor must have the same number of dimensions as src tensor")
    too_large = any(at != axis and n > has for at, (n, has) in enumerate(zip(index, a, strict=False)))
    beyond = src is not None and any(n > has for n, has in zip(index, src, strict=False))
    if too_large or beyond:
        rest = f" and to be no larger size than src {listed(src)}" if src is not None else ""
        raise ShapeError(
            f"Expected index {listed(index)} to be no larger than self {listed(a)} apart from dimension {axis}{rest}"
        )
    return a


def scatter_key(a: Numbers, index: Numbers, axis: int) -> tuple[Numbers, ...]:
    """The places that `index` means, as numpy wants them. Raises TensorError and ShapeError."""
    if index.dtype not in (np.int64, np.int32):
        raise TensorError("scatter(): Expected dtype int32/int64 for index")
    _check_bounds(index, a.shape[axis] if a.ndim else 1, axis)
    return key_along(index, axis)


def as_long_as(src: Numbers, index: Numbers) -> Numbers:
    """The part of `src` that `index` has places for."""
    return src if src.shape == index.shape else src[tuple([slice(0, n) for n in index.shape])]


def padded(grad: Numbers, src: Numbers) -> Numbers:
    """A gradient for the part of `src` that was used, with zeros for the rest."""
    if grad.shape == src.shape:
        return grad
    for axis, (n, has) in enumerate(zip(grad.shape, src.shape, strict=True)):
        if n < has:
            rest = np.zeros((*grad.shape[:axis], has - n, *grad.shape[axis + 1 :]), src.dtype)
            grad = np.concatenate([grad, rest], axis)
    return grad


def _scatter_add(a: Numbers, index: Numbers, src: Numbers, dim: int = 0) -> Numbers:
    axis = axis_of(a.ndim, dim)
    for at in range(1, index.ndim):
        axis_of(src.ndim, at)  # PyTorch asks for the source's size along each dimension of the index
    scatter_shape(a.shape, index.shape, src.shape, dim)
    if a.dtype != src.dtype:
        raise TensorError("scatter(): Expected self.dtype to be equal to src.dtype")
    result = np.atleast_1d(np.array(a))
    key = scatter_key(result, np.atleast_1d(index), axis)
    np.add.at(result, key, np.atleast_1d(as_long_as(src, index)))
    return result.reshape(a.shape)


def _scatter_add_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], dim: int = 0
) -> Contributions:
    _, index, src = inputs
    to_src = padded(call(GATHER, upstream, index, dim=dim), src) if needs[2] else None
    return upstream if needs[0] else None, None, to_src


def _check_vector(name: str, index: Numbers) -> None:
    if index.ndim > 1:
        raise PositionError(
            f"{name}(): Index is supposed to be a vector, but got dim: {index.ndim} with type: "
            f"{scalar_name(index.dtype)} and size: {listed(index.shape)}"
        )


def _index_select(a: Numbers, index: Numbers, dim: int = 0) -> Numbers:
    axis = axis_of(a.ndim, dim)
    if index.ndim > 1:
        raise PositionError("index_select(): Index is supposed to be a vector")
    if index.dtype not in (np.int64, np.int32):
        raise TensorError("index_select(): Expected dtype int32 or int64 for index")
    size = a.shape[axis] if a.ndim else 1
    flat = index.reshape(-1)
    wrong = flat[(flat < 0) | (flat >= size)]
    if wrong.size:
        if axis == 0:
            raise PositionError("index out of range in self")
        raise ShapeError(f"INDICES element is out of DATA bounds, id={wrong[0]} axis_dim={size}")
    if not a.ndim:
        return a.reshape(1)[flat].reshape(())
    return np.take(a, flat, axis)


def _index_select_shape(a: Shape, index: Shape, dim: int = 0) -> Shape:
    axis = axis_of(len(a), dim)
    return (*a[:axis], math.prod(index), *a[axis + 1 :]) if a else ()


def _index_select_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], dim: int = 0
) -> Contributions:
    a, index = inputs
    return (call(INDEX_ADD, np.zeros(a.shape, a.dtype), index, upstream, dim=dim) if needs[0] else None, None)


def check_source(name: str, a: Numbers, index: Numbers, source: Numbers, axis: int) -> None:
    """Raise PyTorch's errors for layers that do not fit the places they are to go to."""
    if index.ndim > 1:
        _check_vector(name, index)
    if a.dtype != source.dtype:
        raise TensorError(
            f"{name}(): self ({scalar_name(a.dtype)}) and source ({scalar_name(source.dtype)}) must have the same "
            "scalar type"
        )
    n = source.shape[axis] if source.ndim else 1
    if index.size != n:
        if name == "index_copy_":
            raise PositionError(f"{name}(): Number of indices ({index.size}) should be equal to source.size(dim) ({n})")
        raise ShapeError(
            f"{name}(): Number of indices ({index.size}) should be equal to source.size(dim): ({n}), for dim: {axis}"
        )
    if a.ndim and (*a.shape[:axis], *a.shape[axis + 1 :]) != (*source.shape[:axis], *source.shape[axis + 1 :]):
        raise ShapeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. "
            f"Got self.shape = {listed(a.shape)} source.shape = {listed(source.shape)}"
        )


def _index_add(a: Numbers, index: Numbers, source: Numbers, dim: int = 0, alpha: float = 1) -> Numbers:
    axis = axis_of(a.ndim, dim)
    check_source("index_add_", a, index, source, axis)
    flat = index.reshape(-1)
    _check_bounds(flat, a.shape[axis] if a.ndim else 1, axis)
    result = np.atleast_1d(np.array(a))
    added = np.atleast_1d(source)
    np.add.at(result, (*(slice(None),) * axis, flat), added if alpha == 1 else added * alpha)
    return result.reshape(a.shape)


def _index_add_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], dim: int = 0, alpha: float = 1
) -> Contributions:
    _, index, source = inputs
    to_source = None
    if needs[2]:
        to_source = call(INDEX_SELECT, upstream, index, dim=dim).reshape(source.shape) * alpha
    return upstream if needs[0] else None, None, to_source


def first_shape(a: Shape, *others: Shape, **attributes: Any) -> Shape:
    """The shape rule of what keeps the shape of its first input."""
    return a


def by_index(name: str, title: str, ports: tuple[str, ...], **said: Any) -> Op:
    """An op whose port `index` (or `indices`) names places; what it saves are those only."""
    index = "indices" if "indices" in ports else "index"
    saves = {port: (index,) for port in ports if port != index}
    written = "scatter(a)" if "scatter" in name or name in ("index_add", "index_copy", "index_fill") else "gather(a)"
    grad_fn = "".join(word.capitalize() for word in name.split("_")) + "Backward0"
    said = {"grad_fn": grad_fn, "numbers": "own", "torch": f"torch.{name}()", "formula": written, "saves": saves} | said
    return unseen(name=name, title=title, ports=ports, indices=(index,), family=FAMILY, **said)


GATHER = by_index(
    "gather",
    "along a dimension the elements that an index names",
    ("a", "index"),
    forward=_gather,
    vjp=_gather_vjp,
    shape=_gather_shape,
    attributes=(DIM,),
)

SCATTER_ADD = by_index(
    "scatter_add",
    "with elements added at the places that an index names",
    ("a", "index", "src"),
    forward=_scatter_add,
    vjp=_scatter_add_vjp,
    shape=scatter_shape,
    attributes=(DIM,),
)

INDEX_SELECT = by_index(
    "index_select",
    "the layers that an index names",
    ("a", "index"),
    forward=_index_select,
    vjp=_index_select_vjp,
    shape=_index_select_shape,
    attributes=(DIM,),
)

INDEX_ADD = by_index(
    "index_add",
    "with layers added at the places that an index names",
    ("a", "index", "source"),
    forward=_index_add,
    vjp=_index_add_vjp,
    shape=first_shape,
    attributes=(DIM, Attribute("alpha", "float", 1, "what the layers are multiplied by")),
)

OPS: tuple[Op, ...] = (GATHER, SCATTER_ADD, INDEX_SELECT, INDEX_ADD)
