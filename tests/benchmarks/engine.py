"""The engine beside its peers, in one process and turn by turn, on the same circuits of scalars."""

from __future__ import annotations

import contextlib
import gc
import itertools
import math
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType

import viz_autograd as va
from tests.benchmarks import scalar_peer
from tests.benchmarks.circuits import LEAF, layered
from tests.benchmarks.table import NO_TARGET, Row, duration
from viz_autograd import Circuit
from viz_autograd.circuit import Leaf, OpNode

COMMAND = "python -m tests.benchmarks engine"
SIZES = (8, 1_000, 10_000)
EDITED = {1_000: NO_TARGET, 10_000: "≤ 5 ms"}
# All turns at one size take about this long.
SECONDS = 3.0
FEWEST_TURNS, MOST_TURNS = 7, 300
# One turn is long enough for the clock.
TURN = 2e-3

Pass = Callable[[], float]


def rows() -> Iterator[Row]:
    torch = pytorch()
    for nodes in SIZES:
        yield from passes(nodes, torch)
    if torch is None:
        missing = "skipped: PyTorch is not installed (`pip install -e '.[oracle]'`)"
        yield Row("forward + backward beside PyTorch", NO_TARGET, missing, COMMAND)
    for nodes, target in EDITED.items():
        yield edited(nodes, target)


def pytorch() -> ModuleType | None:
    """PyTorch on one thread, or None."""
    with contextlib.suppress(ImportError):
        import torch

        torch.set_num_threads(1)
        return torch
    return None


def passes(nodes: int, torch: ModuleType | None) -> Iterator[Row]:
    """Forward and backward: ours with and without the trace, and the peers'."""
    circuit, root = layered(nodes)
    runs: dict[str, Pass] = {
        "ours": our_pass(circuit, root, record=True),
        "untraced": our_pass(circuit, root, record=False),
        "objects": object_pass(circuit, root),
    }
    if torch is not None:
        runs["torch"] = torch_pass(circuit, root, torch)
    agree(runs)
    times = turns(runs)
    ours, objects = times["ours"], times["objects"]
    measured = f"{told(ours)}: {ratio(ours, objects)} × one object a number ({middle(objects)})"
    if "torch" in times:
        measured += f", {ratio(ours, times['torch'])} × PyTorch ({middle(times['torch'])})"
    yield Row(f"forward + backward with the trace, {nodes:,} scalar nodes", NO_TARGET, measured, COMMAND)
    measured = f"{ratio(ours, times['untraced'])} × ({middle(ours)} / {middle(times['untraced'])})"
    yield Row(f"recording the trace / the same run without, {nodes:,} nodes", "≤ 1.25 ×", measured, COMMAND)


def our_pass(circuit: Circuit, root: str, *, record: bool) -> Pass:
    def once() -> float:
        return leaf_grad(va.run(circuit, root, record=record))

    return once


def leaf_grad(run: va.Run) -> float:
    grad = run.grad(LEAF)
    return math.nan if grad is None else float(grad)


def written(circuit: Circuit, root: str) -> tuple[list[tuple[str, list[int]]], list[float], int, int]:
    """The circuit as a program: (op, places of its inputs) a step, leaves first; root's place and the leaf's."""
    leaves = [node for node in circuit.nodes() if isinstance(node, Leaf)]
    values = [float(leaf.value) for leaf in leaves]
    places = {leaf.name: place for place, leaf in enumerate(leaves)}
    steps = []
    for name in circuit.order():
        node = circuit.node(name)
        if isinstance(node, OpNode):
            steps.append((node.op, [places[edge.source] for edge in circuit.inputs(name).values()]))
            places[name] = len(places)
    return steps, values, places[root], places[LEAF]


def object_pass(circuit: Circuit, root: str) -> Pass:
    steps, leaves, end, leaf = written(circuit, root)
    program = [(scalar_peer.FUNCTIONS[op], inputs) for op, inputs in steps]

    def once() -> float:
        numbers = [scalar_peer.Number(value) for value in leaves]
        for function, inputs in program:
            numbers.append(function(*[numbers[place] for place in inputs]))
        scalar_peer.backward(numbers[end])
        return numbers[leaf].grad

    return once


def torch_pass(circuit: Circuit, root: str, torch: ModuleType) -> Pass:
    steps, values, end, leaf = written(circuit, root)
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in values]
    program = [(getattr(torch, op), inputs) for op, inputs in steps]

    def once() -> float:
        tensors = list(leaves)
        for function, inputs in program:
            tensors.append(function(*[tensors[place] for place in inputs]))
        tensors[end].backward()
        grad = float(leaves[leaf].grad)
        for each in leaves:
            each.grad = None
        return grad

    return once


def agree(runs: Mapping[str, Pass]) -> None:
    """Raise RuntimeError where they compute different things: then there is nothing to compare."""
    found = {name: once() for name, once in runs.items()}
    due = found["ours"]
    if not all(math.isclose(grad, due, rel_tol=1e-9, abs_tol=1e-300) for grad in found.values()):
        raise RuntimeError(f"the gradients differ: {found}")


def turns(runs: Mapping[str, Pass]) -> dict[str, list[float]]:
    """Seconds a pass, turn by turn, so that what else the machine does falls on all of them."""
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


def edited(nodes: int, target: str) -> Row:
    """Wire a gate's port to another node, and time until the gradients are there; then the same for a leaf's value."""
    circuit, root = layered(nodes)
    gate = circuit.order()[len(circuit) // 2]
    port, edge = next(iter(circuit.inputs(gate).items()))
    sources = itertools.cycle(("x1", edge.source))

    def rewire() -> float:
        circuit.disconnect(gate, port)
        circuit.connect(next(sources), gate, port)
        return leaf_grad(va.run(circuit, root))

    numbers = itertools.cycle((0.4, 0.3))

    def revalue() -> float:
        circuit.set_value(LEAF, next(numbers))
        return leaf_grad(va.run(circuit, root))

    times = turns({"rewire": rewire, "revalue": revalue})
    measured = f"{told(times['rewire'])}; a leaf's value changed: {middle(times['revalue'])}"
    return Row(f"an edge rewired → first gradients, {nodes:,} nodes", target, measured, COMMAND)


def middle(times: Sequence[float]) -> str:
    return duration(statistics.median(times))


def told(times: Sequence[float]) -> str:
    high = sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]
    return f"p50 {middle(times)}, p95 {duration(high)}"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """The median over the turns: both are as slow in a turn that something else disturbs."""
    return f"{statistics.median(our / their for our, their in zip(ours, theirs, strict=True)):.3g}"
