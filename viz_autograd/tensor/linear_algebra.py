"""Products of vectors and matrices and functions of matrices: torch.matmul, mm, einsum, det and the like."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, DtypeError, ShapeError, TensorError
from viz_autograd.ops import OPS
from viz_autograd.ops.dimensions import axis_of, listed
from viz_autograd.tensor import return_types
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.arguments import a_tensor, numpy_names
from viz_autograd.tensor.tensor import Tensor


def _product(name: str, second: str, says: str) -> Callable[..., Tensor]:
    op = OPS[name]

    def function(input: Tensor, other: Any) -> Tensor:
        found: Tensor = apply(op, a_tensor(name, input), a_tensor(name, other, second, 2))
        return found

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: {says}. Raises ShapeError and TensorError in PyTorch's words."
    return function


dot = _product("dot", "tensor", "the dot product of two vectors")
mv = _product("mv", "vec", "the product of a matrix and a vector")
mm = _product("mm", "mat2", "the product of two matrices")
bmm = _product("bmm", "mat2", "the products of two batches of matrices")
matmul = _product("matmul", "other", "the product of vectors, matrices or batches of them")
vdot = dot


def outer(input: Tensor, vec2: Any) -> Tensor:
    """All products of an element of one vector and one of the other."""
    a, b = a_tensor("outer", input), a_tensor("outer", vec2, "vec2", 2)
    for name, each in (("self", a), ("vec2", b)):
        if each._array.ndim != 1:
            raise ShapeError(f"outer: Expected 1-D argument {name}, but got {each._array.ndim}-D")
    column = apply(OPS["reshape"], a, shape=(a._array.size, 1))
    found: Tensor = apply(OPS["mul"], column, b)
    return found


ger = outer


def inner(input: Tensor, other: Tensor) -> Tensor:
    """Sums of products over the last dimensions of both."""
    a, b = a_tensor("inner", input), a_tensor("inner", other, "other", 2)
    if not a._array.ndim or not b._array.ndim:
        found: Tensor = apply(OPS["mul"], a, b)
        return found
    if a._array.shape[-1] != b._array.shape[-1]:
        raise ShapeError(
            "inner() the last dimension must match on both input tensors but got shapes "
            f"{listed(a._array.shape)} and {listed(b._array.shape)}"
        )
    return tensordot(a, b, ([-1], [-1]))


def tensordot(a: Tensor, b: Tensor, dims: Any = 2, out: Any = None) -> Tensor:
    """Sums of products over some dimensions of both: so many (the last of a, the first of b), or two lists of them."""
    if isinstance(dims, Tensor):
        dims = dims._array.item()
    if isinstance(dims, int):
        if dims < 0:
            raise TensorError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a._array.ndim, b._array.ndim):
            raise TensorError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        of_a, of_b = list(range(-dims, 0)), list(range(dims))
    else:
        of_a, of_b = ([each] if isinstance(each, int) else list(each) for each in dims)
    if len(of_a) != len(of_b):
        raise TensorError("both dimension lists should have same length")
    for i, j in zip(of_a, of_b, strict=True):
        if a._array.shape[i] != b._array.shape[j]:
            raise ShapeError(
                f"contracted dimensions need to match, but first has size {a._array.shape[i]} in dim {i} and second "
                f"has size {b._array.shape[j]} in dim {j}"
            )
    summed_a = [axis_of(a._array.ndim, each) for each in of_a]
    summed_b = [axis_of(b._array.ndim, each) for each in of_b]
    kept_a = [each for each in range(a._array.ndim) if each not in summed_a]
    kept_b = [each for each in range(b._array.ndim) if each not in summed_b]
    inside = math.prod(a._array.shape[each] for each in summed_a)
    left = apply(OPS["permute"], a, dims=(*kept_a, *summed_a))
    right = apply(OPS["permute"], b, dims=(*summed_b, *kept_b))
    shape_a = tuple([a._array.shape[each] for each in kept_a])
    shape_b = tuple([b._array.shape[each] for each in kept_b])
    product = apply(
        OPS["mm"],
        apply(OPS["reshape"], left, shape=(math.prod(shape_a), inside)),
        apply(OPS["reshape"], right, shape=(inside, math.prod(shape_b))),
    )
    found: Tensor = apply(OPS["reshape"], product, shape=(*shape_a, *shape_b))
    return found


def einsum(*args: Any) -> Tensor:
    """Sums of products over named dimensions, such as "ij,jk->ik", or with lists of numbers for the letters."""
    if not args:
        raise ArgumentError(_NO_EQUATION)
    if isinstance(args[0], Tensor):
        equation, given = _from_lists(args)
    else:
        equation, given = args[0], list(args[1:])
        if len(given) == 1 and isinstance(given[0], list | tuple):
            given = list(given[0])
    if not given:
        raise ArgumentError(_NO_EQUATION)
    if not isinstance(equation, str):
        raise DtypeError(f"einsum(): argument 'equation' (position 1) must be str, not {type(equation).__name__}")
    found: Tensor = apply(OPS["einsum"], *given, equation=equation)
    return found


_NO_EQUATION = (
    "einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts "
    "list"
)


def _from_lists(args: tuple[Any, ...]) -> tuple[str, list[Any]]:
    def written(letters: Any) -> str:
        return "".join(
            "..." if each is Ellipsis else chr(ord("A") + each if each < 26 else ord("a") + each - 26)
            for each in letters
        )

    given, terms = list(args[: len(args) // 2 * 2 : 2]), list(args[1::2])
    equation = ",".join(written(each) for each in terms)
    return (f"{equation}->{written(args[-1])}" if len(args) % 2 else equation), given


def _plus(name: str, says: str) -> Callable[..., Tensor]:
    op = OPS[name]

    def function(input: Tensor, first: Any, second: Any, *, beta: float = 1, alpha: float = 1) -> Tensor:
        found: Tensor = apply(op, a_tensor(name, input), first, second, beta=beta, alpha=alpha)
        return found

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: beta × input + alpha × {says}."
    return function


addmm = _plus("addmm", "the product of two matrices")
addmv = _plus("addmv", "the product of a matrix and a vector")
addr = _plus("addr", "the outer product of two vectors")
baddbmm = _plus("baddbmm", "the products of two batches of matrices")
addbmm = _plus("addbmm", "the sum of the products of two batches of matrices")


def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix."""
    found: Tensor = apply(OPS["trace"], a_tensor("trace", input))
    return found


