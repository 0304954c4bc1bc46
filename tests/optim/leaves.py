"""Parameters for optimizers, and the gradients of Rosenbrock's function for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from viz_autograd.tensor.tensor import Tensor

LAYOUTS = ("vector", "scalars", "ones")


def tensor(values: Any, dtype: str = "float64") -> Tensor:
    return Tensor._of(np.array(values, dtype))


def leaf(values: Any, dtype: str = "float64") -> Tensor:
    return tensor(values, dtype).requires_grad_()


def with_gradient(values: Any, gradient: Any, dtype: str = "float64") -> Tensor:
    parameter = leaf(values, dtype)
    parameter.grad = tensor(gradient, dtype)
    return parameter


def leaves(values: tuple[float, ...], dtype: str, layout: str) -> list[Tensor]:
    """The same numbers as one vector, as scalars, or as vectors of one."""
    if layout == "vector":
        return [leaf(values, dtype)]
    return [leaf(value if layout == "scalars" else [value], dtype) for value in values]


def numbers(parameters: list[Tensor]) -> list[float]:
    return [float(value) for parameter in parameters for value in parameter._array.ravel()]


def rosenbrock(x: Any, y: Any) -> Any:
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def slope(w: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The gradient, in the order in which a backward pass would compute it; keeps the dtype."""
    x, y = w
    away = 100 * (2 * (y - x * x))
    return np.array([-(2 * (1 - x)) + -away * (2 * x), away], w.dtype)


def give_gradients(parameters: list[Tensor]) -> None:
    """Put the gradient of Rosenbrock's function into each parameter's grad."""
    parts = slope(np.concatenate([parameter._array.ravel() for parameter in parameters]))
    begin = 0
    for parameter in parameters:
        size = parameter._array.size
        parameter.grad = Tensor._of(parts[begin : begin + size].reshape(parameter._array.shape).copy())
        begin += size
