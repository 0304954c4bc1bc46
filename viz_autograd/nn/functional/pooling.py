"""Pooling: the largest element of each window."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.nn.functional.arguments import tensor
from viz_autograd.nn.functional.windows import Setting, as_plane, check_rank, several_of, window_counts
from viz_autograd.ops.pooling import MAX_POOL
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.tensor import Tensor

__all__ = ["max_pool1d", "max_pool2d", "max_pool3d"]


def _largest(input: Any, bins: Sequence[Sequence[np.ndarray[Any, Any]]]) -> Any:
    """Where, in the flattened last dimensions, the largest of each window is; nan is the largest of all."""
    rank = len(bins)
    array = input._array
    sizes = array.shape[-rank:]
    lead = array.shape[:-rank]
    places: Any = np.empty((*lead, *map(len, bins)), np.int64)
    for at in itertools.product(*[range(len(each)) for each in bins]):
        grid = np.ix_(*[each[place] for each, place in zip(bins, at, strict=True)])
        flat = np.ravel_multi_index(grid, sizes).reshape(-1)
        seen = array.reshape((*lead, math.prod(sizes)))[..., flat]
        places[(..., *at)] = flat[np.argmax(seen, axis=-1)]
    return places


def _max_pool(
    rank: int,
    input: Any,
    kernel_size: Setting,
    stride: Setting | None,
    padding: Setting,
    dilation: Setting,
    ceil_mode: bool,
    return_indices: bool,
) -> Any:
    tensor(f"max_pool{rank}d", input)
    check_rank(input, rank)
    if rank == 1:
        return as_plane(
            lambda plane: _max_pool(
                2,
                plane,
                (1, *several_of(kernel_size, 1)),
                None if stride is None or stride == [] else (1, *several_of(stride, 1)),
                (0, *several_of(padding, 1)),
                (1, *several_of(dilation, 1)),
                ceil_mode,
                return_indices,
            ),
            input,
        )
    kernel = several_of(kernel_size, rank)
    steps = kernel if stride is None or stride == [] else several_of(stride, rank)
    pads, apart = several_of(padding, rank), several_of(dilation, rank)
    counts = window_counts(input, kernel, steps, pads, apart, ceil_mode)
    bins = []
    for n, k, step, pad, gap, count in zip(input.shape[-rank:], kernel, steps, pads, apart, counts, strict=True):
        taken = [np.arange(at * step - pad, at * step - pad + gap * (k - 1) + 1, gap) for at in range(count)]
        bins.append([each[(each >= 0) & (each < n)] for each in taken])
    return picked(input, bins, return_indices)


def picked(
    input: Any, bins: Sequence[Sequence[np.ndarray[Any, Any]]], return_indices: bool, adaptive: bool = False
) -> Any:
    places = Tensor._of(_largest(input, bins))
    result = apply(MAX_POOL, input, places, rank=len(bins), adaptive=adaptive)
    return (result, places) if return_indices else result


def max_pool1d(
    input: Any,
    kernel_size: Setting,
    stride: Setting | None = None,
    padding: Setting = 0,
    dilation: Setting = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest of each window of (batch, channels, length), with its place if `return_indices`."""
    return _max_pool(1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool2d(
    input: Any,
    kernel_size: Setting,
    stride: Setting | None = None,
    padding: Setting = 0,
    dilation: Setting = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest of each window of (batch, channels, height, width), with its place if `return_indices`."""
    return _max_pool(2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool3d(
    input: Any,
    kernel_size: Setting,
    stride: Setting | None = None,
    padding: Setting = 0,
    dilation: Setting = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest of each window of (batch, channels, depth, height, width), with its place if `return_indices`."""
    return _max_pool(3, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)
