"""Tensors made from data and numbers as PyTorch 2.13.0 makes them; what it shares, warns of and refuses."""

from __future__ import annotations

import copy
import importlib.util
import json
import pickle
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import viz_autograd as torch
from tests.tensor.creation_calls import FIGURES, LINES
from tests.tensor.creation_run import results
from viz_autograd.tensor import creation, nested

TORCH = json.loads(FIGURES.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ours() -> list[dict[str, Any]]:
    return results(torch)


@pytest.mark.parametrize("at", range(len(LINES)), ids=LINES)
def test_a_line_gives_what_it_gives_in_pytorch(at: int, ours: list[dict[str, Any]]) -> None:
    mine, theirs = ours[at], TORCH[at]
    assert mine["line"] == theirs["line"]
    if "error" in theirs:
        assert mine.get("text", mine).startswith(theirs["text"])
        assert theirs["error"][0] in mine["error"]
    else:
        assert mine.get("shown", mine) == theirs["shown"]


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not here: pip install '.[oracle]'")
def test_figures_are_what_pytorch_gives() -> None:
    from tests.tensor import make_creation_figures

    assert json.loads(make_creation_figures.figures()) == TORCH


def test_from_numpy_shares_memory_both_ways() -> None:
    array = np.arange(4.0)
    made = torch.from_numpy(array)
    array[0] = 7
    made[1] = 8
    assert made.tolist() == [7, 8, 2, 3] == array.tolist()
    assert torch.as_tensor(array).data_ptr() == made.data_ptr()
    assert torch.as_tensor(array, dtype=torch.float32).data_ptr() != made.data_ptr()
    assert torch.asarray(array, copy=True).data_ptr() != made.data_ptr()
    assert torch.tensor(array).data_ptr() != made.data_ptr()


def test_as_tensor_hands_a_tensor_of_that_dtype_back() -> None:
    made = torch.tensor([1.0], requires_grad=True)
    assert torch.as_tensor(made) is made
    assert torch.as_tensor(made, dtype=torch.float64).grad_fn.name() == "ToCopyBackward0"


def test_a_made_tensor_is_a_leaf_of_its_own() -> None:
    data = [1.0, 2.0]
    made = torch.tensor(data, requires_grad=True)
    data[0] = 5
    assert made.is_leaf
    assert made.requires_grad
    assert made.tolist() == [1, 2]


@pytest.mark.parametrize(
    "make",
    [lambda: torch.tensor([1], requires_grad=True), lambda: torch.zeros(2, dtype=torch.bool, requires_grad=True)],
)
def test_only_floats_can_require_gradients(make: Callable[[], Any]) -> None:
    with pytest.raises(RuntimeError, match="Only Tensors of floating point and complex dtype can require gradients"):
        make()


def test_a_tensor_of_a_tensor_warns_that_it_copies() -> None:
    made = torch.tensor([1.0], requires_grad=True)
    with pytest.warns(UserWarning, match="To copy construct from a tensor, it is recommended"):
        copied = torch.tensor(made)
    assert not copied.requires_grad


def test_what_cannot_be_written_to_warns_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creation, "_warned_of", set())
    array = np.zeros(2)
    array.flags.writeable = False
    with pytest.warns(UserWarning, match="The given NumPy array is not writable"):
        torch.from_numpy(array)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        torch.from_numpy(array)


def test_lists_of_arrays_warn_once_that_they_are_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nested, "_warned_of_slowness", False)
    with pytest.warns(UserWarning, match=r"list of numpy\.ndarrays is extremely slow"):
        made = torch.tensor([np.zeros(2), np.ones(2)])
    assert made.dtype is torch.float64
    assert torch.tensor([np.zeros(2)]).tolist() == [[0, 0]]


@pytest.mark.parametrize("dtype", [torch.float32, torch.int64])
def test_out_keeps_its_dtype_and_takes_the_size(dtype: Any) -> None:
    out = torch.empty(3, dtype=dtype)
    assert torch.ones(2, out=out) is out
    assert out.tolist() == [1, 1]
    assert out.dtype is dtype


def test_the_default_dtype_is_that_of_floats() -> None:
    try:
        torch.set_default_dtype(torch.float64)
        assert torch.tensor(1.0).dtype is torch.zeros(2).dtype is torch.Tensor([1]).dtype is torch.float64
        assert torch.tensor([1, 2]).dtype is torch.int64
        assert repr(torch.tensor([1.0])) == "tensor([1.])"
        assert torch.FloatTensor([1]).dtype is torch.float32
    finally:
        torch.set_default_dtype(torch.float32)


def test_like_keeps_the_order_of_memory() -> None:
    turned = torch.tensor([[1, 2, 3], [4, 5, 6]]).t()
    assert torch.zeros_like(turned).stride() == turned.stride() == (1, 3)


def test_sizes_and_devices_are_values() -> None:
    for value in (torch.Size([2, 3]), torch.device("cpu"), torch.float32):
        assert copy.deepcopy(value) == value
        assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - the test's own
    assert hash(torch.Size([2, 3])) == hash((2, 3))
    both = torch.Size([1, 2]) + (4,)  # noqa: RUF005 - the addition is what is tried
    assert both == torch.Size([1, 2, 4])
    assert type(both) is torch.Size


@pytest.mark.parametrize("count", [7, 16, 31, 100])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_linspace_ends_where_it_is_told_to(count: int, dtype: str) -> None:
    made = torch.linspace(-1.3, 4.9, count, dtype=getattr(torch, dtype)).numpy()
    assert made[0] == made.dtype.type(-1.3)
    assert made[-1] == made.dtype.type(4.9)
    assert len(made) == count


def test_gradients_flow_through_grids() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    rows, columns = torch.meshgrid(x, torch.tensor([3.0, 4.0, 5.0]), indexing="ij")
    (rows * columns).sum().backward()
    assert x.grad.tolist() == [12, 12]


@pytest.mark.parametrize("name", ["FloatTensor", "DoubleTensor", "HalfTensor", "LongTensor", "IntTensor", "BoolTensor"])
def test_the_old_types_are_classes_that_know_their_dtype(name: str) -> None:
    kind = getattr(torch, name)
    assert repr(kind) == f"<class 'torch.{name}'>"
    made = kind([1, 0])
    assert isinstance(made, kind)
    assert isinstance(made, torch.Tensor)
    assert made.type() == f"torch.{name}"
    assert kind(2, 3).shape == (2, 3)
    assert kind().shape == (0,)
