"""How losses that compare element by element are made: each element's miss, and a mean or a sum over them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from viz_autograd.ops.broadcasting import broadcast_given, unbroadcast
from viz_autograd.ops.op import Array, Attribute, Contributions, Op, Sample, Shape

FAMILY = "loss"

REDUCTION = Attribute("reduction", "choice", "mean", "what becomes of the elements' losses", ("mean", "sum", "none"))


def reduced(losses: Array, reduction: str) -> Array:
    """The losses of all elements, their sum or their mean (NaN of none)."""
    if reduction == "none" or losses.shape == ():
        return losses
    total: Array = np.add.reduce(losses, axis=None)
    return total if reduction == "sum" else total / (math.prod(losses.shape) or math.nan)


def spread(upstream: Array, shape: Shape, reduction: str) -> Array:
    """What reaches each element's loss from the upstream of the loss as a whole."""
    return upstream / math.prod(shape) if reduction == "mean" and 0 not in shape else upstream


def elementwise_loss(
    *,
    ports: tuple[str, ...],
    loss: Callable[..., Array],
    slopes: Mapping[str, Callable[..., Array]],
    rules: Mapping[str, str],
    optional: tuple[str, ...] = (),
    attributes: tuple[Attribute, ...] = (),
    **said: Any,
) -> Op:
    """A loss of inputs that broadcast. `loss(*inputs, **attributes)` is that of each element.

    slopes[port](upstream, *inputs, **attributes) is an element's contribution to that port for the upstream of its own
    loss; a port without one gets no contribution. An `optional` input that is not given is None.
    """

    def forward(*inputs: Array | None, reduction: str = "mean", **attributes: Any) -> Array:
        return reduced(loss(*inputs, **attributes), reduction)

    def vjp(
        upstream: Array,
        out: Array,
        inputs: Sequence[Array | None],
        needs: Sequence[bool],
        reduction: str = "mean",
        **attributes: Any,
    ) -> Contributions:
        whole = broadcast_given(*(None if given is None else given.shape for given in inputs))
        up = spread(upstream, whole, reduction)
        return tuple(
            unbroadcast(_filled(slopes[port](up, *inputs, **attributes), whole), given.shape)
            if needed and given is not None and port in slopes
            else None
            for port, given, needed in zip(ports, inputs, needs, strict=True)
        )

    def shape(*shapes: Shape | None, reduction: str = "mean", **attributes: Any) -> Shape:
        REDUCTION.check(reduction)
        whole = broadcast_given(*shapes)
        return whole if reduction == "none" else ()

    return Op(
        family=FAMILY,
        ports=ports,
        forward=forward,
        vjp=vjp,
        shape=shape,
        rules=rules,
        optional=optional,
        attributes=(*attributes, REDUCTION),
        **said,
    )


def _filled(contribution: Array, shape: Shape) -> Array:
    return contribution if contribution.shape == shape else np.broadcast_to(contribution, shape)


def by_reduction(last: str) -> Callable[[tuple[Shape | None, ...], Mapping[str, Any]], str]:
    """The grad_fn of a loss that PyTorch puts together from smaller ops, of which `last` is the one before the mean."""
    names = {"mean": "MeanBackward0", "sum": "SumBackward0", "none": last}

    def grad_fn(shapes: tuple[Shape | None, ...], attributes: Mapping[str, Any]) -> str:
        return names[attributes.get("reduction", "mean")]

    return grad_fn


PAIRS = (
    Sample((0.75, 1.5)),
    Sample(([1.0, -2.0, 3.0], [0.5, 0.25, 4.0])),
    Sample(([[1.0, -2.0], [3.0, 0.5]], [[0.0, 1.0], [2.0, -1.0]])),
    Sample(([[1.0, -2.0], [3.0, 0.5]], [[0.0, 1.0], [2.0, -1.0]]), {"reduction": "sum"}),
    Sample(([[1.0, -2.0], [3.0, 0.5]], [[0.0, 1.0], [2.0, -1.0]]), {"reduction": "none"}),
)
