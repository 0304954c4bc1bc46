"""Products of vectors and matrices, single or in batches."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ShapeError, TensorError, UnsupportedError
from viz_autograd.ops.broadcasting import broadcast_shape, unbroadcast
from viz_autograd.ops.dimensions import listed
from viz_autograd.ops.dtype_names import c_name, scalar_name
from viz_autograd.ops.op import Attribute, Contributions, Op, Sample, Shape
from viz_autograd.ops.shapes import expand_shape
from viz_autograd.ops.structure import Numbers, unseen

FAMILY = "linear algebra"

BETA = Attribute("beta", "float", 1, "what the first input is multiplied by")
ALPHA = Attribute("alpha", "float", 1, "what the product is multiplied by")


def _dot(a: Numbers, b: Numbers) -> Numbers:
    _dot_shape(a.shape, b.shape)
    if a.dtype != b.dtype and "c" not in (a.dtype.kind, b.dtype.kind):
        raise TensorError(
            "dot : expected both vectors to have same dtype, but found "
            f"{scalar_name(a.dtype)} and {scalar_name(b.dtype)}"
        )
    _refuse_bool("dot", a)
    product: Numbers = np.dot(a, b)
    return product


def _refuse_bool(name: str, a: Numbers) -> None:
    if a.dtype.kind == "b":
        raise UnsupportedError(f"\"{name}\" not implemented for 'Bool'")


def _dot_vjp(upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool]) -> Contributions:
    a, b = inputs
    return (upstream * b if needs[0] else None, upstream * a if needs[1] else None)


def _dot_shape(a: Shape, b: Shape) -> Shape:
    if len(a) != 1 or len(b) != 1:
        raise ShapeError(f"1D tensors expected, but got {len(a)}D and {len(b)}D tensors")
    if a != b:
        raise ShapeError(
            f"inconsistent tensor size, expected tensor [{a[0]}] and src [{b[0]}] to have the same number of "
            f"elements, but got {a[0]} and {b[0]} elements respectively"
        )
    return ()


def _mv(a: Numbers, b: Numbers) -> Numbers:
    _mv_shape(a.shape, b.shape)
    _check_mv(a, b)
    return np.matmul(a, b)


def _check_mv(a: Numbers, b: Numbers) -> None:
    if a.dtype != b.dtype:
        matrix, vector = scalar_name(a.dtype), scalar_name(b.dtype)
        raise TensorError(f"addmv input tensors must have the same dtype, but got {vector}, {matrix}, and {vector}")
    _refuse_bool("addmv_impl_cpu", a)


def _mv_shape(a: Shape, b: Shape) -> Shape:
    if len(a) != 2 or len(b) != 1:
        raise ShapeError(f"vector + matrix @ vector expected, got 1, {len(a)}, {len(b)}")
    if a[1] != b[0]:
        raise ShapeError(f"size mismatch, got input ({a[0]}), mat ({a[0]}x{a[1]}), vec ({b[0]})")
    return a[:1]


def _mm(a: Numbers, b: Numbers) -> Numbers:
    _mm_shape(a.shape, b.shape)
    check_mm(a, b)
    return np.matmul(a, b)


def check_mm(a: Numbers, b: Numbers) -> None:
    """Raise PyTorch's errors for matrices of dtypes that it does not multiply."""
    if a.dtype != b.dtype and "c" not in (a.dtype.kind, b.dtype.kind):
        raise TensorError(f"expected m1 and m2 to have the same dtype, but got: {c_name(a.dtype)} != {c_name(b.dtype)}")
    _refuse_bool("addmm_impl_cpu_", a)


def _mm_shape(a: Shape, b: Shape) -> Shape:
    if len(a) != 2:
        raise ShapeError("self must be a matrix")
    if len(b) != 2:
        raise ShapeError("mat2 must be a matrix")
    if a[1] != b[0]:
        raise ShapeError(f"mat1 and mat2 shapes cannot be multiplied ({a[0]}x{a[1]} and {b[0]}x{b[1]})")
    return a[0], b[1]


