"""Softmaxes as modules."""

from __future__ import annotations

from typing import Any

from viz_autograd.errors import ArgumentError
from viz_autograd.nn import functional as F  # noqa: N812 - its usual name
from viz_autograd.nn.modules.module import Module

__all__ = ["LogSoftmax", "Softmax", "Softmax2d", "Softmin"]


class Softmax(Module):
    """exp(x), divided by its sum along `dim`."""

    dim: int | None

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self.__dict__.setdefault("dim", None)

    def forward(self, input: Any) -> Any:
        """See `functional.softmax`."""
        return F.softmax(input, self.dim, _stacklevel=5)

    def extra_repr(self) -> str:
        """The dimension."""
        return f"dim={self.dim}"


class LogSoftmax(Softmax):
    """The logarithm of the softmax."""

    def forward(self, input: Any) -> Any:
        """See `functional.log_softmax`."""
        return F.log_softmax(input, self.dim, _stacklevel=5)


class Softmin(Softmax):
    """The softmax of −x."""

    def forward(self, input: Any) -> Any:
        """See `functional.softmin`."""
        return F.softmin(input, self.dim, _stacklevel=5)


class Softmax2d(Module):
    """The softmax over the channels of (batch, channels, height, width), or without the batch."""

    def forward(self, input: Any) -> Any:
        """Raises ArgumentError (ValueError) for another rank."""
        if input.dim() not in (3, 4):
            raise ArgumentError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3, _stacklevel=5)
