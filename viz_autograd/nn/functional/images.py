"""Rearranging and resizing what has channels and spatial dimensions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, TensorError, UnsupportedError
from viz_autograd.nn.functional.arguments import tensor
from viz_autograd.nn.functional.padding import pad
from viz_autograd.tensor.tensor import Tensor

__all__ = ["channel_shuffle", "interpolate", "pixel_shuffle", "pixel_unshuffle", "unfold", "upsample"]


def pixel_shuffle(input: Any, upscale_factor: int) -> Tensor:
    """(…, channels · r², height, width) to (…, channels, height · r, width · r). Raises TensorError (RuntimeError)."""
    tensor("pixel_shuffle", input)
    r = upscale_factor
    *lead, channels, height, width = input.shape
    if channels % (r * r):
        raise TensorError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, "
            f"but input.size(-3)={channels} is not divisible by {r * r}"
        )
    split = input.reshape((*lead, channels // (r * r), r, r, height, width))
    n = len(lead)
    moved = split.permute((*range(n), n, n + 3, n + 1, n + 4, n + 2))
    result: Tensor = moved.reshape((*lead, channels // (r * r), height * r, width * r))
    return result


def pixel_unshuffle(input: Any, downscale_factor: int) -> Tensor:
    """(…, channels, height · r, width · r) to (…, channels · r², height, width). Raises TensorError (RuntimeError)."""
    tensor("pixel_unshuffle", input)
    r = downscale_factor
    *lead, channels, height, width = input.shape
    for name, at, size in (("height", -2, height), ("width", -1, width)):
        if size % r:
            raise TensorError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but input.size({at})={size} is "
                f"not divisible by {r}"
            )
    split = input.reshape((*lead, channels, height // r, r, width // r, r))
    n = len(lead)
    moved = split.permute((*range(n), n, n + 2, n + 4, n + 1, n + 3))
    result: Tensor = moved.reshape((*lead, channels * r * r, height // r, width // r))
    return result


def channel_shuffle(input: Any, groups: int) -> Tensor:
    """The channels of (batch, channels, …) dealt out: the first of each group, then the second of each, ..."""
    tensor("channel_shuffle", input)
    batch, channels, *rest = input.shape
    if channels % groups:
        raise TensorError(
            f"Number of channels must be divisible by groups. Got {channels} channels and {groups} groups."
        )
    split = input.reshape((batch, groups, channels // groups, *rest))
    result: Tensor = split.transpose(1, 2).reshape((batch, channels, *rest))
    return result


def unfold(input: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """The windows of (batch, channels, height, width) as columns: (batch, channels · k · m, positions)."""
    tensor("unfold", input)
    if input.dim() == 3:
        alone: Any = unfold(input.unsqueeze(0), kernel_size, dilation, padding, stride)
        one: Tensor = alone.squeeze(0)
        return one
    (k, m), (gap_y, gap_x), (pad_y, pad_x), (step_y, step_x) = (
        (each, each) if isinstance(each, int) else tuple(each) for each in (kernel_size, dilation, padding, stride)
    )
    padded: Any = pad(input, (pad_x, pad_x, pad_y, pad_y)) if pad_x or pad_y else input
    rows = np.arange(0, padded.size(2) - gap_y * (k - 1), step_y)
    columns = np.arange(0, padded.size(3) - gap_x * (m - 1), step_x)
    y = (np.arange(k) * gap_y)[:, None, None, None] + rows[None, None, :, None]
    x = (np.arange(m) * gap_x)[None, :, None, None] + columns[None, None, None, :]
    y, x = np.broadcast_arrays(y, x)
    seen = padded[:, :, Tensor._of(y.copy()), Tensor._of(x.copy())]
    result: Tensor = seen.reshape((input.size(0), input.size(1) * k * m, len(rows) * len(columns)))
    return result


def interpolate(
    input: Any,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """The spatial dimensions of (batch, channels, …) in another size: "nearest", or "linear" in all of them.

    Raises ArgumentError (ValueError) for what does not fit together, UnsupportedError for "bicubic" and "area".
    """
    rank = input.dim() - 2
    linear = {1: "linear", 2: "bilinear", 3: "trilinear"}.get(rank)
    if mode not in ("nearest", "nearest-exact", linear):
        raise UnsupportedError(f"interpolate: mode {mode!r} is not part of viz_autograd for {rank} spatial dimensions")
    if mode != linear and align_corners is not None:
        raise ArgumentError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )
    if (size is None) == (scale_factor is None):
        raise ArgumentError(
            "either size or scale_factor should be defined"
            if size is None
            else "only one of size or scale_factor should be defined"
        )
    scales: list[float | None] = [None] * rank
    if size is None:
        scales = [float(each) for each in _each(scale_factor, rank)]
        sizes = [math.floor(n * scale) for n, scale in zip(input.shape[2:], scales, strict=True)]
        if recompute_scale_factor:
            scales = [None] * rank
    else:
        sizes = list(_each(size, rank))
    resized = input
    for axis, (new, scale) in enumerate(zip(sizes, scales, strict=True)):
        resized = _resized(resized, axis + 2, new, scale, mode, bool(align_corners))
    result: Tensor = resized
    return result


def _each(given: Any, rank: int) -> Sequence[Any]:
    return [given] * rank if isinstance(given, int | float) else list(given)


def _resized(given: Any, dim: int, new: int, scale: float | None, mode: str, align_corners: bool) -> Any:
    """One dimension in another size, by picking, or by a matrix that weighs two neighbours."""
    old = given.size(dim)
    step = 1 / scale if scale is not None else old / new
    places = np.arange(new)
    if mode == "nearest":
        return given.index_select(dim, Tensor._of(np.minimum(np.floor(places * step).astype(np.int64), old - 1)))
    if mode == "nearest-exact":
        at = np.floor((places + 0.5) * step).astype(np.int64)
        return given.index_select(dim, Tensor._of(np.minimum(at, old - 1)))
    at = (
        places * ((old - 1) / (new - 1) if new > 1 else 0)
        if align_corners
        else np.maximum((places + 0.5) * step - 0.5, 0)
    )
    low = np.minimum(at.astype(np.int64), old - 1)
    high = np.minimum(low + 1, old - 1)
    matrix = np.zeros((old, new))
    np.add.at(matrix, (low, places), 1 - (at - low))
    np.add.at(matrix, (high, places), at - low)
    weights = Tensor._of(matrix.astype(given._array.dtype))
    return (given.transpose(dim, -1) @ weights).transpose(dim, -1)


def upsample(
    input: Any, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: bool | None = None
) -> Tensor:
    """The older name of `interpolate`."""
    return interpolate(input, size, scale_factor, mode, align_corners)
