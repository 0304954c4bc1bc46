"""torch.linalg: norms, and functions of matrices."""

from __future__ import annotations

import functools
import math
from typing import Any

from viz_autograd.errors import SingularError, TensorError
from viz_autograd.ops import OPS
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor import linear_algebra, reductions, return_types
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.arguments import a_tensor, cast_to, dims, numpy_names
from viz_autograd.tensor.decompositions import cond, eigh, eigvalsh, lstsq, matrix_rank, pinv, qr, svd, svdvals
from viz_autograd.tensor.linear_algebra import det, matmul, matrix_power
from viz_autograd.tensor.tensor import Tensor

LinAlgError = SingularError


def _floating(name: str, given: Tensor) -> Tensor:
    if given._array.dtype.kind != "f":
        raise TensorError(
            f"linalg.{name}: Expected a floating point or complex tensor as input. "
            f"Got {scalar_name(given._array.dtype)}"
        )
    return given


@numpy_names
def vector_norm(x: Tensor, ord: float = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The norm of all elements, or over `dim`, as of a vector. Raises TensorError for whole numbers."""
    given = cast_to(_floating("vector_norm", a_tensor("linalg_vector_norm", x, "self")), dtype, "vector_norm")
    found: Tensor = apply(OPS["norm"], given, p=float(ord), dim=dims("linalg_vector_norm", dim), keepdim=keepdim)
    return found


@numpy_names
def matrix_norm(
    A: Tensor,  # noqa: N803 - PyTorch's name
    ord: Any = "fro",
    dim: Any = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: Any = None,
) -> Tensor:
    """A norm of matrices: "fro", or ord 1, -1 (sums of columns), inf, -inf (of rows). Raises TensorError for others."""
    given = cast_to(_floating("matrix_norm", a_tensor("linalg_matrix_norm", A, "self")), dtype, "matrix_norm")
    if given._array.ndim < 2:
        raise TensorError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    if ord == "fro":
        return vector_norm(given, 2, dim, keepdim)
    if ord in (2, -2, "nuc") and tuple(dim) == (-2, -1):
        values = svdvals(given)
        found: Tensor = {2: reductions.amax, -2: reductions.amin, "nuc": reductions.sum}[ord](values, -1)
        if keepdim:
            found = apply(OPS["unsqueeze"], apply(OPS["unsqueeze"], found, dim=-1), dim=-1)
        return found
    if ord not in (1, -1, math.inf, -math.inf):
        raise TensorError(
            f"the matrix norm of order {ord!r} is not part of viz_autograd; it has 'fro', ±1, ±2 and ±inf"
        )
    rows, columns = (axis % given._array.ndim for axis in dim)
    summed, over = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = vector_norm(given, 1, summed, True)
    found = (reductions.amax if ord > 0 else reductions.amin)(sums, over, True)
    return found if keepdim else apply(OPS["squeeze"], found, dim=(rows, columns))


@numpy_names
def norm(
    A: Tensor,  # noqa: N803 - PyTorch's name
    ord: Any = None,
    dim: Any = None,
    keepdim: bool = False,
    *,
    dtype: Any = None,
) -> Tensor:
    """A vector's norm or a matrix's, as the number of dimensions says; without `ord` the length of all elements."""
    given = a_tensor("linalg_norm", A)
    if ord is None:
        return vector_norm(given, 2, dim, keepdim, dtype=dtype)
    over = dim if dim is not None else tuple(range(given._array.ndim))
    if isinstance(over, int) or len(over) == 1:
        return vector_norm(given, ord, over, keepdim, dtype=dtype)
    return matrix_norm(given, ord, over, keepdim, dtype=dtype)


def slogdet(A: Tensor) -> Any:  # noqa: N803 - PyTorch's name
    """The sign of each determinant and the logarithm of its size."""
    return return_types.linalg_slogdet(linear_algebra.slogdet(A))


def inv(A: Tensor) -> Tensor:  # noqa: N803 - PyTorch's name
    """The inverse of each matrix. Raises SingularError where there is none."""
    return linear_algebra.inverse(A)


def solve(A: Tensor, B: Tensor) -> Tensor:  # noqa: N803 - PyTorch's names
    """The X for which A @ X is B. Raises SingularError where there is none."""
    found: Tensor = apply(OPS["solve"], a_tensor("linalg_solve", A), a_tensor("linalg_solve", B, "B", 2))
    return found


def cholesky(A: Tensor, *, upper: bool = False) -> Tensor:  # noqa: N803 - PyTorch's name
    """The lower (or upper) triangle whose product with its transpose is the matrix. Raises SingularError."""
    return linear_algebra.cholesky(A, upper)


def cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """The cross product of vectors of three along `dim`."""
    return linear_algebra.cross(input, other, dim)


def multi_dot(tensors: Any) -> Tensor:
    """The product of several matrices."""
    product: Tensor = functools.reduce(matmul, tensors)
    return product


def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:  # noqa: N803 - PyTorch's name
    """A view of the diagonals of matrices."""
    found: Tensor = apply(OPS["diagonal"], A, offset=offset, dim1=dim1, dim2=dim2)
    return found


def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """Sums of products along `dim`."""
    return reductions.sum(apply(OPS["mul"], x, y), dim)


__all__ = [
    "LinAlgError", "cholesky", "cond", "cross", "det", "diagonal", "eigh", "eigvalsh", "inv", "lstsq", "matmul",
    "matrix_norm", "matrix_power", "matrix_rank", "multi_dot", "norm", "pinv", "qr", "slogdet", "solve", "svd",
    "svdvals", "vecdot", "vector_norm",
]  # fmt: skip
