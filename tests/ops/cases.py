"""What the tests of the ops and the figures of PyTorch are both made from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from viz_autograd.ops import (
    Array,
    Op,
    Sample,
    activation_slopes,
    activations,
    arithmetic,
    blending,
    clamping,
    class_losses,
    division,
    functions,
    log_functions,
    losses,
    piecewise_activations,
    probability_losses,
    rounding,
    smooth_activations,
    softmax,
    special,
    trigonometry,
)

FIGURES = Path(__file__).with_name("torch_figures.json")

_POINTWISE_MODULES = (
    arithmetic,
    division,
    blending,
    functions,
    log_functions,
    trigonometry,
    special,
    rounding,
    clamping,
    activations,
    smooth_activations,
    piecewise_activations,
    softmax,
    activation_slopes,
    losses,
    probability_losses,
    class_losses,
)
# The ops these figures are about: the elementwise ones and the losses. The others have `structure_cases`.
TRIED: dict[str, Op] = {op.name: op for module in _POINTWISE_MODULES for op in module.OPS}
ELEMENTWISE = {name: op for name, op in TRIED.items() if op.locals}

# PyTorch refuses to differentiate it.
WITHOUT_GRADIENT = frozenset({"floor_divide"})

EDGES = [0.0, -0.0, 1.0, -2.0, float("nan"), float("inf"), float("-inf")]
UPSTREAMS = [1.0, 0.0, float("inf")]

_SHAPES: list[tuple[int, ...]] = [(), (1,), (2,), (3,), (2, 3), (3, 2), (4, 2), (1, 3)]


def inputs_of(sample: Sample, dtype: Any = np.float64) -> list[Array]:
    return [np.asarray(values, dtype=dtype)[()] for values in sample.inputs]


def ports_of(op: Op, inputs: list[Any]) -> list[Any]:
    """Inputs for all ports: None for the optional ones that a sample leaves out."""
    return [*inputs, *[None] * (len(op.ports) - len(inputs))]


def differentiable(op: Op, port: str) -> bool:
    """Whether PyTorch gives that port a gradient: not classes and conditions, nor the weights of losses."""
    return port not in op.indices and not (port in op.optional and op.family == losses.FAMILY)


def upstream_for(shape: tuple[int, ...]) -> Array:
    """An upstream gradient whose elements all differ, so that a mix-up of places shows."""
    size = int(np.prod(shape))
    return ((1.0 + 0.25 * np.arange(size)) * np.where(np.arange(size) % 2, -1.0, 1.0)).reshape(shape)[()]


def edges_of(op: Op) -> Iterator[tuple[tuple[float, ...], float]]:
    """Scalar inputs at zeros, kinks, ties, infinities and NaN with an upstream, for the elementwise ops."""
    if op.name in ("clamp", "clamp_min", "clamp_max", "prelu"):
        return
    if op.locals and len(op.ports) == 1:
        yield from (((a,), upstream) for a in EDGES for upstream in UPSTREAMS)
    elif op.locals and len(op.ports) == 2:
        yield from (((a, b), 1.0) for a in EDGES for b in EDGES)


def shape_cases() -> Iterator[tuple[Op, list[tuple[int, ...]], dict[str, Any]]]:
    """Shapes and attributes for every op, whether they fit or not."""
    for op in TRIED.values():
        if op.locals and len(op.ports) == 2 and op.name not in ("add", "pow", "max"):
            continue  # they have one rule
        if (len(op.ports) == 2 and op.name not in ("prelu", "kl_div")) or op.name == "nll":
            for a in _SHAPES:
                for b in _SHAPES:
                    yield op, [a, b], {}
        names = {attribute.name for attribute in op.attributes}
        for a in _SHAPES if len(op.ports) == 1 and (not names or "dim" in names) else ():
            yield op, [a], {}
            for dim in (-3, -2, -1, 0, 1, 2) if names else ():
                if "keepdim" not in names:
                    yield op, [a], {"dim": dim}
                    continue
                for keepdim in (False, True):
                    yield op, [a], {"dim": dim, "keepdim": keepdim}
