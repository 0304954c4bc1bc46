"""In order, and along a dimension: torch.sort, topk, median, cumsum and the like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError
from viz_autograd.ops import OPS
from viz_autograd.tensor import return_types
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.arguments import a_tensor, cast_to, numpy_names, whole
from viz_autograd.tensor.tensor import Tensor


@numpy_names
def sort(input: Tensor, dim: Any = -1, descending: bool = False, stable: bool | None = False) -> Any:
    """Values in order along `dim`, and the indices they came from; nan counts as the largest."""
    given = a_tensor("sort", input)
    return return_types.sort(
        apply(OPS["sort"], given, dim=whole("sort", dim), descending=bool(descending), stable=bool(stable))
    )


@numpy_names
def argsort(input: Tensor, dim: Any = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """The indices that put the elements in order along `dim`."""
    detached = Tensor._of(a_tensor("argsort", input)._array)
    found: Tensor = sort(detached, dim, descending)[1]
    return found


def msort(input: Tensor) -> Tensor:
    """Values in order along the first dimension."""
    found: Tensor = sort(input, 0)[0]
    return found


@numpy_names
def topk(input: Tensor, k: Any, dim: Any = -1, largest: bool = True, sorted: bool = True) -> Any:
    """The k largest (or smallest) along `dim`, and their indices. Raises ShapeError for a k out of range."""
    return return_types.topk(
        apply(
            OPS["topk"],
            a_tensor("topk", input),
            k=whole("topk", k, "k"),
            dim=whole("topk", dim, "dim", 3),
            largest=bool(largest),
            sorted=bool(sorted),
        )
    )


@numpy_names
def kthvalue(input: Tensor, k: Any, dim: Any = -1, keepdim: bool = False) -> Any:
    """The k-th smallest along `dim` (k counts from 1), and its index."""
    given = a_tensor("kthvalue", input)
    return return_types.kthvalue(
        apply(OPS["kthvalue"], given, k=whole("kthvalue", k, "k"), dim=whole("kthvalue", dim), keepdim=keepdim)
    )


@numpy_names
def median(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
    """The middle element (the lower of two), of all, or along a dimension with its index."""
    return _middle("median", input, dim, keepdim)


@numpy_names
def nanmedian(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
    """As `median`, of what is not nan."""
    return _middle("nanmedian", input, dim, keepdim)


def _middle(name: str, input: Tensor, dim: Any, keepdim: bool) -> Any:
    given = a_tensor(name, input)
    if dim is None:
        return apply(OPS[name], given)
    found = apply(OPS[f"{name}_dim"], given, dim=whole(name, dim), keepdim=keepdim)
    return getattr(return_types, name)(found)


@numpy_names
def mode(input: Tensor, dim: Any = -1, keepdim: bool = False) -> Any:
    """The most frequent element along `dim` (the smallest of several), and an index of it."""
    return return_types.mode(apply(OPS["mode"], a_tensor("mode", input), dim=whole("mode", dim), keepdim=keepdim))


@numpy_names
def cumsum(input: Tensor, dim: Any, *, dtype: Any = None) -> Tensor:
    """Running sums along `dim`; of whole numbers in int64."""
    found: Tensor = apply(OPS["cumsum"], cast_to(a_tensor("cumsum", input), dtype, "cumsum"), dim=whole("cumsum", dim))
    return found


@numpy_names
def cumprod(input: Tensor, dim: Any, *, dtype: Any = None) -> Tensor:
    """Running products along `dim`; of whole numbers in int64."""
    found: Tensor = apply(
        OPS["cumprod"], cast_to(a_tensor("cumprod", input), dtype, "cumprod"), dim=whole("cumprod", dim)
    )
    return found


@numpy_names
def logcumsumexp(input: Tensor, dim: Any) -> Tensor:
    """The logarithm of running sums of exponentials along `dim`."""
    found: Tensor = apply(OPS["logcumsumexp"], a_tensor("logcumsumexp", input), dim=whole("logcumsumexp", dim))
    return found


@numpy_names
def cummax(input: Tensor, dim: Any) -> Any:
    """Running maxima along `dim`, and where they were."""
    return return_types.cummax(apply(OPS["cummax"], a_tensor("cummax", input), dim=whole("cummax", dim)))


@numpy_names
def cummin(input: Tensor, dim: Any) -> Any:
    """Running minima along `dim`, and where they were."""
    return return_types.cummin(apply(OPS["cummin"], a_tensor("cummin", input), dim=whole("cummin", dim)))


@numpy_names
def diff(input: Tensor, n: int = 1, dim: Any = -1, prepend: Any = None, append: Any = None) -> Tensor:
    """Differences of neighbours along `dim`, n times."""
    given = a_tensor("diff", input)
    around = [each for each in (prepend, given, append) if each is not None]
    if len(around) > 1:
        given = apply(OPS["cat"], *around, dim=dim)
    for _ in range(n):
        later = apply(OPS["slice"], given, dim=dim, start=1)
        earlier = apply(OPS["slice"], given, dim=dim, end=-1)
        given = later - earlier
    return given


def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The different elements in order (or slices along `dim`); if asked, where each went and how often it was there."""
    array = a_tensor("unique", input)._array
    found = np.unique(array, return_inverse=True, return_counts=True, axis=dim)
    values, inverse, counts = (Tensor._of(np.asarray(each)) for each in found)
    if dim is None:
        inverse = Tensor._of(inverse._array.reshape(array.shape))
    wanted = [values] + [inverse] * bool(return_inverse) + [counts] * bool(return_counts)
    return wanted[0] if len(wanted) == 1 else tuple(wanted)


