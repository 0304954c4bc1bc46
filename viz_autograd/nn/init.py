"""First values for parameters, drawn with PyTorch's own numbers after manual_seed; nothing is recorded."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError
from viz_autograd.tensor.creation import empty
from viz_autograd.tensor.grad_mode import no_grad
from viz_autograd.tensor.random import randperm
from viz_autograd.tensor.tensor import Tensor

__all__ = [
    "calculate_gain", "constant", "constant_", "dirac", "dirac_", "eye", "eye_", "kaiming_normal", "kaiming_normal_",
    "kaiming_uniform", "kaiming_uniform_", "normal", "normal_", "ones_", "orthogonal", "orthogonal_", "sparse",
    "sparse_", "trunc_normal_", "uniform", "uniform_", "xavier_normal", "xavier_normal_", "xavier_uniform",
    "xavier_uniform_", "zeros_",
]  # fmt: skip

_PLAIN = (
    "linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid",
)  # fmt: skip
_NO_ELEMENTS = "Initializing zero-element tensors is a no-op"


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By how much a nonlinearity's weights should be larger; `param` is leaky_relu's slope (0.01).

    Raises ArgumentError (ValueError) for one that is not known.
    """
    if nonlinearity in _PLAIN:
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "selu":
        return 3.0 / 4
    if nonlinearity != "leaky_relu":
        raise ArgumentError(f"Unsupported nonlinearity {nonlinearity}")
    slope = 0.01 if param is None else param
    if isinstance(slope, bool) or not isinstance(slope, int | float):
        raise ArgumentError(f"negative_slope {param} not a valid number")
    return math.sqrt(2.0 / (1 + slope**2))


# ---- one number


def constant_(tensor: Any, val: float) -> Tensor:
    """Every element `val`."""
    with no_grad():
        filled: Tensor = tensor.fill_(val)
    return filled


def ones_(tensor: Any) -> Tensor:
    """Every element 1."""
    return constant_(tensor, 1.0)


def zeros_(tensor: Any) -> Tensor:
    """Every element 0."""
    with no_grad():
        filled: Tensor = tensor.zero_()
    return filled


def eye_(tensor: Any) -> Tensor:
    """1 on the diagonal of a matrix, 0 elsewhere. Raises ArgumentError (ValueError) for another rank."""
    if tensor.ndimension() != 2:
        raise ArgumentError("Only tensors with 2 dimensions are supported")
    return _written(tensor, np.eye(*tensor.shape))


