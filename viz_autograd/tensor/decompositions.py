"""Matrices taken apart: eigenvalues, singular values, QR, least squares. They have values here, and no gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import ShapeError, SingularError, TensorError, UnsupportedError
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor import return_types
from viz_autograd.tensor.arguments import a_tensor
from viz_autograd.tensor.grad_mode import MODES
from viz_autograd.tensor.tensor import Tensor


def _matrices(name: str, given: Any, square: bool = False) -> Any:
    """The array of matrices. Raises TensorError and ShapeError in PyTorch's words, UnsupportedError for a gradient."""
    tensor = a_tensor(f"linalg_{name}", given, "A")
    array = tensor._array
    if array.ndim < 2:
        raise ShapeError(f"linalg.{name}: The input tensor A must have at least 2 dimensions.")
    if square and array.shape[-1] != array.shape[-2]:
        raise ShapeError(
            f"linalg.{name}: A must be batches of square matrices, but they are {array.shape[-2]} by "
            f"{array.shape[-1]} matrices"
        )
    if array.dtype.kind != "f":
        raise TensorError(
            f"linalg.{name}: Expected a floating point or complex tensor as input. Got {scalar_name(array.dtype)}"
        )
    if tensor._requires_grad and MODES.enabled:
        raise UnsupportedError(f"the gradient of torch.linalg.{name} is not part of viz_autograd; detach() its input")
    return array


def _numbers(compute: Callable[..., Any], *given: Any, **settings: Any) -> Any:
    try:
        found = compute(*given, **settings)
    except np.linalg.LinAlgError as error:
        raise SingularError(f"linalg: {error}") from error
    if isinstance(found, tuple):
        return tuple([Tensor._of(np.asarray(each)) for each in found])
    return Tensor._of(np.asarray(found))


def eigh(A: Tensor, UPLO: str = "L") -> Any:  # noqa: N803 - PyTorch's names
    """Eigenvalues, ascending, and eigenvectors (columns) of symmetric matrices, of which one triangle is read."""
    return return_types.linalg_eigh(_numbers(np.linalg.eigh, _matrices("eigh", A, square=True), UPLO=UPLO))


def eigvalsh(A: Tensor, UPLO: str = "L") -> Tensor:  # noqa: N803 - PyTorch's names
    """The eigenvalues of symmetric matrices, ascending."""
    found: Tensor = _numbers(np.linalg.eigvalsh, _matrices("eigvalsh", A, square=True), UPLO=UPLO)
    return found


def svd(A: Tensor, full_matrices: bool = True) -> Any:  # noqa: N803 - PyTorch's name
    """U, the singular values, descending, and the transpose of V."""
    return return_types.linalg_svd(_numbers(np.linalg.svd, _matrices("svd", A), full_matrices=full_matrices))


def svdvals(A: Tensor) -> Tensor:  # noqa: N803 - PyTorch's name
    """The singular values, descending."""
    found: Tensor = _numbers(np.linalg.svd, _matrices("svdvals", A), compute_uv=False)
    return found


def qr(A: Tensor, mode: str = "reduced") -> Any:  # noqa: N803 - PyTorch's name
    """A matrix with orthonormal columns, and an upper triangle, whose product is the matrix."""
    return return_types.linalg_qr(_numbers(np.linalg.qr, _matrices("qr", A), mode=mode))


def pinv(A: Tensor) -> Tensor:  # noqa: N803 - PyTorch's name
    """The pseudo-inverse, in which singular values near 0 count as 0."""
    array = _matrices("pinv", A)
    cut = max(array.shape[-2:]) * float(np.finfo(array.dtype).eps)
    found: Tensor = _numbers(np.linalg.pinv, array, rcond=cut)
    return found


def matrix_rank(A: Tensor) -> Tensor:  # noqa: N803 - PyTorch's name
    """How many singular values are not near 0."""
    array = _matrices("matrix_rank", A)
    return Tensor._of(np.asarray(np.linalg.matrix_rank(array), np.int64))


def cond(A: Tensor, p: Any = None) -> Tensor:  # noqa: N803 - PyTorch's name
    """The condition number: the largest singular value over the smallest, or in another norm `p`."""
    found: Tensor = _numbers(np.linalg.cond, _matrices("cond", A), p)
    return found


def lstsq(A: Tensor, B: Tensor, rcond: Any = None) -> Any:  # noqa: N803 - PyTorch's names
    """The X for which the squares of A @ X − B are least, for one matrix A of full rank."""
    array, right = _matrices("lstsq", A), a_tensor("linalg_lstsq", B, "B", 2)._array
    if right.ndim < 2:
        raise ShapeError("torch.linalg.lstsq: other must have at least 2 dimensions, or be a batch of vectors")
    solution, residuals, rank, _ = np.linalg.lstsq(array, right, rcond=None)
    return return_types.linalg_lstsq(
        [
            Tensor._of(np.asarray(solution, array.dtype)),
            Tensor._of(np.asarray(residuals, array.dtype)),
            Tensor._of(np.asarray(rank, np.int64)),
            Tensor._of(np.zeros(0, array.dtype)),
        ]
    )


__all__ = ["cond", "eigh", "eigvalsh", "lstsq", "matrix_rank", "pinv", "qr", "svd", "svdvals"]
