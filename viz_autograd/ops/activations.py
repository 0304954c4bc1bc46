"""Activations that are smooth everywhere, and relu, the one that all the others are compared with."""

from __future__ import annotations

import numpy as np

from viz_autograd.ops.activation_slopes import SIGMOID_BACKWARD, TANH_BACKWARD, THRESHOLD_BACKWARD
from viz_autograd.ops.call import call
from viz_autograd.ops.elementwise import unary
from viz_autograd.ops.op import Op, Sample

FAMILY = "activations"

_SMOOTH = (
    Sample((0.75,)),
    Sample(([-1.5, 0.0, 2.0],)),
    Sample(([[0.5, -2.0, 1.0], [3.0, -0.25, 6.0]],)),
)

TANH = unary(
    name="tanh",
    family=FAMILY,
    symbol="tanh",
    title="hyperbolic tangent",
    forward=lambda a: np.tanh(a),
    backward=lambda up, out, a: call(TANH_BACKWARD, up, out),
    formula="tanh(a)",
    local="1 - out**2",
    says="tanh saturates",
    torch="torch.tanh({a})",
    samples=_SMOOTH,
    grad_fn="TanhBackward0",
)

SIGMOID = unary(
    name="sigmoid",
    family=FAMILY,
    symbol="σ",
    title="sigmoid",
    forward=lambda a: 1 / (1 + np.exp(-a)),
    backward=lambda up, out, a: call(SIGMOID_BACKWARD, up, out),
    formula="1 / (1 + exp(-a))",
    local="out * (1 - out)",
    says="sigmoid saturates",
    torch="torch.sigmoid({a})",
    samples=_SMOOTH,
    grad_fn="SigmoidBackward0",
)

RELU = unary(
    name="relu",
    family=FAMILY,
    symbol="relu",
    title="rectified linear unit",
    forward=lambda a: np.maximum(a, 0),
    backward=lambda up, out, a: call(THRESHOLD_BACKWARD, up, out),
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
    numbers="promote",
    saves=("out",),
    grad_fn="ReluBackward0",
)

OPS: tuple[Op, ...] = (TANH, SIGMOID, RELU)
