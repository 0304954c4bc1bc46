"""Attention: each query's mixture of the values, by how well their keys match it."""

from __future__ import annotations

import math
from typing import Any

from viz_autograd.errors import TensorError
from viz_autograd.nn.functional.dropping import dropout
from viz_autograd.tensor.grad_mode import no_grad
from viz_autograd.tensor.tensor import Tensor

__all__ = ["scaled_dot_product_attention"]


def scaled_dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(query @ keyᵀ · scale + mask) @ value, scale 1/√size by default (Vaswani and others, 2017).

    query: (…, targets, size), key: (…, sources, size), value: (…, sources, out). The mask is added, or, if it is
    boolean, says which pairs may be seen. Raises TensorError (RuntimeError) for a mask besides `is_causal`.
    """
    if is_causal and attn_mask is not None:
        raise TensorError("Explicit attn_mask should not be set when is_causal=True")
    factor = 1 / math.sqrt(query.size(-1)) if scale is None else scale
    scores = query @ key.transpose(-2, -1) * factor
    hidden = None
    if is_causal:
        with no_grad():
            hidden = query.detach().new_ones((query.size(-2), key.size(-2))).tril() == 0
    elif attn_mask is not None and attn_mask._array.dtype.kind == "b":
        hidden = ~attn_mask
    elif attn_mask is not None:
        scores = scores + attn_mask
    if hidden is not None:
        scores = scores.masked_fill(hidden, -math.inf)
    weights: Any = scores.softmax(-1)
    if dropout_p > 0:
        weights = dropout(weights, dropout_p)
    result: Tensor = weights @ value
    return result
