"""Losses of probabilities: binary cross entropy of probabilities and of logits, Kullback-Leibler divergence."""

from __future__ import annotations

import numpy as np

from viz_autograd.ops.activations import SIGMOID
from viz_autograd.ops.call import call
from viz_autograd.ops.elementwise import choose
from viz_autograd.ops.log_functions import XLOGY
from viz_autograd.ops.op import Array, Op, Sample
from viz_autograd.ops.reducing_losses import by_reduction, elementwise_loss
from viz_autograd.ops.smooth_activations import LOGSIGMOID

# As PyTorch: a logarithm below this is taken for it, and a product of p and 1 − p that small for this.
_LEAST_LOG, _LEAST_SPREAD = -100.0, 1e-12

_PROBABILITIES = (
    Sample((0.75, 1.0)),
    Sample(([0.5, 0.125, 0.75], [1.0, 0.0, 0.25])),
    Sample(([[0.5, 0.25], [0.875, 0.0625]], [[1.0, 0.0], [0.5, 0.75]])),
    Sample(([0.5, 0.125], [1.0, 0.25]), {"reduction": "sum"}),
    Sample(([0.5, 0.125], [1.0, 0.25]), {"reduction": "none"}),
)
_LOGITS = (
    Sample((0.75, 1.0)),
    Sample(([0.5, -2.0, 3.0], [1.0, 0.0, 0.25])),
    Sample(([[0.5, 0.25], [40.0, -50.0]], [[1.0, 0.0], [0.5, 0.75]])),
    Sample(([0.5, -1.5], [1.0, 0.25]), {"reduction": "sum"}),
    Sample(([0.5, -1.5], [1.0, 0.25]), {"reduction": "none"}),
)


def _weighted(losses: Array, weight: Array | None) -> Array:
    return losses if weight is None else losses * weight


def _bce(a: Array, b: Array, weight: Array | None) -> Array:
    losses = (b - 1) * np.maximum(np.log1p(-a), _LEAST_LOG) - b * np.maximum(np.log(a), _LEAST_LOG)
    return _weighted(losses, weight)


def _bce_by_a(upstream: Array, a: Array, b: Array, weight: Array | None) -> Array:
    return _weighted(upstream * (a - b) / np.maximum((1 - a) * a, _LEAST_SPREAD), weight)


def _bce_by_b(upstream: Array, a: Array, b: Array, weight: Array | None) -> Array:
    return _weighted(upstream * (np.log(1 - a) - np.log(a)), weight)


def _logits(a: Array, b: Array, weight: Array | None, pos_weight: Array | None) -> Array:
    log_share = call(LOGSIGMOID, a)
    if pos_weight is not None:
        log_share = log_share * ((pos_weight - 1) * b + 1)
    return _weighted((1 - b) * a - log_share, weight)


def _logits_by_a(upstream: Array, a: Array, b: Array, weight: Array | None, pos_weight: Array | None) -> Array:
    share = call(SIGMOID, a)
    if pos_weight is None:
        return _weighted((share - b) * upstream, weight)
    pulled = pos_weight * b
    return _weighted(((pulled + 1 - b) * share - pulled) * upstream, weight)


def _logits_by_b(upstream: Array, a: Array, b: Array, weight: Array | None, pos_weight: Array | None) -> Array:
    if pos_weight is None:
        return _weighted(-a * upstream, weight)
    return _weighted((call(LOGSIGMOID, -a) - pos_weight * call(LOGSIGMOID, a)) * upstream, weight)


