"""Parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viz_autograd.errors import ArgumentError, DtypeError
from viz_autograd.nn.type_names import type_name
from viz_autograd.ops import OPS
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.tensor import Tensor


def parameters_to_vector(parameters: Iterable[Any]) -> Tensor:
    """All elements of all parameters in a row, recorded. Raises ArgumentError (ValueError) for none."""
    rows = [parameter.reshape(-1) for parameter in parameters]
    if not rows:
        raise ArgumentError("torch.cat(): expected a non-empty list of Tensors")
    result: Tensor = apply(OPS["cat"], *rows, dim=0)
    return result


def vector_to_parameters(vec: Any, parameters: Iterable[Any]) -> None:
    """Give the parameters the elements of a vector, in order; they share its memory from then on.

    Raises DtypeError (TypeError) for what is no tensor, and what reshaping too few elements raises.
    """
    if not isinstance(vec, Tensor):
        raise DtypeError(f"expected torch.Tensor, but got: {type_name(vec)}")
    begin = 0
    whole: Any = vec
    for parameter in parameters:
        end = begin + parameter.numel()
        parameter.data = whole[begin:end].reshape(parameter.shape).data
        begin = end
