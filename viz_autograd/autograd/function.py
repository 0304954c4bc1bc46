"""torch.autograd.function: Functions of one's own."""

from __future__ import annotations

from viz_autograd.tensor.function import Function, FunctionCtx, NestedIOFunction, once_differentiable

__all__ = ["Function", "FunctionCtx", "NestedIOFunction", "once_differentiable"]
