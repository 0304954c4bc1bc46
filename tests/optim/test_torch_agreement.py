"""Every optimizer's 100 steps on Rosenbrock's function, as PyTorch 2.13.0 took them; where it is installed, again."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import viz_autograd as torch
import viz_autograd.optim as optim
from tests.optim.cases import FIGURES, LBFGS_STEPS, START, STEPS
from tests.optim.leaves import LAYOUTS, give_gradients, leaf, leaves, numbers, rosenbrock, tensor

TORCH = json.loads(FIGURES.read_text(encoding="utf-8"))
CASES = [(name, number) for name, cases in TORCH["optimizers"].items() for number in range(len(cases))]


def settings_of(case: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in case["settings"].items()}


def run(name: str, case: dict[str, Any], dtype: str, layout: str) -> tuple[Any, Any, list[list[float]]]:
    parameters = leaves(START, dtype, layout)
    optimizer = getattr(optim, name)(parameters, **settings_of(case))
    seen = []
    for _ in range(STEPS):
        give_gradients(parameters)
        optimizer.step()
        seen.append(numbers(parameters))
    return optimizer, parameters, seen


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("name", "number"), CASES)
def test_float64_equals_pytorch_to_ten_digits(name: str, number: int, layout: str) -> None:
    case = TORCH["optimizers"][name][number]
    optimizer, parameters, seen = run(name, case, "float64", layout)
    theirs = case["float64"]
    for steps, when in ((1, "first"), (10, "tenth"), (STEPS, "last")):
        np.testing.assert_allclose(seen[steps - 1], theirs[when], rtol=1e-10, atol=1e-10, err_msg=when)
    assert parameters[0]._version == theirs["version"]
    state = optimizer.state.get(parameters[0], {})
    assert list(state) == list(theirs["state"])
    for part, value in theirs["state"].items():
        if layout == "vector" or np.ndim(value) == 0:
            np.testing.assert_allclose(state[part]._array, value, rtol=1e-9, atol=1e-12, err_msg=part)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("name", "number"), CASES)
def test_float32_nearly_equals_pytorch_and_stays_float32(name: str, number: int, layout: str) -> None:
    case = TORCH["optimizers"][name][number]
    optimizer, parameters, seen = run(name, case, "float32", layout)
    theirs = case["float32"]
    np.testing.assert_allclose(seen[0], theirs["first"], rtol=1e-6)
    np.testing.assert_allclose(seen[9], theirs["tenth"], rtol=1e-5)
    # A path that rounding bends in PyTorch, too, is not followed to its end.
    bent = np.max(np.abs(np.subtract(theirs["last"], case["float64"]["last"])))
    np.testing.assert_allclose(seen[-1], theirs["last"], rtol=1e-5, atol=max(1e-5, 2 * bent))
    for parameter in parameters:
        assert parameter._array.dtype == np.float32
        assert all(part._array.dtype == np.float32 for part in optimizer.state.get(parameter, {}).values())


@pytest.mark.parametrize(("name", "number"), CASES)
def test_a_program_s_own_backward_passes_lead_to_the_same_place(name: str, number: int) -> None:
    case = TORCH["optimizers"][name][number]
    x, y = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in START)
    optimizer = getattr(optim, name)([x, y], **settings_of(case))
    for _ in range(STEPS):
        loss = (1 - x) ** 2 + 100 * (y - x**2) ** 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    np.testing.assert_allclose([x.item(), y.item()], case["float64"]["last"], rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("number", range(len(TORCH["lbfgs"])))
def test_lbfgs_equals_pytorch(number: int, layout: str) -> None:
    case = TORCH["lbfgs"][number]
    parameters = leaves(START, "float64", layout)
    optimizer = optim.LBFGS(parameters, **case["settings"])

    def closure() -> Any:
        give_gradients(parameters)
        return tensor(rosenbrock(*numbers(parameters)))

    for step in range(LBFGS_STEPS):
        loss = float(optimizer.step(closure))
        assert loss == pytest.approx(case["losses"][step], rel=1e-8, abs=1e-10)
        np.testing.assert_allclose(numbers(parameters), case["seen"][step], rtol=1e-8, atol=1e-8)
    state = optimizer.state[parameters[0]]
    assert (state["func_evals"], state["n_iter"]) == (case["func_evals"], case["n_iter"])


@pytest.mark.parametrize("name", TORCH["reprs"])
def test_repr_is_pytorch_s(name: str) -> None:
    assert repr(getattr(optim, name)([leaf([1.0, 2.0])])) == TORCH["reprs"][name]


def test_stored_figures_are_pytorch_s() -> None:
    pytest.importorskip("torch")
    from tests.optim.make_torch_figures import figures

    again = json.loads(json.dumps(figures()))
    assert again["reprs"] == TORCH["reprs"]
    for name, cases in again["optimizers"].items():
        for case, stored in zip(cases, TORCH["optimizers"][name], strict=True):
            assert case["settings"] == stored["settings"]
            np.testing.assert_allclose(case["float64"]["last"], stored["float64"]["last"], rtol=1e-10)
