"""RAdam: Adam whose adaptive rate waits until its variance can be told (Liu et al., 2020)."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.updates.arithmetic import blend, square_root
from viz_autograd.updates.update import Numbers, Settings, State, Update

__all__ = ["RADAM", "radam"]


def begin(parameter: Numbers, settings: Settings, scalar: type[Any]) -> State:
    """No steps, both moments zero."""
    return {
        "step": scalar(0.0),
        "exp_avg": np.zeros_like(parameter),
        "exp_avg_sq": np.zeros_like(parameter),
    }


def flatten(settings: Settings) -> tuple[Any, ...]:
    """The settings in the order of `radam`."""
    beta1, beta2 = settings["betas"]
    return (
        settings["lr"],
        beta1,
        beta2,
        settings["eps"],
        settings["weight_decay"],
        settings["decoupled_weight_decay"],
        settings["maximize"],
    )


def radam(
    parameter: Numbers,
    gradient: Numbers,
    step: float,
    exp_avg: Numbers,
    exp_avg_sq: Numbers,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
    decoupled_weight_decay: bool,
    maximize: bool,
) -> tuple[Any, ...]:
    """Plain momentum while the length of the running mean is at most 5, then Adam's step times its rectification."""
    if maximize:
        gradient = -gradient
    step = step + 1.0
    count = float(step)
    if weight_decay != 0:
        if decoupled_weight_decay:
            parameter = parameter * float(1 - lr * weight_decay)
        else:
            gradient = gradient + float(weight_decay) * parameter

    exp_avg = blend(exp_avg, gradient, 1 - beta1)
    exp_avg_sq = exp_avg_sq * beta2 + (1 - beta2) * gradient * gradient
    power = beta2**count
    correction = 1 - power
    move = exp_avg / (1 - beta1**count) * float(lr)

    longest = 2 / (1 - beta2) - 1
    length = longest - 2 * count * power / correction
    if length > 5.0:
        rectification = ((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)) ** 0.5
        move = move * (correction**0.5 / (square_root(exp_avg_sq) + eps)) * rectification
    return parameter - move, step, exp_avg, exp_avg_sq


RADAM = Update(
    name="RAdam",
    defaults={
        "lr": 1e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 0,
        "decoupled_weight_decay": False,
        "maximize": False,
    },
    counters=("step",),
    arrays=("exp_avg", "exp_avg_sq"),
    begin=begin,
    flatten=flatten,
    advance=radam,
)
