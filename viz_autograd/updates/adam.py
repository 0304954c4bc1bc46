"""Adam (Kingma & Ba, 2015), with AMSGrad (Reddi et al., 2018) and decoupled decay (Loshchilov & Hutter, 2019)."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.updates.arithmetic import blend, larger, square_root
from viz_autograd.updates.update import Numbers, Settings, State, Update

__all__ = ["ADAM", "adam", "begin", "flatten"]


def begin(parameter: Numbers, settings: Settings, scalar: type[Any]) -> State:
    """No steps, both moments zero; with amsgrad also the largest second moment."""
    state = {
        "step": scalar(0.0),
        "exp_avg": np.zeros_like(parameter),
        "exp_avg_sq": np.zeros_like(parameter),
    }
    if settings["amsgrad"]:
        state["max_exp_avg_sq"] = np.zeros_like(parameter)
    return state


def flatten(settings: Settings) -> tuple[Any, ...]:
    """The settings in the order of `adam`."""
    beta1, beta2 = settings["betas"]
    return (
        settings["lr"],
        beta1,
        beta2,
        settings["eps"],
        settings["weight_decay"],
        settings["amsgrad"],
        settings["decoupled_weight_decay"],
        settings["maximize"],
    )


def adam(
    parameter: Numbers,
    gradient: Numbers,
    step: float,
    exp_avg: Numbers,
    exp_avg_sq: Numbers,
    max_exp_avg_sq: Numbers,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
    amsgrad: bool,
    decoupled_weight_decay: bool,
    maximize: bool,
) -> tuple[Any, ...]:
    """One step: p − lr·m̂ / (√v̂ + eps), where m̂ and v̂ are the running means of g and g², rid of their bias to 0."""
    if maximize:
        gradient = -gradient
    step = step + 1.0
    if weight_decay != 0:
        if decoupled_weight_decay:
            parameter = parameter * float(1 - lr * weight_decay)
        else:
            gradient = gradient + float(weight_decay) * parameter

    exp_avg = blend(exp_avg, gradient, 1 - beta1)
    exp_avg_sq = exp_avg_sq * beta2 + (1 - beta2) * gradient * gradient
    second = exp_avg_sq
    if amsgrad:
        max_exp_avg_sq = second = larger(max_exp_avg_sq, exp_avg_sq)

    count = float(step)
    rate = float(lr / (1 - beta1**count))
    denominator = square_root(second) / (1 - beta2**count) ** 0.5 + eps
    return parameter - rate * exp_avg / denominator, step, exp_avg, exp_avg_sq, max_exp_avg_sq


ADAM = Update(
    name="Adam",
    defaults={
        "lr": 1e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 0,
        "amsgrad": False,
        "maximize": False,
        "decoupled_weight_decay": False,
    },
    counters=("step",),
    arrays=("exp_avg", "exp_avg_sq", "max_exp_avg_sq"),
    begin=begin,
    flatten=flatten,
    advance=adam,
)
