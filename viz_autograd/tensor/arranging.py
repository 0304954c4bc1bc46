"""Elements turned, shifted, repeated, kept in a triangle or on a diagonal: torch.flip, roll, tile, tril, diag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError, ShapeError, TensorError, UnsupportedError
from viz_autograd.ops import OPS
from viz_autograd.ops.dimensions import axis_of
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.arguments import a_tensor, numpy_names, sizes, whole
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.tensor.views import expand, movedim, reshaped, transpose, unsqueeze


def _turned(name: str, input: Tensor, given: tuple[Any, ...]) -> Tensor:
    if not given:
        raise DtypeError(f'{name}() missing 1 required positional arguments: "dims"')
    found: Tensor = apply(OPS["flip"], a_tensor(name, input), dims=sizes(name, given, "dims"))
    return found


def flip(input: Tensor, *turned: Any, dims: Any = None) -> Tensor:
    """A copy with some dimensions turned around."""
    return _turned("flip", input, turned if dims is None else (dims,))


def fliplr(input: Tensor) -> Tensor:
    """A copy with its columns turned around."""
    if input._array.ndim < 2:
        raise ShapeError("Input must be >= 2-d.")
    return flip(input, 1)


def flipud(input: Tensor) -> Tensor:
    """A copy with its rows turned around."""
    if input._array.ndim < 1:
        raise ShapeError("Input must be >= 1-d.")
    return flip(input, 0)


def rot90(input: Tensor, k: int = 1, dims: Any = (0, 1)) -> Tensor:
    """A copy turned by k quarters in the plane of two dimensions."""
    first, second = (axis_of(input._array.ndim, int(each)) for each in dims)
    match k % 4:
        case 1:
            return transpose(flip(input, second), first, second).clone()  # type: ignore[no-any-return]
        case 2:
            return flip(input, first, second)
        case 3:
            return transpose(flip(input, first), first, second).clone()  # type: ignore[no-any-return]
    copied: Tensor = apply(OPS["clone"], input)
    return copied


def roll(input: Tensor, shifts: Any, dims: Any = ()) -> Tensor:
    """A copy shifted along dimensions (none: as one row); what falls off comes in at the other end."""
    found: Tensor = apply(
        OPS["roll"],
        a_tensor("roll", input),
        shifts=sizes("roll", (shifts,), "shifts"),
        dims=() if dims is None else sizes("roll", (dims,), "dims"),
    )
    return found


def repeat(input: Tensor, *often: Any, repeats: Any = None) -> Tensor:
    """Copies side by side, so many along each dimension."""
    times = sizes("repeat", often if repeats is None else (repeats,), "repeats")
    found: Tensor = apply(OPS["repeat"], input, repeats=times)
    return found


def tile(input: Tensor, *often: Any, dims: Any = None) -> Tensor:
    """As `repeat`; dimensions that are not named are not repeated."""
    times = sizes("tile", often if dims is None else (dims,), "dims")
    return repeat(a_tensor("tile", input), (1,) * (input._array.ndim - len(times)) + times)


@numpy_names
def repeat_interleave(input: Tensor, repeats: Any = None, dim: Any = None, *, output_size: int | None = None) -> Tensor:
    """Each element (or slice along `dim`) so many times after itself; without `repeats`: indices, so often each."""
    given = a_tensor("repeat_interleave", input)
    if repeats is None:
        return Tensor._of(np.repeat(np.arange(given._array.size), given._array))
    if dim is None:
        given, dim = reshaped(given, (-1,)), 0
    axis = axis_of(given._array.ndim, whole("repeat_interleave", dim, "dim", 3))
    shape = given._array.shape
    if isinstance(repeats, Tensor):
        if repeats._array.ndim > 1:
            raise TensorError("repeats must be 0-dim or 1-dim tensor")
        if repeats._array.dtype.kind not in "iu":
            raise UnsupportedError(
                f"\"repeat_interleave_cpu\" not implemented for '{scalar_name(repeats._array.dtype)}'"
            )
    if isinstance(repeats, Tensor) and repeats._array.size > 1 and repeats._array.shape != (shape[axis],):
        raise TensorError(
            "repeats must have the same size as input along dim, but got repeats.size(0) = "
            f"{repeats._array.shape[0]} and input.size({axis}) = {shape[axis]}"
        )
    if isinstance(repeats, Tensor):
        if (repeats._array < 0).any():
            raise TensorError("repeats can not be negative")
        index = Tensor._of(np.repeat(np.arange(shape[axis]), repeats._array.reshape(-1)))
        found: Tensor = apply(OPS["index_select"], given, index, dim=axis)
        return found
    often = whole("repeat_interleave", repeats, "repeats")
    if often < 0:
        raise TensorError("Repeats must be non-negative")
    wide = expand(unsqueeze(given, axis + 1), (*shape[: axis + 1], often, *shape[axis + 1 :]))
    copied = apply(OPS["clone"], wide, contiguous=True)
    found = apply(OPS["reshape"], copied, shape=(*shape[:axis], shape[axis] * often, *shape[axis + 1 :]))
    return found


def _triangle(name: str) -> Callable[..., Tensor]:
    op = OPS[name]

    def function(input: Tensor, diagonal: int = 0) -> Tensor:
        found: Tensor = apply(op, a_tensor(name, input), diagonal=diagonal)
        return found

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: one triangle of each matrix, zeros elsewhere."
    return function


tril = _triangle("tril")

triu = _triangle("triu")


def _triangle_indices(name: str) -> Callable[..., Tensor]:
    numpy_function = getattr(np, name)

    def function(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
        return Tensor._of(np.stack(numpy_function(row, offset, col)))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: rows and columns of the elements of a triangle."
    return function


tril_indices = _triangle_indices("tril_indices")

triu_indices = _triangle_indices("triu_indices")


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A view of the elements on a diagonal."""
    found: Tensor = apply(OPS["diagonal"], a_tensor("diagonal", input), offset=offset, dim1=dim1, dim2=dim2)
    return found


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix, or a matrix with this diagonal. Raises ShapeError for other ranks."""
    rank = a_tensor("diag", input)._array.ndim
    if rank == 1:
        return diag_embed(input, diagonal)
    if rank != 2:
        raise ShapeError(f"diag(): Supports 1D or 2D tensors. Got {rank}D")
    found: Tensor = apply(OPS["clone"], apply(OPS["diagonal"], input, offset=diagonal))
    return found


def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices with these diagonals."""
    found: Tensor = apply(OPS["diag_embed"], a_tensor("diag_embed", input), offset=offset, dim1=dim1, dim2=dim2)
    return found


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """A matrix with all elements on its diagonal."""
    return diag_embed(reshaped(input, (-1,)), offset)


def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """All stretches of `size` elements along a dimension, `step` apart, as a new last dimension."""
    axis = axis_of(input._array.ndim, dimension)
    length = input._array.shape[axis] if input._array.ndim else 1
    if step <= 0:
        raise TensorError(f"step is {step} but must be > 0")
    if size > length:
        raise TensorError(f"maximum size for tensor at dimension {axis} is {length} but size is {size}")
    starts = np.arange(0, length - size + 1, step)
    index = (slice(None),) * axis + (starts[:, np.newaxis] + np.arange(size),)
    picked = apply(OPS["index"], input, index=index)
    return movedim(picked, axis + 1, -1)


__all__ = [
    "diag", "diag_embed", "diagflat", "diagonal", "flip", "fliplr", "flipud", "repeat_interleave", "roll", "rot90",
    "tile", "tril", "triu",
]  # fmt: skip

METHODS: dict[str, Callable[..., Any]] = {name: globals()[name] for name in [*__all__, "repeat", "unfold"]}
