"""Functions of whole matrices: trace, inverse, determinant, solutions and factors; and the cross product."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from viz_autograd.errors import ShapeError, SingularError, TensorError, UnsupportedError
from viz_autograd.ops.broadcasting import unbroadcast
from viz_autograd.ops.call import call
from viz_autograd.ops.dimensions import along, axis_of
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.ops.op import Contributions, Op, Sample, Shape
from viz_autograd.ops.structure import Numbers, one_input, unseen

FAMILY = "linear algebra"

DIM = along(-1, "the dimension of size 3")


def _trace(a: Numbers) -> Numbers:
    _trace_shape(a.shape)
    if a.dtype.kind == "b":
        raise UnsupportedError("\"trace\" not implemented for 'Bool'")
    found: Numbers = np.trace(a, dtype=np.int64 if a.dtype.kind in "iu" else None)
    return found


def _trace_backward(up: Numbers, out: Numbers, a: Numbers) -> Numbers:
    return up * np.eye(*a.shape, dtype=a.dtype)


def _trace_shape(a: Shape) -> Shape:
    if len(a) != 2:
        raise ShapeError(f"trace: expected a matrix, but got tensor with dim {len(a)}")
    return ()


def _cross(a: Numbers, b: Numbers, dim: int = -1) -> Numbers:
    axis = axis_of(len(_cross_shape(a.shape, b.shape, dim)), dim)
    a, b = np.moveaxis(a, axis, 0), np.moveaxis(b, axis, 0)
    parts = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    return np.stack(parts, axis)


def _cross_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], dim: int = -1
) -> Contributions:
    a, b = inputs
    return (
        unbroadcast(call(CROSS, b, upstream, dim=dim), a.shape) if needs[0] else None,
        unbroadcast(call(CROSS, upstream, a, dim=dim), b.shape) if needs[1] else None,
    )


def _cross_shape(a: Shape, b: Shape, dim: int = -1) -> Shape:
    if len(a) != len(b):
        raise ShapeError("linalg.cross: inputs must have the same number of dimensions.")
    axis = axis_of(len(a), dim)
    if a[axis] != 3 or b[axis] != 3:
        raise ShapeError(f"linalg.cross: inputs dimension {dim} must have length 3. Got {a[axis]} and {b[axis]}")
    return np.broadcast_shapes(a, b)


def _check_square(name: str, a: Shape) -> Shape:
    if len(a) < 2:
        raise ShapeError(f"linalg.{name}: The input tensor A must have at least 2 dimensions.")
    if a[-1] != a[-2]:
        raise ShapeError(
            f"linalg.{name}: A must be batches of square matrices, but they are {a[-2]} by {a[-1]} matrices"
        )
    return a


def _check_floating(name: str, a: Numbers) -> None:
    if a.dtype.kind not in "fc":
        raise TensorError(
            f"linalg.{name}: Expected a floating point or complex tensor as input. Got {scalar_name(a.dtype)}"
        )


def _batch_element(a: Numbers, at: int) -> str:
    return f"(Batch element {at}): " if a.ndim > 2 else ""


def _inverse(a: Numbers) -> Numbers:
    _inverse_shape(a.shape)
    _check_floating("inv", a)
    try:
        found: Numbers = np.linalg.inv(a)
    except np.linalg.LinAlgError as error:
        raise SingularError(_why_singular(a)) from error
    return found


def _why_singular(a: Numbers) -> str:
    """PyTorch's words for the first matrix without an inverse: where its elimination meets a 0."""
    for at, matrix in enumerate(a.reshape(-1, *a.shape[-2:])):
        place = _zero_pivot(matrix)
        if place:
            return (
                f"linalg.inv: {_batch_element(a, at)}The diagonal element {place} is zero, the inversion could not be "
                "completed because the input matrix is singular."
            )
    return "linalg.inv: The inversion could not be completed because the input matrix is singular."


def _zero_pivot(matrix: Numbers) -> int:
    """The first diagonal element, from 1, that is 0 in an elimination with row exchanges; 0: none."""
    rest = np.array(matrix, np.float64)
    for at in range(len(rest)):
        best = at + int(np.argmax(np.abs(rest[at:, at])))
        rest[[at, best]] = rest[[best, at]]
        if rest[at, at] == 0:
            return at + 1
        rest[at + 1 :] -= np.outer(rest[at + 1 :, at] / rest[at, at], rest[at])
    return 0


