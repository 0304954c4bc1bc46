"""Normalisations: subtract a mean, divide by a spread, over a layer, a batch, groups or instances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, DtypeError, TensorError
from viz_autograd.nn.functional.arguments import tensor
from viz_autograd.ops import OPS
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.grad_mode import no_grad
from viz_autograd.tensor.size import Size
from viz_autograd.tensor.tensor import Tensor

__all__ = ["batch_norm", "group_norm", "instance_norm", "layer_norm", "local_response_norm", "rms_norm"]


def layer_norm(
    input: Any, normalized_shape: Sequence[int], weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Tensor:
    """(x − mean) / √(variance + eps) over the last dimensions, times weight, plus bias (Ba and others, 2016)."""
    tensor("layer_norm", input)
    shape = _sizes("layer_norm", normalized_shape)
    result: Tensor = apply(OPS["layer_norm"], input, weight, bias, normalized_shape=shape, eps=eps)
    return result


def _sizes(function: str, given: Any) -> tuple[int, ...]:
    if not isinstance(given, tuple | list):
        raise DtypeError(
            f"{function}(): argument 'normalized_shape' (position 2) must be tuple of ints, not {type(given).__name__}"
        )
    return tuple(given)


def rms_norm(input: Any, normalized_shape: Sequence[int], weight: Any = None, eps: float | None = None) -> Tensor:
    """X / √(mean of x² + eps) over the last dimensions, times weight (Zhang and Sennrich, 2019).

    eps is by default the least difference of the dtype from 1. Raises TensorError (RuntimeError).
    """
    tensor("rms_norm", input)
    shape = _sizes("rms_norm", normalized_shape)
    if not shape:
        raise TensorError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
            "normalized_shape = []"
        )
    if weight is not None and tuple(weight.shape) != shape:
        raise TensorError(
            "Expected weight to be of same shape as normalized_shape, but got weight of shape "
            f"{list(weight.shape)} and normalized_shape = {list(shape)}"
        )
    if tuple(input.shape[-len(shape) :]) != shape:
        raise TensorError(
            f"Given normalized_shape={list(shape)}, expected input with shape [*, {', '.join(map(str, shape))}], but "
            f"got input of size{list(input.shape)}"
        )
    added = float(np.finfo(input._array.dtype).eps) if eps is None else eps
    dims = tuple(range(-len(shape), 0))
    scaled = input * (input.pow(2).mean(dims, keepdim=True) + added).rsqrt()
    result: Tensor = scaled if weight is None else scaled * weight
    return result


def group_norm(input: Any, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> Tensor:
    """As `layer_norm`, over each of several groups of channels (dimension 1) of each sample (Wu and He, 2018)."""
    tensor("group_norm", input)
    if input.dim() < 2:
        raise TensorError(f"Expected at least 2 dimensions for input tensor but received {input.dim()}")
    if num_groups > 0 and math.prod(input.shape[2:]) * (input.size(0) * input.size(1) // num_groups) == 1:
        _several([input.size(0) * input.size(1) // num_groups, num_groups, *input.shape[2:]])
    result: Tensor = apply(OPS["group_norm"], input, weight, bias, num_groups=num_groups, eps=eps)
    return result


def _several(shape: Any) -> None:
    """Raise ArgumentError when there is but one value for a channel."""
    if math.prod(shape) // max(shape[1], 1) == 1:
        told = Size(shape) if isinstance(shape, tuple) else shape
        raise ArgumentError(f"Expected more than 1 value per channel when training, got input size {told!r}")


def batch_norm(
    input: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """(x − mean) / √(variance + eps) per channel (dimension 1), times weight, plus bias (Ioffe and Szegedy, 2015).

    In training mean and variance are those of the batch, and the running ones move towards them by `momentum` (their
    variance without bias); else they are the running ones. Raises ArgumentError (ValueError) for a single value per
    channel in training, TensorError (RuntimeError) for running figures of another size.
    """
    tensor("batch_norm", input)
    if training:
        _several(tuple(input.shape))
    elif running_mean is None:
        raise TensorError("running_mean must be defined in evaluation mode")
    elif running_var is None:
        raise TensorError("running_var must be defined in evaluation mode")
    used = (None, None) if training else (running_mean, running_var)
    channels = input.size(1) if input.dim() > 1 else 0
    for name, given in (("running_mean", running_mean), ("running_var", running_var)):
        if given is not None and given.numel() != channels:
            raise TensorError(f"{name} should contain {channels} elements not {given.numel()}")
    result: Tensor = apply(OPS["batch_norm"], input, weight, bias, *used, training=training, eps=eps)
    if training:
        with no_grad():
            _track(input._array, running_mean, running_var, momentum)
    return result


def _track(array: Any, running_mean: Any, running_var: Any, momentum: float) -> None:
    axes = (0, *range(2, array.ndim))
    count = array.size // max(array.shape[1], 1)
    for running, found in ((running_mean, array.mean(axes)), (running_var, array.var(axes))):
        if running is None:
            continue
        if running is running_var:
            found = found * (count / (count - 1))
        running._array[...] = (1 - momentum) * running._array + momentum * found
        running._bump()


def instance_norm(
    input: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """As `batch_norm`, over each channel of each sample by itself (Ulyanov and others, 2016)."""
    tensor("instance_norm", input)
    if not use_input_stats:
        return batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    size = input.shape
    if math.prod(size[2:]) == 1:
        raise ArgumentError(f"Expected more than 1 spatial element when training, got input size {size!r}")
    rows = input.reshape((1, size[0] * size[1], *size[2:]))
    standard: Any = apply(OPS["batch_norm"], rows, training=True, eps=eps).reshape(size)
    if running_mean is not None or running_var is not None:
        with no_grad():
            _track_instances(input._array, running_mean, running_var, momentum)
    column = (1, size[1], *[1] * (len(size) - 2))
    if weight is not None:
        standard = standard * weight.reshape(column)
    result: Tensor = standard if bias is None else standard + bias.reshape(column)
    return result


def _track_instances(array: Any, running_mean: Any, running_var: Any, momentum: float) -> None:
    axes = tuple(range(2, array.ndim))
    found = (array.mean(axes).mean(0), array.var(axes, ddof=1).mean(0))
    for running, new in zip((running_mean, running_var), found, strict=True):
        if running is not None:
            running._array[...] = (1 - momentum) * running._array + momentum * new
            running._bump()


def local_response_norm(input: Any, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """X / (k + alpha · mean of x² over `size` neighbouring channels)^beta (Krizhevsky and others, 2012).

    Raises ArgumentError (ValueError) for less than three dimensions.
    """
    dim = input.dim()
    if dim < 3:
        raise ArgumentError(
            f"Expected 3D or higher dimensionality                          input (got {dim} dimensions)"
        )
    squares = input * input
    channels = input.size(1)
    total: Any = None
    for at in range(-(size // 2), (size - 1) // 2 + 1):
        # Channel c takes part at c + at.
        low, high = max(0, at), min(channels, channels + at)
        part = squares.narrow(1, low, max(high - low, 0))
        blank = squares.new_zeros((squares.size(0), abs(at), *squares.shape[2:]))
        moved = part if at == 0 else _beside(part, blank, at)
        total = moved if total is None else total + moved
    result: Tensor = input / (total / size * alpha + k).pow(beta)
    return result


def _beside(part: Any, blank: Any, at: int) -> Any:
    pieces = (blank, part) if at < 0 else (part, blank)
    joined: Any = apply(OPS["cat"], *pieces, dim=1)
    return joined
