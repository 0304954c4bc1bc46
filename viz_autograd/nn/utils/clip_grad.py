"""Holding gradients within bounds."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from viz_autograd.errors import TensorError
from viz_autograd.tensor.dtypes import default_numpy_dtype
from viz_autograd.tensor.grad_mode import no_grad
from viz_autograd.tensor.tensor import Tensor

_NO_PARAMETERS = "`parameters` is an empty generator, no gradient clipping will occur."


def _listed(given: Tensor | Iterable[Tensor]) -> list[Tensor]:
    return [given] if isinstance(given, Tensor) else list(given)


def get_total_norm(
    tensors: Tensor | Iterable[Tensor],
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The norm of all elements of all tensors, as a scalar tensor.

    Raises TensorError (RuntimeError) when it is not finite, if `error_if_nonfinite`.
    """
    order = float(norm_type)
    arrays = [each._array for each in _listed(tensors)]
    if not arrays:
        return Tensor._of(np.asarray(0.0, default_numpy_dtype()))
    with np.errstate(all="ignore"):
        norms = np.stack([np.asarray(np.linalg.norm(each.reshape(-1), order), each.dtype) for each in arrays])
        total = np.asarray(np.linalg.norm(norms, order), norms.dtype)
    if error_if_nonfinite and not np.isfinite(total):
        raise TensorError(
            f"The total norm of order {order} for gradients from `parameters` is non-finite, so it cannot be clipped. "
            "To disable this error and scale the gradients by the non-finite norm anyway, set "
            "`error_if_nonfinite=False`"
        )
    return Tensor._of(total)


def clip_grads_with_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, total_norm: Any, foreach: bool | None = None
) -> None:
    """Scale the gradients, in place, as if their norm `total_norm` were to become max_norm; never up."""
    gradients = [each._grad for each in _listed(parameters) if each._grad is not None]
    with np.errstate(all="ignore"), no_grad():
        # As PyTorch: a little is added, so that a norm of 0 is none to divide by; nan stays nan.
        scale = np.minimum(max_norm / (total_norm._array + 1e-6), 1.0)
        for gradient in gradients:
            gradient._array *= scale.astype(gradient._array.dtype)
            gradient._bump()


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale the gradients of the parameters, in place, such that the norm of them all is max_norm at most.

    Returns the norm before. Raises as `get_total_norm` does.
    """
    listed = _listed(parameters)
    if not listed and not isinstance(parameters, list | tuple | set | dict):
        warnings.warn(_NO_PARAMETERS, stacklevel=2)
    gradients = [each._grad for each in listed if each._grad is not None]
    total = get_total_norm(gradients, norm_type, error_if_nonfinite, foreach)
    clip_grads_with_norm_(listed, max_norm, total, foreach)
    return total


def clip_grad_norm(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The older name of `clip_grad_norm_`, which warns."""
    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
        stacklevel=2,
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None) -> None:
    """Hold each element of the gradients, in place, between −clip_value and clip_value."""
    bound = float(clip_value)
    for parameter in _listed(parameters):
        gradient = parameter._grad
        if gradient is not None:
            np.clip(gradient._array, -bound, bound, out=gradient._array)
            gradient._bump()
