"""Modules, their parameters, and the functions they are made of, as torch.nn has them."""

from __future__ import annotations

from typing import Any

from viz_autograd.errors import MemberError
from viz_autograd.nn import functional, init, modules, parameter, utils
from viz_autograd.nn.modules import *  # noqa: F403
from viz_autograd.nn.parameter import Buffer, Parameter
from viz_autograd.tensor import names as _names

__all__ = ["Buffer", "Parameter", "functional", "init", "modules", "parameter", "utils"]
__all__ += modules.__all__

# Importing it is what gives tensors their methods.
del _names

_ATTENTION = "Linear, LayerNorm, Dropout and functional.scaled_dot_product_attention"

# What PyTorch has and this has not, and what there is for it.
_INSTEAD = {
    "AdaptiveLogSoftmaxWithLoss": "CrossEntropyLoss",
    "AdaptiveMaxPool3d": "AdaptiveMaxPool2d",
    "CTCLoss": "CrossEntropyLoss",
    "Container": "Module",
    "CrossMapLRN2d": "LocalResponseNorm",
    "DataParallel": "the module itself",
    "EmbeddingBag": "Embedding",
    "Fold": "Unfold",
    "FractionalMaxPool2d": "MaxPool2d",
    "FractionalMaxPool3d": "MaxPool3d",
    "LPPool3d": "LPPool2d",
    "LinearCrossEntropyLoss": "Linear and CrossEntropyLoss",
    "LinearCrossEntropyOptions": "Linear and CrossEntropyLoss",
    "MaxUnpool1d": "MaxPool1d",
    "MaxUnpool2d": "MaxPool2d",
    "MaxUnpool3d": "MaxPool3d",
    "MultiheadAttention": "Linear, Softmax and functional.scaled_dot_product_attention",
    "SyncBatchNorm": "BatchNorm1d",
    "Transformer": _ATTENTION,
    "TransformerDecoder": _ATTENTION,
    "TransformerDecoderLayer": _ATTENTION,
    "TransformerEncoder": _ATTENTION,
    "TransformerEncoderLayer": _ATTENTION,
    "UninitializedBuffer": "Buffer",
    "UninitializedParameter": "Parameter",
    **dict.fromkeys(("attention", "grad", "intrinsic", "parallel", "qat", "quantizable", "quantized"), "functional"),
}


def __getattr__(name: str) -> Any:
    instead = _INSTEAD.get(name)
    if instead is None and name.startswith("Lazy"):
        instead = name.removeprefix("Lazy")
    if instead is None:
        raise MemberError(f"module 'torch.nn' has no attribute '{name}'")
    verb = "are" if " and " in instead else "is"
    raise MemberError(f"torch.nn.{name} is not part of viz_autograd; there {verb} {instead}")
