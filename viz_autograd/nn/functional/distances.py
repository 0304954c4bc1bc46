"""How near vectors are to one another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from viz_autograd.nn.functional.arguments import tensor
from viz_autograd.ops import OPS
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.grad_mode import no_grad
from viz_autograd.tensor.tensor import Tensor

__all__ = ["cosine_similarity", "normalize", "pairwise_distance", "pdist"]

# The same numbers, under the names that PyTorch's graph has for them.
_NORM = replace(OPS["norm"], grad_fn="NormBackward1")
_PDIST = replace(OPS["norm"], grad_fn="PdistBackward0")


def cosine_similarity(x1: Any, x2: Any, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between vectors along `dim`, lengths no less than eps. The inputs broadcast."""
    tensor("cosine_similarity", x1, "x1", 1)
    tensor("cosine_similarity", x2, "x2", 2)
    one, other = _alike(x1, x2)
    result: Tensor = (_unit(one, dim, eps) * _unit(other, dim, eps)).sum(dim)
    return result


def _alike(a: Any, b: Any) -> tuple[Any, Any]:
    if a.dtype != b.dtype:
        a, b = a + b.new_zeros(()), b + a.new_zeros(())
    if a.shape == b.shape:
        return a, b
    shape = (a.detach() * b.detach()).shape
    return a.expand(shape), b.expand(shape)


def _unit(x: Any, dim: int, eps: float) -> Any:
    length = x.norm(2, dim, keepdim=True)
    with no_grad():
        # Raised to eps in place: the gradient goes through the length all the same, as in PyTorch.
        length._array[length._array < eps] = eps
    return x / length


def pairwise_distance(x1: Any, x2: Any, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Tensor:
    """The p-norm, along the last dimension, of x1 − x2 + eps."""
    tensor("pairwise_distance", x1, "x1", 1)
    tensor("pairwise_distance", x2, "x2", 2)
    result: Tensor = apply(_NORM, x1 - x2 + eps, p=p, dim=-1, keepdim=keepdim)
    return result


def pdist(input: Any, p: float = 2.0) -> Tensor:
    """The p-norms of the differences of all pairs of rows, each pair once."""
    tensor("pdist", input)
    rows = input.size(0)
    first = [at for at in range(rows) for _ in range(at + 1, rows)]
    second = [other for at in range(rows) for other in range(at + 1, rows)]
    if not first:
        nothing: Tensor = input.new_zeros(0)
        return nothing
    result: Tensor = apply(_PDIST, input[first] - input[second], p=p, dim=-1)
    return result


def normalize(input: Any, p: float = 2.0, dim: Any = 1, eps: float = 1e-12, out: Any = None) -> Tensor:
    """The input over its p-norm along `dim`, which is no less than eps."""
    length = input.norm(p, dim, keepdim=True).clamp_min(eps).expand(input.shape)
    result: Tensor = input / length
    return result if out is None else out.copy_(result)
