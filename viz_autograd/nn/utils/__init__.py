"""Clipping gradients, and parameters as one vector, as torch.nn.utils has them."""

from __future__ import annotations

from typing import Any

from viz_autograd.errors import MemberError
from viz_autograd.nn.utils.clip_grad import (
    clip_grad_norm,
    clip_grad_norm_,
    clip_grad_value_,
    clip_grads_with_norm_,
    get_total_norm,
)
from viz_autograd.nn.utils.convert_parameters import parameters_to_vector, vector_to_parameters

__all__ = [
    "clip_grad_norm",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_grads_with_norm_",
    "get_total_norm",
    "parameters_to_vector",
    "vector_to_parameters",
]


_ABSENT = (
    "convert_conv2d_weight_memory_format", "convert_conv3d_weight_memory_format", "fuse_conv_bn_eval",
    "fuse_conv_bn_weights", "fuse_linear_bn_eval", "fuse_linear_bn_weights", "parametrizations", "parametrize",
    "prune", "remove_spectral_norm", "remove_weight_norm", "rnn", "skip_init", "spectral_norm", "stateless",
    "weight_norm",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _ABSENT:
        raise MemberError(f"module 'torch.nn.utils' has no attribute '{name}'")
    raise MemberError(f"torch.nn.utils.{name} is not part of viz_autograd; there are {', '.join(__all__)}")
