"""Shapes, places, reductions and products of tensors as PyTorch 2.13.0 has them: results, nodes, errors and texts."""

from __future__ import annotations

import importlib.util
import json
from typing import Any

import numpy as np
import pytest

import viz_autograd as torch
from tests.tensor.structure_calls import FIGURES, LINES
from tests.tensor.structure_run import results

TORCH = json.loads(FIGURES.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ours() -> list[dict[str, Any]]:
    return results(torch)


@pytest.mark.parametrize("at", range(len(LINES)), ids=LINES)
def test_a_line_gives_what_it_gives_in_pytorch(at: int, ours: list[dict[str, Any]]) -> None:
    mine, theirs = ours[at], TORCH[at]
    assert mine["line"] == theirs["line"]
    if "error" in theirs:
        assert mine.get("text") == theirs["text"]
        assert theirs["error"][0] in mine["error"]
    else:
        assert "error" not in mine, mine
        same(mine["result"], theirs["result"])


def same(mine: Any, theirs: Any) -> None:
    if isinstance(theirs, list):
        assert isinstance(mine, list)
        assert len(mine) == len(theirs)
        for one, other in zip(mine, theirs, strict=True):
            same(one, other)
    elif isinstance(theirs, float):
        assert mine == pytest.approx(theirs, rel=1e-6, abs=1e-9)
    else:
        assert mine == theirs


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not here: pip install '.[oracle]'")
def test_figures_are_what_pytorch_gives() -> None:
    from tests.tensor import make_structure_figures

    assert json.loads(make_structure_figures.figures()) == TORCH


def test_named_results_are_shown_as_pytorch_shows_them() -> None:
    found = torch.tensor([[1.0, 3.0], [4.0, 2.0]]).max(1)
    assert repr(found) == "torch.return_types.max(\nvalues=tensor([3., 4.]),\nindices=tensor([1, 0]))"
    values, indices = found
    assert found.values is values
    assert found.indices is indices


def assigned(index: Any, value: Any) -> Any:
    x = torch.zeros(2, 3)
    x[index] = value
    return x.tolist()


def test_assignment_by_places() -> None:
    mask = torch.tensor([[True, False, True], [False, True, False]])
    assert assigned(0, 1) == [[1, 1, 1], [0, 0, 0]]
    assert assigned((0, 1), torch.tensor(5.0)) == [[0, 5, 0], [0, 0, 0]]
    assert assigned(0, torch.ones(1, 1, 3)) == [[1, 1, 1], [0, 0, 0]]
    assert assigned(slice(None), torch.tensor([1.0, 2.0, 3.0])) == [[1, 2, 3], [1, 2, 3]]
    assert assigned(..., 2) == assigned((), 2) == assigned(None, 2) == [[2, 2, 2], [2, 2, 2]]
    assert assigned(mask, 3) == [[3, 0, 3], [0, 3, 0]]
    assert assigned(mask, torch.tensor([1.0, 2.0, 3.0])) == [[1, 0, 2], [0, 3, 0]]
    assert assigned(([0, 1], [1, 2]), 9.0) == [[0, 9, 0], [0, 0, 9]]
    assert assigned((0, torch.tensor([0, 2])), 7.0) == [[7, 0, 7], [0, 0, 0]]
    assert assigned(False, 5.0) == [[0, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("index", "value", "kind", "text"),
    [
        (5, 1, IndexError, "index 5 is out of bounds for dimension 0 with size 2"),
        (slice(None, None, -1), 1, ValueError, "step must be greater than zero"),
        (0, [1, 2, 3], TypeError, "can't assign a list to a torch.FloatTensor"),
        (0, np.ones(3), TypeError, "can't assign a numpy.ndarray to a torch.FloatTensor"),
        (0, None, TypeError, "can't assign a NoneType to a torch.FloatTensor"),
    ],
)
def test_refused_assignments(index: Any, value: Any, kind: type[Exception], text: str) -> None:
    with pytest.raises(kind) as caught:
        assigned(index, value)
    assert str(caught.value) == text


def test_values_of_another_shape_cannot_be_assigned() -> None:
    with pytest.raises(RuntimeError) as caught:
        assigned(0, torch.ones(4))
    assert str(caught.value) == (
        "The expanded size of the tensor (3) must match the existing size (4) at non-singleton dimension 0.  "
        "Target sizes: [3].  Tensor sizes: [4]"
    )
    with pytest.raises(RuntimeError, match=r"value tensor of shape \[2\] cannot be broadcast to indexing result of"):
        assigned(torch.tensor([[True, False, True], [False, True, False]]), torch.ones(2))


def test_assignment_is_recorded_and_a_leaf_refuses_it() -> None:
    x = torch.zeros(3, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"a view of a leaf Variable that requires grad is being used"):
        x[0] = 1.0
    with pytest.raises(RuntimeError, match=r"^a leaf Variable that requires grad is being used"):
        x[torch.tensor([0])] = 1.0
    with torch.no_grad():
        x[0] = 4.0
    y = x * 2
    y[1] = x[0] * 3
    y[torch.tensor([2])] = x[1]
    y.sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [5.0, 1.0, 0.0]


def test_repeated_places_add_up() -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (x[torch.tensor([0, 0, 2])] * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [11.0, 0.0, 100.0]


def test_views_share_memory() -> None:
    x = torch.zeros(2, 3)
    for seen in (x[0], x[:, 1], x.t(), x.view(-1), x[None], x.unsqueeze(0), x.T, x.permute(1, 0), x.unbind(0)[0]):
        seen += 1
    assert x.sum().item() == 6 * 6 + 3 + 2 + 3
    row = x.diagonal()
    row.zero_()
    assert x[0, 0].item() == x[1, 1].item() == 0
    single = x[1, 2]
    single += 100
    assert x[1, 2].item() > 100
