"""Learning rates of every schedule, the very floats that PyTorch 2.13.0 gave."""

from __future__ import annotations

import copy
import json
import warnings
from typing import Any

import numpy as np
import pytest

import viz_autograd.optim as optim
from tests.optim.leaves import leaf
from tests.optim.schedules import EPOCHS, FIGURES, LOSSES, PLATEAUS, SCHEDULES
from viz_autograd.optim import lr_scheduler
from viz_autograd.tensor.tensor import Tensor

TORCH = json.loads(FIGURES.read_text(encoding="utf-8"))

QUIET = pytest.mark.filterwarnings("ignore:Detected call of:UserWarning")


def descent() -> optim.SGD:
    groups = [{"params": [leaf([0.0])]}, {"params": [leaf([0.0])], "lr": 0.03}]
    return optim.SGD(groups, lr=0.1, momentum=0.9)


@QUIET
@pytest.mark.parametrize("name", SCHEDULES)
def test_rates_momentum_and_saved_names_are_pytorch_s(name: str) -> None:
    optimizer = descent()
    scheduler = SCHEDULES[name](lr_scheduler, optimizer)
    rates, momentums = [scheduler.get_last_lr()], [optimizer.param_groups[0]["momentum"]]
    for _ in range(EPOCHS):
        optimizer.step()
        scheduler.step()
        rates.append(scheduler.get_last_lr())
        momentums.append(optimizer.param_groups[0]["momentum"])
    assert rates == TORCH["schedules"][name]["rates"]
    assert momentums == TORCH["schedules"][name]["momentums"]
    assert sorted(scheduler.state_dict()) == TORCH["schedules"][name]["keys"]


@pytest.mark.parametrize("number", range(len(PLATEAUS)))
def test_a_plateau_is_met_where_pytorch_meets_it(number: int) -> None:
    scheduler = lr_scheduler.ReduceLROnPlateau(descent(), **PLATEAUS[number])
    rates = []
    for loss in LOSSES:
        scheduler.step(Tensor._of(np.array(loss)) if number % 2 else loss)
        rates.append(scheduler.get_last_lr())
    assert rates == TORCH["plateaus"][number]


@QUIET
@pytest.mark.parametrize("name", SCHEDULES)
def test_a_saved_schedule_goes_on_as_if_it_had_not_been_saved(name: str) -> None:
    optimizer = descent()
    scheduler = SCHEDULES[name](lr_scheduler, optimizer)
    for _ in range(9):
        optimizer.step()
        scheduler.step()
    saved = copy.deepcopy((optimizer.state_dict(), scheduler.state_dict()))
    other = descent()
    resumed = SCHEDULES[name](lr_scheduler, other)
    other.load_state_dict(saved[0])
    resumed.load_state_dict(saved[1])
    for _ in range(9):
        for each in (optimizer, scheduler, other, resumed):
            each.step()
        assert resumed.get_last_lr() == scheduler.get_last_lr()
    assert saved[1].keys() == scheduler.state_dict().keys()


def test_a_schedule_resumes_at_an_epoch() -> None:
    first = descent()
    scheduler = lr_scheduler.CosineAnnealingLR(first, T_max=20)
    for _ in range(7):
        first.step()
        scheduler.step()
    other = descent()
    other.load_state_dict(first.state_dict())
    resumed = lr_scheduler.CosineAnnealingLR(other, T_max=20, last_epoch=7)
    assert resumed.last_epoch == 8
    assert resumed.base_lrs == [0.1, 0.03]


def test_resuming_without_an_initial_rate_is_refused() -> None:
    with pytest.raises(KeyError) as caught:
        lr_scheduler.StepLR(descent(), 3, last_epoch=4)
    assert str(caught.value).startswith(
        "param 'initial_lr' is not specified in param_groups[0] when resuming scheduler with last_epoch >= 0.\n"
        "This typically happens when:\n"
    )


def test_stepping_before_the_optimizer_warns() -> None:
    optimizer = descent()
    scheduler = lr_scheduler.StepLR(optimizer, 3)
    with pytest.warns(UserWarning, match=r"Detected call of `lr_scheduler.step\(\)` before `optimizer.step\(\)`"):
        scheduler.step()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scheduler.step()
        again = descent()
        scheduler = lr_scheduler.StepLR(again, 3)
        again.step()
        scheduler.step()


def test_a_step_that_was_replaced_warns() -> None:
    optimizer = descent()
    scheduler = lr_scheduler.StepLR(optimizer, 3)
    optimizer.step = lambda: None  # type: ignore[method-assign, assignment, misc]
    with pytest.warns(UserWarning, match=r"Seems like `optimizer.step\(\)` has been overridden"):
        scheduler.step()


def test_get_lr_outside_a_step_warns() -> None:
    scheduler = lr_scheduler.ExponentialLR(descent(), 0.5)
    with pytest.warns(UserWarning, match="please use `get_last_lr"):
        scheduler.get_lr()


def test_an_epoch_uses_the_closed_form_and_warns() -> None:
    optimizer = descent()
    scheduler = lr_scheduler.StepLR(optimizer, 2, gamma=0.5)
    optimizer.step()
    with pytest.warns(UserWarning, match="The epoch parameter in `scheduler.step"):
        scheduler.step(7)
    assert scheduler.get_last_lr() == [0.1 * 0.5**3, 0.03 * 0.5**3]


