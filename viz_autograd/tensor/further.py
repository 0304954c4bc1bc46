"""What is put together from the rest: torch.trapezoid, cov, put, svd, and settings that have no effect here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError, PositionError, ShapeError, TensorError
from viz_autograd.ops import OPS
from viz_autograd.ops.broadcasting import unbroadcast
from viz_autograd.ops.dimensions import axis_of, listed
from viz_autograd.tensor import decompositions, reductions, return_types
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.arguments import a_tensor
from viz_autograd.tensor.in_place import change, fill_, zero_
from viz_autograd.tensor.indexing import index_put
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.tensor.views import flatten, reshaped


def _part(tensor: Tensor, dim: int, start: int | None, end: int | None) -> Tensor:
    found: Tensor = apply(OPS["slice"], tensor, dim=dim, start=start, end=end)
    return found


def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1) -> Tensor:
    """The area under points `y` along `dim`, at places `x` or `dx` apart, by the trapezoidal rule."""
    axis = axis_of(a_tensor("trapezoid", y)._array.ndim, dim)
    pairs: Any = _part(y, axis, 1, None) + _part(y, axis, None, -1)
    if x is None:
        area: Tensor = reductions.sum(pairs, axis) * ((1.0 if dx is None else dx) / 2)
        return area
    at = -1 if x._array.ndim == 1 else axis
    left: Any = _part(x, at % x._array.ndim, 1, None)
    widths = left - _part(x, at % x._array.ndim, None, -1)
    if x._array.ndim == 1:
        widths = reshaped(widths, (-1, *[1] * (y._array.ndim - 1 - axis)))
    total: Any = reductions.sum(pairs * widths, axis)
    found: Tensor = total / 2.0
    return found


trapz = trapezoid


def cov(
    input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None
) -> Tensor:
    """The covariances of variables, a row each. Raises TensorError for more than two dimensions, or weights."""
    given = a_tensor("cov", input)
    if given._array.ndim > 2:
        raise TensorError("cov(): expected input to have two or fewer dimensions but got an input with "
                          f"{given._array.ndim} dimensions")  # fmt: skip
    if fweights is not None or aweights is not None:
        raise TensorError("the weights of torch.cov are not part of viz_autograd")
    rows: Any = given if given._array.ndim == 2 else reshaped(given, (1, -1))
    apart = rows - reductions.mean(rows, 1, True)
    found: Tensor = apply(OPS["matmul"], apart, apply(OPS["t"], apart)) / max(rows._array.shape[1] - correction, 0)
    return found if given._array.ndim == 2 else reshaped(found, ())


def corrcoef(input: Tensor) -> Tensor:
    """The correlations of variables, a row each: the covariances over the deviations of both."""
    found: Any = cov(a_tensor("corrcoef", input))
    scaled: Tensor
    if found._array.ndim == 0:
        scaled = found / found
        return scaled
    spread = apply(OPS["sqrt"], apply(OPS["diagonal"], found, offset=0, dim1=0, dim2=1))
    scaled = (found / reshaped(spread, (-1, 1)) / spread).clamp(-1, 1)
    return scaled


def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """A copy with `source` at places counted through all elements in a row; `accumulate` adds. Raises PositionError."""
    given, places = a_tensor("put", input), a_tensor("put", index, "index", 2)
    n = given._array.size
    wrong = places._array[(places._array < -n) | (places._array >= n)]
    if wrong.size:
        raise PositionError(f"out of range: tried to access index {wrong.reshape(-1)[0]} on a tensor of {n} elements.")
    if places._array.size != source._array.size:
        raise ShapeError(
            "put_(): Expected source and index to have the same number of elements, but got source.numel() = "
            f"{source._array.size}, index.numel() = {places._array.size}"
        )
    filled = index_put(flatten(given), (flatten(places),), flatten(source), accumulate)
    return reshaped(filled, given._array.shape)


def put_(self: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """As `put`, in place."""
    return change(self, put, index, source, accumulate)


def fill_diagonal_(self: Tensor, fill_value: Any, wrap: bool = False) -> Tensor:
    """Make the elements of the main diagonal one number. Raises ShapeError for fewer than two dimensions."""
    if self._array.ndim < 2:
        raise ShapeError("dimensions must larger than 1")
    flags = np.zeros(self._array.shape, np.bool_)
    np.fill_diagonal(flags, True, wrap)
    return change(self, lambda before: apply(OPS["masked_fill"], before, Tensor._of(flags), value=fill_value))


def sum_to_size(self: Tensor, *size: Any) -> Tensor:
    """Summed to a shape that broadcasts to its own. Raises ShapeError for another."""
    wanted = tuple(size[0]) if len(size) == 1 and not isinstance(size[0], int) else size
    shape = self._array.shape
    try:
        fits = np.broadcast_shapes(wanted, shape) == shape
    except ValueError:
        fits = False
    if not fits:
        raise ShapeError(f"size {{{listed(wanted)}}} is not expandable to size {{{listed(shape)}}}.")
    if not self._requires_grad:
        return Tensor._of(np.asarray(unbroadcast(self._array, wanted)))
    extra = len(shape) - len(wanted)
    over = [at for at, n in enumerate(shape) if at < extra or (wanted[at - extra] == 1 and n != 1)]
    found = reductions.sum(self, tuple(over), True) if over else self
    return reshaped(found, wanted) if extra else found


def apply_(self: Tensor, callable: Callable[[Any], Any]) -> Tensor:
    """Make each element what the function makes of it. Raises TensorError where a gradient is required."""
    if self._requires_grad:
        raise TensorError("Can't call apply_() on Variable that requires grad. Use var.detach().apply_() instead.")
    self._array[...] = np.array([callable(each) for each in self._array.reshape(-1).tolist()]).reshape(
        self._array.shape
    )
    return self


def map_(self: Tensor, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
    """Make each element what the function makes of it and its fellow in another tensor. Raises TensorError."""
    if self._requires_grad or tensor._requires_grad:
        raise TensorError("Can't call map_() on Variable that requires grad. Use var.detach().map_() instead.")
    pairs = zip(self._array.reshape(-1).tolist(), np.broadcast_to(tensor._array, self._array.shape).flat, strict=True)
    self._array[...] = np.array([callable(a, b.item()) for a, b in pairs]).reshape(self._array.shape)
    return self


def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """U, the singular values and V; it has no gradient here."""
    u, values, transposed = decompositions.svd(input, full_matrices=not some)
    return return_types.svd((u, values, transposed.mT))


def qr(input: Tensor, some: bool = True) -> Any:
    """A matrix with orthonormal columns, and an upper triangle; it has no gradient here."""
    return return_types.qr(decompositions.qr(input, "reduced" if some else "complete"))


def pinverse(input: Tensor) -> Tensor:
    """The pseudo-inverse; it has no gradient here."""
    return decompositions.pinv(input)


def real(input: Tensor) -> Tensor:
    """The tensor itself: there are no complex numbers."""
    return a_tensor("real", input)


def conj(input: Tensor) -> Tensor:
    """The tensor itself: there are no complex numbers."""
    return a_tensor("conj", input)


def is_complex(input: Tensor) -> bool:
    """Always False."""
    a_tensor("is_complex", input)
    return False


def is_signed(input: Tensor) -> bool:
    """Whether the dtype has negative numbers."""
    return a_tensor("is_signed", input).is_signed()


def is_inference(input: Tensor) -> bool:
    """Always False: tensors of inference mode are like others here."""
    return False


def detach(input: Tensor) -> Tensor:
    """The same numbers, in the same memory, out of the graph."""
    return a_tensor("detach", input).detach()


def fill(input: Tensor, value: Any) -> Tensor:
    """A tensor of the same shape and dtype, filled with one number."""
    return fill_(apply(OPS["clone"], a_tensor("fill", input)), value)


def get_num_threads() -> int:
    """1: there is one thread."""
    return 1


def set_num_threads(int: Any) -> None:
    """Nothing: there is one thread."""


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Nothing: all algorithms are deterministic."""


def set_float32_matmul_precision(precision: str) -> None:
    """Nothing: products are in full precision. Raises DtypeError for no text."""
    if not isinstance(precision, str):
        raise DtypeError(f"set_float32_matmul_precision expects a str, but got {type(precision).__name__}")


__all__ = [
    "conj", "corrcoef", "cov", "detach", "fill", "fill_", "get_num_threads", "is_complex", "is_inference", "is_signed",
    "pinverse", "put", "qr", "real", "set_float32_matmul_precision", "set_num_threads", "svd", "trapezoid", "trapz",
    "use_deterministic_algorithms", "zero_",
]  # fmt: skip

METHODS: dict[str, Callable[..., Any]] = {
    name: globals()[name]
    for name in (
        "apply_", "conj", "corrcoef", "cov", "fill_diagonal_", "is_inference", "map_", "pinverse", "put", "put_", "qr",
        "sum_to_size", "svd",
    )
}  # fmt: skip
