"""Padding as modules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from viz_autograd.nn import functional as F  # noqa: N812 - its usual name
from viz_autograd.nn.modules.module import Module

__all__ = [
    "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d", "ConstantPad2d", "ConstantPad3d",
    "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d",
    "ReplicationPad3d", "ZeroPad1d", "ZeroPad2d", "ZeroPad3d",
]  # fmt: skip


class _Pad(Module):
    """A margin of one width on all sides, or of one per side, the last dimension first."""

    _rank = 1
    _mode = "constant"

    def __init__(self, padding: int | Sequence[int]) -> None:
        super().__init__()
        self.padding = (padding,) * (2 * self._rank) if isinstance(padding, int) else tuple(padding)

    def forward(self, input: Any) -> Any:
        """See `functional.pad`."""
        return F.pad(input, self.padding, self._mode)

    def extra_repr(self) -> str:
        """The widths."""
        return f"{self.padding}"


class _ConstantPad(_Pad):
    def __init__(self, padding: int | Sequence[int], value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Any) -> Any:
        """See `functional.pad`."""
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        """The widths and the value."""
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPad):
    """A margin of one value along the last dimension."""


class ConstantPad2d(_ConstantPad):
    """A margin of one value along the last two dimensions."""

    _rank = 2


class ConstantPad3d(_ConstantPad):
    """A margin of one value along the last three dimensions."""

    _rank = 3


class _ZeroPad(_ConstantPad):
    def __init__(self, padding: int | Sequence[int]) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        """The widths."""
        return f"{self.padding}"


class ZeroPad1d(_ZeroPad):
    """A margin of zeros along the last dimension."""


class ZeroPad2d(_ZeroPad):
    """A margin of zeros along the last two dimensions."""

    _rank = 2


class ZeroPad3d(_ZeroPad):
    """A margin of zeros along the last three dimensions."""

    _rank = 3


class ReflectionPad1d(_Pad):
    """A margin that mirrors the last dimension."""

    _mode = "reflect"


class ReflectionPad2d(ReflectionPad1d):
    """A margin that mirrors the last two dimensions."""

    _rank = 2


class ReflectionPad3d(ReflectionPad1d):
    """A margin that mirrors the last three dimensions."""

    _rank = 3


class ReplicationPad1d(_Pad):
    """A margin that repeats the ends of the last dimension."""

    _mode = "replicate"


class ReplicationPad2d(ReplicationPad1d):
    """A margin that repeats the borders of the last two dimensions."""

    _rank = 2


class ReplicationPad3d(ReplicationPad1d):
    """A margin that repeats the borders of the last three dimensions."""

    _rank = 3


class CircularPad1d(_Pad):
    """A margin as if the last dimension were a circle."""

    _mode = "circular"


class CircularPad2d(CircularPad1d):
    """A margin as if the last two dimensions were circles."""

    _rank = 2


class CircularPad3d(CircularPad1d):
    """A margin as if the last three dimensions were circles."""

    _rank = 3
