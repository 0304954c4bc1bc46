"""An optimizer's settings: as numbers, and within their bounds."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError
from viz_autograd.tensor.tensor import Tensor

__all__ = ["check_betas", "check_positive", "check_rate", "number"]


def number(setting: Any) -> Any:
    """A setting as a number: a float32 tensor's keeps its precision, as in PyTorch, for what is computed from it."""
    if not isinstance(setting, Tensor):
        return setting
    value = setting._array.reshape(())[()]
    return value if value.dtype == np.float32 else float(value)


def check_rate(lr: Any) -> None:
    """Raise ArgumentError for a learning rate below zero, or a tensor of several."""
    if isinstance(lr, Tensor) and lr._array.size != 1:
        raise ArgumentError("Tensor lr must be 1-element")
    if not 0.0 <= number(lr):  # noqa: SIM300 - a wrong type is told in this order
        raise ArgumentError(f"Invalid learning rate: {lr}")


def check_betas(betas: tuple[Any, Any]) -> None:
    """Raise ArgumentError for a decay of a running mean that is not in [0, 1)."""
    for index in (0, 1):
        if not 0.0 <= number(betas[index]) < 1.0:
            raise ArgumentError(f"Invalid beta parameter at index {index}: {betas[index]}")


def check_positive(name: str, value: Any) -> None:
    """Raise ArgumentError for a setting below zero."""
    if not 0.0 <= number(value):  # noqa: SIM300 - a wrong type is told in this order
        raise ArgumentError(f"Invalid {name} value: {value}")
