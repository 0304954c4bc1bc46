"""Cycles between two rates (Smith, 2017)."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from viz_autograd.errors import ArgumentError
from viz_autograd.optim.lr_scheduler.momentum import begin_momentums, set_momentum, uses_beta1
from viz_autograd.optim.lr_scheduler.scheduler import (
    LRScheduler,
    check_optimizer,
    each_group,
    function_state,
    setting,
)
from viz_autograd.optim.optimizer import Optimizer

__all__ = ["CyclicLR"]


class CyclicLR(LRScheduler):
    """From base_lr up to max_lr in step_size_up steps and down again; called after each batch.

    The height of a cycle stays ("triangular"), halves ("triangular2"), shrinks by gamma each step ("exp_range"), or
    follows `scale_fn` of the cycle or the step.

    Raises:
        ArgumentError (ValueError): For an unknown mode, rates that are not as many as the groups, or cycle_momentum
            with an optimizer that has none.
        DtypeError (TypeError): For anything but an optimizer.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | list[float],
        max_lr: float | list[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float = 0.8,
        max_momentum: float = 0.9,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        base_lrs = each_group("base_lr", optimizer, base_lr)
        if last_epoch == -1:
            for rate, group in zip(base_lrs, optimizer.param_groups, strict=True):
                setting(group, "lr", rate)
        self.max_lrs = each_group("max_lr", optimizer, max_lr)
        up = float(step_size_up)
        self.total_size = up + (up if step_size_down is None else float(step_size_down))
        self.step_ratio = up / self.total_size
        if mode not in ("triangular", "triangular2", "exp_range") and scale_fn is None:
            raise ArgumentError("mode is invalid and scale_fn is None")
        self.mode = mode
        self.gamma = gamma
        self._scale_fn_custom = scale_fn
        self.scale_mode = scale_mode
        self._init_scale_fn()
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self.use_beta1 = uses_beta1(optimizer)
            self.base_momentums = each_group("base_momentum", optimizer, base_momentum)
            self.max_momentums = each_group("max_momentum", optimizer, max_momentum)
            if last_epoch == -1:
                begin_momentums(optimizer, self.max_momentums, self.base_momentums, self.use_beta1)
        super().__init__(optimizer, last_epoch)
        self.base_lrs = base_lrs

    def _init_scale_fn(self) -> None:
        if self._scale_fn_custom is not None:
            return
        functions: dict[str, Callable[[float], float]] = {
            "triangular": _same,
            "triangular2": _halved,
            "exp_range": partial(_shrunk, self.gamma),
        }
        self._scale_fn_ref = functions[self.mode]
        self.scale_mode = "iterations" if self.mode == "exp_range" else "cycle"

    def scale_fn(self, x: float) -> float:
        """The height of the cycle x, or at the step x, as a part of the first one's."""
        return self._scale_fn_ref(x) if self._scale_fn_custom is None else self._scale_fn_custom(x)

    def get_lr(self) -> list[Any]:
        """The rates for `last_epoch`; sets the momentum as well."""
        self._warn_outside_step()
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        place = 1.0 + self.last_epoch / self.total_size - cycle
        part = place / self.step_ratio if place <= self.step_ratio else (place - 1) / (self.step_ratio - 1)
        counted: float = cycle if self.scale_mode == "cycle" else self.last_epoch

        rates = []
        for low, high in zip(self.base_lrs, self.max_lrs, strict=True):
            rates.append(low + (high - low) * part * self.scale_fn(counted))
        if self.cycle_momentum:
            ends = zip(self.optimizer.param_groups, self.base_momentums, self.max_momentums, strict=True)
            for group, low, high in ends:
                set_momentum(group, high - (high - low) * part * self.scale_fn(counted), self.use_beta1)
        return rates

    def state_dict(self) -> dict[str, Any]:
        """All but the optimizer and functions; of a callable object what it keeps."""
        state = super().state_dict()
        state.pop("_scale_fn_ref", None)
        custom = state.pop("_scale_fn_custom")
        state["_scale_fn_custom"] = None if custom is None else function_state(custom)
        return state

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave; a scale function is this schedule's own."""
        custom = state_dict["_scale_fn_custom"]
        super().load_state_dict({name: value for name, value in state_dict.items() if name != "_scale_fn_custom"})
        if custom is not None and self._scale_fn_custom is not None:
            self._scale_fn_custom.__dict__.update(custom)
        self._init_scale_fn()


def _same(cycle: float) -> float:
    return 1.0


def _halved(cycle: float) -> float:
    return float(1 / 2.0 ** (cycle - 1))


def _shrunk(gamma: float, step: float) -> float:
    return float(gamma**step)
