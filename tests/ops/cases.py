"""What the tests of the ops and the figures of PyTorch are both made from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from viz_autograd.ops import OPS, Array, Op, Sample

FIGURES = Path(__file__).with_name("torch_figures.json")

EDGES = [0.0, -0.0, 1.0, -2.0, float("nan"), float("inf"), float("-inf")]
UPSTREAMS = [1.0, 0.0, float("inf")]

_SHAPES: list[tuple[int, ...]] = [(), (1,), (2,), (3,), (2, 3), (3, 2), (4, 2), (1, 3)]


def inputs_of(sample: Sample) -> list[Array]:
    return [np.asarray(values, dtype=np.float64)[()] for values in sample.inputs]


def upstream_for(shape: tuple[int, ...]) -> Array:
    """An upstream gradient whose elements all differ, so that a mix-up of places shows."""
    size = int(np.prod(shape))
    return ((1.0 + 0.25 * np.arange(size)) * np.where(np.arange(size) % 2, -1.0, 1.0)).reshape(shape)[()]


def edges_of(op: Op) -> Iterator[tuple[tuple[float, ...], float]]:
    """Scalar inputs at zeros, kinks, ties, infinities and NaN with an upstream, for the elementwise ops."""
    if op.locals and len(op.ports) == 1:
        yield from (((a,), upstream) for a in EDGES for upstream in UPSTREAMS)
    elif op.locals:
        yield from (((a, b), 1.0) for a in EDGES for b in EDGES)


def shape_cases() -> Iterator[tuple[Op, list[tuple[int, ...]], dict[str, Any]]]:
    """Shapes and attributes for every op, whether they fit or not."""
    for op in OPS.values():
        if len(op.ports) == 2:
            for a in _SHAPES:
                for b in _SHAPES:
                    yield op, [a, b], {}
        for a in _SHAPES if len(op.ports) == 1 else ():
            yield op, [a], {}
            for dim in (-3, -2, -1, 0, 1, 2) if op.attributes else ():
                for keepdim in (False, True):
                    yield op, [a], {"dim": dim, "keepdim": keepdim}
