"""The derivative of every elementwise op's and loss's gradient, against differences of the gradient itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.ops.cases import TRIED, WITHOUT_GRADIENT, differentiable, inputs_of, ports_of
from viz_autograd.ops import OPS, Op, Sample
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.differentiate import grad
from viz_autograd.tensor.tensor import Tensor

CASES = [
    pytest.param(op, sample, id=f"{op.name}-{at}")
    for op in TRIED.values()
    if op.name not in WITHOUT_GRADIENT
    for at, sample in enumerate(op.samples)
    # PyTorch takes an exponent 0 for a constant, so that the slope by the base does not know that it may move.
    if not sample.kink and not (op.name == "pow" and 0.0 in np.ravel(sample.inputs[1]))
]


def weights(shape: tuple[int, ...], shift: float) -> Any:
    return np.cos(np.arange(int(np.prod(shape))) + shift).reshape(shape)


def first(op: Op, sample: Sample, inputs: list[Any], needs: list[bool]) -> Any:
    """The weighed sum of the gradient of the weighed sum of the output."""
    out = op.forward(*inputs, **sample.attributes)
    parts = op.vjp(weights(out.shape, 0.0), out, inputs, needs, **sample.attributes)
    return sum(np.sum(part * weights(np.shape(part), 0.5 + at)) for at, part in enumerate(parts) if part is not None)


def weighed(tensor: Tensor, shift: float) -> Tensor:
    return apply(OPS["sum"], apply(OPS["mul"], tensor, Tensor._of(np.asarray(weights(tensor._array.shape, shift)))))


@pytest.mark.parametrize(("op", "sample"), CASES)
def test_the_gradient_of_the_gradient(op: Op, sample: Sample) -> None:
    inputs = ports_of(op, inputs_of(sample))
    needs = [x is not None and differentiable(op, port) for port, x in zip(op.ports, inputs, strict=True)]
    tensors = [
        None if x is None else Tensor._of(np.asarray(x, np.int64 if port in op.indices else np.float64))
        for port, x in zip(op.ports, inputs, strict=True)
    ]
    for tensor, needed in zip(tensors, needs, strict=True):
        if needed:
            tensor._requires_grad = True
    leaves = [tensor for tensor, needed in zip(tensors, needs, strict=True) if needed]
    places = [at for at, needed in enumerate(needs) if needed]
    parts = grad(weighed(apply(op, *tensors, **sample.attributes), 0.0), leaves, create_graph=True)
    bent = [(at, part) for at, part in zip(places, parts, strict=True) if part.requires_grad]
    seconds: list[Any] = [None] * len(leaves)
    if bent:
        total = None
        for at, part in bent:
            each = weighed(part, 0.5 + at)
            total = each if total is None else apply(OPS["add"], total, each)
        seconds = list(grad(total, leaves, allow_unused=True))
    step = 2.0**-12
    for at, second in zip(places, seconds, strict=True):
        for place in np.ndindex(np.shape(inputs[at])):
            moved = []
            for by in (-2, -1, 1, 2):
                array = np.array(inputs[at])
                array[place] += by * step
                moved.append(first(op, sample, [*inputs[:at], array[()], *inputs[at + 1 :]], needs))
            expected = (8 * (moved[2] - moved[1]) - (moved[3] - moved[0])) / (12 * step)
            found = 0.0 if second is None else second._array[place]
            assert abs(found - expected) <= 1e-7 * max(1.0, abs(expected))
