"""The linear layer: input @ weightᵀ + bias, as one op."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ShapeError, TensorError
from viz_autograd.ops.broadcasting import unbroadcast
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.ops.linear_algebra import check_mm
from viz_autograd.ops.op import Contributions, Op, Sample, Shape
from viz_autograd.ops.shapes import expand_shape
from viz_autograd.ops.structure import Numbers

FAMILY = "linear algebra"

_INPUT = [[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]]
_WEIGHT = [[2.0, 1.0, -1.0], [-4.0, 3.0, 0.25]]


def _linear(input: Numbers, weight: Numbers, bias: Numbers | None = None) -> Numbers:
    shape = _linear_shape(input.shape, weight.shape, None if bias is None else bias.shape)
    check_mm(input, weight)
    if bias is not None and bias.dtype != weight.dtype:
        raise TensorError(
            f"self and mat2 must have the same dtype, but got {scalar_name(bias.dtype)} and {scalar_name(weight.dtype)}"
        )
    if len(input.shape) <= 2:
        product: Numbers = np.matmul(input, weight.T)
    else:
        # One large product is quicker than many small ones.
        product = np.matmul(input.reshape((math.prod(input.shape[:-1]), input.shape[-1])), weight.T).reshape(shape)
    return product if bias is None else product + bias


def _linear_shape(input: Shape, weight: Shape, bias: Shape | None = None) -> Shape:
    if not input or not weight:
        raise ShapeError(
            f"both arguments to linear need to be at least 1D, but they are {len(input)}D and {len(weight)}D"
        )
    if len(weight) > 2:
        raise ShapeError(f"t() expects a tensor with <= 2 dimensions, but self is {len(weight)}D")
    rows = math.prod(input[:-1])
    if len(weight) == 1:
        return _with_vector(input, weight, bias, rows)
    if input[-1] != weight[1]:
        raise ShapeError(f"mat1 and mat2 shapes cannot be multiplied ({rows}x{input[-1]} and {weight[1]}x{weight[0]})")
    if bias is not None:
        expand_shape(bias, (rows, weight[0]))
    return (*input[:-1], weight[0])


def _with_vector(input: Shape, weight: Shape, bias: Shape | None, rows: int) -> Shape:
    if bias is not None and (len(input) > 1 or bias != ()):
        raise ShapeError("mat2 must be a matrix, got 1-D tensor")
    if input[-1] != weight[0]:
        if len(input) == 1:
            raise ShapeError(
                f"inconsistent tensor size, expected tensor [{input[0]}] and src [{weight[0]}] to have the same number "
                f"of elements, but got {input[0]} and {weight[0]} elements respectively"
            )
        raise ShapeError(f"size mismatch, got input ({rows}), mat ({rows}x{input[-1]}), vec ({weight[0]})")
    return input[:-1]


def _linear_vjp(upstream: Numbers, out: Numbers, inputs: Sequence[Any], needs: Sequence[bool]) -> Contributions:
    given, weight, bias = inputs if len(inputs) == 3 else (*inputs, None)
    to_input = to_weight = to_bias = None
    if len(weight.shape) == 1:
        rows = math.prod(given.shape[:-1])
        up = upstream.reshape((rows, 1))
        if needs[0]:
            to_input = np.matmul(up, weight.reshape((1, weight.shape[0]))).reshape(given.shape)
        if needs[1]:
            to_weight = np.matmul(up.T, given.reshape((rows, given.shape[-1]))).reshape(weight.shape)
    else:
        if needs[0]:
            to_input = np.matmul(upstream, weight)
        if needs[1]:
            to_weight = _by_weight(upstream, given)
    if len(needs) > 2 and needs[2]:
        to_bias = unbroadcast(upstream, bias.shape)
    return (to_input, to_weight, to_bias)[: len(inputs)]


def _by_weight(upstream: Numbers, given: Numbers) -> Numbers:
    if len(given.shape) == 1:
        return np.multiply.outer(upstream, given)
    if len(given.shape) == 2:
        return np.matmul(upstream.T, given)
    rows = math.prod(given.shape[:-1])
    return np.matmul(upstream.reshape((rows, upstream.shape[-1])).T, given.reshape((rows, given.shape[-1])))


def _linear_grad_fn(shapes: tuple[Any, ...], attributes: Mapping[str, Any]) -> str:
    biased = len(shapes) > 2 and shapes[2] is not None
    rank, weight = len(shapes[0]), len(shapes[1])
    if weight == 1:
        return "AddBackward0" if biased else {1: "DotBackward0", 2: "MvBackward0"}.get(rank, "UnsafeViewBackward0")
    if rank == 2:
        return "AddmmBackward0" if biased else "MmBackward0"
    if biased:
        return "ViewBackward0"
    return "SqueezeBackward4" if rank == 1 else "UnsafeViewBackward0"


LINEAR = Op(
    name="linear",
    family=FAMILY,
    symbol="Wx+b",
    title="linear layer: input, weight, bias",
    ports=("input", "weight", "bias"),
    optional=("bias",),
    forward=_linear,
    vjp=_linear_vjp,
    shape=_linear_shape,
    formula="input @ T(weight) + bias",
    rules={"input": "up @ weight", "weight": "T(up) @ input", "bias": "up"},
    says={
        "input": "linear sends back through the weights",
        "weight": "linear pairs the gradient with the input",
        "bias": "linear hands it to the bias",
    },
    saves={"input": ("weight",), "weight": ("input",), "bias": ()},
    torch="torch.nn.functional.linear({input}, {weight}, {bias})",
    samples=(
        Sample((_INPUT, _WEIGHT, [0.5, -1.0])),
        Sample(([1.0, -2.0, 3.0], _WEIGHT, [0.5, -1.0])),
        Sample((_INPUT, _WEIGHT, [0.5])),
    ),
    analytic=True,
    numbers="own",
    grad_fn=_linear_grad_fn,
)

OPS: tuple[Op, ...] = (LINEAR,)
