"""NAdam: Adam with Nesterov's momentum (Dozat, 2016)."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.updates.arithmetic import blend, square_root
from viz_autograd.updates.update import Numbers, Settings, State, Update

__all__ = ["NADAM", "nadam"]


def begin(parameter: Numbers, settings: Settings, scalar: type[Any]) -> State:
    """No steps, an empty product, both moments zero."""
    return {
        "step": scalar(0.0),
        "mu_product": scalar(1.0),
        "exp_avg": np.zeros_like(parameter),
        "exp_avg_sq": np.zeros_like(parameter),
    }


def flatten(settings: Settings) -> tuple[Any, ...]:
    """The settings in the order of `nadam`."""
    beta1, beta2 = settings["betas"]
    return (
        settings["lr"],
        beta1,
        beta2,
        settings["eps"],
        settings["weight_decay"],
        settings["momentum_decay"],
        settings["decoupled_weight_decay"],
        settings["maximize"],
    )


def nadam(
    parameter: Numbers,
    gradient: Numbers,
    step: float,
    mu_product: Numbers,
    exp_avg: Numbers,
    exp_avg_sq: Numbers,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
    momentum_decay: float,
    decoupled_weight_decay: bool,
    maximize: bool,
) -> tuple[Any, ...]:
    """Adam's step with momentum looked ahead: mu grows towards beta1, and the product of all mu takes beta1ᵗ's place.

    The product is kept in the precision it is given in: float32 unless the default dtype is float64, as in PyTorch,
    where that rounding shows in the eighth digit of the parameter.
    """
    if maximize:
        gradient = -gradient
    step = step + 1.0
    count = float(step)
    if weight_decay != 0:
        if decoupled_weight_decay:
            parameter = parameter * float(1 - lr * weight_decay)
        else:
            gradient = gradient + float(weight_decay) * parameter

    mu = beta1 * (1.0 - 0.5 * 0.96 ** (count * momentum_decay))
    mu_next = beta1 * (1.0 - 0.5 * 0.96 ** ((count + 1) * momentum_decay))
    mu_product = mu_product * mu
    product = float(mu_product)

    exp_avg = blend(exp_avg, gradient, 1 - beta1)
    exp_avg_sq = exp_avg_sq * beta2 + (1 - beta2) * gradient * gradient
    denominator = square_root(exp_avg_sq / (1 - beta2**count)) + eps
    towards_gradient = float(lr * (1.0 - mu) / (1.0 - product))
    towards_momentum = float(lr * mu_next / (1.0 - product * mu_next))
    parameter = parameter - towards_gradient * gradient / denominator
    parameter = parameter - towards_momentum * exp_avg / denominator
    return parameter, step, mu_product, exp_avg, exp_avg_sq


NADAM = Update(
    name="NAdam",
    defaults={
        "lr": 2e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 0,
        "momentum_decay": 4e-3,
        "decoupled_weight_decay": False,
        "maximize": False,
    },
    counters=("step", "mu_product"),
    arrays=("exp_avg", "exp_avg_sq"),
    begin=begin,
    flatten=flatten,
    advance=nadam,
)
