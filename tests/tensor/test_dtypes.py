"""Dtypes of mixtures, as PyTorch's rules have them: tensors with dimensions, without, and plain numbers."""

from __future__ import annotations

import importlib.util
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import viz_autograd as torch
from tests.tensor.dtype_pairs import FIGURES, NAMES, operands
from viz_autograd.tensor import dtypes

TORCH: dict[str, Any] = json.loads(Path(FIGURES).read_text(encoding="utf-8"))


@pytest.mark.parametrize("one", NAMES)
@pytest.mark.parametrize("other", NAMES)
def test_two_dtypes_meet_as_in_pytorch(one: str, other: str) -> None:
    a, b = getattr(torch, one), getattr(torch, other)
    assert [repr(torch.promote_types(a, b)), torch.can_cast(a, b)] == TORCH["dtypes"][f"{one} {other}"]


def test_mixtures_have_the_dtype_that_they_have_in_pytorch() -> None:
    found = {
        f"{left} {right}": repr(torch.result_type(a, b))
        for (left, a), (right, b) in itertools.product(operands(torch), repeat=2)
    }
    assert found == TORCH["results"]


def test_pairs_stand_for_arrays() -> None:
    float32, int64 = np.dtype(np.float32), np.dtype(np.int64)
    assert dtypes.common_dtype([(int64, 2), (float32, 0)]) == float32
    assert dtypes.common_dtype([(float32, 1), 2.5]) == float32
    assert dtypes.common_dtype([(np.dtype(np.uint8), 0), 3]) == np.uint8
    assert dtypes.common_dtype([np.zeros(2, np.int8), np.float32(2)]) == float32


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not here: pip install '.[oracle]'")
def test_figures_are_what_pytorch_gives() -> None:
    from tests.tensor import make_dtype_figures

    assert json.loads(make_dtype_figures.figures()) == TORCH


def test_there_is_one_object_of_each() -> None:
    assert torch.half is torch.float16
    assert torch.tensor([1.0]).dtype is torch.float32 is torch.float
    assert torch.tensor([1]).dtype is torch.int64 is torch.long
    with pytest.raises(TypeError, match=r"cannot create 'torch\.dtype' instances"):
        torch.dtype("float32")
