"""The engine beside its peers, in one process and turn by turn, on the same circuits of scalars."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence

import viz_autograd as va
from tests.benchmarks.circuits import LEAF, chain, layered
from tests.benchmarks.peers import JAX_MOST, Pass, deep, imported, jax_pass, micrograd_pass, object_pass, torch_pass
from tests.benchmarks.table import NO_TARGET, Row, duration, percentile
from viz_autograd import Circuit
from viz_autograd.engine import compiled

COMMAND = "python -m tests.benchmarks engine"
LAYERED = (8, 1_000, 10_000, 100_000)
CHAINED = (1_000, 100_000)
TARGETS = {
    8: "≤ 0.05 × micrograd, ≤ 0.07 × JAX",
    1_000: "≤ 0.01 × micrograd, ≤ 0.12 × JAX",
    10_000: "≤ 0.01 × micrograd",
    100_000: "≤ 0.01 × micrograd",
}
# All turns at one size take about this long.
SECONDS = 3.0
FEWEST_TURNS, MOST_TURNS = 7, 300
# One turn is long enough for the clock.
TURN = 2e-3


def rows() -> Iterator[Row]:
    compiled.warm_up(wait=True)
    found: list[Row] = []

    def measure() -> None:
        for nodes in LAYERED:
            found.extend(passes(nodes, "layered", *layered(nodes)))
        for nodes in CHAINED:
            found.extend(passes(nodes, "chain", *chain(nodes)))

    deep(measure)
    yield from found
    for name, extra in (("micrograd", "bench"), ("jax", "bench"), ("torch", "oracle"), ("numba", "fast")):
        if imported(name) is None:
            missing = f"skipped: it is not installed (`pip install -e '.[{extra}]'`)"
            yield Row(f"forward + backward with {name}", NO_TARGET, missing, COMMAND)


def passes(nodes: int, form: str, circuit: Circuit, root: str) -> Iterator[Row]:
    """Forward and backward: ours with and without the trace, and the peers'."""
    others = {
        "one object a number": object_pass(circuit, root),
        "micrograd": micrograd_pass(circuit, root),
        "PyTorch": torch_pass(circuit, root),
        "JAX": jax_pass(circuit, root),
    }
    runs: dict[str, Pass] = {
        "ours": our_pass(circuit, root, record=True),
        "untraced": our_pass(circuit, root, record=False),
        "plain": our_pass(circuit, root, record=True, tier="plain"),
        **{name: once for name, once in others.items() if once is not None},
    }
    agree(runs)
    times = turns(runs)
    ours = times["ours"]
    told_peers = [f"{ratio(ours, times[name])} × {name} ({middle(times[name])})" for name in others if name in times]
    told_peers.append(f"{ratio(ours, times['plain'])} × our plain tier ({middle(times['plain'])})")
    measured = f"{told(ours)}: {', '.join(told_peers)}"
    target = TARGETS[nodes] if form == "layered" else NO_TARGET
    yield Row(f"forward + backward with the trace, {form}, {nodes:,} scalar nodes", target, measured, COMMAND)
    measured = f"{ratio(ours, times['untraced'])} × ({middle(ours)} / {middle(times['untraced'])})"
    yield Row(f"recording the trace / the same run without, {form}, {nodes:,} nodes", "≤ 1.25 ×", measured, COMMAND)
    if nodes == JAX_MOST and form == "layered" and others["JAX"] is not None:
        yield Row(f"JAX's compilation of {nodes:,} nodes", NO_TARGET, compilation(circuit, root), COMMAND)


def compilation(circuit: Circuit, root: str) -> str:
    begin = time.perf_counter()
    jax_pass(circuit, root)
    whole = time.perf_counter() - begin
    other = circuit.copy()
    begin = time.perf_counter()
    va.run(other, root)
    return f"{duration(whole)}; our first run of it, nothing known yet, {duration(time.perf_counter() - begin)}"


def our_pass(circuit: Circuit, root: str, *, record: bool, tier: str | None = None) -> Pass:
    def once() -> va.Run:
        return va.run(circuit, root, record=record, tier=tier)

    return once


def leaf_grad(found: float | va.Run) -> float:
    grad = found.grad(LEAF) if isinstance(found, va.Run) else found
    return math.nan if grad is None else float(grad)


def agree(runs: Mapping[str, Pass]) -> None:
    """Raise RuntimeError where they compute different things: then there is nothing to compare."""
    found = {name: leaf_grad(once()) for name, once in runs.items()}
    due = found["plain"]
    if not all(math.isclose(grad, due, rel_tol=1e-6, abs_tol=1e-300) for grad in found.values()):
        raise RuntimeError(f"the gradients differ: {found}")


def turns(runs: Mapping[str, Pass]) -> dict[str, list[float]]:
    """Seconds a pass, turn by turn, so that what else the machine does falls on all of them."""
    for once in runs.values():  # code that is written after a few runs is written before the clock runs
        for _ in range(3):
            once()
    repeats = {name: max(1, int(TURN / timed(once, 1))) for name, once in runs.items()}
    round_trip = sum(timed(once, repeats[name]) * repeats[name] for name, once in runs.items())
    times: dict[str, list[float]] = {name: [] for name in runs}
    gc.collect()
    for number in range(max(FEWEST_TURNS, min(MOST_TURNS, int(SECONDS / round_trip)))):
        # To and fro, so that nobody always comes after the one that leaves the caches coldest.
        for name in list(runs) if number % 2 == 0 else reversed(list(runs)):
            times[name].append(timed(runs[name], repeats[name]))
    return times


def timed(once: Pass, repeats: int) -> float:
    begin = time.perf_counter()
    for _ in range(repeats):
        once()
    return (time.perf_counter() - begin) / repeats


def middle(times: Sequence[float]) -> str:
    return duration(statistics.median(times))


def told(times: Sequence[float]) -> str:
    return f"p50 {middle(times)}, p95 {duration(percentile(times, 0.95))}"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """The median over the turns: both are as slow in a turn that something else disturbs."""
    return f"{statistics.median(our / their for our, their in zip(ours, theirs, strict=True)):.3g}"
