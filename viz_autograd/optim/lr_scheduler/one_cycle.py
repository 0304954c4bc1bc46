"""One cycle for the whole training (Smith & Topin, 2019)."""

from __future__ import annotations

import math
from typing import Any

from viz_autograd.errors import ArgumentError
from viz_autograd.optim.lr_scheduler.momentum import begin_momentums, set_momentum, uses_beta1
from viz_autograd.optim.lr_scheduler.scheduler import LRScheduler, check_optimizer, each_group
from viz_autograd.optim.optimizer import Optimizer

__all__ = ["OneCycleLR"]


class OneCycleLR(LRScheduler):
    """From max_lr/div_factor up to max_lr, then far down; called after each batch, total_steps times at most.

    Raises:
        ArgumentError (ValueError): For numbers of steps that are no positive integers, another strategy than "cos" and
            "linear", cycle_momentum with an optimizer that has none, or a step too many.
        DtypeError (TypeError): For anything but an optimizer.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        self.total_steps = _steps(total_steps, epochs, steps_per_epoch)
        self._schedule_phases = _phases(self.total_steps, pct_start, three_phase)
        if pct_start < 0 or pct_start > 1 or not isinstance(pct_start, float):
            raise ArgumentError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ArgumentError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        self._anneal_func_type = anneal_strategy
        highest = each_group("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for group, high in zip(optimizer.param_groups, highest, strict=True):
                group["initial_lr"] = high / div_factor
                group["max_lr"] = high
                group["min_lr"] = group["initial_lr"] / final_div_factor
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self.use_beta1 = uses_beta1(optimizer)
            high_momentums = each_group("max_momentum", optimizer, max_momentum)
            low_momentums = each_group("base_momentum", optimizer, base_momentum)
            if last_epoch == -1:
                begin_momentums(optimizer, high_momentums, low_momentums, self.use_beta1)
        super().__init__(optimizer, last_epoch)

    def _anneal_func(self, start: Any, end: Any, part: float) -> Any:
        if self._anneal_func_type == "cos":
            return end + (start - end) / 2.0 * (math.cos(math.pi * part) + 1)
        return (end - start) * part + start

    def get_lr(self) -> list[Any]:
        """The rates for `last_epoch`; sets the momentum as well. Raises ArgumentError past the last step."""
        self._warn_outside_step()
        step = self.last_epoch
        if step > self.total_steps:
            raise ArgumentError(
                f"Tried to step {step} times. The specified number of total steps is {self.total_steps}"
            )
        begins = 0.0
        for phase in self._schedule_phases:
            if step <= phase["end_step"] or phase is self._schedule_phases[-1]:
                break
            begins = phase["end_step"]
        part = (step - begins) / (phase["end_step"] - begins)

        rates = []
        for group in self.optimizer.param_groups:
            rates.append(self._anneal_func(group[phase["start_lr"]], group[phase["end_lr"]], part))
            if self.cycle_momentum:
                ends = group[phase["start_momentum"]], group[phase["end_momentum"]]
                set_momentum(group, self._anneal_func(*ends, part), self.use_beta1)
        return rates


def _steps(total: int | None, epochs: int | None, steps_per_epoch: int | None) -> int:
    if total is not None:
        return _positive("total_steps", total)
    if epochs is None or steps_per_epoch is None:
        raise ArgumentError("You must define either total_steps OR (epochs AND steps_per_epoch)")
    return _positive("epochs", epochs) * _positive("steps_per_epoch", steps_per_epoch)


def _positive(name: str, value: Any) -> int:
    if not isinstance(value, int) or value <= 0:
        raise ArgumentError(f"Expected positive integer {name}, but got {value}")
    return value


def _phases(total: int, part: float, three: bool) -> list[dict[str, Any]]:
    """Up, down to the initial rate (when there are three) and on to the lowest; each names its ends in a group."""
    top = float(part * total) - 1
    phases = [_phase(top, ("initial_lr", "max_lr"), ("max_momentum", "base_momentum"))]
    if three:
        back = float(2 * part * total) - 2
        phases.append(_phase(back, ("max_lr", "initial_lr"), ("base_momentum", "max_momentum")))
        phases.append(_phase(total - 1, ("initial_lr", "min_lr"), ("max_momentum", "max_momentum")))
    else:
        phases.append(_phase(total - 1, ("max_lr", "min_lr"), ("base_momentum", "max_momentum")))
    return phases


def _phase(end: float, rates: tuple[str, str], momentums: tuple[str, str]) -> dict[str, Any]:
    return {
        "end_step": end,
        "start_lr": rates[0],
        "end_lr": rates[1],
        "start_momentum": momentums[0],
        "end_momentum": momentums[1],
    }
