"""Dropout as modules: at work in training, the identity in evaluation."""

from __future__ import annotations

from typing import Any

from viz_autograd.errors import ArgumentError
from viz_autograd.nn import functional as F  # noqa: N812 - its usual name
from viz_autograd.nn.modules.module import Module

__all__ = ["AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"]


class _DropoutNd(Module):
    """What all have: the probability, checked, and whether it is done in place. Raises ArgumentError (ValueError)."""

    p: float
    inplace: bool

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ArgumentError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def extra_repr(self) -> str:
        """The probability, and whether it is done in place."""
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    """Each element 0 with probability p, else over 1 − p."""

    def forward(self, input: Any) -> Any:
        """See `functional.dropout`."""
        return F.dropout(input, self.p, self.training, self.inplace)


class Dropout1d(_DropoutNd):
    """Dropout of whole channels of (batch, channels, length)."""

    def forward(self, input: Any) -> Any:
        """See `functional.dropout1d`."""
        return F.dropout1d(input, self.p, self.training, self.inplace)


class Dropout2d(_DropoutNd):
    """Dropout of whole channels of (batch, channels, height, width)."""

    def forward(self, input: Any) -> Any:
        """See `functional.dropout2d`."""
        return F.dropout2d(input, self.p, self.training, self.inplace)


class Dropout3d(_DropoutNd):
    """Dropout of whole channels of (batch, channels, depth, height, width)."""

    def forward(self, input: Any) -> Any:
        """See `functional.dropout3d`."""
        return F.dropout3d(input, self.p, self.training, self.inplace)


class AlphaDropout(_DropoutNd):
    """Dropout that keeps mean and variance, for SELU."""

    def forward(self, input: Any) -> Any:
        """See `functional.alpha_dropout`."""
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_DropoutNd):
    """AlphaDropout of whole channels."""

    def forward(self, input: Any) -> Any:
        """See `functional.feature_alpha_dropout`."""
        return F.feature_alpha_dropout(input, self.p, self.training)
