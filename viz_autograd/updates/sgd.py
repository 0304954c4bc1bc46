"""Stochastic gradient descent with momentum (Sutskever et al., 2013; as in PyTorch the rate scales the buffer)."""

from __future__ import annotations

from typing import Any

from viz_autograd.updates.update import Numbers, Settings, State, Update

__all__ = ["SGD", "sgd"]


def begin(parameter: Numbers, settings: Settings, scalar: type[Any]) -> State:
    """Nothing: the momentum's buffer begins as the first gradient."""
    return {}


def flatten(settings: Settings) -> tuple[Any, ...]:
    """The settings in the order of `sgd`."""
    return (
        settings["lr"],
        settings["momentum"],
        settings["dampening"],
        settings["weight_decay"],
        settings["nesterov"],
        settings["maximize"],
    )


def sgd(
    parameter: Numbers,
    gradient: Numbers,
    momentum_buffer: Numbers,
    lr: float,
    momentum: float,
    dampening: float,
    weight_decay: float,
    nesterov: bool,
    maximize: bool,
) -> tuple[Any, ...]:
    """One step: p − lr·g, where momentum puts b ← momentum·b + (1 − dampening)·g in g's place."""
    if maximize:
        gradient = -gradient
    if weight_decay != 0:
        gradient = gradient + float(weight_decay) * parameter
    if momentum != 0:
        if momentum_buffer is None:
            # A copy: the gradient's own memory will be written to by the next backward pass.
            momentum_buffer = 1.0 * gradient
        else:
            momentum_buffer = momentum_buffer * momentum + (1 - dampening) * gradient
        gradient = gradient + momentum * momentum_buffer if nesterov else momentum_buffer
    return parameter - float(lr) * gradient, momentum_buffer


SGD = Update(
    name="SGD",
    defaults={
        "lr": 1e-3,
        "momentum": 0,
        "dampening": 0,
        "weight_decay": 0,
        "nesterov": False,
        "maximize": False,
    },
    counters=(),
    arrays=("momentum_buffer",),
    begin=begin,
    flatten=flatten,
    advance=sgd,
)
