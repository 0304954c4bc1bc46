"""Each update as a pure function: PyTorch's numbers, for arrays and single numbers alike, and nothing changed."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from tests.optim.cases import FIGURES, START, STEPS
from viz_autograd.updates import UPDATES
from viz_autograd.updates.arithmetic import between, blend, choose, larger, sign, square_root

TORCH = json.loads(FIGURES.read_text(encoding="utf-8"))["optimizers"]
CASES = [(name, number) for name, cases in TORCH.items() for number in range(len(cases))]
NUMBERS = [-math.inf, -2.5, -0.0, 0.0, 1e-320, 0.3, 7.0, math.inf, math.nan]


def settings_of(name: str, number: int) -> dict[str, Any]:
    given = TORCH[name][number]["settings"]
    settings = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    return {**UPDATES[name].defaults, **settings}


def slopes(x: Any, y: Any) -> tuple[Any, Any]:
    away = 100 * (2 * (y - x * x))
    return -(2 * (1 - x)) + -away * (2 * x), away


def test_every_update_is_there_under_pytorch_s_name() -> None:
    assert list(UPDATES) == list(TORCH)
    assert all(update.name == name for name, update in UPDATES.items())


@pytest.mark.parametrize(("name", "number"), CASES)
def test_arrays_go_where_pytorch_s_parameters_go(name: str, number: int) -> None:
    update, settings = UPDATES[name], settings_of(name, number)
    parameter = np.array(START)
    state = update.begin(parameter, settings, np.float32)
    for _ in range(STEPS):
        gradient = np.array(slopes(*parameter))
        for array in (parameter, gradient, *state.values()):
            if isinstance(array, np.ndarray):
                # Writing to what was given would raise.
                array.flags.writeable = False
        parameter, state = update.update(parameter, gradient, state, settings)
        assert not any(np.shares_memory(part, whole) for part in state.values() for whole in (parameter, gradient))
    assert parameter.dtype == np.float64
    np.testing.assert_allclose(parameter, TORCH[name][number]["float64"]["last"], rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("kind", [float, np.float64])
@pytest.mark.parametrize(("name", "number"), CASES)
def test_single_numbers_go_where_arrays_go(name: str, number: int, kind: type[Any]) -> None:
    update, settings = UPDATES[name], settings_of(name, number)
    together = np.array(START)
    apart = [kind(value) for value in START]
    common = update.begin(together, settings, np.float32)
    states = [
        {
            part: kind(value) if np.ndim(value) == 0 and part not in update.counters else value
            for part, value in own.items()
        }
        for own in (update.begin(np.array(value), settings, np.float32) for value in START)
    ]
    for _ in range(20):
        together, common = update.update(together, np.array(slopes(*together)), common, settings)
        for index, gradient in enumerate(slopes(*apart)):
            apart[index], states[index] = update.update(apart[index], gradient, states[index], settings)
            assert isinstance(apart[index], kind)
    np.testing.assert_allclose(apart, together, rtol=1e-12)


@pytest.mark.parametrize(("name", "number"), CASES)
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_the_dtype_stays(name: str, number: int, dtype: Any) -> None:
    update, settings = UPDATES[name], settings_of(name, number)
    parameter = np.array([0.5, -0.25], dtype)
    state = update.begin(parameter, settings, np.float32)
    with np.errstate(all="ignore"):
        for _ in range(3):
            parameter, state = update.update(parameter, np.array([1.0, -2.0], dtype), state, settings)
    assert parameter.dtype == dtype
    for name_of_part, part in state.items():
        assert part.dtype == (np.float32 if name_of_part in update.counters else dtype), name_of_part


def test_counters_keep_the_precision_they_begin_with() -> None:
    update = UPDATES["NAdam"]
    parameter = np.array(START)
    for kind in (np.float32, np.float64):
        state = update.begin(parameter, update.defaults, kind)
        _, state = update.update(parameter, parameter, state, update.defaults)
        assert state["mu_product"].dtype == kind
        assert state["step"] == 1


@pytest.mark.parametrize("function", [square_root, sign, lambda x: between(x, -1.0, 2.0)])
def test_functions_of_one_number_are_those_of_arrays(function: Any) -> None:
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal([function(x) for x in NUMBERS], function(np.array(NUMBERS)))


@pytest.mark.parametrize("function", [larger, lambda a, b: choose(a > b, a, b), lambda a, b: blend(a, b, 0.75)])
def test_functions_of_two_numbers_are_those_of_arrays(function: Any) -> None:
    a, b = (grid.ravel() for grid in np.meshgrid(NUMBERS, NUMBERS))
    with np.errstate(all="ignore"):
        singly = [function(x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
        np.testing.assert_array_equal(singly, function(a, b))
