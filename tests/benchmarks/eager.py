"""Programs as the listings have them, written once and run with this package and with PyTorch, side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import viz_autograd
from tests.benchmarks.peers import imported
from tests.benchmarks.table import NO_TARGET, Row, duration

COMMAND = "python -m tests.benchmarks eager"
ROUNDS = 7
SECONDS = 0.15

Step = Callable[[], Any]


def rows() -> Iterator[Row]:
    torch = imported("torch")
    for what, (program, target) in PROGRAMS.items():
        ours = program(viz_autograd)
        theirs = None if torch is None else program(torch)
        taken, other = side_by_side(ours, theirs)
        ratio = "" if other is None else f": {taken / other:.2f} × PyTorch ({duration(other)})"
        yield Row(what, target, f"{duration(taken)}{ratio}", COMMAND)


def side_by_side(ours: Step, theirs: Step | None) -> tuple[float, float | None]:
    """The best time of a step of each, taken in turns so that both meet the same load."""
    count = max(1, int(SECONDS / max(timed(ours, 3), 1e-9)))
    best: list[float] = [timed(ours, count)]
    other: list[float] = []
    for _ in range(ROUNDS):
        best.append(timed(ours, count))
        if theirs is not None:
            other.append(timed(theirs, max(1, count // 4)))
    return min(best), min(other) if other else None


def timed(step: Step, count: int) -> float:
    begin = time.perf_counter()
    for _ in range(count):
        step()
    return (time.perf_counter() - begin) / count


def four_weights(torch: Any) -> Step:
    a, w1, w2, w3, w4 = (torch.tensor([float(i)], requires_grad=True) for i in (4, 2, 5, 9, 7))

    def step() -> None:
        for leaf in (a, w1, w2, w3, w4):
            leaf.grad = None
        (10 - (w3 * (w1 * a) + w4 * (w2 * a))).backward()

    return step


def polynomial(torch: Any) -> Step:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((20, 1))
    design = torch.tensor(np.hstack([x * x, x, np.ones_like(x)]))
    target = torch.tensor(x * x + 2 * x + 3)
    w = torch.tensor(rng.standard_normal((3, 1)), requires_grad=True)
    optimizer = torch.optim.NAdam([w], lr=0.01)

    def step() -> None:
        optimizer.zero_grad()
        torch.mean((target - design @ w) ** 2).backward()
        optimizer.step()

    return step


def puzzle(torch: Any) -> Step:
    A, B, C, D = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (0.84, 0.76, 0.42, 0.26))  # noqa: N806
    optimizer = torch.optim.NAdam([A, B, C, D], lr=0.01)

    def step() -> None:
        y1, y2, y3, y4 = A + B - 9, C - D - 1, A + C - 8, B - D - 2
        error = y1 * y1 + y2 * y2 + y3 * y3 + y4 * y4
        optimizer.zero_grad()
        error.backward()
        optimizer.step()

    return step


def two_layers(torch: Any) -> Step:
    torch.manual_seed(0)
    x, y = torch.randn(64, 200), torch.randn(64, 10)
    model = torch.nn.Sequential(torch.nn.Linear(200, 50), torch.nn.ReLU(), torch.nn.Linear(50, 10))
    loss_fn = torch.nn.MSELoss(reduction="sum")
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step() -> None:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


PROGRAMS: dict[str, tuple[Callable[[Any], Step], str]] = {
    "eager: four weights, forward and backward": (four_weights, "≤ 1 × PyTorch"),
    "eager: polynomial regression, an iteration with NAdam": (polynomial, "≤ 1 × PyTorch"),
    "eager: puzzle, an iteration with NAdam": (puzzle, "≤ 1 × PyTorch"),
    "eager: two-layer net, an iteration with Adam": (two_layers, NO_TARGET),
}
