"""Inputs that many ops are tried on."""

from __future__ import annotations

from viz_autograd.ops.op import Sample

ANYWHERE = (
    Sample((0.75,)),
    Sample(([-1.5, 0.0, 2.0],)),
    Sample(([[0.5, -2.0, 1.0], [3.0, -0.25, 0.125]],)),
)
POSITIVE = (
    Sample((0.75,)),
    Sample(([0.25, 1.0, 9.0],)),
    Sample(([[0.5, 2.0, 1.5], [3.0, 0.125, 100.0]],)),
)
ABOVE_ONE = (
    Sample((1.75,)),
    Sample(([1.25, 2.0, 9.0],)),
    Sample(([[1.5, 2.5, 3.5], [3.0, 1.125, 10.0]],)),
)
INSIDE_ONE = (
    Sample((0.75,)),
    Sample(([-0.5, 0.0, 0.25],)),
    Sample(([[0.5, -0.75, 0.125], [0.0625, -0.25, 0.875]],)),
)
BETWEEN_STEPS = (
    Sample((0.75,)),
    Sample(([-1.25, 0.25, 2.75],)),
    Sample(([[0.375, -2.125, 1.25], [3.75, -0.25, 0.125]],)),
)
# Every way in which two inputs can meet: alike, a scalar or a vector repeated, and both repeated at once.
PAIRS = (
    Sample((3.0, -2.0)),
    Sample(([1.5, -2.0, 0.5], [4.0, 3.0, -1.25])),
    Sample(([[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]], [[2.0, 1.5, -4.0], [3.0, -0.25, 7.0]])),
    Sample((2.5, [1.0, -2.0, 4.0])),
    Sample(([3.0, -1.0, 2.0], [[1.0, 2.0, -4.0], [0.5, -3.0, 8.0]])),
    Sample(([[1.0], [-2.0], [3.0]], [[0.5, 2.0, -1.5, 4.0]])),
)
POSITIVE_PAIRS = (
    Sample((3.0, 2.0)),
    Sample(([1.5, 2.0, 0.5], [4.0, 3.0, 1.25])),
    Sample(([[1.0, 2.0], [0.5, 5.0]], [[2.0, 1.5], [3.0, 0.25]])),
    Sample((2.5, [1.0, 2.0, 4.0])),
    Sample(([[1.0], [2.0], [3.0]], [[0.5, 2.0, 1.5, 4.0]])),
)
TIES = (
    Sample((2.0, 2.0), kink=True),
    Sample(([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]), kink=True),
    Sample(([[1.0], [2.0]], [1.0, 2.0]), kink=True),
)
