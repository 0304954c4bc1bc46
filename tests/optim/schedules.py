"""The schedules that are compared with PyTorch's; used by the tests and by what makes the figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).with_name("torch_schedules.json")

EPOCHS = 40

Make = Callable[[Any, Any], Any]


def both(lr_scheduler: Any, optimizer: Any, kind: str) -> Any:
    warm = lr_scheduler.LinearLR(optimizer, start_factor=0.1, total_iters=4)
    cool = lr_scheduler.ExponentialLR(optimizer, gamma=0.9)
    if kind == "chained":
        return lr_scheduler.ChainedScheduler([warm, cool])
    return lr_scheduler.SequentialLR(optimizer, [warm, cool], milestones=[6])


def three(lr_scheduler: Any, optimizer: Any) -> Any:
    schedulers = [
        lr_scheduler.ConstantLR(optimizer, factor=0.5, total_iters=3),
        lr_scheduler.CosineAnnealingLR(optimizer, T_max=10, eta_min=0.01),
        lr_scheduler.StepLR(optimizer, step_size=4, gamma=0.7),
    ]
    return lr_scheduler.SequentialLR(optimizer, schedulers, milestones=[5, 20])


def nested(lr_scheduler: Any, optimizer: Any) -> Any:
    first = lr_scheduler.ChainedScheduler(
        [
            lr_scheduler.ConstantLR(optimizer, factor=0.1, total_iters=2),
            lr_scheduler.ExponentialLR(optimizer, gamma=0.95),
        ]
    )
    then = lr_scheduler.PolynomialLR(optimizer, total_iters=20, power=2.0)
    return lr_scheduler.SequentialLR(optimizer, [first, then], milestones=[7])


# By name: the scheduler made from a lr_scheduler module and an optimizer with two groups.
SCHEDULES: dict[str, Make] = {
    "LambdaLR": lambda s, o: s.LambdaLR(o, lambda epoch: 0.95**epoch),
    "LambdaLR of two": lambda s, o: s.LambdaLR(o, [lambda epoch: 1 / (1 + epoch), lambda epoch: epoch / 30]),
    "MultiplicativeLR": lambda s, o: s.MultiplicativeLR(o, lambda epoch: 0.95),
    "StepLR": lambda s, o: s.StepLR(o, step_size=7, gamma=0.3),
    "StepLR by default": lambda s, o: s.StepLR(o, 5),
    "MultiStepLR": lambda s, o: s.MultiStepLR(o, milestones=[3, 10, 10, 31], gamma=0.3),
    "ConstantLR": lambda s, o: s.ConstantLR(o),
    "ConstantLR 0.7": lambda s, o: s.ConstantLR(o, factor=0.7, total_iters=12),
    "LinearLR": lambda s, o: s.LinearLR(o),
    "LinearLR down": lambda s, o: s.LinearLR(o, start_factor=1.0, end_factor=0.1, total_iters=23),
    "ExponentialLR": lambda s, o: s.ExponentialLR(o, gamma=0.93),
    "PolynomialLR": lambda s, o: s.PolynomialLR(o),
    "PolynomialLR squared": lambda s, o: s.PolynomialLR(o, total_iters=30, power=2.0),
    "CosineAnnealingLR": lambda s, o: s.CosineAnnealingLR(o, T_max=30),
    "CosineAnnealingLR up again": lambda s, o: s.CosineAnnealingLR(o, T_max=9, eta_min=0.01),
    "CosineAnnealingWarmRestarts": lambda s, o: s.CosineAnnealingWarmRestarts(o, T_0=7),
    "CosineAnnealingWarmRestarts doubled": lambda s, o: s.CosineAnnealingWarmRestarts(o, 5, T_mult=2, eta_min=1e-3),
    "CyclicLR": lambda s, o: s.CyclicLR(o, base_lr=0.01, max_lr=0.1, step_size_up=5),
    "CyclicLR triangular2": lambda s, o: s.CyclicLR(
        o, 0.01, [0.1, 0.3], step_size_up=4, step_size_down=7, mode="triangular2"
    ),
    "CyclicLR exp_range": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 6, mode="exp_range", gamma=0.97, cycle_momentum=False),
    "CyclicLR scale_fn": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 6, scale_fn=lambda x: 1 / x, scale_mode="cycle"),
    "OneCycleLR": lambda s, o: s.OneCycleLR(o, max_lr=0.5, total_steps=EPOCHS + 1),
    "OneCycleLR linear": lambda s, o: s.OneCycleLR(
        o, [0.5, 0.2], epochs=6, steps_per_epoch=7, anneal_strategy="linear", pct_start=0.4
    ),
    "OneCycleLR three": lambda s, o: s.OneCycleLR(
        o, 0.5, total_steps=EPOCHS + 1, three_phase=True, cycle_momentum=False, div_factor=10.0, final_div_factor=100.0
    ),
    "SequentialLR": lambda s, o: both(s, o, "sequential"),
    "SequentialLR of three": three,
    "SequentialLR nested": nested,
    "ChainedScheduler": lambda s, o: both(s, o, "chained"),
}

# The figures that ReduceLROnPlateau is shown, and the settings with which.
LOSSES = [1.0, 0.9, 0.8, 0.8, 0.79999, 0.8, 0.81, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.71, 0.72, 0.73, 0.5, 0.5]
LOSSES += [0.5, 0.5, float("nan"), 0.5, 0.4, 0.41, 0.42, 0.43, 0.44, 0.45]
PLATEAUS: list[dict[str, Any]] = [
    {},
    {"patience": 2},
    {"patience": 1, "factor": 0.5, "cooldown": 2},
    {"patience": 0, "threshold": 0.05, "threshold_mode": "abs", "min_lr": [0.01, 0.001]},
    {"patience": 1, "mode": "max", "factor": 0.2, "min_lr": 1e-3},
    {"patience": 0, "mode": "max", "threshold_mode": "abs", "threshold": 0.1, "eps": 1e-3},
]