def dirac_(tensor: Any, groups: int = 1) -> Tensor:
    """Convolutions that hand their input channels on, within each group. Raises ArgumentError (ValueError)."""
    if tensor.ndimension() not in (3, 4, 5):
        raise ArgumentError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.size(0) % groups:
        raise ArgumentError("dim 0 must be divisible by groups")
    kept = np.zeros(tensor.shape)
    per_group = tensor.size(0) // groups
    middle = tuple(size // 2 for size in tensor.shape[2:])
    for group in range(groups):
        for channel in range(min(per_group, tensor.size(1))):
            kept[(group * per_group + channel, channel, *middle)] = 1
    return _written(tensor, kept)


def _written(tensor: Any, numbers: Any) -> Tensor:
    tensor._array[...] = numbers
    tensor._bump()
    result: Tensor = tensor
    return result


# ---- drawn numbers


def uniform_(tensor: Any, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Tensor:
    """Evenly from a … b."""
    with no_grad():
        drawn: Tensor = tensor.uniform_(a, b, generator=generator)
    return drawn


def normal_(tensor: Any, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Tensor:
    """From the normal distribution."""
    with no_grad():
        drawn: Tensor = tensor.normal_(mean, std, generator=generator)
    return drawn


def trunc_normal_(
    tensor: Any, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Any = None
) -> Tensor:
    """From the normal distribution between a and b. Warns when nearly all of it is outside."""
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect.",
            stacklevel=2,
        )
    with no_grad():
        if _below((b - mean) / std) - _below((a - mean) / std) > 0.3:
            _redraw_outside(tensor, mean, std, a, b, generator)
        else:
            _accept_by_density(tensor, mean, std, a, b, generator)
    tensor._bump()
    result: Tensor = tensor
    return result


def _below(x: float) -> float:
    """The normal distribution function."""
    return (1 + math.erf(x / math.sqrt(2))) / 2


def _redraw_outside(tensor: Any, mean: float, std: float, a: float, b: float, generator: Any) -> None:
    array = tensor._array
    low, high = (array.dtype.type(bound) for bound in (a, b))
    tensor.normal_(mean, std, generator=generator)
    outside = (array < low) | (array > high)
    while outside.any():
        # As PyTorch: all are drawn again, and only those outside are taken.
        again = tensor.detach().clone().normal_(mean, std, generator=generator)._array
        array[outside] = again[outside]
        outside = (array < low) | (array > high)


def _accept_by_density(tensor: Any, mean: float, std: float, a: float, b: float, generator: Any) -> None:
    """Even draws, each accepted with its density over the largest there is between a and b."""
    array = tensor._array
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    pending = np.ones(array.shape, bool)
    drawn, chance = tensor.detach().clone(), tensor.detach().clone()
    while pending.any():
        drawn.uniform_(a, b, generator=generator)
        array[pending] = drawn._array[pending]
        log_density = ((drawn - mean) / std).pow(2) * -0.5 - peak
        refused = chance.uniform_(generator=generator).log_() > log_density
        pending &= refused._array


def _calculate_fan_in_and_fan_out(tensor: Any) -> tuple[int, int]:
    """How many inputs and outputs each weight's neighbours have. Raises ArgumentError (ValueError) below rank 2."""
    if tensor.dim() < 2:
        raise ArgumentError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = math.prod(tensor.shape[2:])
    return tensor.size(1) * field, tensor.size(0) * field


def _fan(tensor: Any, mode: str) -> int:
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ArgumentError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    return _calculate_fan_in_and_fan_out(tensor)[mode == "fan_out"]


_calculate_correct_fan = _fan


def xavier_uniform_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Evenly from ±gain √(6 / (fan in + fan out)) (Glorot and Bengio, 2010)."""
    bound = math.sqrt(3.0) * _xavier_std(tensor, gain)
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Normal with deviation gain √(2 / (fan in + fan out)) (Glorot and Bengio, 2010)."""
    return normal_(tensor, 0.0, _xavier_std(tensor, gain), generator)


def _xavier_std(tensor: Any, gain: float) -> float:
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return gain * math.sqrt(2.0 / float(fan_in + fan_out))


def kaiming_uniform_(
    tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """Evenly from ±gain √(3 / fan), `a` being leaky_relu's slope (He and others, 2015)."""
    if 0 in tensor.shape:
        warnings.warn(_NO_ELEMENTS, stacklevel=2)
        untouched: Tensor = tensor
        return untouched
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """Normal with deviation gain / √fan, `a` being leaky_relu's slope (He and others, 2015)."""
    if 0 in tensor.shape:
        warnings.warn(_NO_ELEMENTS, stacklevel=2)
        untouched: Tensor = tensor
        return untouched
    return normal_(tensor, 0, _kaiming_std(tensor, a, mode, nonlinearity), generator)


def _kaiming_std(tensor: Any, a: float, mode: str, nonlinearity: str) -> float:
    fan = _fan(tensor, mode)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def orthogonal_(tensor: Any, gain: float = 1, generator: Any = None) -> Tensor:
    """Orthonormal rows or columns, times gain (Saxe and others, 2013); further dimensions count as columns.

    Raises ArgumentError (ValueError) below rank 2.
    """
    if tensor.ndimension() < 2:
        raise ArgumentError("Only tensors with 2 or more dimensions are supported")
    untouched: Tensor = tensor
    if tensor.numel() == 0:
        return untouched
    rows = tensor.size(0)
    columns = tensor.numel() // rows
    with no_grad():
        drawn = empty((rows, columns), dtype=tensor.dtype).normal_(0, 1, generator=generator)._array
    q, r = np.linalg.qr(drawn.T if rows < columns else drawn)
    # With the signs of R's diagonal every orthogonal matrix is as likely (Mezzadri, 2006).
    q = q * np.sign(np.diagonal(r))
    if rows < columns:
        q = q.T
    return _written(tensor, q.reshape(tensor.shape) * gain)


def sparse_(tensor: Any, sparsity: float, std: float = 0.01, generator: Any = None) -> Tensor:
    """Normal, and a share `sparsity` of each column 0 (Martens, 2010). Raises ArgumentError (ValueError)."""
    if tensor.ndimension() != 2:
        raise ArgumentError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            tensor._array[randperm(rows)._array[:zeros], column] = 0
    result: Tensor = tensor
    return result


def _older(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The name without an underscore, which warns."""
    new = function.__name__
    old = new.removesuffix("_")

    def initialise(*args: Any, **kwargs: Any) -> Tensor:
        warnings.warn(f"`nn.init.{old}` is now deprecated in favor of `nn.init.{new}`.", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    initialise.__name__ = old
    initialise.__doc__ = f"The older name of `{new}`."
    return initialise


uniform = _older(uniform_)
normal = _older(normal_)
constant = _older(constant_)
eye = _older(eye_)
dirac = _older(dirac_)
xavier_uniform = _older(xavier_uniform_)
xavier_normal = _older(xavier_normal_)
kaiming_uniform = _older(kaiming_uniform_)
kaiming_normal = _older(kaiming_normal_)
orthogonal = _older(orthogonal_)
sparse = _older(sparse_)