def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """The elements without those equal to the one before; if asked, where each went and how many there were."""
    array = a_tensor("unique_consecutive", input)._array
    rows = array.reshape(-1) if dim is None else np.moveaxis(array, dim, 0)
    flat = rows.reshape(len(rows), -1)
    fresh = np.ones(len(rows), np.bool_)
    fresh[1:] = (flat[1:] != flat[:-1]).any(axis=1)
    values = rows[fresh] if dim is None else np.moveaxis(rows[fresh], 0, dim)
    inverse = np.cumsum(fresh) - 1
    counts = np.diff(np.append(np.flatnonzero(fresh), len(rows)))
    if dim is None:
        inverse = inverse.reshape(array.shape)
    chosen = [values] + [inverse] * bool(return_inverse) + [counts] * bool(return_counts)
    wanted = [Tensor._of(np.array(each)) for each in chosen]
    return wanted[0] if len(wanted) == 1 else tuple(wanted)


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each whole number from 0 is there, or the sum of its weights."""
    from viz_autograd.errors import TensorError, UnsupportedError
    from viz_autograd.ops.dtype_names import scalar_name

    array = a_tensor("bincount", input)._array
    if array.dtype.kind not in "iu":
        raise UnsupportedError(f"\"bincount_cpu\" not implemented for '{scalar_name(array.dtype)}'")
    if array.ndim != 1 or (array.size and array.min() < 0):
        raise TensorError("bincount only supports 1-d non-negative integral inputs.")
    found = np.bincount(array, None if weights is None else weights._array, minlength)
    return Tensor._of(found if weights is None or weights._array.dtype != np.float32 else found.astype(np.float32))


def histc(input: Tensor, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """How many elements fall into each of `bins` equal parts between min and max (both 0: those of the input)."""
    array = a_tensor("histc", input)._array
    low, high = (float(array.min()), float(array.max())) if min == max == 0 and array.size else (float(min), float(max))
    if low == high:
        low, high = low - 1, high + 1
    counts = np.histogram(array, bins, (low, high))[0]
    return Tensor._of(counts.astype(array.dtype))


def searchsorted(
    sorted_sequence: Tensor, input: Any, *, out_int32: bool = False, right: bool = False, side: str | None = None
) -> Tensor:
    """Where in a sorted vector each element would have to be put."""
    array = a_tensor("searchsorted", sorted_sequence)._array
    given = input._array if isinstance(input, Tensor) else np.asarray(input)
    if array.ndim != 1:
        raise DtypeError("searchsorted of several rows is not part of viz_autograd; give it one vector")
    wanted = "right" if right or side == "right" else "left"
    search: Any = np.searchsorted
    found = np.asarray(search(array, given, wanted))
    return Tensor._of(found.astype(np.int32 if out_int32 else np.int64))


def bucketize(input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    """Between which boundaries each element lies."""
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


__all__ = [
    "argsort", "bincount", "bucketize", "cummax", "cummin", "cumprod", "cumsum", "diff", "histc", "kthvalue",
    "logcumsumexp", "median", "mode", "msort", "nanmedian", "searchsorted", "sort", "topk", "unique",
    "unique_consecutive",
]  # fmt: skip

METHODS: dict[str, Callable[..., Any]] = {
    name: globals()[name] for name in __all__ if name not in ("bucketize", "searchsorted")
}