def _bmm(a: Numbers, b: Numbers) -> Numbers:
    _bmm_shape(a.shape, b.shape)
    _check_bmm(a, b)
    return np.matmul(a, b)


def _check_bmm(a: Numbers, b: Numbers) -> None:
    if a.dtype != b.dtype:
        raise TensorError(f"expected scalar type {scalar_name(a.dtype)} but found {scalar_name(b.dtype)}")
    _refuse_bool("bmm", a)


def _bmm_shape(a: Shape, b: Shape) -> Shape:
    for number, shape in enumerate((a, b), 1):
        if len(shape) != 3:
            raise ShapeError(f"batch{number} must be a 3D tensor")
    if b[:2] != (a[0], a[2]):
        raise ShapeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{a[0]}, {a[2]}] but got: {listed(b[:2])}."
        )
    return a[0], a[1], b[2]


def _matmul(a: Numbers, b: Numbers) -> Numbers:
    _matmul_shape(a.shape, b.shape)
    if a.dtype != b.dtype or a.dtype.kind == "b":
        _check_matmul(a, b)
    product: Numbers = np.matmul(a, b)
    return product


def _check_matmul(a: Numbers, b: Numbers) -> None:
    """Raise what PyTorch raises for these dtypes: it differs with the ranks, since it multiplies in different ways."""
    match (a.ndim, b.ndim):
        case (1, 1):
            _dot(a, b)
        case (2, 1):
            _check_mv(a, b)
        case (1 | 2, 2) | (_, 2):
            check_mm(a, b)
        case (_, 1) if a.ndim > 2:
            _check_mv(a, b)
        case _:
            _check_bmm(a, b)


def _matmul_vjp(upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool]) -> Contributions:
    # A vector on the left counts as a row and on the right as a column; a product with its transpose is an outer one.
    a, b = inputs
    if len(a.shape) > 2 or len(b.shape) > 2:
        return _batched_vjp(upstream, a, b, needs)
    to_a: Numbers | None = None
    to_b: Numbers | None = None
    if needs[0]:
        to_a = np.matmul(upstream, b.T) if b.ndim == 2 else np.multiply.outer(upstream, b)
    if needs[1]:
        to_b = np.matmul(a.T, upstream) if a.ndim == 2 else np.multiply.outer(a, upstream)
    return to_a, to_b


def _batched_vjp(upstream: Numbers, a: Numbers, b: Numbers, needs: Sequence[bool]) -> Contributions:
    left = a.reshape((1, *a.shape)) if len(a.shape) == 1 else a
    right = b.reshape((*b.shape, 1)) if len(b.shape) == 1 else b
    batch = broadcast_shape(left.shape[:-2], right.shape[:-2])
    rows, columns = left.shape[-2], right.shape[-1]
    up = upstream.reshape((*batch, rows, columns))
    to_a: Numbers | None = None
    to_b: Numbers | None = None
    if needs[0]:
        to_a = unbroadcast(np.matmul(up, np.swapaxes(right, -1, -2)), left.shape).reshape(a.shape)
    if needs[1] and len(right.shape) == 2:
        # One matrix for all of the batch: as if its rows lay under each other, so that nothing is added up afterwards.
        all_rows = math.prod(batch) * rows
        flat = left.reshape((all_rows, left.shape[-1]))
        to_b = np.matmul(flat.T, up.reshape((all_rows, columns))).reshape(b.shape)
    elif needs[1]:
        to_b = unbroadcast(np.matmul(np.swapaxes(left, -1, -2), up), right.shape).reshape(b.shape)
    return to_a, to_b


