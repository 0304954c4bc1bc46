"""Elements by their places: x[…] and x[…] = y, torch.gather, scatter, masked_fill, nonzero and the like."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError, PositionError, ShapeError, TensorError
from viz_autograd.ops import OPS
from viz_autograd.ops.dimensions import axis_of, listed
from viz_autograd.ops.dtype_names import C_NAMES, scalar_name
from viz_autograd.ops.indexing import index_shape
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.arguments import a_tensor, numpy_names, whole
from viz_autograd.tensor.in_place import change, copy_
from viz_autograd.tensor.indices import walked
from viz_autograd.tensor.tensor import Tensor

_SELECT, _SLICE, _INDEX, _INDEX_PUT, _ALIAS = (OPS[name] for name in ("select", "slice", "index", "index_put", "alias"))


def getitem(tensor: Tensor, index: Any) -> Tensor:
    """`tensor[index]`: a view for numbers, slices, ... and None, a copy for arrays of indices and masks."""
    if type(index) is int:
        shape = tensor._array.shape
        if shape and -shape[0] <= index < shape[0]:
            found: Tensor = apply(_SELECT, tensor, dim=0, index=index)
            return found
    seen, key = walked(tensor, index)
    if key is not None:
        found = apply(_INDEX, seen, index=key)
        return found
    if seen is tensor:
        found = apply(_SLICE, tensor) if _is_whole_slice(index) else apply(_ALIAS, tensor)
        return found
    return seen


def _filled(before: Tensor, value: Tensor) -> Tensor:
    found: Tensor = apply(OPS["fill"], before, value)
    return found


def _is_whole_slice(index: Any) -> bool:
    parts = index if isinstance(index, tuple) else (index,)
    return any(isinstance(each, slice) for each in parts)


def setitem(tensor: Tensor, index: Any, value: Any) -> None:
    """`tensor[index] = value`, in place; the value is broadcast and cast. Raises what PyTorch does, in its words."""
    given = _assigned(tensor, value)
    if index is False:
        return
    seen, key = walked(tensor, index)
    if key is None:
        if isinstance(index, slice) and seen._array.shape == tensor._array.shape:
            seen = tensor
        if not given._array.ndim:
            change(seen, _filled, given)
            return
        copy_(seen, _without_leading_ones(given, seen._array.ndim, seen._array.shape))
        return
    _put(seen, key, given)


def _assigned(tensor: Tensor, value: Any) -> Tensor:
    if isinstance(value, Tensor):
        return value
    own = tensor._array.dtype
    if isinstance(value, bool | int | float | np.number | np.bool_):
        if own.kind in "iu" and isinstance(value, float) and not math.isfinite(value):
            raise TensorError(f"value cannot be converted to type {own.name}_t without overflow")
        return Tensor._of(np.asarray(value).astype(own))
    if isinstance(value, complex):
        raise TensorError(f"value cannot be converted to type {C_NAMES[own.name]} without overflow")
    kind = "numpy.ndarray" if isinstance(value, np.ndarray) else type(value).__name__
    raise DtypeError(f"can't assign a {kind} to a torch.{scalar_name(own)}Tensor")


def _without_leading_ones(given: Tensor, rank: int, shape: tuple[int, ...]) -> Tensor:
    """As PyTorch: sizes of 1 in front that the place does not have are let go."""
    own = given._array.shape
    if own == shape:
        return given
    extra = 0
    while extra < len(own) - rank and own[extra] == 1:
        extra += 1
    if extra:
        given = apply(OPS["reshape"], given, shape=own[extra:])
    # Refuses in the words that PyTorch has here.
    apply(OPS["expand"], Tensor._of(given._array), size=shape)
    return given


def _put(seen: Tensor, key: tuple[Any, ...], given: Tensor) -> None:
    if given._array.dtype != seen._array.dtype:
        if given._array.ndim:
            raise TensorError(
                "Index put requires the source and destination dtypes match, got "
                f"{scalar_name(seen._array.dtype)} for the destination and {scalar_name(given._array.dtype)} for the "
                "source."
            )
        given = apply(OPS["to"], given, dtype=seen._array.dtype)
    wanted = index_shape(seen._array.shape, key)
    own = given._array.shape
    while len(own) > len(wanted) and own[0] == 1:
        own = own[1:]
    if len(own) > len(wanted) or any(n not in (1, m) for n, m in zip(own[::-1], wanted[::-1], strict=False)):
        raise ShapeError(
            f"shape mismatch: value tensor of shape {listed(own)} cannot be broadcast to indexing result of shape "
            f"{listed(wanted)}"
        )
    if own != given._array.shape:
        given = apply(OPS["reshape"], given, shape=own)
    change(seen, lambda before, value: apply(_INDEX_PUT, before, value, index=key), given)


def select(input: Tensor, dim: Any, index: Any) -> Tensor:
    """A view of one slice along `dim`."""
    found: Tensor = apply(
        _SELECT, a_tensor("select", input), dim=whole("select", dim), index=whole("select", index, "index", 3)
    )
    return found


def narrow(input: Tensor, dim: Any, start: Any, length: Any) -> Tensor:
    """A view of `length` slices along `dim`, from `start` on."""
    shape = a_tensor("narrow", input)._array.shape
    if not shape:
        raise TensorError("narrow() cannot be applied to a 0-dim tensor.")
    axis = axis_of(len(shape), whole("narrow", dim))
    count, first = whole("narrow", length, "length", 4), whole("narrow", start, "start", 3)
    size = shape[axis]
    if count < 0:
        raise TensorError("narrow(): length must be non-negative.")
    if not -size <= first <= size:
        raise PositionError(f"start out of range (expected to be in range of [{-size}, {size}], but got {first})")
    first = first + size if first < 0 else first
    if first + count > size:
        raise TensorError(f"start ({first}) + length ({count}) exceeds dimension size ({size}).")
    found: Tensor = apply(_SLICE, input, dim=axis, start=first, end=first + count)
    return found


@numpy_names
def index_select(input: Tensor, dim: Any, index: Any) -> Tensor:
    """The slices along `dim` that a vector of indices names."""
    given = a_tensor("index_select", input)
    places = a_tensor("index_select", index, "index", 3)
    found: Tensor = apply(OPS["index_select"], given, places, dim=whole("index_select", dim))
    return found


def gather(input: Tensor, dim: Any, index: Any, *, sparse_grad: bool = False) -> Tensor:
    """Elements along `dim`, each where `index` says."""
    given = a_tensor("gather", input)
    places = a_tensor("gather", index, "index", 3)
    found: Tensor = apply(OPS["gather"], given, places, dim=whole("gather", dim))
    return found


def take_along_dim(input: Tensor, indices: Tensor, dim: Any = None) -> Tensor:
    """As `gather`; without `dim`, of all elements in one row. The two are broadcast apart from `dim`."""
    if dim is None:
        flat = apply(OPS["reshape"], input, shape=(-1,))
        return gather(flat, 0, apply(OPS["reshape"], indices, shape=(-1,)))
    axis = axis_of(input._array.ndim, whole("take_along_dim", dim))
    sizes = [
        max(m, n) if at != axis else None
        for at, (m, n) in enumerate(zip(input._array.shape, indices._array.shape, strict=True))
    ]
    wide = apply(OPS["expand"], input, size=tuple([-1 if n is None else n for n in sizes]))
    places = apply(OPS["expand"], indices, size=tuple([-1 if n is None else n for n in sizes]))
    return gather(wide, axis, places)


def take(input: Tensor, index: Any) -> Tensor:
    """Elements by their places in one row of all."""
    found: Tensor = apply(OPS["take"], a_tensor("take", input), a_tensor("take", index, "index", 2))
    return found


def scatter(
    input: Tensor, dim: Any, index: Any, src: Any = None, *, value: Any = None, reduce: str | None = None
) -> Tensor:
    """A copy with elements of `src` (or one number) put along `dim` where `index` says."""
    given = a_tensor("scatter", input)
    places = a_tensor("scatter", index, "index", 3)
    what = src if src is not None else value
    axis = whole("scatter", dim)
    if reduce is not None:
        if not isinstance(what, Tensor):
            what = Tensor._of(np.full(places._array.shape, what, given._array.dtype))
        return scatter_reduce(given, axis, places, what, {"add": "sum", "multiply": "prod"}.get(reduce, reduce))
    found: Tensor
    if isinstance(what, Tensor):
        found = apply(OPS["scatter"], given, places, what, dim=axis)
    else:
        found = apply(OPS["scatter_value"], given, places, value=what, dim=axis)
    return found


def scatter_add(input: Tensor, dim: Any, index: Any, src: Any) -> Tensor:
    """A copy with elements of `src` added along `dim` where `index` says."""
    given = a_tensor("scatter_add", input)
    places = a_tensor("scatter_add", index, "index", 3)
    found: Tensor = apply(
        OPS["scatter_add"], given, places, a_tensor("scatter_add", src, "src", 4), dim=whole("scatter_add", dim)
    )
    return found


def scatter_reduce(
    input: Tensor, dim: Any, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """A copy where elements of `src` are put together along `dim` by "sum", "prod", "mean", "amax" or "amin".

    Only "sum" has a gradient here. Raises TensorError for another way.
    """
    axis = axis_of(input._array.ndim, whole("scatter_reduce", dim))
    if reduce == "sum" and include_self:
        return scatter_add(input, axis, index, src)
    ways = {"sum": np.add, "prod": np.multiply, "amax": np.maximum, "amin": np.minimum, "mean": np.add}
    if reduce not in ways:
        raise TensorError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    if input._requires_grad or src._requires_grad:
        raise TensorError(f"the gradient of scatter_reduce by {reduce!r} is not part of viz_autograd")
    from viz_autograd.ops.gathering import key_along

    key = key_along(index._array, axis)
    result = input._array.copy()
    if not include_self:
        result[key] = {"prod": 1, "amax": -math.inf, "amin": math.inf}.get(reduce, 0)
    part = src._array[tuple([slice(0, n) for n in index._array.shape])]
    ways[reduce].at(result, key, part)
    if reduce == "mean":
        count = np.full(result.shape, int(include_self), result.dtype)
        np.add.at(count, key, 1)
        result = result / np.maximum(count, 1)
    return Tensor._of(result)


def _layers(name: str) -> Callable[..., Tensor]:
    op = OPS[name]

    def function(input: Tensor, dim: Any, index: Any, source: Any, **settings: Any) -> Tensor:
        given = a_tensor(name, input)
        places = a_tensor(name, index, "index", 3)
        found: Tensor = apply(op, given, places, a_tensor(name, source, "source", 4), dim=whole(name, dim), **settings)
        return found

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: a copy with slices of `source` at the places along `dim` that `index` names."
    return function


index_add = _layers("index_add")
index_copy = _layers("index_copy")


def index_fill(input: Tensor, dim: Any, index: Tensor, value: Any) -> Tensor:
    """A copy with one number in the slices along `dim` that `index` names."""
    number = value._array.item() if isinstance(value, Tensor) else value
    found: Tensor = apply(OPS["index_fill"], input, index, value=number, dim=whole("index_fill", dim))
    return found


def index_put(input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """A copy with `values` at the places that a tuple of indices names; with `accumulate` added to what is there."""
    _, key = walked(Tensor._of(input._array), tuple(indices))
    found: Tensor = apply(_INDEX_PUT, input, values, index=() if key is None else key, accumulate=bool(accumulate))
    return found


def masked_fill(input: Tensor, mask: Any, value: Any) -> Tensor:
    """A copy with one number, or a tensor of no dimensions, where the mask is True."""
    given = a_tensor("masked_fill", input)
    where = a_tensor("masked_fill", mask, "mask", 2)
    found: Tensor
    if isinstance(value, Tensor):
        found = apply(OPS["masked_fill_by"], given, where, value)
    else:
        found = apply(OPS["masked_fill"], given, where, value=value)
    return found


def masked_select(input: Tensor, mask: Any) -> Tensor:
    """The elements where the mask is True, in one row."""
    found: Tensor = apply(
        OPS["masked_select"], a_tensor("masked_select", input), a_tensor("masked_select", mask, "mask", 2)
    )
    return found


def masked_scatter(input: Tensor, mask: Any, source: Any) -> Tensor:
    """A copy with the elements of `source`, in turn, where the mask is True."""
    found: Tensor = apply(
        OPS["masked_scatter"],
        a_tensor("masked_scatter", input),
        a_tensor("masked_scatter", mask, "mask", 2),
        a_tensor("masked_scatter", source, "source", 3),
    )
    return found


def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy with `src` in the place of one slice along `dim`."""
    axis = axis_of(input._array.ndim, dim)
    found: Tensor = apply(_INDEX_PUT, input, src, index=((slice(None),) * axis + (index,)))
    return found


