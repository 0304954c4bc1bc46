"""The functions that layers are made of, as torch.nn.functional has them."""

from __future__ import annotations

from typing import Any

from viz_autograd.errors import MemberError
from viz_autograd.nn.functional.activations import *  # noqa: F403
from viz_autograd.nn.functional.activations import _threshold
from viz_autograd.nn.functional.adaptive_pooling import *  # noqa: F403
from viz_autograd.nn.functional.attention import *  # noqa: F403
from viz_autograd.nn.functional.averaging import *  # noqa: F403
from viz_autograd.nn.functional.class_losses import *  # noqa: F403
from viz_autograd.nn.functional.convolutions import *  # noqa: F403
from viz_autograd.nn.functional.distances import *  # noqa: F403
from viz_autograd.nn.functional.dropping import *  # noqa: F403
from viz_autograd.nn.functional.images import *  # noqa: F403
from viz_autograd.nn.functional.layers import *  # noqa: F403
from viz_autograd.nn.functional.losses import *  # noqa: F403
from viz_autograd.nn.functional.margin_losses import *  # noqa: F403
from viz_autograd.nn.functional.normalizing import *  # noqa: F403
from viz_autograd.nn.functional.padding import *  # noqa: F403
from viz_autograd.nn.functional.pooling import *  # noqa: F403
from viz_autograd.nn.functional.softmaxes import *  # noqa: F403
from viz_autograd.tensor.tensor import Tensor

__all__ = ["Tensor", "_threshold"]

# What PyTorch has and this has not, and what there is for it.
_INSTEAD = {
    "adaptive_max_pool3d": "adaptive_max_pool2d",
    "affine_grid": "interpolate",
    "ctc_loss": "cross_entropy",
    "embedding_bag": "embedding",
    "fold": "unfold",
    "fractional_max_pool2d": "max_pool2d",
    "fractional_max_pool3d": "max_pool3d",
    "grid_sample": "interpolate",
    "grouped_mm": "linear",
    "linear_cross_entropy": "linear and cross_entropy",
    "lp_pool3d": "lp_pool2d",
    "max_unpool1d": "max_pool1d",
    "max_unpool2d": "max_pool2d",
    "max_unpool3d": "max_pool3d",
    "multi_head_attention_forward": "scaled_dot_product_attention",
    "scaled_mm": "linear",
    "upsample_bilinear": "interpolate",
    "upsample_nearest": "interpolate",
}


def __getattr__(name: str) -> Any:
    if name not in _INSTEAD:
        raise MemberError(f"module 'torch.nn.functional' has no attribute '{name}'")
    verb = "are" if " and " in _INSTEAD[name] else "is"
    raise MemberError(f"torch.nn.functional.{name} is not part of viz_autograd; there {verb} {_INSTEAD[name]}")
