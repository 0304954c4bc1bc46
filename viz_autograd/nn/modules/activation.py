"""Activations as modules."""

from __future__ import annotations

from typing import Any

from viz_autograd.nn import functional as F  # noqa: N812 - its usual name
from viz_autograd.nn.modules.activation_settings import (
    CELU,
    ELU,
    GELU,
    GLU,
    Hardshrink,
    Hardtanh,
    LeakyReLU,
    PReLU,
    ReLU6,
    RReLU,
    Softplus,
    Softshrink,
    Threshold,
)
from viz_autograd.nn.modules.module import Module
from viz_autograd.nn.modules.softmax import LogSoftmax, Softmax, Softmax2d, Softmin

__all__ = [
    "CELU",
    "ELU",
    "GELU",
    "GLU",
    "SELU",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "LeakyReLU",
    "LogSigmoid",
    "LogSoftmax",
    "Mish",
    "PReLU",
    "RReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softmax2d",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "Tanh",
    "Tanhshrink",
    "Threshold",
]  # fmt: skip


class _InPlace(Module):
    """An activation that may be done over the memory of its input, and has no other setting."""

    inplace: bool

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def extra_repr(self) -> str:
        """Whether it is done in place."""
        return "inplace=True" if self.inplace else ""


class ReLU(_InPlace):
    """max(0, x)."""

    def forward(self, input: Any) -> Any:
        """See `functional.relu`."""
        return F.relu(input, inplace=self.inplace)


class SELU(_InPlace):
    """The scaled elu that keeps mean 0 and variance 1."""

    def forward(self, input: Any) -> Any:
        """See `functional.selu`."""
        return F.selu(input, self.inplace)


class SiLU(_InPlace):
    """x · sigmoid(x)."""

    def forward(self, input: Any) -> Any:
        """See `functional.silu`."""
        return F.silu(input, inplace=self.inplace)


class Mish(_InPlace):
    """x · tanh(softplus(x))."""

    def forward(self, input: Any) -> Any:
        """See `functional.mish`."""
        return F.mish(input, inplace=self.inplace)


class Hardsigmoid(_InPlace):
    """(x + 3) / 6, held between 0 and 1."""

    def forward(self, input: Any) -> Any:
        """See `functional.hardsigmoid`."""
        return F.hardsigmoid(input, self.inplace)

    def extra_repr(self) -> str:
        """Nothing, as in PyTorch."""
        return ""


class Hardswish(Hardsigmoid):
    """x · hardsigmoid(x)."""

    def forward(self, input: Any) -> Any:
        """See `functional.hardswish`."""
        return F.hardswish(input, self.inplace)


class Sigmoid(Module):
    """1 / (1 + exp(−x))."""

    def forward(self, input: Any) -> Any:
        """See `functional.sigmoid`."""
        return F.sigmoid(input)


class Tanh(Module):
    """The hyperbolic tangent."""

    def forward(self, input: Any) -> Any:
        """See `functional.tanh`."""
        return F.tanh(input)


class LogSigmoid(Module):
    """log(sigmoid(x))."""

    def forward(self, input: Any) -> Any:
        """See `functional.logsigmoid`."""
        return F.logsigmoid(input)


class Softsign(Module):
    """x / (1 + |x|)."""

    def forward(self, input: Any) -> Any:
        """See `functional.softsign`."""
        return F.softsign(input)


class Tanhshrink(Module):
    """x − tanh(x)."""

    def forward(self, input: Any) -> Any:
        """See `functional.tanhshrink`."""
        return F.tanhshrink(input)
