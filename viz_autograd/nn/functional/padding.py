"""Padding: a margin around a tensor's last dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import TensorError, UnsupportedError
from viz_autograd.nn.functional.arguments import tensor
from viz_autograd.ops.padding import PAD
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.tensor import Tensor

__all__ = ["pad"]


def pad(input: Any, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """The tensor with a margin: pad = (before and after the last dimension, before and after the one before it, …).

    A negative margin cuts. The margin is `value` (0), or in the modes "reflect", "replicate" and "circular" made of
    the elements. Raises TensorError (RuntimeError), UnsupportedError (NotImplementedError) for another mode.
    """
    tensor("pad", input)
    margins = [int(each) for each in pad]
    if mode == "constant":
        result: Tensor = apply(PAD, input, pad=tuple(margins), value=0 if value is None else value)
        return result
    if len(margins) % 2:
        raise TensorError("Padding length must be divisible by 2")
    if mode not in ("reflect", "replicate", "circular"):
        raise UnsupportedError(f"Unrecognised padding mode {mode}")
    if value is not None:
        raise TensorError(f'Padding mode "{mode}" doesn\'t take in value argument')
    count = len(margins) // 2
    if input.dim() not in (count + 1, count + 2):
        raise UnsupportedError("Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now")
    padded = input
    for back in range(count):
        padded = _by_index(padded, input.dim() - 1 - back, margins[2 * back], margins[2 * back + 1], mode, input)
    found: Tensor = padded
    return found


def _by_index(given: Any, dim: int, before: int, after: int, mode: str, input: Any) -> Any:
    size = given.size(dim)
    places = np.arange(-before, size + after)
    if mode == "replicate":
        places = np.clip(places, 0, size - 1)
    elif mode == "reflect":
        if before >= size or after >= size:
            argument = 4 if dim == input.dim() - 1 else 6
            raise TensorError(
                f"Argument #{argument}: Padding size should be less than the corresponding input dimension, but got: "
                f"padding ({before}, {after}) at dimension {dim} of input {list(input.shape)}"
            )
        places = np.abs(places)
        places = np.where(places >= size, 2 * (size - 1) - places, places)
    else:
        if before > size or after > size:
            raise TensorError("Padding value causes wrapping around more than once.")
        places = places % size
    return given[(slice(None),) * dim + (Tensor._of(places),)]
