"""Convolutions over any number of spatial dimensions, and the two ops that are their ways back.

All three are one sum, over positions p and kernel places k, of y[p] · w[k] · x[stride · p + dilation · k − padding],
so each is the way back of the other two.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ShapeError, TensorError
from viz_autograd.ops.call import call
from viz_autograd.ops.dimensions import listed
from viz_autograd.ops.dtype_names import c_name, scalar_name
from viz_autograd.ops.op import Array, Attribute, Contributions, Op, Shape
from viz_autograd.ops.structure import unseen

FAMILY = "linear algebra"

Sizes = Sequence[int]

_GEOMETRY = (
    Attribute("stride", "shape", (1,), "how far apart the kernel's positions are"),
    Attribute("padding", "shape", (0,), "how many zeros there are around the input"),
    Attribute("dilation", "shape", (1,), "how far apart the kernel's elements are"),
    Attribute("groups", "int", 1, "into how many groups the channels fall"),
)


def _out_sizes(x: Shape, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes) -> Shape:
    padded = tuple([n + 2 * pad for n, pad in zip(x, padding, strict=True)])
    spans = tuple([step * (k - 1) + 1 for k, step in zip(kernel, dilation, strict=True)])
    if any(span > n for span, n in zip(spans, padded, strict=True)):
        raise ShapeError(
            f"Calculated padded input size per channel: ({' x '.join(map(str, padded))}). Kernel size: "
            f"({' x '.join(map(str, spans))}). Kernel size can't be greater than actual input size"
        )
    return tuple([(n - span) // step + 1 for n, span, step in zip(padded, spans, stride, strict=True)])


def _conv_shape(
    input: Shape,
    weight: Shape,
    bias: Shape | None = None,
    stride: Sizes = (1,),
    padding: Sizes = (0,),
    dilation: Sizes = (1,),
    groups: int = 1,
) -> Shape:
    if input[1] != weight[1] * groups:
        raise ShapeError(
            f"Given groups={groups}, weight of size {listed(weight)}, expected input{listed(input)} to have "
            f"{weight[1] * groups} channels, but got {input[1]} channels instead"
        )
    if weight[0] % groups:
        raise ShapeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of "
            f"size {listed(weight)} instead"
        )
    if bias is not None and bias != (weight[0],):
        raise ShapeError(
            f"Given weight of size {listed(weight)}, expected bias to be 1-dimensional with {weight[0]} elements, but "
            f"got bias of size {listed(bias)} instead"
        )
    return (input[0], weight[0], *_out_sizes(input[2:], weight[2:], stride, padding, dilation))


def _windows(x: Array, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes) -> Any:
    """What lies under the kernel at each position: (batch, channels, *positions, *kernel), a view of the padded x."""
    rank = len(kernel)
    if any(padding):
        x = np.pad(x, [(0, 0), (0, 0), *[(pad, pad) for pad in padding]])
    spans = tuple([step * (k - 1) + 1 for k, step in zip(kernel, dilation, strict=True)])
    seen = np.lib.stride_tricks.sliding_window_view(x, spans, axis=tuple(range(2, 2 + rank)))
    moves = tuple([slice(None, None, step) for step in (*stride, *dilation)])
    return seen[(slice(None), slice(None), *moves)]


def _conv(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Sizes = (1,),
    padding: Sizes = (0,),
    dilation: Sizes = (1,),
    groups: int = 1,
) -> Array:
    shape = _conv_shape(
        input.shape, weight.shape, None if bias is None else bias.shape, stride, padding, dilation, groups
    )
    _check_dtypes(input, weight, bias)
    kernel = weight.shape[2:]
    seen = _windows(input, kernel, stride, padding, dilation)
    found = np.empty(shape, input.dtype)
    inner, outer = weight.shape[1], weight.shape[0] // groups
    taken = (1, *range(2 + len(kernel), 2 + 2 * len(kernel)))
    for group in range(groups):
        part = seen[:, group * inner : (group + 1) * inner]
        own = weight[group * outer : (group + 1) * outer]
        product = np.tensordot(part, own, (taken, tuple(range(1, own.ndim))))
        found[:, group * outer : (group + 1) * outer] = np.moveaxis(product, -1, 1)
    return found if bias is None else found + bias.reshape((-1,) + (1,) * len(kernel))


def _check_dtypes(input: Array, weight: Array, bias: Array | None) -> None:
    if bias is not None and bias.dtype != input.dtype:
        raise TensorError(f"Input type ({c_name(input.dtype)}) and bias type ({c_name(bias.dtype)}) should be the same")
    if weight.dtype != input.dtype:
        raise TensorError(f"expected scalar type {scalar_name(input.dtype)} but found {scalar_name(weight.dtype)}")


def _conv_vjp(
    upstream: Array, out: Array, inputs: Sequence[Any], needs: Sequence[bool], **geometry: Any
) -> Contributions:
    x, weight, *_ = inputs
    to_x = call(CONV_INPUT, upstream, weight, size=x.shape[2:], **geometry) if needs[0] else None
    to_weight = call(CONV_WEIGHT, x, upstream, kernel=weight.shape[2:], **geometry) if needs[1] else None
    parts: list[Any] = [to_x, to_weight]
    if len(inputs) > 2:
        needed = needs[2] and inputs[2] is not None
        axes = (0, *range(2, len(weight.shape)))
        parts.append(np.add.reduce(upstream, axis=axes) if needed else None)
    return tuple(parts)


def _conv_input(
    y: Any,
    weight: Any,
    size: Sizes = (),
    stride: Sizes = (1,),
    padding: Sizes = (0,),
    dilation: Sizes = (1,),
    groups: int = 1,
) -> Array:
    """Each element of y spreads over what it was computed from: x of spatial `size`."""
    kernel = weight.shape[2:]
    outer, inner = weight.shape[0] // groups, weight.shape[1]
    padded = [n + 2 * pad for n, pad in zip(size, padding, strict=True)]
    found = np.zeros((y.shape[0], inner * groups, *padded), y.dtype)
    for group in range(groups):
        part = y[:, group * outer : (group + 1) * outer]
        own = weight[group * outer : (group + 1) * outer]
        into = found[:, group * inner : (group + 1) * inner]
        for place in itertools.product(*map(range, kernel)):
            spread = np.tensordot(part, own[(slice(None), slice(None), *place)], ((1,), (0,)))
            into[(slice(None), slice(None), *_landing(place, y.shape[2:], stride, dilation))] += np.moveaxis(
                spread, -1, 1
            )
    inside = tuple([slice(pad, pad + n) for n, pad in zip(size, padding, strict=True)])
    return found[(slice(None), slice(None), *inside)]


def _landing(place: Sizes, positions: Sizes, stride: Sizes, dilation: Sizes) -> tuple[slice, ...]:
    """Where one element of the kernel lies at all its positions."""
    return tuple(
        [
            slice(k * apart, k * apart + step * (count - 1) + 1, step)
            for k, count, step, apart in zip(place, positions, stride, dilation, strict=True)
        ]
    )


def _conv_input_shape(y: Shape, weight: Shape, size: Sizes = (), groups: int = 1, **geometry: Any) -> Shape:
    return (y[0], weight[1] * groups, *size)


def _conv_input_vjp(
    upstream: Array, out: Array, inputs: Sequence[Any], needs: Sequence[bool], size: Sizes = (), **geometry: Any
) -> Contributions:
    y, weight = inputs
    return (
        call(CONV, upstream, weight, **geometry) if needs[0] else None,
        call(CONV_WEIGHT, upstream, y, kernel=weight.shape[2:], **geometry) if needs[1] else None,
    )


def _conv_weight(
    x: Any,
    y: Any,
    kernel: Sizes = (),
    stride: Sizes = (1,),
    padding: Sizes = (0,),
    dilation: Sizes = (1,),
    groups: int = 1,
) -> Array:
    """How much each element of the kernel connects x and y."""
    seen = _windows(x, kernel, stride, padding, dilation)
    # The last rows of x may be too few for one more position.
    positions = tuple([slice(0, n) for n in y.shape[2:]])
    seen = seen[(slice(None), slice(None), *positions)]
    inner, outer = x.shape[1] // groups, y.shape[1] // groups
    summed = (0, *range(2, 2 + len(kernel)))
    parts = []
    for group in range(groups):
        part = seen[:, group * inner : (group + 1) * inner]
        own = y[:, group * outer : (group + 1) * outer]
        parts.append(np.tensordot(own, part, (summed, summed)))
    return np.concatenate(parts)


def _conv_weight_shape(x: Shape, y: Shape, kernel: Sizes = (), groups: int = 1, **geometry: Any) -> Shape:
    return (y[1], x[1] // groups, *kernel)


def _conv_weight_vjp(
    upstream: Array, out: Array, inputs: Sequence[Any], needs: Sequence[bool], kernel: Sizes = (), **geometry: Any
) -> Contributions:
    x, y = inputs
    return (
        call(CONV_INPUT, y, upstream, size=x.shape[2:], **geometry) if needs[0] else None,
        call(CONV, x, upstream, **geometry) if needs[1] else None,
    )


def _convolution(name: str, title: str, ports: tuple[str, ...], attributes: tuple[Attribute, ...], **said: Any) -> Op:
    return unseen(
        name=name,
        title=title,
        family=FAMILY,
        ports=ports,
        attributes=(*attributes, *_GEOMETRY),
        saves={ports[0]: (ports[1],), ports[1]: (ports[0],)},
        formula=f"{ports[0]} * {ports[1]}",
        numbers="own",
        grad_fn="ConvolutionBackward0",
        **said,
    )


CONV = _convolution(
    "conv",
    "convolution: input, weight, bias",
    ("input", "weight", "bias"),
    (),
    optional=("bias",),
    forward=_conv,
    vjp=_conv_vjp,
    shape=_conv_shape,
    torch="torch.nn.functional.conv2d({input}, {weight}, {bias})",
)

CONV_INPUT = _convolution(
    "conv_input",
    "transposed convolution",
    ("y", "weight"),
    (Attribute("size", "shape", (), "the spatial sizes of the result"),),
    forward=_conv_input,
    vjp=_conv_input_vjp,
    shape=_conv_input_shape,
    torch="torch.nn.functional.conv_transpose2d({y}, {weight})",
)

CONV_WEIGHT = _convolution(
    "conv_weight",
    "the gradient of a convolution by its weight",
    ("x", "y"),
    (Attribute("kernel", "shape", (), "the spatial sizes of the weight"),),
    forward=_conv_weight,
    vjp=_conv_weight_vjp,
    shape=_conv_weight_shape,
    torch="torch.nn.grad.conv2d_weight({x}, {y})",
)

OPS: tuple[Op, ...] = (CONV, CONV_INPUT, CONV_WEIGHT)
