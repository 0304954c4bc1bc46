"""Products of vectors and matrices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from viz_autograd.errors import ShapeError
from viz_autograd.ops.op import Array, Contributions, Op, Sample, Shape

FAMILY = "linear algebra"


def _dot(a: Array, b: Array) -> Array:
    _dot_shape(a.shape, b.shape)
    product: Array = np.dot(a, b)
    return product


def _dot_vjp(upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool]) -> Contributions:
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


def _matmul(a: Array, b: Array) -> Array:
    _matmul_shape(a.shape, b.shape)
    product: Array = np.matmul(a, b)
    return product


def _matmul_vjp(upstream: Array, out: Array, inputs: Sequence[Array], needs: Sequence[bool]) -> Contributions:
    # A vector on the left counts as a row and on the right as a column; a product with its transpose is an outer one.
    a, b = inputs
    to_a: Array | None = None
    to_b: Array | None = None
    if needs[0]:
        to_a = np.matmul(upstream, b.T) if b.ndim == 2 else np.multiply.outer(upstream, b)
    if needs[1]:
        to_b = np.matmul(a.T, upstream) if a.ndim == 2 else np.multiply.outer(a, upstream)
    return to_a, to_b


def _matmul_shape(a: Shape, b: Shape) -> Shape:
    if not a or not b:
        raise ShapeError(f"both arguments to matmul need to be at least 1D, but they are {len(a)}D and {len(b)}D")
    if len(a) == 1 and len(b) == 1:
        return _dot_shape(a, b)
    if len(b) == 1:
        if a[1] != b[0]:
            raise ShapeError(f"size mismatch, got input ({a[0]}), mat ({a[0]}x{a[1]}), vec ({b[0]})")
        return a[:1]
    rows, inner = (1, a[0]) if len(a) == 1 else a
    if inner != b[0]:
        raise ShapeError(f"mat1 and mat2 shapes cannot be multiplied ({rows}x{inner} and {b[0]}x{b[1]})")
    return b[1:] if len(a) == 1 else (rows, b[1])


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
)

OPS: tuple[Op, ...] = (DOT, MATMUL)
