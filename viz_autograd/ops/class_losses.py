"""Losses against classes, which are given by their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, PositionError, ShapeError
from viz_autograd.ops.call import call
from viz_autograd.ops.dimensions import listed
from viz_autograd.ops.elementwise import nothing
from viz_autograd.ops.op import Array, Attribute, Contributions, Op, Sample, Shape
from viz_autograd.ops.reducing_losses import FAMILY, REDUCTION
from viz_autograd.ops.softmax import LOG_SOFTMAX, SOFTMAX

_IGNORE_INDEX = Attribute("ignore_index", "int", -100, "targets of this class count for nothing")
_SMOOTHING = Attribute("label_smoothing", "float", 0.0, "share of the target that all classes get alike")


def _plain(given: Any) -> Any:
    """The numbers of what may record what is done with it: by the weights there is no derivative."""
    return getattr(given, "array", given)


def _class_axis(rank: int) -> int:
    return 0 if rank == 1 else 1


def _targets(a: Shape, target: Array, weight: Array | None, ignore_index: int, dtype: Any) -> tuple[Any, Any]:
    """Per target its class and its weight, 0 where it is ignored. Raises PositionError for a class there is not."""
    classes = a[_class_axis(len(a))]
    chosen = np.asarray(_plain(target)).astype(np.int64)
    if len(a) == 1:
        chosen = chosen.reshape(())
    counts = chosen != ignore_index
    outside = counts & ((chosen < 0) | (chosen >= classes))
    if outside.any():
        raise PositionError(f"Target {chosen[outside].flat[0]} is out of bounds.")
    safe = np.where(counts, chosen, 0)
    weights = counts.astype(dtype) if weight is None else np.where(counts, np.take(_plain(weight), safe), 0)
    return safe, weights.astype(dtype)


def _hot(a: Shape, chosen: Any) -> Any:
    """True at each target's class, in the shape of the input."""
    axis = _class_axis(len(a))
    numbers = np.arange(a[axis]).reshape((-1,) + (1,) * (len(a) - axis - 1))
    hot: Any = np.expand_dims(chosen, axis) == numbers
    return hot


def _picked(a: Array, chosen: Any) -> Any:
    axis = _class_axis(a.ndim)
    return np.squeeze(np.take_along_axis(np.asarray(a), np.expand_dims(chosen, axis), axis), axis)


def _nll(a: Array, b: Array, weight: Array | None, reduction: str = "mean", ignore_index: int = -100) -> Any:
    _nll_shape(a.shape, b.shape, None if weight is None else weight.shape)
    chosen, weights = _targets(a.shape, b, weight, ignore_index, a.dtype)
    losses = np.where(weights == 0, 0.0, -_picked(a, chosen) * weights)
    if reduction == "none":
        return losses[()]
    total = np.add.reduce(losses, axis=None)
    return total if reduction == "sum" else total / np.add.reduce(weights, axis=None)


def _nll_vjp(
    upstream: Array,
    out: Array,
    inputs: Sequence[Array | None],
    needs: Sequence[bool],
    reduction: str = "mean",
    ignore_index: int = -100,
) -> Contributions:
    a, b, weight = inputs
    if a is None or b is None:
        return (None, None, None)
    by_a = None
    if needs[0]:
        chosen, weights = _targets(a.shape, b, weight, ignore_index, a.dtype)
        if reduction == "mean":
            weights = weights / np.add.reduce(weights, axis=None)
        axis = _class_axis(len(a.shape))
        up = upstream if reduction != "none" else np.expand_dims(upstream, axis)
        hot = _hot(a.shape, chosen) & np.expand_dims(weights != 0, axis)
        by_a = np.where(hot, -up * np.expand_dims(weights, axis), 0.0)
    return (
        by_a,
        nothing(_plain(b)) if needs[1] else None,
        nothing(_plain(weight)) if needs[2] and weight is not None else None,
    )


