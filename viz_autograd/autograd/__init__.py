"""torch.autograd: the two entrances, Functions of one's own, derivatives of functions, and gradcheck."""

from __future__ import annotations

from viz_autograd.autograd import function, functional, grad_mode, graph
from viz_autograd.autograd.anomaly_mode import detect_anomaly, set_detect_anomaly
from viz_autograd.autograd.gradcheck import GradcheckError, gradcheck, gradgradcheck
from viz_autograd.autograd.variable import Variable
from viz_autograd.tensor.differentiate import backward, grad
from viz_autograd.tensor.function import Function, NestedIOFunction
from viz_autograd.tensor.grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = [
    "Function",
    "GradcheckError",
    "NestedIOFunction",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "function",
    "functional",
    "grad",
    "grad_mode",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]
