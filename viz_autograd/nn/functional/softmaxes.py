"""Softmaxes: numbers into shares that add up to 1."""

from __future__ import annotations

import warnings
from typing import Any

from viz_autograd.tensor.grad_mode import no_grad
from viz_autograd.tensor.tensor import Tensor

__all__ = ["gumbel_softmax", "log_softmax", "softmax", "softmin"]


def _softmax_dim(name: str, input: Any, dim: int | None, stacklevel: int) -> int:
    if dim is not None:
        return dim
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
        stacklevel=stacklevel,
    )
    return 0 if input.dim() in (0, 1, 3) else 1


def _along(input: Any, op: str, dim: int, dtype: Any) -> Tensor:
    result: Tensor = getattr(input, op)(dim) if dtype is None else getattr(input, op)(dim, dtype=dtype)
    return result


def softmax(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """exp(x), divided by its sum along `dim`."""
    along = _softmax_dim("softmax", input, dim, _stacklevel)
    return _along(input, "softmax", along, dtype)


def log_softmax(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """The logarithm of `softmax`, without overflow."""
    along = _softmax_dim("log_softmax", input, dim, _stacklevel)
    return _along(input, "log_softmax", along, dtype)


def softmin(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """`softmax` of −x."""
    along = _softmax_dim("softmin", input, dim, _stacklevel)
    return _along(-input, "softmax", along, dtype)


def gumbel_softmax(logits: Any, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """Softmax of the logits with Gumbel noise (Jang and others, 2016); one-hot, with its gradient, if `hard`."""
    if eps != 1e-10:
        warnings.warn("`eps` parameter is deprecated and has no effect.", stacklevel=2)
    with no_grad():
        noise = -logits.detach().clone().exponential_().log()
    soft: Any = softmax((logits + noise) / tau, dim)
    if not hard:
        result: Tensor = soft
        return result
    index = soft.max(dim, keepdim=True)[1]
    sharp = logits.detach().new_zeros(logits.shape).scatter_(dim, index, 1.0)
    straight: Tensor = sharp - soft.detach() + soft
    return straight
