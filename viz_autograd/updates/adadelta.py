"""Adadelta: steps in the units of the parameter, from running means of g² and of the squared steps (Zeiler, 2012)."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.updates.arithmetic import square_root
from viz_autograd.updates.update import Numbers, Settings, State, Update

__all__ = ["ADADELTA", "adadelta"]


def begin(parameter: Numbers, settings: Settings, scalar: type[Any]) -> State:
    """No steps, both running means zero."""
    return {
        "step": scalar(0.0),
        "square_avg": np.zeros_like(parameter),
        "acc_delta": np.zeros_like(parameter),
    }


def flatten(settings: Settings) -> tuple[Any, ...]:
    """The settings in the order of `adadelta`."""
    return settings["lr"], settings["rho"], settings["eps"], settings["weight_decay"], settings["maximize"]


def adadelta(
    parameter: Numbers,
    gradient: Numbers,
    step: float,
    square_avg: Numbers,
    acc_delta: Numbers,
    lr: float,
    rho: float,
    eps: float,
    weight_decay: float,
    maximize: bool,
) -> tuple[Any, ...]:
    """One step: p − lr·Δ with Δ = √(E[Δ²] + eps) / √(E[g²] + eps) · g."""
    if maximize:
        gradient = -gradient
    step = step + 1.0
    if weight_decay != 0:
        gradient = gradient + float(weight_decay) * parameter
    square_avg = square_avg * rho + (1 - rho) * gradient * gradient
    delta = square_root(acc_delta + eps) / square_root(square_avg + eps) * gradient
    acc_delta = acc_delta * rho + (1 - rho) * delta * delta
    return parameter - float(lr) * delta, step, square_avg, acc_delta


ADADELTA = Update(
    name="Adadelta",
    defaults={"lr": 1.0, "rho": 0.9, "eps": 1e-6, "weight_decay": 0, "maximize": False},
    counters=("step",),
    arrays=("square_avg", "acc_delta"),
    begin=begin,
    flatten=flatten,
    advance=adadelta,
)
