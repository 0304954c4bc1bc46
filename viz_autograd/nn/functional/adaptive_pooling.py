"""Pooling into as many windows as are wanted."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.nn.functional.arguments import tensor
from viz_autograd.nn.functional.averaging import averaged
from viz_autograd.nn.functional.pooling import picked
from viz_autograd.nn.functional.windows import Windows, as_plane, check_rank
from viz_autograd.tensor.tensor import Tensor

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
]


def _adaptive(input: Any, output_size: Any, rank: int) -> list[Windows]:
    check_rank(input, rank)
    wanted = (output_size,) * rank if output_size is None or isinstance(output_size, int) else tuple(output_size)
    windows = []
    for n, count in zip(input.shape[-rank:], wanted, strict=True):
        m = n if count is None else count
        windows.append(tuple([(at * n // m, -(-(at + 1) * n // m)) for at in range(m)]))
    return windows


def _adaptive_avg(input: Any, output_size: Any, rank: int) -> Tensor:
    windows = _adaptive(tensor(f"adaptive_avg_pool{rank}d", input), output_size, rank)
    if rank == 1:
        row: Tensor = as_plane(lambda plane: _adaptive_avg(plane, (1, len(windows[0])), 2), input)
        return row
    if all(len(each) == 1 for each in windows):
        whole: Tensor = input.mean(tuple(range(-rank, 0)), keepdim=True)
        return whole
    sizes = [[end - start for start, end in each] for each in windows]
    return averaged(input, windows, sizes, adaptive=True)


def adaptive_avg_pool1d(input: Any, output_size: Any) -> Tensor:
    """The means of `output_size` windows along the length."""
    return _adaptive_avg(input, output_size, 1)


def adaptive_avg_pool2d(input: Any, output_size: Any) -> Tensor:
    """The means of `output_size` windows along height and width; None keeps a dimension."""
    return _adaptive_avg(input, output_size, 2)


def adaptive_avg_pool3d(input: Any, output_size: Any) -> Tensor:
    """The means of `output_size` windows along depth, height and width; None keeps a dimension."""
    return _adaptive_avg(input, output_size, 3)


def _adaptive_max(input: Any, output_size: Any, rank: int, return_indices: bool) -> Any:
    windows = _adaptive(tensor(f"adaptive_max_pool{rank}d", input), output_size, rank)
    if rank == 1:
        return as_plane(lambda plane: _adaptive_max(plane, (1, len(windows[0])), 2, return_indices), input)
    return picked(input, [[np.arange(*each) for each in along] for along in windows], return_indices, adaptive=True)


def adaptive_max_pool1d(input: Any, output_size: Any, return_indices: bool = False) -> Any:
    """The largest of each of `output_size` windows along the length."""
    return _adaptive_max(input, output_size, 1, return_indices)


def adaptive_max_pool2d(input: Any, output_size: Any, return_indices: bool = False) -> Any:
    """The largest of each of `output_size` windows along height and width; None keeps a dimension."""
    return _adaptive_max(input, output_size, 2, return_indices)
