"""Rprop: steps whose size follows only the gradient's sign (Riedmiller & Braun, 1993)."""

from __future__ import annotations

from typing import Any

import numpy as np

from viz_autograd.updates.arithmetic import between, choose, sign
from viz_autograd.updates.update import Numbers, Settings, State, Update

__all__ = ["RPROP", "rprop"]


def begin(parameter: Numbers, settings: Settings, scalar: type[Any]) -> State:
    """No steps, no gradient before, and every step of the size of the learning rate."""
    return {
        "step": scalar(0.0),
        "prev": np.zeros_like(parameter),
        "step_size": np.full_like(parameter, float(settings["lr"])),
    }


def flatten(settings: Settings) -> tuple[Any, ...]:
    """The settings in the order of `rprop`."""
    return (*settings["etas"], *settings["step_sizes"], settings["maximize"])


def rprop(
    parameter: Numbers,
    gradient: Numbers,
    step: float,
    prev: Numbers,
    step_size: Numbers,
    smaller: float,
    greater: float,
    least: float,
    most: float,
    maximize: bool,
) -> tuple[Any, ...]:
    """The size grows while the sign stays; where it turns, the size shrinks and this step is left out."""
    if maximize:
        gradient = -gradient
    step = step + 1.0
    course = gradient * prev
    turned = course < 0
    step_size = choose(course > 0, step_size * greater, choose(turned, step_size * smaller, step_size))
    step_size = between(step_size, least, most)
    # 1.0 ×: what is kept must not be the gradient's own memory, which the next backward pass writes to.
    gradient = choose(turned, 0.0 * step_size, 1.0 * gradient)
    return parameter - sign(gradient) * step_size, step, gradient, step_size


RPROP = Update(
    name="Rprop",
    defaults={"lr": 1e-2, "etas": (0.5, 1.2), "step_sizes": (1e-6, 50), "maximize": False},
    counters=("step",),
    arrays=("prev", "step_size"),
    begin=begin,
    flatten=flatten,
    advance=rprop,
)
