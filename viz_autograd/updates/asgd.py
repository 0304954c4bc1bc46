"""ASGD: stochastic gradient descent whose average is kept alongside (Polyak & Juditsky, 1992)."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.updates.arithmetic import as_kind
from viz_autograd.updates.update import Numbers, Settings, State, Update

__all__ = ["ASGD", "asgd"]


def begin(parameter: Numbers, settings: Settings, scalar: type[Any]) -> State:
    """No steps, eta at the learning rate, and an average that so far is the newest parameter."""
    return {
        "step": scalar(0.0),
        "eta": scalar(settings["lr"]),
        "mu": scalar(1.0),
        "ax": np.zeros_like(parameter),
    }


def flatten(settings: Settings) -> tuple[Any, ...]:
    """The settings in the order of `asgd`."""
    return (
        settings["lr"],
        settings["lambd"],
        settings["alpha"],
        settings["t0"],
        settings["weight_decay"],
        settings["maximize"],
    )


def asgd(
    parameter: Numbers,
    gradient: Numbers,
    step: float,
    eta: Numbers,
    mu: Numbers,
    ax: Numbers,
    lr: float,
    lambd: float,
    alpha: float,
    t0: float,
    weight_decay: float,
    maximize: bool,
) -> tuple[Any, ...]:
    """p·(1 − lambd·eta) − eta·g; the average begins after t0 steps. `eta` and `mu` keep the precision given."""
    if maximize:
        gradient = -gradient
    step = step + 1.0
    count = float(step)
    if weight_decay != 0:
        gradient = gradient + float(weight_decay) * parameter
    rate = float(eta)
    parameter = parameter * (1 - lambd * rate) - rate * gradient
    # 1.0 ×: the average must not share the memory of the parameter.
    ax = 1.0 * parameter if float(mu) == 1 else ax + (parameter - ax) * float(mu)
    eta = as_kind(lr / (1 + lambd * lr * count) ** alpha, eta)
    mu = as_kind(1 / max(1, count - t0), mu)
    return parameter, step, eta, mu, ax


ASGD = Update(
    name="ASGD",
    defaults={
        "lr": 1e-2,
        "lambd": 1e-4,
        "alpha": 0.75,
        "t0": 1e6,
        "weight_decay": 0,
        "maximize": False,
    },
    counters=("step", "eta", "mu"),
    arrays=("ax",),
    begin=begin,
    flatten=flatten,
    advance=asgd,
)
