"""New tensors that pair up elements of others: grids, products, combinations, powers."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError, TensorError, UnsupportedError
from viz_autograd.ops import OPS
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.arguments import a_tensor
from viz_autograd.tensor.arranging import flip
from viz_autograd.tensor.graph import legacy_name
from viz_autograd.tensor.refusals import kind_of
from viz_autograd.tensor.scalars import whole_of
from viz_autograd.tensor.settings import check, made
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.tensor.views import expand, flatten, reshape

_INDEXING_IS_OPEN = "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument."
_warned_of_indexing = False


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """The coordinates of a grid over 1-D tensors; "ij" counts rows by the first tensor, "xy" by the second.

    They are views of the tensors. Without `indexing` it is "ij", and a warning. Raises TensorError for tensors of other
    ranks or of different dtypes.
    """
    global _warned_of_indexing
    given = _tensors("meshgrid", tensors)
    if indexing is None and not _warned_of_indexing:
        _warned_of_indexing = True
        warnings.warn(_INDEXING_IS_OPEN, UserWarning, stacklevel=2)
    if not given:
        raise TensorError("meshgrid expects a non-empty TensorList")
    for each in given:
        if each._array.dtype != given[0]._array.dtype:
            raise TensorError("meshgrid expects all tensors to have the same dtype")
    if indexing not in (None, "ij", "xy"):
        raise TensorError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    for each in given:
        if each._array.ndim > 1:
            name, sizes = legacy_name(each._array.dtype), ",".join(map(str, each._array.shape))
            raise TensorError(
                "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: "
                f" {each._array}\n[ torch.{name}{{{sizes}}} ]"
            )
    swapped = indexing == "xy" and len(given) > 1
    if swapped:
        given[0], given[1] = given[1], given[0]
    sizes_of_grid = tuple(each._array.size for each in given)
    grids = []
    for at, each in enumerate(given):
        lying = [1] * len(given)
        lying[at] = -1 if each._array.size else 0
        grids.append(expand(reshape(each, tuple(lying)), sizes_of_grid))
    if swapped:
        grids[0], grids[1] = grids[1], grids[0]
    return tuple(grids)


def _tensors(name: str, tensors: tuple[Any, ...]) -> list[Tensor]:
    given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], list | tuple) else tensors
    for at, each in enumerate(given):
        if not isinstance(each, Tensor):
            raise DtypeError(f"expected Tensor as element {at} in argument 0, but got {kind_of(each)}")
    return list(given)


def cartesian_prod(*tensors: Any) -> Tensor:
    """Every choice of one element of each 1-D tensor, one a row. Raises TensorError for tensors of other ranks."""
    given = _tensors("cartesian_prod", tensors)
    if not given:
        raise TensorError("meshgrid expects a non-empty TensorList")
    for each in given:
        if each._array.ndim != 1:
            raise TensorError(f"Expect a 1D vector, but got shape {list(each._array.shape)}")
    if len(given) == 1:
        return given[0]
    result: Tensor = apply(OPS["stack"], *[flatten(grid) for grid in meshgrid(*given, indexing="ij")], dim=1)
    return result


def combinations(input: Any, r: int = 2, with_replacement: bool = False) -> Tensor:
    """Every choice of r elements of a 1-D tensor, in order, one a row; with replacement an element may come twice."""
    a_tensor("combinations", input)
    if input._array.ndim != 1:
        raise TensorError(f"Expect a 1D vector, but got shape {list(input._array.shape)}")
    if r < 0:
        raise TensorError(f"Expect a non-negative number, but got {r}")
    if r == 0:
        return Tensor._of(np.zeros(0, input._array.dtype))
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    chosen: Sequence[Any] = list(choose(range(input._array.size), r))
    places = np.array(chosen, np.int64).reshape(-1, r)
    columns = [input[Tensor._of(places[:, at].copy())] for at in range(r)]
    result: Tensor = apply(OPS["stack"], *columns, dim=1)
    return result


def vander(x: Any, N: int | None = None, increasing: bool = False) -> Tensor:  # noqa: N803 - PyTorch's name
    """Powers 0 … N − 1 of a 1-D tensor's elements, one element a row; from the highest down, unless increasing."""
    a_tensor("vander", x, "x")
    if x._array.ndim != 1:
        raise TensorError("x must be a one-dimensional tensor.")
    n = x._array.size if N is None else N
    if n < 0:
        raise TensorError("N must be non-negative.")
    dtype = x._array.dtype if x._array.dtype.kind == "f" else np.dtype(np.int64)
    if not x._requires_grad or not n:
        return Tensor._of(np.vander(x._array.astype(dtype), n, increasing).astype(dtype))
    columns = [x**at for at in range(n)]
    rising: Tensor = apply(OPS["stack"], *columns, dim=1)
    return rising if increasing else flip(rising, [1])


def _triangle_indices(name: str, says: str) -> Callable[..., Tensor]:
    def function(*given: Any, **settings: Any) -> Tensor:
        keys = ("row", "col", "offset")
        named = {"offset": 0, **dict(zip(keys, given, strict=False))}
        named |= {key: settings.pop(key) for key in keys if key in settings}
        for key in keys:
            if key not in named:
                raise DtypeError(f'{name}() missing 1 required positional arguments: "{key}"')
        sizes = [whole_of(name, named[key], f"'{key}' (position {at})") for at, key in enumerate(keys, 1)]
        wanted = check(name, settings)
        for key, size in zip(keys[:2], sizes, strict=False):
            if size < 0:
                raise TensorError(f"{key} must be non-negative, got{size}")
        if wanted is not None and wanted not in (np.int64, np.int32):
            kind = scalar_name(wanted)
            raise UnsupportedError(f"\"{name}\" not implemented for '{kind}'")
        row, col, offset = sizes
        lower = np.tri(row, col, offset if name == "tril_indices" else offset - 1, dtype=bool)
        places = np.stack(np.nonzero(lower if name == "tril_indices" else ~lower))
        return made(places.astype(np.int64 if wanted is None else wanted), settings, name)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"Rows and columns of the elements {says} the diagonal number `offset` of a row × col matrix."
    return function


tril_indices = _triangle_indices("tril_indices", "on and below")
triu_indices = _triangle_indices("triu_indices", "on and above")

__all__ = ["cartesian_prod", "combinations", "meshgrid", "tril_indices", "triu_indices", "vander"]
