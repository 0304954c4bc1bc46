"""Adagrad: a rate for each element that falls with the squares it has seen (Duchi et al., 2011)."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.updates.arithmetic import square_root
from viz_autograd.updates.update import Numbers, Settings, State, Update

__all__ = ["ADAGRAD", "adagrad"]


def begin(parameter: Numbers, settings: Settings, scalar: type[Any]) -> State:
    """No steps, and the sum of squares at its initial value."""
    return {"step": scalar(0.0), "sum": np.full_like(parameter, settings["initial_accumulator_value"])}


def flatten(settings: Settings) -> tuple[Any, ...]:
    """The settings in the order of `adagrad`."""
    return settings["lr"], settings["lr_decay"], settings["weight_decay"], settings["eps"], settings["maximize"]


def adagrad(
    parameter: Numbers,
    gradient: Numbers,
    step: float,
    total: Numbers,
    lr: float,
    lr_decay: float,
    weight_decay: float,
    eps: float,
    maximize: bool,
) -> tuple[Any, ...]:
    """One step: p − lr/(1 + (step − 1)·lr_decay) · g / (√Σg² + eps)."""
    if maximize:
        gradient = -gradient
    step = step + 1.0
    if weight_decay != 0:
        gradient = gradient + float(weight_decay) * parameter
    total = total + gradient * gradient
    rate = float(lr / (1 + (float(step) - 1) * lr_decay))
    return parameter - rate * gradient / (square_root(total) + eps), step, total


ADAGRAD = Update(
    name="Adagrad",
    defaults={
        "lr": 1e-2,
        "lr_decay": 0,
        "weight_decay": 0,
        "initial_accumulator_value": 0,
        "eps": 1e-10,
        "maximize": False,
    },
    counters=("step",),
    arrays=("sum",),
    begin=begin,
    flatten=flatten,
    advance=adagrad,
)
