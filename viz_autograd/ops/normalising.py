"""Normalisations: zero mean and unit variance, then a learned scale and shift."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ShapeError, TensorError, UnsupportedError
from viz_autograd.ops.broadcasting import unbroadcast
from viz_autograd.ops.dimensions import listed
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.ops.op import Attribute, Contributions, Op, Sample, Shape
from viz_autograd.ops.shapes import sizes
from viz_autograd.ops.structure import Numbers, unseen

FAMILY = "normalise"

EPS = Attribute("eps", "float", 1e-5, "added to the variance, so that nothing is divided by 0")
NORMALIZED = Attribute("normalized_shape", "shape", (1,), "the shape of the last dimensions that belong together")
GROUPS = Attribute("num_groups", "int", 1, "how many groups the channels fall into")
TRAINING = Attribute("training", "bool", False, "take mean and variance from the batch, not the running ones")

_INPUT = [[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]]


def _standardised(x: Numbers, axes: tuple[int, ...], eps: float) -> tuple[Numbers, Numbers]:
    """X with mean 0 and variance 1 over the axes, and what it was divided by, inverted."""
    centre = np.mean(x, axis=axes, keepdims=True)
    away = x - centre
    scale = 1.0 / np.sqrt(np.mean(away * away, axis=axes, keepdims=True) + eps)
    return away * scale, scale


def _through(up: Numbers, standard: Numbers, scale: Numbers, axes: tuple[int, ...]) -> Numbers:
    """The gradient by x of what `_standardised` gave (Ba, Kiros and Hinton, 2016): both statistics depend on x too."""
    level = np.mean(up, axis=axes, keepdims=True)
    slope = np.mean(up * standard, axis=axes, keepdims=True)
    return scale * (up - level - standard * slope)


def _affine(x: Numbers, weight: Numbers | None, bias: Numbers | None) -> Numbers:
    if weight is not None:
        x = x * weight
    return x if bias is None else x + bias


def _shape(given: Numbers | None) -> Shape | None:
    return None if given is None else given.shape


def _layer_shape(
    input: Shape,
    weight: Shape | None = None,
    bias: Shape | None = None,
    normalized_shape: int | Sequence[int] = (1,),
    eps: float = 1e-5,
) -> Shape:
    NORMALIZED.check(normalized_shape)
    wanted = sizes(normalized_shape)
    if not wanted:
        raise ShapeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, "
            "but got normalized_shape = []"
        )
    for name, shape in (("weight", weight), ("bias", bias)):
        if shape is not None and shape != wanted:
            raise ShapeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape {listed(shape)} "
                f"and normalized_shape = {listed(wanted)}"
            )
    if input[len(input) - len(wanted) :] != wanted or len(input) < len(wanted):
        raise ShapeError(
            f"Given normalized_shape={listed(wanted)}, expected input with shape "
            f"[*, {', '.join(map(str, wanted))}], but got input of size{listed(input)}"
        )
    return input


def _layer_norm(
    input: Numbers,
    weight: Numbers | None = None,
    bias: Numbers | None = None,
    normalized_shape: int | Sequence[int] = (1,),
    eps: float = 1e-5,
) -> Numbers:
    _layer_shape(input.shape, _shape(weight), _shape(bias), normalized_shape, eps)
    _check_dtypes("LayerNormKernelImpl", input, weight, bias)
    if input.dtype == np.float16:
        return _in_single(_layer_norm, input, weight, bias, normalized_shape=normalized_shape, eps=eps)
    axes = tuple(range(-len(sizes(normalized_shape)), 0))
    return _affine(_standardised(input, axes, eps)[0], weight, bias)


def _in_single(forward: Callable[..., Numbers], *inputs: Numbers | None, **attributes: Any) -> Numbers:
    """Half precision by way of float32."""
    wide = [None if given is None else given.astype(np.float32) for given in inputs]
    return forward(*wide, **attributes).astype(np.float16)


def _check_dtypes(kernel: str, given: Numbers, *parameters: Numbers | None) -> None:
    if given.dtype.kind not in "fc":
        raise UnsupportedError(f"\"{kernel}\" not implemented for '{scalar_name(given.dtype)}'")
    known = [parameter.dtype for parameter in parameters if parameter is not None]
    if any(dtype != given.dtype for dtype in known):
        if given.dtype == np.float32:
            raise TensorError("mixed dtype (CPU): expect parameter to have scalar type of Float")
        raise TensorError("mixed dtype (CPU): all inputs must share same datatype.")


def _layer_vjp(
    upstream: Numbers,
    out: Numbers,
    inputs: Sequence[Any],
    needs: Sequence[bool],
    normalized_shape: int | Sequence[int] = (1,),
    eps: float = 1e-5,
) -> Contributions:
    given, weight, _ = (*inputs, None, None)[:3]
    axes = tuple(range(-len(sizes(normalized_shape)), 0))
    standard, scale = _standardised(given, axes, eps)
    return _contributions(upstream, standard, scale, axes, weight, inputs, needs)


def _contributions(
    upstream: Numbers,
    standard: Numbers,
    scale: Numbers,
    axes: tuple[int, ...],
    weight: Any,
    inputs: Sequence[Any],
    needs: Sequence[bool],
) -> Contributions:
    """By input, weight and bias; those are laid out so that they broadcast with the input."""
    to_input = to_weight = to_bias = None
    if needs[0]:
        to_input = _through(upstream if weight is None else upstream * weight, standard, scale, axes)
    if len(needs) > 1 and needs[1]:
        to_weight = unbroadcast(upstream * standard, weight.shape)
    if len(needs) > 2 and needs[2]:
        to_bias = unbroadcast(upstream, inputs[2].shape)
    return (to_input, to_weight, to_bias)[: len(inputs)]


def _column(given: Any, rank: int) -> Any:
    """A value per channel, so that it broadcasts with an input whose second dimension is the channels."""
    return None if given is None else given.reshape((1, given.shape[0]) + (1,) * (rank - 2))


def _group_shape(
    input: Shape,
    weight: Shape | None = None,
    bias: Shape | None = None,
    num_groups: int = 1,
    eps: float = 1e-5,
) -> Shape:
    if len(input) < 2:
        raise ShapeError(f"Expected at least 2 dimensions for input tensor but received {len(input)}")
    if num_groups <= 0:
        raise ShapeError(f"Expected num groups to be greater than 0, got {num_groups}")
    if input[1] % num_groups:
        raise ShapeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{listed(input)} and num_groups={num_groups}"
        )
    for name, shape in (("weight", weight), ("bias", bias)):
        if shape is not None and shape != (input[1],):
            raise ShapeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of "
                f"shape {listed(shape)} and input of shape {listed(input)}"
            )
    return input


def _grouped(given: Any, num_groups: int) -> Any:
    size = math.prod(given.shape) // max(given.shape[0] * num_groups, 1)
    return given.reshape((given.shape[0], num_groups, size))


def _group_norm(
    input: Numbers,
    weight: Numbers | None = None,
    bias: Numbers | None = None,
    num_groups: int = 1,
    eps: float = 1e-5,
) -> Numbers:
    _group_shape(input.shape, _shape(weight), _shape(bias), num_groups, eps)
    _check_dtypes("GroupNormKernelImpl", input, weight, bias)
    if input.dtype == np.float16:
        return _in_single(_group_norm, input, weight, bias, num_groups=num_groups, eps=eps)
    standard = _standardised(_grouped(input, num_groups), (2,), eps)[0].reshape(input.shape)
    return _affine(standard, _column(weight, input.ndim), _column(bias, input.ndim))


def _group_vjp(
    upstream: Numbers,
    out: Numbers,
    inputs: Sequence[Any],
    needs: Sequence[bool],
    num_groups: int = 1,
    eps: float = 1e-5,
) -> Contributions:
    given, weight, bias = (*inputs, None, None)[:3]
    rank = len(given.shape)
    standard, scale = _standardised(_grouped(given, num_groups), (2,), eps)
    to_input = to_weight = to_bias = None
    if needs[0]:
        scaled = upstream if weight is None else upstream * _column(weight, rank)
        to_input = _through(_grouped(scaled, num_groups), standard, scale, (2,)).reshape(given.shape)
    if len(needs) > 1 and needs[1]:
        columns = _column(weight, rank).shape
        to_weight = unbroadcast(upstream * standard.reshape(given.shape), columns).reshape(weight.shape)
    if len(needs) > 2 and needs[2]:
        to_bias = unbroadcast(upstream, _column(bias, rank).shape).reshape(bias.shape)
    return (to_input, to_weight, to_bias)[: len(inputs)]


def _batch_shape(input: Shape, *others: Shape | None, training: bool = False, eps: float = 1e-5) -> Shape:
    channels = input[1] if len(input) > 1 else -1
    names = ("weight", "bias", "running_mean", "running_var")
    named = dict(zip(names, others, strict=False))
    for name in ("running_mean", "running_var", "weight", "bias"):
        shape = named.get(name)
        if shape is not None and math.prod(shape) != channels:
            raise ShapeError(f"{name} should contain {channels} elements not {math.prod(shape)}")
    return input


def _batch_statistics(given: Any, mean: Any, var: Any, training: bool, eps: float) -> tuple[Any, Any]:
    rank = len(given.shape)
    if training or mean is None or var is None:
        return _standardised(given, (0, *range(2, rank)), eps)
    scale = 1.0 / np.sqrt(_column(var, rank) + eps)
    return (given - _column(mean, rank)) * scale, scale


def _batch_norm(
    input: Numbers,
    weight: Numbers | None = None,
    bias: Numbers | None = None,
    mean: Numbers | None = None,
    var: Numbers | None = None,
    training: bool = False,
    eps: float = 1e-5,
) -> Numbers:
    _batch_shape(input.shape, *map(_shape, (weight, bias, mean, var)), training=training, eps=eps)
    _check_dtypes("batch_norm", input, weight, bias)
    standard, _ = _batch_statistics(input, mean, var, training, eps)
    found: Numbers = _affine(standard, _column(weight, input.ndim), _column(bias, input.ndim))
    return found


def _batch_vjp(
    upstream: Numbers,
    out: Numbers,
    inputs: Sequence[Any],
    needs: Sequence[bool],
    training: bool = False,
    eps: float = 1e-5,
) -> Contributions:
    given, weight, bias, mean, var = (*inputs, None, None, None, None)[:5]
    rank = len(given.shape)
    axes = (0, *range(2, rank))
    standard, scale = _batch_statistics(given, mean, var, training, eps)
    to_input = to_weight = to_bias = None
    if needs[0]:
        scaled = upstream if weight is None else upstream * _column(weight, rank)
        running = not training and mean is not None and var is not None
        to_input = scaled * scale if running else _through(scaled, standard, scale, axes)
    if len(needs) > 1 and needs[1]:
        to_weight = unbroadcast(upstream * standard, _column(weight, rank).shape).reshape(weight.shape)
    if len(needs) > 2 and needs[2]:
        to_bias = unbroadcast(upstream, _column(bias, rank).shape).reshape(bias.shape)
    return (to_input, to_weight, to_bias, None, None)[: len(inputs)]


_SAYS = "shares what is left when mean and spread are kept"

LAYER_NORM = Op(
    name="layer_norm",
    family=FAMILY,
    symbol="LN",
    title="layer normalisation: input, weight, bias",
    ports=("input", "weight", "bias"),
    optional=("weight", "bias"),
    forward=_layer_norm,
    vjp=_layer_vjp,
    shape=_layer_shape,
    formula="standardised(input) * weight + bias",
    rules={
        "input": "unstandardised(up * weight)",
        "weight": "up * standardised(input)",
        "bias": "up",
    },
    says={
        "input": f"layer_norm {_SAYS}",
        "weight": "layer_norm pairs the gradient with the normalised input",
        "bias": "layer_norm hands it to the bias",
    },
    saves={"input": ("input", "weight"), "weight": ("input",), "bias": ()},
    torch="torch.nn.functional.layer_norm({input}, weight={weight}, bias={bias})",
    attributes=(NORMALIZED, EPS),
    samples=(
        Sample((_INPUT, [1.0, 2.0, -0.5], [0.5, -1.0, 0.0]), {"normalized_shape": (3,)}),
        Sample(([1.0, -2.0, 3.0], [1.0, 2.0, -0.5], [0.5, -1.0, 0.0]), {"normalized_shape": (3,)}),
        Sample((_INPUT, _INPUT, _INPUT), {"normalized_shape": (2, 3), "eps": 0.001}),
    ),
    analytic=True,
    numbers="own",
    grad_fn="NativeLayerNormBackward0",
)

GROUP_NORM = unseen(
    name="group_norm",
    family=FAMILY,
    title="normalisation over groups of channels",
    ports=("input", "weight", "bias"),
    optional=("weight", "bias"),
    forward=_group_norm,
    vjp=_group_vjp,
    saves={"input": ("input", "weight"), "weight": ("input",), "bias": ()},
    shape=_group_shape,
    formula="standardised(input) * weight + bias",
    torch="torch.nn.functional.group_norm({input}, weight={weight}, bias={bias})",
    attributes=(GROUPS, EPS),
    numbers="own",
    grad_fn="NativeGroupNormBackward0",
)

BATCH_NORM = unseen(
    name="batch_norm",
    family=FAMILY,
    title="normalisation over the batch",
    ports=("input", "weight", "bias", "mean", "var"),
    optional=("weight", "bias", "mean", "var"),
    forward=_batch_norm,
    vjp=_batch_vjp,
    saves={"input": ("input", "weight", "mean", "var"), "weight": ("input", "mean", "var"), "bias": ()},
    shape=_batch_shape,
    formula="standardised(input) * weight + bias",
    torch="torch.nn.functional.batch_norm({input}, {mean}, {var}, {weight}, {bias})",
    attributes=(TRAINING, EPS),
    numbers="own",
    grad_fn="NativeBatchNormBackward0",
)

OPS: tuple[Op, ...] = (LAYER_NORM, GROUP_NORM, BATCH_NORM)
