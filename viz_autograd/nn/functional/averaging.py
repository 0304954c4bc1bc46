"""Pooling: the mean, or a norm, of each window."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.nn.functional.arguments import tensor
from viz_autograd.nn.functional.windows import Setting, Windows, as_plane, check_rank, several_of, window_counts
from viz_autograd.ops.pooling import MEAN_POOL
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.tensor import Tensor

__all__ = ["avg_pool1d", "avg_pool2d", "avg_pool3d", "lp_pool1d", "lp_pool2d"]


def _avg_pool(
    rank: int,
    input: Any,
    kernel_size: Setting,
    stride: Setting | None,
    padding: Setting,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> Tensor:
    tensor(f"avg_pool{rank}d", input)
    check_rank(input, rank)
    if rank == 1:
        row: Tensor = as_plane(
            lambda plane: _avg_pool(
                2,
                plane,
                (1, *several_of(kernel_size, 1)),
                None if stride is None or stride == [] else (1, *several_of(stride, 1)),
                (0, *several_of(padding, 1)),
                ceil_mode,
                count_include_pad,
                divisor_override,
            ),
            input,
        )
        return row
    kernel = several_of(kernel_size, rank)
    steps = kernel if stride is None or stride == [] else several_of(stride, rank)
    pads = several_of(padding, rank)
    counts = window_counts(input, kernel, steps, pads, (1,) * rank, ceil_mode)
    windows: list[Windows] = []
    sizes = []
    for n, k, step, pad, count in zip(input.shape[-rank:], kernel, steps, pads, counts, strict=True):
        starts = [at * step - pad for at in range(count)]
        windows.append(tuple([(max(start, 0), min(start + k, n)) for start in starts]))
        ends = [min(start + k, n + pad) for start in starts]
        counted = [end - start for start, end in zip(starts, ends, strict=True)]
        sizes.append(counted if count_include_pad else [end - start for start, end in windows[-1]])
    return averaged(input, windows, sizes, divisor_override)


def averaged(
    input: Any,
    windows: Sequence[Windows],
    sizes: Sequence[Sequence[int]],
    divisor: int | None = None,
    adaptive: bool = False,
) -> Tensor:
    rank = len(windows)
    divisors = np.ones([len(each) for each in windows])
    for axis, each in enumerate(sizes):
        divisors = divisors * np.asarray(each, float).reshape((-1,) + (1,) * (rank - axis - 1))
    if divisor is not None:
        divisors[...] = divisor
    result: Tensor = apply(
        MEAN_POOL, input, windows=tuple(windows), divisors=divisors, size=tuple(input.shape[-rank:]), adaptive=adaptive
    )
    return result


def avg_pool1d(
    input: Any,
    kernel_size: Setting,
    stride: Setting | None = None,
    padding: Setting = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window of (batch, channels, length)."""
    return _avg_pool(1, input, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


def avg_pool2d(
    input: Any,
    kernel_size: Setting,
    stride: Setting | None = None,
    padding: Setting = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window of (batch, channels, height, width), or its sum over `divisor_override`."""
    return _avg_pool(2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def avg_pool3d(
    input: Any,
    kernel_size: Setting,
    stride: Setting | None = None,
    padding: Setting = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window of (batch, channels, depth, height, width)."""
    return _avg_pool(3, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def lp_pool1d(
    input: Any, norm_type: float, kernel_size: int, stride: Setting | None = None, ceil_mode: bool = False
) -> Tensor:
    """The p-norm of each window of (batch, channels, length)."""
    powers: Any = avg_pool1d(input.pow(norm_type), kernel_size, stride, 0, ceil_mode)
    result: Tensor = (powers.relu() * kernel_size).pow(1.0 / norm_type)
    return result


def lp_pool2d(
    input: Any, norm_type: float, kernel_size: Setting, stride: Setting | None = None, ceil_mode: bool = False
) -> Tensor:
    """The p-norm of each window of (batch, channels, height, width)."""
    powers: Any = avg_pool2d(input.pow(norm_type), kernel_size, stride, 0, ceil_mode)
    result: Tensor = (powers.relu() * math.prod(several_of(kernel_size, 2))).pow(1.0 / norm_type)
    return result