def _nll_shape(
    a: Shape, b: Shape, weight: Shape | None = None, reduction: str = "mean", ignore_index: int = -100
) -> Shape:
    """Raises ShapeError, and ArgumentError where PyTorch raises ValueError."""
    REDUCTION.check(reduction)
    if not a:
        raise ArgumentError("Expected 1 or more dimensions (got 0)")
    if len(a) == 1:
        if len(b) > 1:
            raise ShapeError("0D or 1D target tensor expected, multi-target not supported")
        if b not in ((), (1,)):
            raise ArgumentError(f"For 1D input, 1D target must have size 1, but got target size: {b[0]}")
        b = ()
    elif (b[0] if b else 0) != a[0]:
        raise ArgumentError(f"Expected input batch_size ({a[0]}) to match target batch_size ({b[0] if b else 0}).")
    _check_target_size(a, b)
    classes = a[_class_axis(len(a))]
    if weight is not None and weight != (classes,):
        raise ShapeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor "
            f"of shape: {listed(weight)}"
        )
    return b if reduction == "none" else ()


def _check_target_size(a: Shape, b: Shape) -> None:
    wanted = a[:1] + a[2:] if len(a) > 1 else ()
    if b == wanted:
        return
    if len(a) == 2:
        raise ShapeError("0D or 1D target tensor expected, multi-target not supported")
    if len(a) == 4 and len(b) != 3:
        raise ShapeError(
            f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {len(b)}"
        )
    if len(a) == 4:
        raise ShapeError(f"size mismatch (got input: {listed(a)} , target: {listed(b)}")
    raise ShapeError(f"Expected target size {listed(wanted)}, got {listed(b)}")


def _nll_grad_fn(shapes: tuple[Shape | None, ...], attributes: object) -> str:
    return "NllLossBackward0" if shapes[0] is None or len(shapes[0]) < 3 else "NllLoss2DBackward0"


NLL = Op(
    name="nll",
    family=FAMILY,
    symbol="nll",
    title="negative log likelihood: logarithms of shares, classes",
    ports=("a", "b", "weight"),
    optional=("weight",),
    indices=("b",),
    forward=_nll,
    vjp=_nll_vjp,
    shape=_nll_shape,
    formula="mean(-at(a, b))",
    rules={"a": "-up * hot(b) / n"},
    says={"a": "nll raises the target's class"},
    torch="torch.nn.functional.nll_loss({a}, {b}, {weight})",
    samples=(
        Sample(([-0.5, -1.0, -2.0], 1.0)),
        Sample(([[-0.5, -1.0, -2.0], [-0.25, -3.0, -1.5]], [2.0, 0.0])),
        Sample(([[-0.5, -1.0, -2.0], [-0.25, -3.0, -1.5]], [2.0, 0.0]), {"reduction": "sum"}),
        Sample(([[-0.5, -1.0, -2.0], [-0.25, -3.0, -1.5]], [2.0, 0.0]), {"reduction": "none"}),
        Sample(([[-0.5, -1.0, -2.0], [-0.25, -3.0, -1.5]], [2.0, 0.0]), {"ignore_index": 0}),
        Sample(([[-0.5, -1.0, -2.0], [-0.25, -3.0, -1.5]], [2.0, 0.0], [1.0, 2.0, 0.5])),
    ),
    analytic=False,
    attributes=(REDUCTION, _IGNORE_INDEX),
    saves={"a": ("a", "b", "weight")},
    grad_fn=_nll_grad_fn,
    canvas=False,
)


