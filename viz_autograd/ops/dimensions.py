"""Which dimensions are meant: negative ones, none, several; and PyTorch's words where there is no such one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from viz_autograd.errors import DimensionError, ShapeError
from viz_autograd.ops.op import Attribute, Shape

Dims: TypeAlias = int | Sequence[int] | None

DIM = Attribute("dim", "dim", None, "the dimension that disappears; none: all of them")
DIMS = Attribute("dim", "dims", None, "the dimensions that disappear; none: all of them")
KEEPDIM = Attribute("keepdim", "bool", False, "keep the dimension, with size 1")


def along(default: int, says: str) -> Attribute:
    """The attribute `dim` of an op that needs one."""
    return Attribute("dim", "int", default, says)


def axis_of(rank: int, dim: int) -> int:
    """The axis that `dim` means among `rank`; a scalar counts as having one. Raises DimensionError."""
    reach = max(rank, 1)
    if not -reach <= dim < reach:
        raise DimensionError(
            f"Dimension out of range (expected to be in range of [{-reach}, {reach - 1}], but got {dim})"
        )
    return dim % reach


def axes_of(rank: int, dims: Dims) -> tuple[int, ...]:
    """The axes that `dims` mean, in their order; of a scalar none. None and () mean all.

    Raises DimensionError for one that is not there and ShapeError for one given twice.
    """
    if dims is None:
        return tuple(range(rank))
    given = (dims,) if isinstance(dims, int) else tuple(dims)
    if not given:
        return tuple(range(rank))
    axes = tuple([axis_of(rank, int(dim)) for dim in given])
    for at, axis in enumerate(axes):
        if axis in axes[:at]:
            raise ShapeError(f"dim {axis} appears multiple times in the list of dims")
    return axes if rank else ()


def reduced_shape(a: Shape, dims: Dims = None, keepdim: bool = False) -> Shape:
    """The shape that is left when `dims` are reduced."""
    if dims is None:
        return (1,) * len(a) if keepdim else ()
    axes = axes_of(len(a), dims)
    if keepdim:
        return tuple([1 if at in axes else n for at, n in enumerate(a)])
    return tuple([n for at, n in enumerate(a) if at not in axes])


def kept_shape(a: Shape, dims: Dims) -> Shape:
    """The shape of a reduction over `dims` had it kept them, with size 1."""
    return reduced_shape(a, dims, True)


def listed(shape: Sequence[int]) -> str:
    """A shape as PyTorch's messages write it: [2, 3]."""
    return f"[{', '.join(map(str, shape))}]"
