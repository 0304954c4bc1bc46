"""Pooling: one number for each window of an array's last dimensions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.ops.call import call
from viz_autograd.ops.gathering import SCATTER_ADD
from viz_autograd.ops.op import Array, Attribute, Contributions, Op, Shape
from viz_autograd.ops.structure import unseen

FAMILY = "reduce"

_ADAPTIVE = Attribute("adaptive", "bool", False, "whether the number of windows was asked for, not their size")

# (start, end) of the windows along one dimension, and by what their sums are divided.
Windows = Sequence[Sequence[tuple[int, int]]]


def _flat(a: Any, rank: int) -> Any:
    """The last `rank` dimensions as one."""
    lead = a.shape[: len(a.shape) - rank]
    return a.reshape((*lead, math.prod(a.shape[len(a.shape) - rank :])))


def _max_pool(a: Array, places: Array, rank: int = 1, adaptive: bool = False) -> Array:
    picked = np.take_along_axis(_flat(a, rank), _flat(places, rank), axis=-1)
    return picked.reshape(places.shape)


def _max_pool_shape(a: Shape, places: Shape, rank: int = 1, adaptive: bool = False) -> Shape:
    return places


def _max_pool_vjp(
    upstream: Array, out: Array, inputs: Sequence[Any], needs: Sequence[bool], rank: int = 1, adaptive: bool = False
) -> Contributions:
    if not needs[0]:
        return None, None
    a, places = inputs
    lead = a.shape[: len(a.shape) - rank]
    empty = np.zeros((*lead, math.prod(a.shape[len(lead) :])), a.dtype)
    sent = call(SCATTER_ADD, empty, _flat(places, rank), _flat(upstream, rank), dim=-1)
    return sent.reshape(a.shape), None


def _max_pool_grad_fn(shapes: tuple[Shape | None, ...], attributes: Any) -> str:
    rank = attributes.get("rank", 1)
    return f"AdaptiveMaxPool{rank}DBackward0" if attributes.get("adaptive") else f"MaxPool{rank}DWithIndicesBackward0"


MAX_POOL = unseen(
    name="max_pool",
    family=FAMILY,
    title="the largest element of each window, whose places are given",
    ports=("a", "places"),
    indices=("places",),
    forward=_max_pool,
    vjp=_max_pool_vjp,
    saves={"a": ("places",)},
    shape=_max_pool_shape,
    formula="amax(a)",
    torch="torch.nn.functional.max_pool2d({a})",
    attributes=(Attribute("rank", "int", 1, "how many of the last dimensions the windows have"), _ADAPTIVE),
    numbers="own",
    grad_fn=_max_pool_grad_fn,
)


def _mean_pool(
    a: Any, windows: Windows = (), divisors: Any = None, size: Sequence[int] = (), adaptive: bool = False
) -> Array:
    rank = len(windows)
    lead = a.shape[: a.ndim - rank]
    found: Any = np.empty((*lead, *map(len, windows)), a.dtype)
    for place in itertools.product(*[range(len(each)) for each in windows]):
        found[(..., *place)] = a[(..., *_window(windows, place))].sum(tuple(range(-rank, 0)))
    return found / divisors.astype(a.dtype)  # type: ignore[no-any-return]


def _window(windows: Windows, place: Sequence[int]) -> tuple[slice, ...]:
    return tuple([slice(*each[at]) for each, at in zip(windows, place, strict=True)])


def _mean_pool_shape(
    a: Shape, windows: Windows = (), divisors: Any = None, size: Sequence[int] = (), adaptive: bool = False
) -> Shape:
    return (*a[: len(a) - len(windows)], *map(len, windows))


def _mean_unpool(
    up: Any, windows: Windows = (), divisors: Any = None, size: Sequence[int] = (), adaptive: bool = False
) -> Array:
    rank = len(windows)
    shares = up / divisors.astype(up.dtype)
    found: Any = np.zeros((*up.shape[: up.ndim - rank], *size), up.dtype)
    for place in itertools.product(*[range(len(each)) for each in windows]):
        found[(..., *_window(windows, place))] += shares[(..., *place)].reshape((*up.shape[:-rank], *(1,) * rank))
    return found  # type: ignore[no-any-return]


def _mean_unpool_shape(
    up: Shape, windows: Windows = (), divisors: Any = None, size: Sequence[int] = (), adaptive: bool = False
) -> Shape:
    return (*up[: len(up) - len(windows)], *size)


_WINDOWS = (
    Attribute("windows", "any", (), "(start, end) of the windows along each dimension"),
    Attribute("divisors", "any", None, "by what each window's sum is divided"),
    Attribute("size", "shape", (), "the sizes of the dimensions that are pooled"),
    _ADAPTIVE,
)


def _mean_pool_grad_fn(shapes: tuple[Shape | None, ...], attributes: Any) -> str:
    kind = "AdaptiveAvgPool" if attributes.get("adaptive") else "AvgPool"
    return f"{kind}{len(attributes.get('windows', ()))}DBackward0"


MEAN_POOL: Op = unseen(
    name="mean_pool",
    family=FAMILY,
    title="the mean of each window",
    forward=_mean_pool,
    backward=lambda up, out, a, **attributes: call(MEAN_UNPOOL, up, **attributes),
    shape=_mean_pool_shape,
    formula="mean(a)",
    torch="torch.nn.functional.avg_pool2d({a})",
    attributes=_WINDOWS,
    numbers="own",
    grad_fn=_mean_pool_grad_fn,
)

MEAN_UNPOOL: Op = unseen(
    name="mean_unpool",
    family=FAMILY,
    title="each number shared out over its window",
    forward=_mean_unpool,
    backward=lambda up, out, a, **attributes: call(MEAN_POOL, up, **attributes),
    shape=_mean_unpool_shape,
    formula="a / n",
    torch="torch.nn.functional.avg_pool2d({a})",
    attributes=_WINDOWS,
    numbers="own",
    grad_fn="AvgPool2DBackwardBackward0",
)

OPS: tuple[Op, ...] = (MAX_POOL, MEAN_POOL, MEAN_UNPOOL)
