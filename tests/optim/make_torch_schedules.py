"""Writes torch_schedules.json: the learning rates of PyTorch's schedules, so that the tests need no PyTorch.

Run as `python -m tests.optim.make_torch_schedules` where the `oracle` extra is installed.
"""

from __future__ import annotations

import json
import warnings
from typing import Any

import torch

from tests.optim.schedules import EPOCHS, FIGURES, LOSSES, PLATEAUS, SCHEDULES


def optimizer() -> Any:
    parameters = [torch.zeros(1, requires_grad=True) for _ in range(2)]
    groups = [{"params": [parameters[0]]}, {"params": [parameters[1]], "lr": 0.03}]
    return torch.optim.SGD(groups, lr=0.1, momentum=0.9)


def run(make: Any) -> dict[str, Any]:
    descent = optimizer()
    scheduler = make(torch.optim.lr_scheduler, descent)
    rates, momentums = [scheduler.get_last_lr()], [descent.param_groups[0]["momentum"]]
    for _ in range(EPOCHS):
        descent.step()
        scheduler.step()
        rates.append(scheduler.get_last_lr())
        momentums.append(descent.param_groups[0]["momentum"])
    return {"rates": rates, "momentums": momentums, "keys": sorted(scheduler.state_dict())}


def run_plateau(settings: dict[str, Any]) -> list[Any]:
    descent = optimizer()
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(descent, **settings)
    rates = []
    for loss in LOSSES:
        scheduler.step(loss)
        rates.append(scheduler.get_last_lr())
    return rates


def figures() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            "schedules": {name: run(make) for name, make in SCHEDULES.items()},
            "plateaus": [run_plateau(settings) for settings in PLATEAUS],
        }


if __name__ == "__main__":
    FIGURES.write_text(json.dumps(figures()) + "\n", encoding="utf-8")