BCE = elementwise_loss(
    name="bce",
    symbol="bce",
    title="binary cross entropy: probability, target",
    ports=("a", "b", "weight"),
    optional=("weight",),
    loss=_bce,
    # PyTorch has no gradient by the weights.
    slopes={"a": _bce_by_a, "b": _bce_by_b, "weight": lambda up, a, b, weight: up * _bce(a, b, None)},
    formula="mean(-(b * log(a) + (1 - b) * log(1 - a)))",
    rules={"a": "up * (a - b) / (a * (1 - a)) / n", "b": "up * (log(1 - a) - log(a)) / n"},
    says={"a": "bce pulls towards the target", "b": "bce weighs the two logarithms"},
    torch="torch.nn.functional.binary_cross_entropy({a}, {b}, {weight})",
    samples=(
        *_PROBABILITIES,
        Sample(([[0.5, 0.25], [0.875, 0.0625]], [[1.0, 0.0], [0.5, 0.75]], [[2.0, 0.5], [1.0, 3.0]])),
        Sample(([0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]), {"reduction": "none"}, kink=True),
    ),
    analytic=False,
    numbers="float",
    saves={"a": ("a", "b", "weight"), "b": ("a", "b", "weight"), "weight": ("a", "b")},
    grad_fn="BinaryCrossEntropyBackward0",
)

BCE_WITH_LOGITS = elementwise_loss(
    name="bce_with_logits",
    symbol="bce σ",
    title="binary cross entropy of a sigmoid: logit, target",
    ports=("a", "b", "weight", "pos_weight"),
    optional=("weight", "pos_weight"),
    loss=_logits,
    # PyTorch has no gradient by the weights.
    slopes={
        "a": _logits_by_a,
        "b": _logits_by_b,
        "weight": lambda up, a, b, weight, pos_weight: up * _logits(a, b, None, pos_weight),
        "pos_weight": lambda up, a, b, weight, pos_weight: _weighted(-up * b * call(LOGSIGMOID, a), weight),
    },
    formula="mean((1 - b) * a + log(1 + exp(-a)))",
    rules={"a": "up * (sigmoid(a) - b) / n", "b": "up * (-a) / n"},
    says={"a": "bce_with_logits pulls towards the target", "b": "bce_with_logits passes the logit"},
    torch="torch.nn.functional.binary_cross_entropy_with_logits({a}, {b}, {weight}, pos_weight={pos_weight})",
    samples=(
        *_LOGITS,
        Sample(([[0.5, 0.25], [4.0, -5.0]], [[1.0, 0.0], [0.5, 0.75]], [2.0, 0.5], [3.0, 0.25])),
    ),
    analytic=False,
    numbers="float",
    saves={
        "a": ("a", "b", "weight", "pos_weight"),
        "b": ("a", "b", "weight", "pos_weight"),
        "weight": ("a", "b", "pos_weight"),
        "pos_weight": ("a", "b", "weight"),
    },
    grad_fn="BinaryCrossEntropyWithLogitsBackward0",
)

KL_DIV = elementwise_loss(
    name="kl_div",
    symbol="KL",
    title="Kullback-Leibler divergence: logarithms of shares, target shares",
    ports=("a", "b"),
    loss=lambda a, b: call(XLOGY, b, b) - b * a,
    slopes={
        "a": lambda up, a, b: -up * b,
        "b": lambda up, a, b: choose((b == 0) & (b <= 0), 0.0, call(XLOGY, up, b)) + up * b / b - up * a,
    },
    formula="mean(b * (log(b) - a))",
    rules={"a": "-up * b / n", "b": "up * (log(b) + 1 - a) / n"},
    says={"a": "kl_div weighs by the target", "b": "kl_div compares the logarithms"},
    torch="torch.nn.functional.kl_div({a}, {b})",
    samples=(
        Sample((-0.75, 0.5)),
        Sample(([-0.5, -2.0, -3.0], [0.25, 0.5, 0.25])),
        Sample(([[-0.5, -0.25], [-4.0, -5.0]], [[0.5, 0.75], [0.5, 0.25]])),
        Sample(([-0.5, -1.5], [0.5, 0.25]), {"reduction": "sum"}),
        Sample(([-0.5, -1.5], [0.5, 0.0]), {"reduction": "none"}, kink=True),
    ),
    analytic=False,
    numbers="float",
    grad_fn=by_reduction("SubBackward0"),
)

OPS: tuple[Op, ...] = (BCE, BCE_WITH_LOGITS, KL_DIV)