def slice_scatter(
    input: Tensor, src: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Tensor:
    """A copy with `src` in the place of a stretch along `dim`."""
    axis = axis_of(input._array.ndim, dim)
    found: Tensor = apply(_INDEX_PUT, input, src, index=((slice(None),) * axis + (slice(start, end, step),)))
    return found


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The places of the elements that are not 0: a row each, or a vector of indices for each dimension."""
    array = a_tensor("nonzero", input)._array
    if as_tuple:
        found = np.nonzero(array.reshape(1) if not array.ndim else array)
        return tuple([Tensor._of(each.astype(np.int64)) for each in found])
    return Tensor._of(np.argwhere(array).astype(np.int64))


def argwhere(input: Tensor) -> Tensor:
    """As `nonzero`: a row of indices for each element that is not 0."""
    found: Tensor = nonzero(input)
    return found


__all__ = [
    "argwhere", "gather", "index_add", "index_copy", "index_fill", "index_put", "index_select", "masked_fill",
    "masked_scatter", "masked_select", "narrow", "nonzero", "scatter", "scatter_add", "scatter_reduce", "select",
    "select_scatter", "slice_scatter", "take", "take_along_dim",
]  # fmt: skip

METHODS: dict[str, Callable[..., Any]] = {name: globals()[name] for name in __all__}
