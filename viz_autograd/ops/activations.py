"""Activations: what makes a network more than one matrix."""

from __future__ import annotations

import numpy as np

from viz_autograd.ops.elementwise import ZERO, choose, unary
from viz_autograd.ops.op import Array, Op, Sample

FAMILY = "activations"

_SMOOTH = (
    Sample((0.75,)),
    Sample(([-1.5, 0.0, 2.0],)),
    Sample(([[0.5, -2.0, 1.0], [3.0, -0.25, 6.0]],)),
)


def _gated(upstream: Array, out: Array, a: Array) -> Array:
    # "Not ≤ 0" rather than "> 0": a NaN lets the gradient through, as in PyTorch. A product with 0 would turn an
    # infinite upstream into NaN where the gate is shut.
    return choose(a <= 0, ZERO, upstream)


TANH = unary(
    name="tanh",
    family=FAMILY,
    symbol="tanh",
    title="hyperbolic tangent",
    forward=lambda a: np.tanh(a),
    backward=lambda up, out, a: up * (1.0 - out * out),
    formula="tanh(a)",
    local="1 - out**2",
    says="tanh saturates",
    torch="torch.tanh({a})",
    samples=_SMOOTH,
)

SIGMOID = unary(
    name="sigmoid",
    family=FAMILY,
    symbol="σ",
    title="sigmoid",
    forward=lambda a: 1.0 / (1.0 + np.exp(-a)),
    backward=lambda up, out, a: up * (1.0 - out) * out,
    formula="1 / (1 + exp(-a))",
    local="out * (1 - out)",
    says="sigmoid saturates",
    torch="torch.sigmoid({a})",
    samples=_SMOOTH,
)

RELU = unary(
    name="relu",
    family=FAMILY,
    symbol="relu",
    title="rectified linear unit",
    forward=lambda a: np.maximum(a, 0.0),
    backward=_gated,
    formula="max(a, 0)",
    local="gt(a, 0)",
    says="relu gates",
    torch="torch.relu({a})",
    samples=(
        Sample((1.5,)),
        Sample((-1.5,)),
        Sample(([-1.5, 0.5, 2.0],)),
        Sample(([[0.5, -2.0], [-0.25, 6.0]],)),
        Sample((0.0,), kink=True),
        Sample(([0.0, -1.0, 1.0],), kink=True),
    ),
    analytic=False,
)

OPS: tuple[Op, ...] = (TANH, SIGMOID, RELU)
