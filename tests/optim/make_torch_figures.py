"""Writes torch_figures.json: what PyTorch's optimizers give, so that the tests need no PyTorch.

Run as `python -m tests.optim.make_torch_figures` where the `oracle` extra is installed.
"""

from __future__ import annotations

import json
import math
from typing import Any

import torch

from tests.optim.cases import CASES, FIGURES, LBFGS_CASES, LBFGS_STEPS, START, STEPS


def rosenbrock(w: Any) -> Any:
    return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2


def plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, torch.Tensor) else value


def run(name: str, settings: dict[str, Any], dtype: torch.dtype) -> dict[str, Any]:
    w = torch.tensor(START, dtype=dtype, requires_grad=True)
    optimizer = getattr(torch.optim, name)([w], **settings)
    seen = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        rosenbrock(w).backward()
        optimizer.step()
        seen.append(w.tolist())
    state = {key: plain(value) for key, value in optimizer.state[w].items()}
    return {"first": seen[0], "tenth": seen[9], "last": seen[-1], "state": state, "version": w._version}


def run_lbfgs(settings: dict[str, Any]) -> dict[str, Any]:
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([w], **settings)
    seen, losses = [], []

    def closure() -> Any:
        optimizer.zero_grad()
        loss = rosenbrock(w)
        loss.backward()
        return loss

    for _ in range(LBFGS_STEPS):
        losses.append(optimizer.step(closure).item())
        seen.append(w.tolist())
    state = optimizer.state[w]
    return {"seen": seen, "losses": losses, "func_evals": state["func_evals"], "n_iter": state["n_iter"]}


def figures() -> dict[str, Any]:
    optimizers = {
        name: [
            {
                "settings": settings,
                "float64": run(name, settings, torch.float64),
                "float32": run(name, settings, torch.float32),
            }
            for settings in cases
        ]
        for name, cases in CASES.items()
    }
    for name, cases in optimizers.items():
        for case in cases:
            if not all(map(math.isfinite, case["float64"]["last"])):
                raise ValueError(f"{name} {case['settings']} runs away: {case['float64']['last']}")
    lbfgs = [{"settings": settings, **run_lbfgs(settings)} for settings in LBFGS_CASES]
    return {"optimizers": optimizers, "lbfgs": lbfgs, "reprs": reprs()}


def reprs() -> dict[str, str]:
    w = torch.tensor(START, requires_grad=True)
    return {name: repr(getattr(torch.optim, name)([w])) for name in [*CASES, "LBFGS"]}


if __name__ == "__main__":
    FIGURES.write_text(json.dumps(figures(), indent=1) + "\n", encoding="utf-8")
