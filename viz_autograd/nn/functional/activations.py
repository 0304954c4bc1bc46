"""Activations: functions of single elements, and the softmaxes."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, TensorError
from viz_autograd.nn.functional.arguments import floating, scalar_name, tensor
from viz_autograd.ops import OPS
from viz_autograd.ops.gating import GLU, RRELU
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.creation import empty
from viz_autograd.tensor.dtypes import float64
from viz_autograd.tensor.grad_mode import no_grad
from viz_autograd.tensor.in_place import change
from viz_autograd.tensor.tensor import Tensor

__all__ = [
    "celu", "celu_", "elu", "elu_", "gelu", "glu", "hardshrink", "hardsigmoid", "hardswish",
    "hardtanh", "hardtanh_", "leaky_relu", "leaky_relu_", "logsigmoid", "mish", "prelu", "relu",
    "relu6", "relu_", "rrelu", "rrelu_", "selu", "selu_", "sigmoid", "silu", "softplus",
    "softshrink", "softsign", "tanh", "tanhshrink", "threshold", "threshold_",
]  # fmt: skip


# The kernels that know floating dtypes only, as the errors name them.
_KERNELS = {
    "elu": "elu_cpu",
    "selu": "elu_cpu",
    "celu": "elu_cpu",
    "leaky_relu": "leaky_relu_cpu",
    "gelu": "GeluKernelImpl",
    "silu": "silu_cpu",
    "mish": "mish_cpu",
    "hardsigmoid": "hardsigmoid_cpu",
    "hardswish": "hardswish_cpu",
    "softplus": "softplus_cpu",
    "softshrink": "softshrink_check",
    "hardshrink": "hardshrink_cpu",
    "log_sigmoid": "log_sigmoid_cpu",
}


def _elementwise(name: str, input: Any, inplace: bool = False, op: str = "", **attributes: Any) -> Tensor:
    """The op of the table, under PyTorch's name of the function; over the input's own memory if `inplace`."""
    tensor(name, input)
    if name in _KERNELS:
        floating(_KERNELS[name], input)
    entry = OPS[op or name]
    if inplace:
        return change(input, lambda given: apply(entry, given, **attributes))
    result: Tensor = apply(entry, input, **attributes)
    return result


def relu(input: Any, inplace: bool = False) -> Tensor:
    """max(0, x); the slope at 0 is 0."""
    tensor("relu", input)
    if input._array.dtype.kind == "b":
        raise TensorError("Boolean inputs not supported for relu")
    return _elementwise("relu", input, inplace)


def relu_(input: Any) -> Tensor:
    """`relu` in place."""
    return relu(input, inplace=True)


def relu6(input: Any, inplace: bool = False) -> Tensor:
    """x, held between 0 and 6."""
    tensor("relu6", input)
    if input._array.dtype.kind != "f":
        return hardtanh(input, 0, 6, inplace)
    return _elementwise("relu6", input, inplace)


def elu(input: Any, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """X above 0, alpha (exp(x) − 1) below."""
    return _elementwise("elu", input, inplace, alpha=alpha)


def elu_(input: Any, alpha: float = 1.0) -> Tensor:
    """`elu` in place."""
    return elu(input, alpha, inplace=True)


def selu(input: Any, inplace: bool = False) -> Tensor:
    """The scaled elu of Klambauer and others (2017), which keeps mean 0 and variance 1."""
    return _elementwise("selu", input, inplace)


def selu_(input: Any) -> Tensor:
    """`selu` in place."""
    return selu(input, inplace=True)


def celu(input: Any, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """X above 0, alpha (exp(x / alpha) − 1) below. Raises TensorError (RuntimeError) for alpha = 0."""
    if alpha == 0:
        raise TensorError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return _elementwise("celu", input, inplace, alpha=alpha)


def celu_(input: Any, alpha: float = 1.0) -> Tensor:
    """`celu` in place."""
    return celu(input, alpha, inplace=True)


def leaky_relu(input: Any, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """X above 0, negative_slope · x below."""
    return _elementwise("leaky_relu", input, inplace, negative_slope=negative_slope)


def leaky_relu_(input: Any, negative_slope: float = 0.01) -> Tensor:
    """`leaky_relu` in place."""
    return leaky_relu(input, negative_slope, inplace=True)


def prelu(input: Any, weight: Any) -> Tensor:
    """X above 0, weight · x below; one weight, or one per channel (dimension 1). Raises TensorError (RuntimeError)."""
    tensor("prelu", input)
    tensor("prelu", weight, "weight", 2)
    if input.dtype != weight.dtype:
        raise TensorError(f"prelu: Type promoting not supported. Got {scalar_name(input)} and {scalar_name(weight)}")
    if weight.numel() != 1:
        if input.dim() == 0:
            raise TensorError("Not allow zero-dim input tensor.")
        channels = input.shape[1] if input.dim() > 1 else 1
        if channels != weight.numel():
            raise TensorError(
                "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
                f"{weight.numel()} and channel size = {channels}."
            )
    if weight.dim() > 1:
        raise TensorError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.dim()}")
    if input.dim() == 0:
        weight = weight.reshape(()) if weight.dim() == 1 else weight
    elif weight.dim() == 1 and not (weight.numel() == 1 and input.dim() == 1):
        shape = [1] * input.dim()
        shape[min(1, input.dim() - 1)] = weight.numel()
        weight = weight.reshape(shape)
    result: Tensor = apply(OPS["prelu"], input, weight)
    return result


def rrelu(
    input: Any, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False, inplace: bool = False
) -> Tensor:
    """leaky_relu with a slope drawn evenly between lower and upper in training, else with their mean.

    Raises TensorError (RuntimeError) when lower is above upper.
    """
    tensor("rrelu", input)
    if lower > upper:
        raise TensorError("Lower bound should be less than or equal to the upper bound")

    def sloped(given: Any) -> Tensor:
        with no_grad():
            slopes = given.detach().clone().fill_(1)
            low = given._array <= 0
            # As PyTorch: a slope is drawn only for elements that are not above 0, and in double precision.
            slopes._array[low] = (
                empty(int(low.sum()), dtype=float64).uniform_(lower, upper)._array if training else (lower + upper) / 2
            )
        result: Tensor = apply(RRELU, given, slopes)
        return result

    return change(input, sloped) if inplace else sloped(input)


def rrelu_(input: Any, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False) -> Tensor:
    """`rrelu` in place."""
    return rrelu(input, lower, upper, training, inplace=True)


def gelu(input: Any, *, approximate: str = "none") -> Tensor:
    """X times the normal distribution function of x, or the approximation with tanh of Hendrycks and Gimpel (2016).

    Raises TensorError (RuntimeError) for another approximation than "none" and "tanh".
    """
    if approximate not in ("none", "tanh"):
        raise TensorError("approximate argument must be either none or tanh.")
    return _elementwise("gelu", input, op="gelu" if approximate == "none" else "gelu_tanh")


def silu(input: Any, inplace: bool = False) -> Tensor:
    """X · sigmoid(x)."""
    return _elementwise("silu", input, inplace)


def mish(input: Any, inplace: bool = False) -> Tensor:
    """X · tanh(softplus(x))."""
    return _elementwise("mish", input, inplace)


def hardtanh(input: Any, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """x, held between min_val and max_val. Raises ArgumentError (ValueError) when min_val is above max_val."""
    if min_val > max_val:
        raise ArgumentError("min_val cannot be greater than max_val")
    tensor("hardtanh", input)
    if input._array.dtype.kind != "f":
        held: Tensor = input.clamp_(int(min_val), int(max_val)) if inplace else input.clamp(int(min_val), int(max_val))
        return held
    return _elementwise("hardtanh", input, inplace, min_val=min_val, max_val=max_val)


def hardtanh_(input: Any, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """`hardtanh` in place."""
    return hardtanh(input, min_val, max_val, inplace=True)


def hardsigmoid(input: Any, inplace: bool = False) -> Tensor:
    """(x + 3) / 6, held between 0 and 1."""
    return _elementwise("hardsigmoid", input, inplace)


def hardswish(input: Any, inplace: bool = False) -> Tensor:
    """X · hardsigmoid(x)."""
    return _elementwise("hardswish", input, inplace)


def softplus(input: Any, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """log(1 + exp(beta x)) / beta; x itself where beta x is above the threshold."""
    return _elementwise("softplus", input, beta=beta, threshold=threshold)


def softshrink(input: Any, lambd: float = 0.5) -> Tensor:
    """X moved by lambd towards 0, and 0 between. Raises TensorError (RuntimeError) for a negative lambd."""
    tensor("softshrink", input)
    floating("softshrink_check", input)
    if lambd < 0:
        raise TensorError(
            f"lambda must be in range [0, {np.finfo(input._array.dtype).max:g}] for input dtype {scalar_name(input)}, "
            f"but found {lambd:g}"
        )
    return _elementwise("softshrink", input, lambd=lambd)


def hardshrink(input: Any, lambd: float = 0.5) -> Tensor:
    """x, and 0 between −lambd and lambd."""
    return _elementwise("hardshrink", input, lambd=lambd)


def tanhshrink(input: Any) -> Tensor:
    """X − tanh(x)."""
    result: Tensor = input - input.tanh()
    return result


def softsign(input: Any) -> Tensor:
    """X / (1 + |x|)."""
    result: Tensor = input / (input.abs() + 1)
    return result


def sigmoid(input: Any) -> Tensor:
    """1 / (1 + exp(−x))."""
    result: Tensor = input.sigmoid()
    return result


def tanh(input: Any) -> Tensor:
    """The hyperbolic tangent."""
    result: Tensor = input.tanh()
    return result


def logsigmoid(input: Any) -> Tensor:
    """log(sigmoid(x)), without overflow."""
    return _elementwise("log_sigmoid", input, op="logsigmoid")


def _threshold(input: Any, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """X above the threshold, `value` elsewhere."""
    return _elementwise("threshold", input, inplace, threshold=threshold, value=value)


threshold = _threshold


def threshold_(input: Any, threshold: float, value: float) -> Tensor:
    """`threshold` in place."""
    return _threshold(input, threshold, value, inplace=True)


def glu(input: Any, dim: int = -1) -> Tensor:
    """The first half along `dim` times the sigmoid of the second. Raises ShapeError (RuntimeError)."""
    tensor("glu", input)
    result: Tensor = apply(GLU, input, dim=dim)
    return result
