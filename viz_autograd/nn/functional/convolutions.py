"""Convolutions over one, two or three dimensions, and transposed ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from viz_autograd.errors import DtypeError, TensorError
from viz_autograd.ops.convolution import CONV, CONV_INPUT
from viz_autograd.ops.padding import PAD
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.tensor import Tensor

__all__ = ["conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d"]

Setting = int | Sequence[int]


def several(given: Setting, rank: int, name: str) -> tuple[int, ...]:
    """One number per dimension; one number stands for all. Raises TensorError (RuntimeError)."""
    if isinstance(given, int):
        return (given,) * rank
    sizes = tuple([int(each) for each in given])
    if len(sizes) == 1:
        return sizes * rank
    if len(sizes) != rank:
        raise TensorError(
            f"expected {name} to be a single integer value or a list of {rank} values to match the convolution "
            f"dimensions, but got {name}={list(sizes)}"
        )
    return sizes


def _batched(function: str, input: Any, rank: int) -> tuple[Any, bool]:
    if not isinstance(input, Tensor):
        raise DtypeError(f"{function}() received an invalid combination of arguments - got ({type(input).__name__}, …)")
    if input.dim() == rank + 2:
        return input, False
    if input.dim() == rank + 1:
        return input.unsqueeze(0), True
    raise TensorError(
        f"Expected {rank + 1}D (unbatched) or {rank + 2}D (batched) input to {function}, but got input of size: "
        f"{list(input.shape)}"
    )


def _convolve(
    rank: int,
    input: Any,
    weight: Any,
    bias: Any,
    stride: Setting,
    padding: Setting | str,
    dilation: Setting,
    groups: int,
) -> Tensor:
    batch, alone = _batched(f"conv{rank}d", input, rank)
    steps, apart = several(stride, rank, "stride"), several(dilation, rank, "dilation")
    if isinstance(padding, str):
        batch, margin = _by_name(batch, weight, padding, steps, apart)
    else:
        margin = several(padding, rank, "padding")
    _check(steps, margin, apart)
    result: Any = apply(CONV, batch, weight, bias, stride=steps, padding=margin, dilation=apart, groups=groups)
    return result.squeeze(0) if alone else result  # type: ignore[no-any-return]


def _check(stride: Sequence[int], padding: Sequence[int], dilation: Sequence[int]) -> None:
    if any(pad < 0 for pad in padding):
        raise TensorError("negative padding is not supported")
    if any(step <= 0 for step in stride):
        raise TensorError("non-positive stride is not supported")
    if any(step <= 0 for step in dilation):
        raise TensorError("dilation should be greater than zero")


def _by_name(
    batch: Any, weight: Any, padding: str, stride: Sequence[int], dilation: Sequence[int]
) -> tuple[Any, tuple[int, ...]]:
    """What "same" and "valid" mean; where the two sides differ the input comes back with the larger's margin."""
    if padding == "valid":
        return batch, (0,) * len(stride)
    if padding != "same":
        raise TensorError(f"Invalid padding string: '{padding}'")
    if any(step != 1 for step in stride):
        raise TensorError("padding='same' is not supported for strided convolutions")
    whole = [step * (k - 1) for k, step in zip(weight.shape[2:], dilation, strict=True)]
    if any(each % 2 for each in whole):
        extra = [side for each in reversed(whole) for side in (0, each % 2)]
        batch = apply(PAD, batch, pad=tuple(extra))
    return batch, tuple([each // 2 for each in whole])


def conv1d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Setting = 1,
    padding: Setting | str = 0,
    dilation: Setting = 1,
    groups: int = 1,
) -> Tensor:
    """(batch, in, length) with kernels (out, in / groups, k). Raises ShapeError, TensorError (RuntimeError)."""
    return _convolve(1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Setting = 1,
    padding: Setting | str = 0,
    dilation: Setting = 1,
    groups: int = 1,
) -> Tensor:
    """(batch, in, height, width) with kernels (out, in / groups, k, l). Raises ShapeError, TensorError."""
    return _convolve(2, input, weight, bias, stride, padding, dilation, groups)


def conv3d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Setting = 1,
    padding: Setting | str = 0,
    dilation: Setting = 1,
    groups: int = 1,
) -> Tensor:
    """(batch, in, depth, height, width) with kernels (out, in / groups, k, l, m). Raises ShapeError, TensorError."""
    return _convolve(3, input, weight, bias, stride, padding, dilation, groups)


def _transposed(
    rank: int,
    input: Any,
    weight: Any,
    bias: Any,
    stride: Setting,
    padding: Setting,
    output_padding: Setting,
    groups: int,
    dilation: Setting,
) -> Tensor:
    batch, alone = _batched(f"conv_transpose{rank}d", input, rank)
    steps, apart = several(stride, rank, "stride"), several(dilation, rank, "dilation")
    margin, extra = several(padding, rank, "padding"), several(output_padding, rank, "output_padding")
    _check(steps, margin, apart)
    if weight.size(0) != batch.size(1):
        raise TensorError(
            f"Given transposed=1, weight of size {list(weight.shape)}, expected input{list(batch.shape)} to have "
            f"{weight.size(0)} channels, but got {batch.size(1)} channels instead"
        )
    if any(more >= max(step, gap) for more, step, gap in zip(extra, steps, apart, strict=True)):
        raise TensorError(_too_much(extra, steps, apart))
    size = tuple(
        [
            (n - 1) * step - 2 * pad + gap * (k - 1) + more + 1
            for n, step, pad, gap, k, more in zip(
                batch.shape[2:], steps, margin, apart, weight.shape[2:], extra, strict=True
            )
        ]
    )
    result: Any = apply(
        CONV_INPUT, batch, weight, size=size, stride=steps, padding=margin, dilation=apart, groups=groups
    )
    if bias is not None:
        result = result + bias.reshape((-1,) + (1,) * rank)
    return result.squeeze(0) if alone else result  # type: ignore[no-any-return]


def _too_much(extra: Sequence[int], stride: Sequence[int], dilation: Sequence[int]) -> str:
    # The kernel of one dimension is that of two, with a height that does nothing.
    named = (("output_padding", (0, *extra)[-2:]), ("stride", (1, *stride)[-2:]), ("dilation", (1, *dilation)[-2:]))
    told = " ".join(f"{name}_height: {values[0]} {name}_width: {values[1]}" for name, values in named)
    return f"output padding must be smaller than either stride or dilation, but got {told}"


def conv_transpose1d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Setting = 1,
    padding: Setting = 0,
    output_padding: Setting = 0,
    groups: int = 1,
    dilation: Setting = 1,
) -> Tensor:
    """What a convolution sends back: (batch, in, length) with kernels (in, out / groups, k). Raises TensorError."""
    return _transposed(1, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose2d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Setting = 1,
    padding: Setting = 0,
    output_padding: Setting = 0,
    groups: int = 1,
    dilation: Setting = 1,
) -> Tensor:
    """What a convolution sends back: (batch, in, height, width) with kernels (in, out / groups, k, l)."""
    return _transposed(2, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose3d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Setting = 1,
    padding: Setting = 0,
    output_padding: Setting = 0,
    groups: int = 1,
    dilation: Setting = 1,
) -> Tensor:
    """What a convolution sends back, over three dimensions."""
    return _transposed(3, input, weight, bias, stride, padding, output_padding, groups, dilation)