def _matmul_shape(a: Shape, b: Shape) -> Shape:
    if not a or not b:
        raise ShapeError(f"both arguments to matmul need to be at least 1D, but they are {len(a)}D and {len(b)}D")
    if len(a) == 1 and len(b) == 1:
        return _dot_shape(a, b)
    if len(a) > 2 or len(b) > 2:
        return _batched_shape(a, b)
    if len(b) == 1:
        return _mv_shape(a, b)
    rows, inner = (1, a[0]) if len(a) == 1 else a
    if inner != b[0]:
        raise ShapeError(f"mat1 and mat2 shapes cannot be multiplied ({rows}x{inner} and {b[0]}x{b[1]})")
    return b[1:] if len(a) == 1 else (rows, b[1])


def _batched_shape(a: Shape, b: Shape) -> Shape:
    if len(b) <= 2 or len(a) <= 2:
        # PyTorch lays the batch's rows under each other; of a batch on the right it transposes both first.
        batch, other = (a, b) if len(b) <= 2 else ((*b[:-2], b[-1], b[-2]), a[::-1])
        rows, inner = math.prod(batch[:-1]), batch[-1]
        if len(other) == 1 and inner != other[0]:
            raise ShapeError(f"size mismatch, got input ({rows}), mat ({rows}x{inner}), vec ({other[0]})")
        if inner != other[0]:
            raise ShapeError(f"mat1 and mat2 shapes cannot be multiplied ({rows}x{inner} and {other[0]}x{other[1]})")
        if len(b) <= 2:
            return (*a[:-1], *b[1:])
        return (*b[:-2], *a[:-1], b[-1])
    batch = broadcast_shape(a[:-2], b[:-2])
    if a[-1] != b[-2]:
        size = math.prod(batch)
        raise ShapeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{size}, {a[-1]}] "
            f"but got: [{size}, {b[-2]}]."
        )
    return (*batch, a[-2], b[-1])


def _matmul_grad_fn(shapes: tuple[Any, ...], attributes: Mapping[str, Any]) -> str:
    ranks = (len(shapes[0]), len(shapes[1]))
    known = {(1, 1): "DotBackward0", (2, 1): "MvBackward0", (1, 2): "SqueezeBackward4", (2, 2): "MmBackward0"}
    return known.get(ranks, "CloneBackward0" if ranks[0] == 2 else "UnsafeViewBackward0")


DOT = Op(
    name="dot",
    family=FAMILY,
    symbol="·",
    title="dot product of two vectors",
    ports=("a", "b"),
    forward=_dot,
    vjp=_dot_vjp,
    shape=_dot_shape,
    formula="sum(a * b)",
    rules={"a": "up * b", "b": "up * a"},
    says={"a": "dot swaps", "b": "dot swaps"},
    torch="torch.dot({a}, {b})",
    samples=(
        Sample(([2.0], [-3.0])),
        Sample(([1.0, -2.0, 3.0], [4.0, 0.5, -6.0])),
    ),
    analytic=True,
    numbers="own",
    grad_fn="DotBackward0",
)

MATMUL = Op(
    name="matmul",
    family=FAMILY,
    symbol="@",
    title="matrix product",
    ports=("a", "b"),
    forward=_matmul,
    vjp=_matmul_vjp,
    shape=_matmul_shape,
    formula="a @ b",
    rules={"a": "up @ T(b)", "b": "T(a) @ up"},
    says={"a": "matmul swaps, transposed", "b": "matmul swaps, transposed"},
    torch="{a} @ {b}",
    samples=(
        Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]], [[2.0, 1.0], [-4.0, 3.0], [0.25, 7.0]])),
        Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]], [2.0, -1.0, 4.0])),
        Sample(([2.0, -1.0], [[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]])),
        Sample(([1.0, -2.0, 3.0], [4.0, 0.5, -6.0])),
        Sample(([[2.0]], [[3.0, -1.0]])),
    ),
    analytic=True,
    numbers="own",
    grad_fn=_matmul_grad_fn,
)