def _inverse_backward(up: Numbers, out: Numbers, a: Numbers) -> Numbers:
    turned = np.swapaxes(out, -1, -2)
    return -np.matmul(np.matmul(turned, up), turned)


def _inverse_shape(a: Shape) -> Shape:
    return _check_square("inv", a)


def _det(a: Numbers) -> Numbers:
    _det_shape(a.shape)
    _check_floating("det", a)
    found: Numbers = np.linalg.det(a)
    return found


def _det_backward(up: Numbers, out: Numbers, a: Numbers) -> Numbers:
    n = a.shape[-1]
    if not np.any(out == 0):
        scaled = (up * out).reshape((*out.shape, 1, 1))
        return scaled * np.swapaxes(call(INVERSE, a), -1, -2)
    # The gradient is the cofactors, which a singular matrix has as well.
    rows = []
    for i in range(n):
        kept = [row for row in range(n) if row != i]
        row = []
        for j in range(n):
            columns = [column for column in range(n) if column != j]
            minor = call(DET, a[(..., *np.ix_(kept, columns))])
            row.append(minor * (-1.0) ** (i + j))
        rows.append(np.stack(row, -1))
    return up.reshape((*out.shape, 1, 1)) * np.stack(rows, -2)


def _det_shape(a: Shape) -> Shape:
    return _check_square("det", a)[:-2]


def _is_vector(a: Shape, b: Shape) -> bool:
    """Whether b holds one right-hand side for each matrix, and not columns of them."""
    return len(b) == 1 or (len(a) - 1 == len(b) and b == a[:-1])


def _solve(a: Numbers, b: Numbers) -> Numbers:
    _solve_shape(a.shape, b.shape)
    _check_floating("solve", a)
    if a.dtype != b.dtype:
        raise TensorError(
            "linalg.solve: Expected A and B to have the same dtype, but found A of type "
            f"{scalar_name(a.dtype)} and B of type {scalar_name(b.dtype)} instead"
        )
    vector = _is_vector(a.shape, b.shape)
    try:
        found: Numbers = np.linalg.solve(a, b[..., np.newaxis] if vector else b)
    except np.linalg.LinAlgError as error:
        raise SingularError("torch.linalg.solve: The solver failed because the input matrix is singular.") from error
    return found[..., 0] if vector else found


def _solve_vjp(upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool]) -> Contributions:
    a, b = inputs
    vector = _is_vector(a.shape, b.shape)
    up = upstream.reshape((*upstream.shape, 1)) if vector else upstream
    found = out.reshape((*out.shape, 1)) if vector else out
    back = call(SOLVE, np.swapaxes(a, -1, -2), up)
    to_a = unbroadcast(-np.matmul(back, np.swapaxes(found, -1, -2)), a.shape) if needs[0] else None
    to_b = None
    if needs[1]:
        to_b = unbroadcast(back.reshape(upstream.shape), b.shape)
    return to_a, to_b


def _solve_shape(a: Shape, b: Shape) -> Shape:
    _check_square("solve", a)
    vector = _is_vector(a, b)
    right = (*b, 1) if vector else b
    if not b or right[-2] != a[-1]:
        raise ShapeError(
            f"linalg.solve: Incompatible shapes of A and B for the equation AX = B ({a[-2]}x{a[-1]} and "
            f"{right[-2]}x{right[-1]})"
        )
    batch = np.broadcast_shapes(a[:-2], right[:-2])
    return (*batch, a[-1]) if vector else (*batch, a[-1], right[-1])


def _cholesky(a: Numbers) -> Numbers:
    _cholesky_shape(a.shape)
    _check_floating("cholesky", a)
    try:
        found: Numbers = np.linalg.cholesky(a)
    except np.linalg.LinAlgError as error:
        raise SingularError(_why_not_positive(a)) from error
    return found


