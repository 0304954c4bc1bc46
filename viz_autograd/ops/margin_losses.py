"""Losses that ask for a margin between a prediction and where its target changes sign."""

from __future__ import annotations

import numpy as np

from viz_autograd.ops.op import Array, Op, Sample
from viz_autograd.ops.reducing_losses import elementwise_loss

_SIDES = ([1.0, -2.0, 0.5], [1.0, 1.0, -1.0])


def _soft_margin(a: Array, b: Array) -> Array:
    return np.log1p(np.exp(-b * a))


def _by_a(upstream: Array, a: Array, b: Array) -> Array:
    raised = np.exp(-b * a)
    return upstream * -b * raised / (raised + 1)  # type: ignore[no-any-return]


def _by_b(upstream: Array, a: Array, b: Array) -> Array:
    raised = np.exp(-b * a)
    return upstream * -a * raised / (raised + 1)  # type: ignore[no-any-return]


SOFT_MARGIN = elementwise_loss(
    name="soft_margin",
    symbol="margin",
    title="soft margin: score, side (1 or -1)",
    ports=("a", "b"),
    loss=_soft_margin,
    slopes={"a": _by_a, "b": _by_b},
    formula="mean(log(1 + exp(-b * a)))",
    rules={"a": "-up * b * sigmoid(-b * a) / n", "b": "-up * a * sigmoid(-b * a) / n"},
    says={"a": "soft_margin pushes to the target's side", "b": "soft_margin passes the score"},
    torch="torch.nn.functional.soft_margin_loss({a}, {b})",
    samples=(
        Sample((0.75, 1.0)),
        Sample(_SIDES),
        Sample(_SIDES, {"reduction": "sum"}),
        Sample(_SIDES, {"reduction": "none"}),
    ),
    analytic=True,
    numbers="float",
    saves={"a": ("a", "b"), "b": ("a", "b")},
    grad_fn="SoftMarginLossBackward0",
)

OPS: tuple[Op, ...] = (SOFT_MARGIN,)