def _product(name: str, title: str, forward: Any, shape: Any) -> Op:
    return unseen(
        name=name,
        family=FAMILY,
        title=title,
        ports=("a", "b"),
        forward=forward,
        vjp=_matmul_vjp,
        saves={"a": ("b",), "b": ("a",)},
        shape=shape,
        formula="a @ b",
        torch=f"torch.{name}({{a}}, {{b}})",
        numbers="own",
        grad_fn=f"{name.capitalize()}Backward0",
    )


MV = _product("mv", "product of a matrix and a vector", _mv, _mv_shape)
MM = _product("mm", "product of two matrices", _mm, _mm_shape)
BMM = _product("bmm", "products of two batches of matrices", _bmm, _bmm_shape)


def _plus(name: str, title: str, product: Op, summed: bool = False) -> Op:
    """An op that adds a product to its first input, each times a number."""

    def forward(input: Numbers, a: Numbers, b: Numbers, beta: float = 1, alpha: float = 1) -> Numbers:
        term = product.forward(a, b)
        if summed:
            term = np.add.reduce(term, axis=0)
        expand_shape(input.shape, term.shape, scalar_name(input.dtype))
        if input.dtype != term.dtype:
            raise TensorError(
                f"self and mat2 must have the same dtype, but got {scalar_name(input.dtype)} and "
                f"{scalar_name(term.dtype)}"
            )
        if alpha != 1:
            term = term * alpha
        found: Numbers = term if beta == 0 else term + (input if beta == 1 else input * beta)
        return found

    def vjp(
        upstream: Numbers,
        out: Numbers,
        inputs: Sequence[Numbers],
        needs: Sequence[bool],
        beta: float = 1,
        alpha: float = 1,
    ) -> Contributions:
        first, a, b = inputs
        up = upstream if alpha == 1 else upstream * alpha
        if summed:
            up = np.broadcast_to(up, (a.shape[0], *up.shape))
        to_first = unbroadcast(upstream if beta == 1 else upstream * beta, first.shape) if needs[0] else None
        return (to_first, *product.vjp(up, out, (a, b), needs[1:]))

    def shape(input: Shape, a: Shape, b: Shape, beta: float = 1, alpha: float = 1) -> Shape:
        term = product.shape(a, b)
        return expand_shape(input, term[1:] if summed else term)

    return unseen(
        name=name,
        family=FAMILY,
        title=title,
        ports=("input", "a", "b"),
        forward=forward,
        vjp=vjp,
        saves={"a": ("b",), "b": ("a",)},
        shape=shape,
        formula="a @ b + input",
        torch=f"torch.{name}({{input}}, {{a}}, {{b}})",
        attributes=(BETA, ALPHA),
        numbers="own",
        grad_fn=f"{name.capitalize()}Backward0",
    )


OUTER = unseen(
    name="outer",
    family=FAMILY,
    title="all products of an element of one vector and one of another",
    ports=("a", "b"),
    forward=lambda a, b: np.multiply.outer(a, b),
    vjp=lambda up, out, inputs, needs: (
        np.matmul(up, inputs[1]) if needs[0] else None,
        np.matmul(up.T, inputs[0]) if needs[1] else None,
    ),
    saves={"a": ("b",), "b": ("a",)},
    shape=lambda a, b: (*a, *b),
    formula="a * b",
    torch="torch.outer({a}, {b})",
    grad_fn="MulBackward0",
)

ADDMM = _plus("addmm", "product of two matrices, plus another", MM)
ADDMV = _plus("addmv", "product of a matrix and a vector, plus another", MV)
ADDR = _plus("addr", "all products of two vectors' elements, plus a matrix", OUTER)
BADDBMM = _plus("baddbmm", "products of two batches of matrices, plus another batch", BMM)
ADDBMM = _plus("addbmm", "products of two batches of matrices added up, plus a matrix", BMM, summed=True)

OPS: tuple[Op, ...] = (DOT, MATMUL, MV, MM, BMM, OUTER, ADDMM, ADDMV, ADDR, BADDBMM, ADDBMM)
