"""The backward passes of activations as ops of their own, as PyTorch has them: they show in second derivatives.

Where a slope is flat between its steps, the gradient still knows that it depends on the input, with derivative 0.
"""

from __future__ import annotations

from collections.abc import Callable

from viz_autograd.ops.elementwise import binary, choose, nothing
from viz_autograd.ops.op import Array, Attribute, Op, Sample
from viz_autograd.ops.samples import PAIRS

FAMILY = "activations"

NEGATIVE_SLOPE = Attribute("negative_slope", "float", 0.01, "slope left of 0")
MIN_VAL = Attribute("min_val", "float", -1.0, "nothing is less")
MAX_VAL = Attribute("max_val", "float", 1.0, "nothing is more")
THRESHOLD = Attribute("threshold", "float", 0.0, "what is above it stays")
LAMBD = Attribute("lambd", "float", 0.5, "what is nearer to 0 becomes 0")

_INSIDE_AND_OUT = (
    Sample((3.0, -2.0)),
    Sample(([1.5, -2.0], [0.25, 4.0])),
    Sample(([[1.0, -2.0]], [[0.25], [-0.75]])),
)


def _slope(
    name: str,
    forward: Callable[..., Array],
    by_a: Callable[..., Array],
    by_b: Callable[..., Array],
    shown: tuple[str, str, str],
    grad_fn: str,
    reads: dict[str, tuple[str, ...]],
    samples: tuple[Sample, ...] = PAIRS,
    analytic: bool = False,
    attributes: tuple[Attribute, ...] = (),
    constants: str = "",
) -> Op:
    return binary(
        name=name,
        family=FAMILY,
        symbol=name,
        title=f"{name}: upstream, and where the slope is taken",
        forward=forward,
        backward_a=by_a,
        backward_b=by_b,
        formula=shown[0],
        local_a=shown[1],
        local_b=shown[2],
        says={"a": f"{name} passes on", "b": f"{name} bends"},
        torch=f"torch.ops.aten.{name}({{a}}, {{b}}{constants})",
        samples=samples,
        analytic=analytic,
        attributes=attributes,
        numbers="own",
        saves=reads,
        grad_fn=grad_fn,
        canvas=False,
    )


TANH_BACKWARD = _slope(
    "tanh_backward",
    lambda a, b: a * (1.0 - b * b),
    lambda up, out, a, b: up * (1.0 - b * b),
    lambda up, out, a, b: up * (-2.0 * b * a),
    ("a * (1 - b**2)", "1 - b**2", "-2 * b * a"),
    "TanhBackwardBackward0",
    {"a": ("b",), "b": ("a", "b")},
    analytic=True,
)

SIGMOID_BACKWARD = _slope(
    "sigmoid_backward",
    lambda a, b: a * (1.0 - b) * b,
    lambda up, out, a, b: up * (1.0 - b) * b,
    lambda up, out, a, b: up * a * (1.0 - 2.0 * b),
    ("a * (1 - b) * b", "(1 - b) * b", "a * (1 - 2 * b)"),
    "SigmoidBackwardBackward0",
    {"a": ("b",), "b": ("a", "b")},
    analytic=True,
)


def gated(upstream: Array, at: Array, threshold: float = 0) -> Array:
    """`upstream` where `at` is above the threshold, else 0: by choice, since 0 × inf would be NaN.

    A NaN in `at` lets it through.
    """
    return choose(at <= threshold, 0.0, upstream)


def outside(upstream: Array, at: Array, lambd: float = 0.5) -> Array:
    """`upstream` where `at` is farther from 0 than `lambd`, else 0."""
    return choose((at >= -lambd) & (at <= lambd), 0.0, upstream)


THRESHOLD_BACKWARD = _slope(
    "threshold_backward",
    gated,
    lambda up, out, a, b, threshold=0: gated(up, b, threshold),
    lambda up, out, a, b, threshold=0: nothing(up),
    ("a * gt(b, threshold)", "gt(b, threshold)", "0"),
    "ThresholdBackwardBackward0",
    {"a": ("b",)},
    attributes=(THRESHOLD,),
)

SHRINK_BACKWARD = _slope(
    "hardshrink_backward",
    outside,
    lambda up, out, a, b, lambd=0.5: outside(up, b, lambd),
    lambda up, out, a, b, lambd=0.5: nothing(up),
    ("either(within(b, -lambd, lambd), 0, a)", "either(within(b, -lambd, lambd), 0, 1)", "0"),
    "HardshrinkBackwardBackward0",
    {"a": ("b",)},
    _INSIDE_AND_OUT,
    attributes=(LAMBD,),
)


def leaned(upstream: Array, at: Array, negative_slope: float = 0.01) -> Array:
    """`upstream` where `at` is above 0, else a share of it."""
    return choose(at > 0, upstream, upstream * negative_slope)


def kept_inside(upstream: Array, at: Array, min_val: float = -1.0, max_val: float = 1.0) -> Array:
    """`upstream` where `at` is strictly within the bounds, else 0."""
    return choose((at <= min_val) | (at >= max_val), 0.0, upstream)


LEAKY_RELU_BACKWARD = _slope(
    "leaky_relu_backward",
    leaned,
    lambda up, out, a, b, **attributes: leaned(up, b, **attributes),
    lambda up, out, a, b, **attributes: nothing(up),
    ("either(gt(b, 0), a, a * negative_slope)", "either(gt(b, 0), 1, negative_slope)", "0"),
    "LeakyReluBackwardBackward0",
    {"a": ("b",)},
    attributes=(NEGATIVE_SLOPE,),
    constants=", self_is_result=False",
)

HARDTANH_BACKWARD = _slope(
    "hardtanh_backward",
    kept_inside,
    lambda up, out, a, b, **attributes: kept_inside(up, b, **attributes),
    lambda up, out, a, b, **attributes: nothing(up),
    ("a * gt(b, min_val) * lt(b, max_val)", "gt(b, min_val) * lt(b, max_val)", "0"),
    "HardtanhBackwardBackward0",
    {"a": ("b",)},
    _INSIDE_AND_OUT,
    attributes=(MIN_VAL, MAX_VAL),
)

OPS: tuple[Op, ...] = (
    TANH_BACKWARD,
    SIGMOID_BACKWARD,
    THRESHOLD_BACKWARD,
    SHRINK_BACKWARD,
    LEAKY_RELU_BACKWARD,
    HARDTANH_BACKWARD,
)
