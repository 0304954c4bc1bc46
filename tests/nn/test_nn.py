"""How nn is imported, what it says it has not, and what lines of code cannot show."""

from __future__ import annotations

import importlib
import pickle
from typing import Any

import pytest

import viz_autograd as torch
from viz_autograd import nn
from viz_autograd.errors import VizAutogradError
from viz_autograd.nn import functional

MISSING = (
    ("nn", "Transformer", "torch.nn.Transformer is not part of viz_autograd; there are Linear"),
    ("nn", "EmbeddingBag", "torch.nn.EmbeddingBag is not part of viz_autograd; there is Embedding"),
    ("nn", "LazyLinear", "torch.nn.LazyLinear is not part of viz_autograd; there is Linear"),
    ("nn", "Lineer", "module 'torch.nn' has no attribute 'Lineer'"),
    ("nn.functional", "ctc_loss", "torch.nn.functional.ctc_loss is not part of viz_autograd; there is cross_entropy"),
    ("nn.functional", "relu7", "module 'torch.nn.functional' has no attribute 'relu7'"),
    ("nn.utils", "prune", "torch.nn.utils.prune is not part of viz_autograd; there are clip_grad_norm"),
    ("nn.utils", "clip", "module 'torch.nn.utils' has no attribute 'clip'"),
)


@pytest.mark.parametrize(("package", "name", "text"), MISSING)
def test_what_is_not_there_says_so(package: str, name: str, text: str) -> None:
    module = importlib.import_module(f"viz_autograd.{package}")
    with pytest.raises(AttributeError) as caught:
        getattr(module, name)
    assert isinstance(caught.value, VizAutogradError)
    assert str(caught.value).startswith(text)
    with pytest.raises(ImportError):
        importlib.import_module(f"viz_autograd.{package}.{name}")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("viz_autograd.nn.parameter", "Parameter"),
        ("viz_autograd.nn.modules", "Linear"),
        ("viz_autograd.nn.modules.module", "Module"),
        ("viz_autograd.nn.modules.container", "Sequential"),
        ("viz_autograd.nn.modules.activation", "ReLU"),
        ("viz_autograd.nn.modules.loss", "MSELoss"),
        ("viz_autograd.nn.modules.batchnorm", "BatchNorm1d"),
    ],
)
def test_modules_are_found_where_pytorch_has_them(module: str, name: str) -> None:
    assert getattr(importlib.import_module(module), name) is getattr(nn, name)


def test_every_function_of_a_family_is_in_functional() -> None:
    for name in ("relu", "softmax", "linear", "cross_entropy", "dropout", "pad", "conv2d", "max_pool2d", "one_hot"):
        assert callable(getattr(functional, name))


def test_a_failed_assignment_changes_nothing() -> None:
    layer = nn.Linear(2, 3)
    before = dict(layer._parameters)
    with pytest.raises(TypeError):
        layer.weight = torch.ones(3, 2)
    assert layer._parameters == before


def test_training_follows_pytorch_step_for_step() -> None:
    # The figures are PyTorch 2.13's.
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Dropout(0.25), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    x, y = torch.randn(16, 2), torch.randn(16, 1)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        losses.append(loss.item())
    assert [losses[0], losses[9], losses[19]] == pytest.approx([1.39081872, 1.01607955, 1.08618724], rel=1e-5)


def test_modules_survive_pickle() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2), nn.ReLU())
    twin: Any = pickle.loads(pickle.dumps(model))  # noqa: S301 - the test's own bytes
    x = torch.randn(4, 2)
    assert repr(twin) == repr(model)
    assert twin(x).tolist() == model(x).tolist()
    assert isinstance(twin[0].weight, nn.Parameter)


def test_hooks_of_every_module_are_called_and_taken_away() -> None:
    seen: list[str] = []
    handle = nn.modules.module.register_module_forward_hook(lambda module, args, result: seen.append(str(module)))
    try:
        nn.Sequential(nn.ReLU(), nn.Tanh())(torch.ones(1))
    finally:
        handle.remove()
    nn.ReLU()(torch.ones(1))
    assert seen[:2] == ["ReLU()", "Tanh()"]
    assert len(seen) == 3
