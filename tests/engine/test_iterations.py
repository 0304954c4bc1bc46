"""Many iterations in one go are what the same steps are one by one."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from tests.engine.tutorials import log_mean, tanh_mse
from viz_autograd import Circuit, run
from viz_autograd.circuit import Leaf
from viz_autograd.engine import compiled
from viz_autograd.engine.iterations import Iterations, iterate
from viz_autograd.errors import InvalidValueError, RootError
from viz_autograd.updates import UPDATES

CASES: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.01}),
    ("SGD", {"lr": 0.01, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.01, "momentum": 0.5, "dampening": 0.2, "maximize": True}),
    ("Adam", {"lr": 0.02}),
    ("Adam", {"lr": 0.02, "amsgrad": True, "weight_decay": 0.1}),
    ("AdamW", {"lr": 0.02, "betas": (0.3, 0.99)}),
    ("RMSprop", {"lr": 0.01}),
]


def settings_of(name: str, given: dict[str, Any]) -> dict[str, Any]:
    return {**UPDATES[name].defaults, **given}


def by_hand(circuit: Circuit, name: str, settings: dict[str, Any], count: int) -> tuple[list[float], dict[str, Any]]:
    """Run, update, set the values, run again."""
    update = UPDATES[name]
    other = circuit.copy()
    names = [node.name for node in other.nodes() if isinstance(node, Leaf) and node.requires_grad]
    values: dict[str, Any] = {}
    for leaf in names:
        node = other.node(leaf)
        assert isinstance(node, Leaf)
        values[leaf] = node.value if node.value.shape else float(node.value)
    states = {leaf: update.begin(values[leaf], settings, float) for leaf in names}
    losses = []
    for _ in range(count):
        done = run(other, tier="plain")
        loss = done.value(done.root or "")
        assert loss is not None
        losses.append(float(loss))
        for leaf in names:
            grad = done.grad(leaf)
            assert grad is not None
            shaped = grad if grad.shape else float(grad)
            values[leaf], states[leaf] = update.update(values[leaf], shaped, states[leaf], settings)
            other.set_value(leaf, values[leaf])
    return losses, values


def check(done: Iterations, losses: list[float], values: dict[str, Any]) -> None:
    assert done.losses == pytest.approx(losses, rel=1e-12)
    assert done.values.keys() == values.keys()
    for name, value in values.items():
        assert np.allclose(done.values[name], value, rtol=1e-12, atol=0)


@pytest.mark.parametrize(("name", "given"), CASES)
@pytest.mark.parametrize("make", [tanh_mse, log_mean])
def test_they_are_what_they_are_by_hand(make: Any, name: str, given: dict[str, Any]) -> None:
    circuit, settings = make(), settings_of(name, given)

    check(iterate(circuit, UPDATES[name], settings, 30, fused=False), *by_hand(circuit, name, settings, 30))
    assert run(circuit).block.tobytes() == run(make()).block.tobytes()


@pytest.mark.skipif(find_spec("numba") is None, reason="the extra `fast` is not installed")
@pytest.mark.parametrize(("name", "given"), CASES[:-1])
def test_the_fused_loop_does_the_same(name: str, given: dict[str, Any]) -> None:
    compiled.warm_up(wait=True)
    circuit, settings = tanh_mse(), settings_of(name, given)
    fused = iterate(circuit, UPDATES[name], settings, 30, fused=True, keep=True)
    plain = iterate(circuit, UPDATES[name], settings, 30, fused=False, keep=True)

    check(fused, plain.losses.tolist(), dict(plain.values))
    assert np.allclose(fused.history, plain.history, rtol=1e-12, atol=0)
    assert fused.states.keys() == plain.states.keys()
    for leaf, state in plain.states.items():
        assert fused.states[leaf].keys() == state.keys()
        assert all(fused.states[leaf][part] == pytest.approx(value, rel=1e-11) for part, value in state.items())


def test_they_go_on_from_a_state() -> None:
    circuit = tanh_mse()
    update, settings = UPDATES["Adam"], settings_of("Adam", {"lr": 0.02})
    whole = iterate(circuit, update, settings, 20, fused=False)
    first = iterate(circuit, update, settings, 12, fused=False)
    for name, value in first.values.items():
        circuit.set_value(name, value)
    second = iterate(circuit, update, settings, 8, states=first.states, fused=False)

    assert second.losses.tolist() == whole.losses[12:].tolist()


def test_what_cannot_be_trained_is_refused() -> None:
    update, settings = UPDATES["SGD"], settings_of("SGD", {})
    with pytest.raises(RootError):
        iterate(Circuit(), update, settings, 1)
    with pytest.raises(InvalidValueError, match="z is no parameter"):
        iterate(tanh_mse(), update, settings, 1, parameters=["z"])
    with pytest.raises(InvalidValueError, match="fused"):
        iterate(log_mean(), update, settings, 1, fused=True)