def test_a_rate_that_is_a_tensor_is_changed_in_place() -> None:
    rate = Tensor._of(np.array(0.1, np.float32))
    optimizer = optim.SGD([leaf([0.0])], lr=rate)
    scheduler = lr_scheduler.ConstantLR(optimizer, factor=0.5, total_iters=4)
    assert optimizer.param_groups[0]["lr"] is rate
    assert rate._array == np.float32(0.05)
    assert scheduler.get_last_lr()[0] is not rate


def test_a_schedule_of_one_s_own() -> None:
    class Halving(lr_scheduler.LRScheduler):
        def get_lr(self) -> list[Any]:
            return [base / 2**self.last_epoch for base in self.base_lrs]

    optimizer = descent()
    scheduler = Halving(optimizer)
    for _ in range(3):
        optimizer.step()
        scheduler.step()
    assert scheduler.get_last_lr() == [0.1 / 8, 0.03 / 8]


REFUSED: list[tuple[Any, type[Exception], str]] = [
    (lambda s, o: s.StepLR(3, 1), TypeError, "int is not an Optimizer"),
    (lambda s, o: s.ReduceLROnPlateau(3), TypeError, "int is not an Optimizer"),
    (lambda s, o: s.LambdaLR(o, [abs]), ValueError, "Expected 2 lr_lambdas, but got 1"),
    (lambda s, o: s.MultiplicativeLR(o, 3), TypeError, "lr_lambda should be a function, but got int"),
    (lambda s, o: s.ConstantLR(o, 2), ValueError, "Constant multiplicative factor expected to be between 0 and 1."),
    (
        lambda s, o: s.LinearLR(o, 0),
        ValueError,
        "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.",
    ),
    (lambda s, o: s.LinearLR(o, 1, 2), ValueError, "Ending multiplicative factor expected to be between 0 and 1."),
    (lambda s, o: s.ReduceLROnPlateau(o, factor=1.0), ValueError, "Factor should be < 1.0."),
    (lambda s, o: s.ReduceLROnPlateau(o, "low"), ValueError, "mode low is unknown!"),
    (lambda s, o: s.ReduceLROnPlateau(o, threshold_mode="x"), ValueError, "threshold mode x is unknown!"),
    (lambda s, o: s.ReduceLROnPlateau(o, min_lr=[1.0]), ValueError, "expected 2 min_lrs, got 1"),
    (lambda s, o: s.CosineAnnealingWarmRestarts(o, 0), ValueError, "Expected positive integer T_0, but got 0"),
    (lambda s, o: s.CosineAnnealingWarmRestarts(o, 3, 0), ValueError, "Expected integer T_mult >= 1, but got 0"),
    (
        lambda s, o: s.OneCycleLR(o, 1.0),
        ValueError,
        "You must define either total_steps OR (epochs AND steps_per_epoch)",
    ),
    (lambda s, o: s.OneCycleLR(o, 1.0, 0), ValueError, "Expected positive integer total_steps, but got 0"),
    (
        lambda s, o: s.OneCycleLR(o, 1.0, 9, anneal_strategy="x"),
        ValueError,
        "anneal_strategy must be one of 'cos' or 'linear', instead got x",
    ),
    (
        lambda s, o: s.CyclicLR(optim.Adagrad([leaf([1.0])]), 0.1, 1.0),
        ValueError,
        "optimizer must support momentum or beta1 with `cycle_momentum` option enabled",
    ),
    (
        lambda s, o: s.CyclicLR(o, [0.1], 1.0),
        ValueError,
        "base_lr must have the same length as optimizer.param_groups. base_lr has 1 values, param_groups has 2.",
    ),
    (lambda s, o: s.CyclicLR(o, 0.1, 1.0, mode="x"), ValueError, "mode is invalid and scale_fn is None"),
    (lambda s, o: s.SequentialLR(o, [], []), ValueError, "SequentialLR expects at least one scheduler, but got no"),
    (
        lambda s, o: s.SequentialLR(o, [s.StepLR(o, 1)], [3]),
        ValueError,
        "Sequential Schedulers expects number of schedulers provided to be one more than the number of",
    ),
    (
        lambda s, o: s.SequentialLR(o, [s.ReduceLROnPlateau(o)], []),
        ValueError,
        "SequentialLR does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs",
    ),
    (
        lambda s, o: s.ChainedScheduler([s.StepLR(o, 1), s.StepLR(descent(), 1)]),
        ValueError,
        "ChainedScheduler expects all schedulers to belong to the same optimizer, but got scheduler StepLR at index 1",
    ),
    (lambda s, o: s.ChainedScheduler([]), ValueError, "ChainedScheduler expects at least one scheduler to be chained"),
    (lambda s, o: s.LRScheduler(o), NotImplementedError, ""),
]


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_what_cannot_be_scheduled_is_refused_in_pytorch_s_words(number: int) -> None:
    make, kind, text = REFUSED[number]
    with pytest.raises(kind) as caught:
        make(lr_scheduler, descent())
    assert str(caught.value).startswith(text)


def test_one_step_too_many_of_a_single_cycle_is_refused() -> None:
    optimizer = descent()
    scheduler = lr_scheduler.OneCycleLR(optimizer, 1.0, total_steps=3)
    for _ in range(3):
        optimizer.step()
        scheduler.step()
    with pytest.raises(ValueError, match=r"Tried to step 4 times\. The specified number of total steps is 3"):
        scheduler.step()