def _why_not_positive(a: Numbers) -> str:
    for at, matrix in enumerate(a.reshape(-1, *a.shape[-2:])):
        for order in range(1, len(matrix) + 1):
            try:
                np.linalg.cholesky(matrix[:order, :order])
            except np.linalg.LinAlgError:
                return (
                    f"linalg.cholesky: {_batch_element(a, at)}The factorization could not be completed because the "
                    f"input is not positive-definite (the leading minor of order {order} is not positive-definite)."
                )
    return "linalg.cholesky: The factorization could not be completed because the input is not positive-definite."


def _cholesky_backward(up: Numbers, out: Numbers, a: Numbers) -> Numbers:
    """Murray, Differentiation of the Cholesky decomposition (2016), equation 10, made symmetric."""
    turned = np.swapaxes(out, -1, -2)
    half = np.tril(np.ones(a.shape[-2:], a.dtype)) - 0.5 * np.eye(a.shape[-1], dtype=a.dtype)
    lower = np.matmul(turned, up) * half
    inner = call(SOLVE, turned, np.swapaxes(call(SOLVE, turned, np.swapaxes(lower, -1, -2)), -1, -2))
    return 0.5 * (inner + np.swapaxes(inner, -1, -2))


def _cholesky_shape(a: Shape) -> Shape:
    return _check_square("cholesky", a)


_SQUARE = [[2.0, 1.0], [-0.5, 3.0]]

TRACE = one_input(
    name="trace",
    family=FAMILY,
    symbol="tr",
    title="sum of the diagonal",
    forward=_trace,
    backward=_trace_backward,
    shape=_trace_shape,
    formula="trace(a)",
    rules={"a": "up * one(a)"},
    says={"a": "trace sends to the diagonal only"},
    torch="torch.trace({a})",
    samples=(Sample((_SQUARE,)), Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]],))),
    analytic=True,
    grad_fn="TraceBackward0",
)

INVERSE = one_input(
    name="inverse",
    family=FAMILY,
    symbol="A⁻¹",
    title="inverse of a matrix",
    forward=_inverse,
    backward=_inverse_backward,
    saves=("out",),
    shape=_inverse_shape,
    formula="inverse(a)",
    rules={"a": "-(T(out) @ up @ T(out))"},
    says={"a": "inverse turns against its matrix"},
    torch="torch.linalg.inv({a})",
    samples=(Sample((_SQUARE,)), Sample(([[4.0]],))),
    analytic=True,
    grad_fn="LinalgInvExBackward0",
)

DET = one_input(
    name="det",
    family=FAMILY,
    symbol="det",
    title="determinant of a matrix",
    forward=_det,
    backward=_det_backward,
    saves=("a", "out"),
    shape=_det_shape,
    formula="det(a)",
    rules={"a": "up * out * T(inverse(a))"},
    says={"a": "det sends the cofactors"},
    torch="torch.linalg.det({a})",
    samples=(Sample((_SQUARE,)), Sample(([[4.0]],))),
    analytic=True,
    grad_fn="LinalgDetBackward0",
)

CROSS = unseen(
    name="cross",
    family=FAMILY,
    title="cross product of vectors of three",
    ports=("a", "b"),
    forward=_cross,
    vjp=_cross_vjp,
    saves={"a": ("b",), "b": ("a",)},
    shape=_cross_shape,
    formula="a * b",
    torch="torch.linalg.cross({a}, {b})",
    attributes=(DIM,),
    grad_fn="LinalgCrossBackward0",
)

SOLVE = unseen(
    name="solve",
    family=FAMILY,
    title="solution of a system of linear equations",
    ports=("a", "b"),
    forward=_solve,
    vjp=_solve_vjp,
    saves={"a": ("a", "out"), "b": ("a",)},
    shape=_solve_shape,
    formula="a @ b",
    torch="torch.linalg.solve({a}, {b})",
    numbers="own",
    grad_fn="LinalgSolveExBackward0",
)

CHOLESKY = unseen(
    name="cholesky",
    family=FAMILY,
    title="lower triangle whose product with its transpose is the matrix",
    forward=_cholesky,
    backward=_cholesky_backward,
    saves=("out",),
    shape=_cholesky_shape,
    formula="a",
    torch="torch.linalg.cholesky({a})",
    grad_fn="LinalgCholeskyExBackward0",
)

OPS: tuple[Op, ...] = (TRACE, INVERSE, DET, CROSS, SOLVE, CHOLESKY)
