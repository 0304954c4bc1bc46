"""Adamax: Adam with the largest gradient in the place of the mean square (Kingma & Ba, 2015, section 7.1)."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.updates.arithmetic import blend, larger
from viz_autograd.updates.update import Numbers, Settings, State, Update

__all__ = ["ADAMAX", "adamax"]


def begin(parameter: Numbers, settings: Settings, scalar: type[Any]) -> State:
    """No steps, mean and norm zero."""
    return {
        "step": scalar(0.0),
        "exp_avg": np.zeros_like(parameter),
        "exp_inf": np.zeros_like(parameter),
    }


def flatten(settings: Settings) -> tuple[Any, ...]:
    """The settings in the order of `adamax`."""
    beta1, beta2 = settings["betas"]
    return settings["lr"], beta1, beta2, settings["eps"], settings["weight_decay"], settings["maximize"]


def adamax(
    parameter: Numbers,
    gradient: Numbers,
    step: float,
    exp_avg: Numbers,
    exp_inf: Numbers,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
    maximize: bool,
) -> tuple[Any, ...]:
    """One step: p − lr/(1 − beta1ᵗ) · m / u with u ← max(beta2·u, |g| + eps)."""
    if maximize:
        gradient = -gradient
    step = step + 1.0
    if weight_decay != 0:
        gradient = gradient + float(weight_decay) * parameter
    exp_avg = blend(exp_avg, gradient, 1 - beta1)
    exp_inf = larger(exp_inf * beta2, abs(gradient) + eps)
    rate = float(lr / (1 - beta1 ** float(step)))
    return parameter - rate * exp_avg / exp_inf, step, exp_avg, exp_inf


ADAMAX = Update(
    name="Adamax",
    defaults={"lr": 2e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0, "maximize": False},
    counters=("step",),
    arrays=("exp_avg", "exp_inf"),
    begin=begin,
    flatten=flatten,
    advance=adamax,
)