@numpy_names
def cross(input: Tensor, other: Tensor, dim: Any = None) -> Tensor:
    """The cross product of vectors of three along `dim` (the first of size 3 unless said)."""
    a, b = a_tensor("cross", input), a_tensor("cross", other, "other", 2)
    if dim is None:
        dim = next((at for at, n in enumerate(a._array.shape) if n == 3), None)
        if dim is None:
            raise ShapeError("no dimension of size 3 in input")
    found: Tensor = apply(OPS["cross"], a, b, dim=dim)
    return found


def kron(input: Tensor, other: Tensor) -> Tensor:
    """The Kronecker product: every element of one times all of the other."""
    a, b = input._array.shape, other._array.shape
    rank = max(len(a), len(b))
    wide_a, wide_b = (1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b
    left = apply(OPS["reshape"], input, shape=tuple([n for size in wide_a for n in (size, 1)]))
    right = apply(OPS["reshape"], other, shape=tuple([n for size in wide_b for n in (1, size)]))
    shape = tuple([m * n for m, n in zip(wide_a, wide_b, strict=True)])
    found: Tensor = apply(OPS["unsafe_view"], apply(OPS["mul"], left, right), shape=shape)
    return found


def _of_matrix(op: str, name: str, says: str) -> Callable[..., Tensor]:
    entry = OPS[op]

    def function(input: Tensor) -> Tensor:
        found: Tensor = apply(entry, a_tensor(name, input))
        return found

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: {says}. Raises ShapeError, TensorError and SingularError in PyTorch's words."
    return function


inverse = _of_matrix("inverse", "inverse", "the inverse of each matrix")
det = _of_matrix("det", "det", "the determinant of each matrix")


def slogdet(input: Tensor) -> Any:
    """The sign of the determinant, and the logarithm of its size."""
    found = det(input)
    return return_types.slogdet((apply(OPS["sign"], found), apply(OPS["log"], apply(OPS["abs"], found))))


def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant; nan for a negative one."""
    found: Tensor = apply(OPS["log"], det(input))
    return found


def cholesky(input: Tensor, upper: bool = False) -> Tensor:
    """The lower (or upper) triangle whose product with its transpose is the matrix."""
    found: Tensor = apply(OPS["cholesky"], a_tensor("cholesky", input))
    return apply(OPS["transpose"], found, dim0=-2, dim1=-1) if upper else found


def matrix_power(input: Tensor, n: int) -> Tensor:
    """The n-th power of each matrix; of negative n by way of the inverse."""
    if n < 0:
        return matrix_power(inverse(input), -n)
    if n == 0:
        one = np.eye(input._array.shape[-1], dtype=input._array.dtype)
        return Tensor._of(np.broadcast_to(one, input._array.shape).copy())
    result: Tensor | None = None
    power = input
    while n:
        if n & 1:
            result = power if result is None else matmul(result, power)
        n >>= 1
        if n:
            power = matmul(power, power)
    return input if result is None else result


def chain_matmul(*matrices: Tensor) -> Tensor:
    """The product of several matrices."""
    result = matrices[0]
    for each in matrices[1:]:
        result = mm(result, each)
    return result


__all__ = [
    "addbmm", "addmm", "addmv", "addr", "baddbmm", "bmm", "chain_matmul", "cholesky", "cross", "det", "dot", "einsum",
    "ger", "inner", "inverse", "kron", "logdet", "matmul", "matrix_power", "mm", "mv", "outer", "slogdet", "tensordot",
    "trace", "vdot",
]  # fmt: skip

METHODS: dict[str, Callable[..., Any]] = {
    name: globals()[name] for name in __all__ if name not in ("chain_matmul", "einsum", "tensordot")
}
