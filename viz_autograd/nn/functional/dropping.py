"""Dropout: setting elements, or whole channels, to 0 by chance."""

from __future__ import annotations

import math
import warnings
from typing import Any

from viz_autograd.errors import ArgumentError, TensorError
from viz_autograd.nn.functional.arguments import scalar_name, tensor
from viz_autograd.tensor.grad_mode import no_grad
from viz_autograd.tensor.in_place import change
from viz_autograd.tensor.tensor import Tensor

__all__ = ["alpha_dropout", "dropout", "dropout1d", "dropout2d", "dropout3d", "feature_alpha_dropout"]

# What SELU tends to far below 0, negated: its scale times its alpha.
_SELU_FLOOR = 1.7580993408473766


def _check(p: float) -> None:
    if p < 0.0 or p > 1.0:
        raise ArgumentError(f"dropout probability has to be between 0 and 1, but got {p}")


def _kept(input: Any, p: float, features: bool) -> Any:
    """1 where an element stays and 0 where it goes, drawn as PyTorch does; one draw a channel, if `features`."""
    shape = input.shape
    if features:
        if input.dim() < 2:
            raise TensorError("Feature dropout requires at least 2 dimensions in the input")
        shape = (*shape[:2], *[1] * (input.dim() - 2))
    if input._array.dtype.kind != "f":
        raise TensorError(f"result type Float can't be cast to the desired output type {scalar_name(input)}")
    return input.detach().new_empty(shape).bernoulli_(1 - p)


def _dropped(name: str, input: Any, p: float, training: bool, inplace: bool, features: bool = False) -> Tensor:
    _check(p)
    given: Tensor = tensor(name, input)
    if p == 0 or not training or given._array.size == 0:
        return given

    def drop(x: Any) -> Tensor:
        with no_grad():
            noise: Any = x.new_zeros(()) if p == 1 else _kept(x, p, features)
            if p != 1:
                noise.div_(1 - p)
        result: Tensor = x * noise
        return result

    return change(given, drop) if inplace else drop(given)


def dropout(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Each element 0 with probability p, else over 1 − p; the input itself when not in training.

    The numbers drawn are PyTorch's. Raises ArgumentError (ValueError) for p outside 0 … 1.
    """
    return _dropped("dropout", input, p, training, inplace)


def dropout1d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of (batch, channels, length) or (channels, length)."""
    _check(p)
    if input.dim() not in (2, 3):
        raise TensorError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.dim()}D input. Note that dropout1d exists to "
            "provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional "
            "batch dimension (i.e. 2D or 3D inputs)."
        )
    return _by_channel(input, 2, p, training, inplace)


def dropout2d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of (batch, channels, height, width)."""
    _check(p)
    if input.dim() not in (3, 4):
        _warn_rank("dropout2d", input, "3D or 4D", "2 spatial dimensions")
    if input.dim() == 3:
        warnings.warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired "
            "- input is interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a "
            "future release to interpret the input as one without a batch dimension, i.e. shape (C, H, W). To maintain "
            "the 1D channel-wise dropout behavior, please switch to using dropout1d instead.",
            stacklevel=2,
        )
    return _dropped("feature_dropout", input, p, training, inplace, features=True)


def dropout3d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of (batch, channels, depth, height, width), or without the batch."""
    _check(p)
    if input.dim() not in (4, 5):
        _warn_rank("dropout3d", input, "4D or 5D", "3 spatial dimensions")
    return _by_channel(input, 4, p, training, inplace)


def _warn_rank(name: str, input: Any, ranks: str, spatial: str) -> None:
    warnings.warn(
        f"{name}: Received a {input.dim()}-D input to {name}, which is deprecated and will result in an error in a "
        f"future release. To retain the behavior and silence this warning, please use dropout instead. Note that "
        f"{name} exists to provide channel-wise dropout on inputs with {spatial}, a channel dimension, and an "
        f"optional batch dimension (i.e. {ranks} inputs).",
        stacklevel=3,
    )


def _by_channel(input: Any, unbatched: int, p: float, training: bool, inplace: bool) -> Tensor:
    if input.dim() != unbatched:
        return _dropped("feature_dropout", input, p, training, inplace, features=True)
    dropped: Any = _dropped("feature_dropout", input.unsqueeze(0), p, training, inplace, features=True)
    result: Tensor = dropped.squeeze(0)
    return result


def _alpha(input: Any, p: float, training: bool, inplace: bool, features: bool) -> Tensor:
    _check(p)
    given: Any = tensor("alpha_dropout", input)
    if p == 0 or not training or given._array.size == 0:
        untouched: Tensor = given
        return untouched

    def drop(x: Any) -> Tensor:
        if p == 1:
            gone: Tensor = x * x.new_zeros(())
            return gone
        # Scale and shift that give back mean 0 and variance 1 (Klambauer and others, 2017).
        scale = 1 / math.sqrt((_SELU_FLOOR**2 * p + 1) * (1 - p))
        with no_grad():
            noise = _kept(x, p, features)
            shift = (noise - 1) * (_SELU_FLOOR * scale) + _SELU_FLOOR * scale * p
            noise = noise * scale
        result: Tensor = x * noise + shift
        return result

    return change(given, drop) if inplace else drop(given)


def alpha_dropout(input: Any, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Dropout that keeps mean and variance: what is dropped goes to SELU's floor, then all is scaled and shifted."""
    return _alpha(input, p, training, inplace, features=False)


def feature_alpha_dropout(input: Any, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """`alpha_dropout` of whole channels."""
    return _alpha(input, p, training, inplace, features=True)
