"""Copies: in memory of their own, and in another dtype."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.ops.op import Attribute, Op, Shape
from viz_autograd.ops.structure import Numbers, unseen

FAMILY = "shape"

CONTIGUOUS = Attribute("contiguous", "bool", False, "row after row in memory, whatever the order was before")
DTYPE = Attribute("dtype", "any", np.float32, "the dtype of the copy")


def _clone(a: Numbers, contiguous: bool = False) -> Numbers:
    return np.array(a, order="C" if contiguous else "K")


def _clone_backward(up: Numbers, out: Numbers, a: Numbers, contiguous: bool = False) -> Numbers:
    return up


def _cast(a: Numbers, dtype: Any = np.float32) -> Numbers:
    return a.astype(dtype)


def _cast_backward(up: Numbers, out: Numbers, a: Numbers, dtype: Any = np.float32) -> Numbers:
    return up.astype(a.dtype)


def _same(a: Shape, **attributes: Any) -> Shape:
    return a


CLONE = unseen(
    name="clone",
    family=FAMILY,
    title="a copy",
    forward=_clone,
    backward=_clone_backward,
    shape=_same,
    formula="a",
    torch="torch.clone({a})",
    attributes=(CONTIGUOUS,),
    grad_fn="CloneBackward0",
)

TO = unseen(
    name="to",
    family=FAMILY,
    title="a copy in another dtype",
    forward=_cast,
    backward=_cast_backward,
    shape=_same,
    formula="a",
    torch="{a}.to()",
    attributes=(DTYPE,),
    grad_fn="ToCopyBackward0",
)

OPS: tuple[Op, ...] = (CLONE, TO)