def _cross_entropy(
    a: Array,
    b: Array,
    weight: Array | None,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Any:
    _nll_shape(a.shape, b.shape, None if weight is None else weight.shape)
    axis = _class_axis(a.ndim)
    logs = call(LOG_SOFTMAX, a, dim=axis)
    loss = _nll(logs, b, weight, reduction, ignore_index)
    if label_smoothing == 0:
        return loss
    _, weights = _targets(a.shape, b, weight, ignore_index, a.dtype)
    evenly = -np.add.reduce(logs if weight is None else logs * _along_classes(_plain(weight), a.ndim), axis=axis)
    evenly = np.where(np.asarray(_plain(b)).reshape(weights.shape) == ignore_index, 0.0, evenly)[()]
    if reduction != "none":
        evenly = np.add.reduce(evenly, axis=None)
    if reduction == "mean":
        evenly = evenly / np.add.reduce(weights, axis=None)
    return (1 - label_smoothing) * loss + label_smoothing / a.shape[axis] * evenly


def _along_classes(weight: Array, rank: int) -> Array:
    return weight.reshape((-1,) + (1,) * (rank - _class_axis(rank) - 1))


def _cross_entropy_vjp(
    upstream: Array,
    out: Array,
    inputs: Sequence[Array | None],
    needs: Sequence[bool],
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Contributions:
    a, b, weight = inputs
    if a is None or b is None:
        return (None, None, None)
    by_a: Array | None = None
    if needs[0]:
        axis = _class_axis(a.ndim)
        chosen, weights = _targets(a.shape, b, weight, ignore_index, a.dtype)
        total = np.add.reduce(weights, axis=None) if reduction == "mean" else 1.0
        counts = np.expand_dims(np.asarray(_plain(b)).reshape(weights.shape) != ignore_index, axis)
        pull = np.where(_hot(a.shape, chosen), np.expand_dims(weights, axis) * (1 - label_smoothing), 0.0)
        if label_smoothing:
            even = np.ones(a.shape[axis], a.dtype) if weight is None else _plain(weight)
            pull = pull + counts * (_along_classes(even, a.ndim) * (label_smoothing / a.shape[axis]))
        pull = (pull / total).astype(a.dtype)
        up = upstream if reduction != "none" else np.expand_dims(upstream, axis)
        shares = call(SOFTMAX, a, dim=axis)
        by_a = up * (shares * np.add.reduce(pull, axis=axis, keepdims=True) - pull)
    return (
        by_a,
        nothing(_plain(b)) if needs[1] else None,
        nothing(_plain(weight)) if needs[2] and weight is not None else None,
    )


def _cross_entropy_shape(
    a: Shape,
    b: Shape,
    weight: Shape | None = None,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Shape:
    return _nll_shape(a, b, weight, reduction)


_LOGITS = ([[0.5, -1.0, 2.0], [0.25, 3.0, -1.5]], [2.0, 0.0])

CROSS_ENTROPY = Op(
    name="cross_entropy",
    family=FAMILY,
    symbol="cross entropy",
    title="softmax and negative log likelihood at once: logits, classes",
    ports=("a", "b", "weight"),
    optional=("weight",),
    indices=("b",),
    forward=_cross_entropy,
    vjp=_cross_entropy_vjp,
    shape=_cross_entropy_shape,
    formula="mean(log(sum(exp(a))) - at(a, b))",
    rules={"a": "up * (softmax(a) - hot(b)) / n"},
    says={"a": "cross_entropy pulls towards the target's class"},
    torch="torch.nn.functional.cross_entropy({a}, {b}, {weight})",
    samples=(
        Sample(([0.5, -1.0, 2.0], 1.0)),
        Sample(_LOGITS),
        Sample(_LOGITS, {"reduction": "sum"}),
        Sample(_LOGITS, {"reduction": "none"}),
        Sample(_LOGITS, {"ignore_index": 0}),
        Sample(_LOGITS, {"label_smoothing": 0.25}),
        Sample(_LOGITS, {"label_smoothing": 0.25, "ignore_index": 2}),
        Sample((*_LOGITS, [1.0, 2.0, 0.5]), {"label_smoothing": 0.25}),
        Sample((*_LOGITS, [1.0, 2.0, 0.5])),
    ),
    analytic=False,
    attributes=(REDUCTION, _IGNORE_INDEX, _SMOOTHING),
    saves={"a": ("a", "b", "weight")},
    grad_fn=_nll_grad_fn,
    canvas=False,
)

OPS: tuple[Op, ...] = (NLL, CROSS_ENTROPY)
