"""Convolutional layers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from viz_autograd.errors import ArgumentError
from viz_autograd.nn import functional as F  # noqa: N812 - its usual name
from viz_autograd.nn import init
from viz_autograd.nn.functional.convolutions import several
from viz_autograd.nn.modules.module import Module
from viz_autograd.nn.parameter import Parameter
from viz_autograd.tensor.creation import empty

__all__ = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"]

Setting = int | Sequence[int]
_PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class _Conv(Module):
    """What all have: the settings, and weight and bias drawn evenly from ±1/√(inputs of one output).

    Raises ArgumentError (ValueError) for settings that do not fit.
    """

    _rank = 1
    transposed = False

    def _prepare(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Setting,
        stride: Setting,
        padding: Setting | str,
        dilation: Setting,
        output_padding: Setting,
        groups: int,
        bias: bool,
        padding_mode: str,
        device: Any,
        dtype: Any,
    ) -> None:
        if groups <= 0:
            raise ArgumentError("groups must be a positive integer")
        if in_channels % groups:
            raise ArgumentError("in_channels must be divisible by groups")
        if out_channels % groups:
            raise ArgumentError("out_channels must be divisible by groups")
        rank = self._rank
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = several(kernel_size, rank, "kernel_size")
        self.stride = several(stride, rank, "stride")
        self.dilation = several(dilation, rank, "dilation")
        self.output_padding = several(output_padding, rank, "output_padding")
        self.groups = groups
        self.padding_mode = padding_mode
        self.padding: Any = padding if isinstance(padding, str) else several(padding, rank, "padding")
        self._check_padding()
        channels = (in_channels, out_channels // groups) if self.transposed else (out_channels, in_channels // groups)
        self.weight = Parameter(empty((*channels, *self.kernel_size), device=device, dtype=dtype))
        self.register_parameter("bias", Parameter(empty(out_channels, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def _check_padding(self) -> None:
        if isinstance(self.padding, str):
            if self.padding not in ("same", "valid"):
                raise ArgumentError(f"Invalid padding string {self.padding!r}, should be one of {{'valid', 'same'}}")
            if self.padding == "same" and any(step != 1 for step in self.stride):
                raise ArgumentError("padding='same' is not supported for strided convolutions")
        if self.padding_mode not in _PADDING_MODES:
            known = ", ".join(map(repr, _PADDING_MODES))
            raise ArgumentError(f"padding_mode must be one of {{{known}}}, but got padding_mode='{self.padding_mode}'")

    def reset_parameters(self) -> None:
        """Draw weight and bias anew."""
        # As PyTorch: this slope makes the bound 1/√fan_in.
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
            if fan_in:
                bound = 1 / math.sqrt(fan_in)
                init.uniform_(self.bias, -bound, bound)

    def extra_repr(self) -> str:
        """The sizes, and the settings that are not the usual ones."""
        told = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        rank = self._rank
        if self.padding != (0,) * rank:
            told += f", padding={self.padding}"
        if self.dilation != (1,) * rank:
            told += f", dilation={self.dilation}"
        if self.output_padding != (0,) * rank:
            told += f", output_padding={self.output_padding}"
        if self.groups != 1:
            told += f", groups={self.groups}"
        if self.bias is None:
            told += ", bias=False"
        return told if self.padding_mode == "zeros" else f"{told}, padding_mode={self.padding_mode}"


class _Plain(_Conv):
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Setting,
        stride: Setting = 1,
        padding: Setting | str = 0,
        dilation: Setting = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self._prepare(
            in_channels, out_channels, kernel_size, stride, padding, dilation, 0, groups, bias, padding_mode,
            device, dtype,
        )  # fmt: skip

    def forward(self, input: Any) -> Any:
        """See `functional.conv2d` and its like."""
        convolve = (F.conv1d, F.conv2d, F.conv3d)[self._rank - 1]
        padding = self.padding
        if self.padding_mode != "zeros":
            input = F.pad(input, self._margins(), mode=self.padding_mode)
            padding = 0
        return convolve(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)

    def _margins(self) -> list[int]:
        """The padding as `functional.pad` takes it: the last dimension first, before and after."""
        if self.padding == "valid":
            return [0] * (2 * self._rank)
        if self.padding == "same":
            whole = [gap * (k - 1) for gap, k in zip(self.dilation, self.kernel_size, strict=True)]
            return [side for each in reversed(whole) for side in (each // 2, each - each // 2)]
        return [side for each in reversed(self.padding) for side in (each, each)]


class Conv1d(_Plain):
    """(batch, in_channels, length) to (batch, out_channels, positions)."""

    _rank = 1


class Conv2d(_Plain):
    """(batch, in_channels, height, width) to (batch, out_channels, …)."""

    _rank = 2


class Conv3d(_Plain):
    """(batch, in_channels, depth, height, width) to (batch, out_channels, …)."""

    _rank = 3


class _Transposed(_Conv):
    transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Setting,
        stride: Setting = 1,
        padding: Setting = 0,
        output_padding: Setting = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Setting = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        if padding_mode != "zeros":
            raise ArgumentError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        self._prepare(
            in_channels, out_channels, kernel_size, stride, padding, dilation, output_padding, groups, bias,
            padding_mode, device, dtype,
        )  # fmt: skip

    def forward(self, input: Any, output_size: Sequence[int] | None = None) -> Any:
        """See `functional.conv_transpose2d` and its like; `output_size` settles what the stride leaves open."""
        convolve = (F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d)[self._rank - 1]
        extra = self.output_padding if output_size is None else self._extra(input, output_size)
        return convolve(input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation)

    def _extra(self, input: Any, output_size: Sequence[int]) -> tuple[int, ...]:
        sizes = input.shape[-self._rank :]
        wanted = tuple(output_size)[-self._rank :]
        least = [
            (n - 1) * step - 2 * pad + gap * (k - 1) + 1
            for n, step, pad, gap, k in zip(
                sizes, self.stride, self.padding, self.dilation, self.kernel_size, strict=True
            )
        ]
        most = [low + step - 1 for low, step in zip(least, self.stride, strict=True)]
        if any(not low <= size <= high for low, size, high in zip(least, wanted, most, strict=True)):
            raise ArgumentError(
                f"requested an output size of {tuple(output_size)}, but valid sizes range from {least} to {most} (for "
                f"an input of {sizes!r})"
            )
        return tuple([size - low for low, size in zip(least, wanted, strict=True)])


class ConvTranspose1d(_Transposed):
    """What Conv1d sends back, as a layer."""

    _rank = 1


class ConvTranspose2d(_Transposed):
    """What Conv2d sends back, as a layer."""

    _rank = 2


class ConvTranspose3d(_Transposed):
    """What Conv3d sends back, as a layer."""

    _rank = 3
