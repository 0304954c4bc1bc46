"""RMSprop (Hinton, 2012); centred it divides by an estimate of the variance (Graves, 2013)."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.updates.arithmetic import blend, square_root
from viz_autograd.updates.update import Numbers, Settings, State, Update

__all__ = ["RMSPROP", "rmsprop"]


def begin(parameter: Numbers, settings: Settings, scalar: type[Any]) -> State:
    """No steps, the mean square zero; what momentum and centring keep is there only when they are on."""
    state = {"step": scalar(0.0), "square_avg": np.zeros_like(parameter)}
    if settings["momentum"] > 0:
        state["momentum_buffer"] = np.zeros_like(parameter)
    if settings["centered"]:
        state["grad_avg"] = np.zeros_like(parameter)
    return state


def flatten(settings: Settings) -> tuple[Any, ...]:
    """The settings in the order of `rmsprop`."""
    return (
        settings["lr"],
        settings["alpha"],
        settings["eps"],
        settings["weight_decay"],
        settings["momentum"],
        settings["centered"],
        settings["maximize"],
    )


def rmsprop(
    parameter: Numbers,
    gradient: Numbers,
    step: float,
    square_avg: Numbers,
    momentum_buffer: Numbers,
    grad_avg: Numbers,
    lr: float,
    alpha: float,
    eps: float,
    weight_decay: float,
    momentum: float,
    centered: bool,
    maximize: bool,
) -> tuple[Any, ...]:
    """One step: p − lr·g / (√E[g²] + eps), or of the buffer that gathers these quotients."""
    if maximize:
        gradient = -gradient
    step = step + 1.0
    if weight_decay != 0:
        gradient = gradient + float(weight_decay) * parameter
    square_avg = square_avg * alpha + (1 - alpha) * gradient * gradient
    if centered:
        grad_avg = blend(grad_avg, gradient, 1 - alpha)
        denominator = square_root(square_avg - grad_avg * grad_avg) + eps
    else:
        denominator = square_root(square_avg) + eps
    if momentum > 0:
        momentum_buffer = momentum_buffer * momentum + gradient / denominator
        parameter = parameter - float(lr) * momentum_buffer
    else:
        parameter = parameter - float(lr) * gradient / denominator
    return parameter, step, square_avg, momentum_buffer, grad_avg


RMSPROP = Update(
    name="RMSprop",
    defaults={
        "lr": 1e-2,
        "alpha": 0.99,
        "eps": 1e-8,
        "weight_decay": 0,
        "momentum": 0,
        "centered": False,
        "maximize": False,
    },
    counters=("step",),
    arrays=("square_avg", "momentum_buffer", "grad_avg"),
    begin=begin,
    flatten=flatten,
    advance=rmsprop,
)
