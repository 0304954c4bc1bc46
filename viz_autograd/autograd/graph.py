"""torch.autograd.graph: the nodes of the graph."""

from __future__ import annotations

from viz_autograd.tensor.graph import Node, node_of
from viz_autograd.tensor.tensor import Tensor

__all__ = ["Node", "get_gradient_edge", "increment_version"]


def get_gradient_edge(tensor: Tensor) -> tuple[Node | None, int]:
    """The node that gets a tensor's gradient, and which of its outputs the tensor is."""
    node = tensor.grad_fn
    return node_of(tensor if node is None else node), tensor.output_nr


def increment_version(tensor: Tensor) -> None:
    """Count a change of the tensor in place that was made behind the graph's back."""
    tensor._bump()
