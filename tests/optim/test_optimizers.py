"""What optimizers do around their updates: groups, state, saving, hooks and closures."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import viz_autograd.optim as optim
from tests.optim.cases import CASES
from tests.optim.leaves import give_gradients, leaf, leaves, numbers, tensor, with_gradient
from viz_autograd.optim.optimizer import (
    Optimizer,
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
    required,
)
from viz_autograd.tensor.grad_mode import is_grad_enabled, no_grad
from viz_autograd.tensor.tensor import Tensor

ALL = [*CASES, "LBFGS"]


# ---- groups


def test_a_group_s_own_settings_come_before_the_defaults() -> None:
    slow, fast = with_gradient([1.0], [1.0]), with_gradient([1.0], [1.0])
    optimizer = optim.SGD([{"params": slow}, {"params": [fast], "lr": 0.5}], lr=0.1)
    optimizer.step()
    assert numbers([slow, fast]) == [0.9, 0.5]
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 0.5]


def test_a_rate_that_is_changed_in_the_group_is_used() -> None:
    parameter = with_gradient([1.0], [1.0])
    optimizer = optim.SGD([parameter], lr=0.1)
    optimizer.param_groups[0]["lr"] = 0.5
    optimizer.step()
    assert numbers([parameter]) == [0.5]


def test_an_added_group_is_optimized() -> None:
    first, second = with_gradient([1.0], [1.0]), with_gradient([1.0], [1.0])
    optimizer = optim.Adam([first], lr=0.1)
    optimizer.add_param_group({"params": second, "lr": 0.2})
    optimizer.step()
    assert numbers([first, second]) == pytest.approx([0.9, 0.8])
    assert optimizer.param_groups[1]["betas"] == (0.9, 0.999)


def test_names_are_kept_with_the_group() -> None:
    optimizer = optim.SGD([("w", leaf([1.0])), ("b", leaf(1.0))])
    assert optimizer.param_groups[0]["param_names"] == ["w", "b"]
    assert "    param_names: ['w', 'b']\n" in repr(optimizer)
    assert optimizer.state_dict()["param_groups"][0]["param_names"] == ["w", "b"]


def test_parameters_may_come_from_a_generator() -> None:
    assert len(optim.SGD(leaf(value) for value in (1.0, 2.0)).param_groups[0]["params"]) == 2


# ---- gradients


@pytest.mark.parametrize("name", ALL)
def test_gradients_are_forgotten(name: str) -> None:
    parameter = with_gradient([1.0, 2.0], [3.0, 4.0])
    getattr(optim, name)([parameter]).zero_grad()
    assert parameter.grad is None


def test_gradients_are_zeroed_where_they_are() -> None:
    parameter = with_gradient([1.0, 2.0], [3.0, 4.0])
    gradient = parameter.grad
    optim.SGD([parameter]).zero_grad(set_to_none=False)
    assert parameter.grad is gradient
    assert gradient is not None
    assert gradient.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("name", CASES)
def test_without_a_gradient_nothing_changes(name: str) -> None:
    parameter = leaf([1.0, 2.0])
    optimizer = getattr(optim, name)([parameter])
    optimizer.step()
    assert parameter.tolist() == [1.0, 2.0]
    assert parameter._version == 0


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("shape", [(), (1,), (2, 3), (0,)])
def test_any_shape_is_updated_in_its_own_memory(name: str, shape: tuple[int, ...]) -> None:
    parameter = with_gradient(np.full(shape, 2.0), np.full(shape, 3.0))
    memory, gradient = parameter._array, parameter._grad
    optimizer = getattr(optim, name)([parameter], lr=0.1)
    for _ in range(3):
        optimizer.step()
    assert parameter._array is memory
    assert parameter._grad is gradient
    assert gradient is not None
    assert np.all(gradient._array == 3.0)
    assert memory.shape == shape
    assert np.all(memory < 2.0)


@pytest.mark.parametrize("name", CASES)
def test_nan_and_division_by_zero_are_values(name: str) -> None:
    bad = with_gradient([1.0, 2.0], [float("nan"), 1.0])
    zero = [with_gradient(1.0, 0.0), with_gradient([1.0, 1.0], [0.0, 0.0])]
    settings = {} if name in ("SGD", "Rprop", "ASGD") else {"eps": 0.0}
    optimizer = getattr(optim, name)([bad, *zero], **settings)
    optimizer.step()
    optimizer.step()
    assert np.isnan(bad._array[0]) or name == "Rprop"
    assert np.isfinite(bad._array[1])
    assert np.array_equal(zero[0]._array, zero[1]._array[0], equal_nan=True)


def test_the_gradient_s_memory_does_not_become_the_momentum() -> None:
    parameter = with_gradient([1.0, 2.0], [3.0, 4.0])
    optimizer = optim.SGD([parameter], momentum=0.9)
    optimizer.step()
    assert parameter._grad is not None
    parameter._grad._array[...] = 0.0
    assert optimizer.state[parameter]["momentum_buffer"].tolist() == [3.0, 4.0]


# ---- closures


@pytest.mark.parametrize("name", ALL)
def test_a_closure_is_called_with_grad_and_its_loss_returned(name: str) -> None:
    parameter = leaf([1.0, 2.0])
    modes = []

    def closure() -> Tensor:
        modes.append(is_grad_enabled())
        give_gradients([parameter])
        return tensor(3.5)

    with no_grad():
        loss = getattr(optim, name)([parameter], lr=1e-3).step(closure)
    assert loss.item() == 3.5
    assert all(modes)
    assert parameter.tolist() != [1.0, 2.0]


# ---- state and saving


@pytest.mark.parametrize("name", CASES)
def test_a_loaded_state_goes_on_exactly(name: str) -> None:
    settings: dict[str, Any] = {"momentum": 0.9} if name in ("SGD", "RMSprop") else {}
    parameters = leaves((-1.2, 1.0), "float64", "scalars")
    optimizer = getattr(optim, name)(parameters, lr=1e-3, **settings)
    for _ in range(5):
        give_gradients(parameters)
        optimizer.step()
    saved = copy.deepcopy(optimizer.state_dict())
    others = [leaf(value) for value in numbers(parameters)]
    resumed = getattr(optim, name)(others)
    resumed.load_state_dict(saved)
    assert resumed.param_groups[0]["lr"] == 1e-3
    for _ in range(5):
        for each, owner in ((parameters, optimizer), (others, resumed)):
            give_gradients(each)
            owner.step()
    # The float32 counters are as exact in float64, to which loading casts them as PyTorch does, but round no more.
    exact = name not in ("NAdam", "ASGD")
    assert numbers(others) == (numbers(parameters) if exact else pytest.approx(numbers(parameters), rel=1e-8))


def test_a_state_dict_has_pytorch_s_layout() -> None:
    first, second = with_gradient([1.0], [1.0]), leaf([2.0])
    optimizer = optim.Adam([{"params": [first]}, {"params": [second], "lr": 0.5}])
    optimizer.step()
    saved = optimizer.state_dict()
    assert list(saved) == ["state", "param_groups"]
    assert list(saved["state"]) == [0]
    assert list(saved["state"][0]) == ["step", "exp_avg", "exp_avg_sq"]
    assert [group["params"] for group in saved["param_groups"]] == [[0], [1]]
    assert saved["param_groups"][1]["lr"] == 0.5
    assert saved["state"][0]["step"]._array.dtype == np.float32


def test_plain_descent_keeps_no_state() -> None:
    parameter = with_gradient([1.0], [1.0])
    optimizer = optim.SGD([parameter])
    optimizer.step()
    assert optimizer.state_dict()["state"] == {}


def test_loading_casts_to_the_parameter_s_dtype_but_for_the_steps() -> None:
    optimizer = optim.Adam([with_gradient([1.0], [1.0], "float32")])
    optimizer.step()
    parameter = leaf([1.0], "float64")
    other = optim.Adam([parameter])
    other.load_state_dict(optimizer.state_dict())
    state = other.state[parameter]
    assert state["exp_avg"]._array.dtype == np.float64
    assert state["step"]._array.dtype == np.float32


def test_a_copy_has_parameters_and_state_of_its_own() -> None:
    parameter = with_gradient([1.0], [1.0])
    optimizer = optim.Adam([parameter], lr=0.1)
    optimizer.step()
    other = copy.deepcopy(optimizer)
    own = other.param_groups[0]["params"][0]
    assert own is not parameter
    assert list(other.state) == [own]
    own.grad = tensor([1.0])
    other.step()
    assert parameter.tolist() == pytest.approx([0.9])
    assert own.tolist() == pytest.approx([0.8])


def test_a_rate_may_be_a_tensor() -> None:
    plain, given = with_gradient([1.0, 2.0], [3.0, 4.0]), with_gradient([1.0, 2.0], [3.0, 4.0])
    optim.Adam([plain], lr=0.5).step()
    optim.Adam([given], lr=tensor(0.5, "float32")).step()
    np.testing.assert_allclose(given._array, plain._array, rtol=1e-7)


# ---- hooks


def test_hooks_are_called_around_the_step_until_removed() -> None:
    seen: list[str] = []

    def noting(word: str) -> Callable[..., None]:
        return lambda optimizer, args, kwargs: seen.append(word)

    optimizer = optim.SGD([leaf([1.0])])
    handles = [
        register_optimizer_step_pre_hook(noting("every before")),
        optimizer.register_step_pre_hook(noting("before")),
        optimizer.register_step_post_hook(noting("after")),
        register_optimizer_step_post_hook(noting("every after")),
    ]
    optimizer.step()
    for handle in handles:
        handle.remove()
    optimizer.step()
    assert seen == ["every before", "before", "after", "every after"]


def test_a_hook_may_change_the_arguments() -> None:
    optimizer = optim.SGD([leaf([1.0])])
    optimizer.register_step_pre_hook(lambda optimizer, args, kwargs: ((optimizer, lambda: 7), {}))
    assert optimizer.step() == 7


def test_a_hook_that_returns_something_else_is_refused() -> None:
    optimizer = optim.SGD([leaf([1.0])])
    optimizer.register_step_pre_hook(lambda optimizer, args, kwargs: 3)
    with pytest.raises(RuntimeError, match=r"must return None or a tuple of \(new_args, new_kwargs\), but got 3\."):
        optimizer.step()


def test_hooks_around_saving_may_change_what_is_saved() -> None:
    optimizer = optim.SGD([leaf([1.0])], lr=0.1)
    called: list[str] = []
    optimizer.register_state_dict_pre_hook(lambda own: called.append("saving"))
    optimizer.register_state_dict_post_hook(lambda own, state: {**state, "more": 1})
    optimizer.register_load_state_dict_pre_hook(lambda own, state: {**state, "state": {}})
    optimizer.register_load_state_dict_post_hook(lambda own: called.append("loaded"))
    saved = optimizer.state_dict()
    assert saved["more"] == 1
    optimizer.load_state_dict(saved)
    assert called == ["saving", "loaded"]


# ---- an optimizer of one's own


class Plain(Optimizer):
    """The optimizer that tutorials write."""

    def __init__(self, params: Any, lr: Any = required) -> None:
        super().__init__(params, {"lr": lr})

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        for group in self.param_groups:
            for parameter in group["params"]:
                self.state[parameter]["calls"] = self.state[parameter].get("calls", 0) + 1
                parameter._array[...] -= group["lr"] * parameter.grad._array
        return None


def test_an_optimizer_of_one_s_own_has_groups_state_and_hooks() -> None:
    parameter = with_gradient([1.0], [1.0])
    optimizer = Plain([parameter], lr=0.25)
    seen = []
    optimizer.register_step_post_hook(lambda own, args, kwargs: seen.append(own))
    optimizer.step()
    assert parameter.tolist() == [0.75]
    assert optimizer.state_dict()["state"] == {0: {"calls": 1}}
    assert seen == [optimizer]
    with pytest.raises(ValueError, match="didn't specify a value of required optimization parameter lr"):
        Plain([leaf([1.0])])
