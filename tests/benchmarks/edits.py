"""From an edit of a large circuit to its first gradients, by each kind of edit."""

from __future__ import annotations

import gc
import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Sequence

import viz_autograd as va
from tests.benchmarks.circuits import LEAF, chain, layered, layout
from tests.benchmarks.table import NO_TARGET, Row, duration, percentile
from viz_autograd import Circuit
from viz_autograd.editor import Document, History
from viz_autograd.editor.commands import AddOp, Batch, Command, Connect, Disconnect, Remove, SetRequiresGrad, SetValue
from viz_autograd.engine import compiled
from viz_autograd.engine.tape import Tape

COMMAND = "python -m tests.benchmarks edits"
SIZES = {1_000: NO_TARGET, 10_000: "≤ 5 ms"}
TURNS = 40


def rows() -> Iterator[Row]:
    compiled.warm_up(wait=True)
    for nodes, target in SIZES.items():
        circuit, _ = layered(nodes)
        for what, times in edits(Document(circuit, layout(circuit, nodes))).items():
            measured = ", ".join(f"{when} {told(taken)}" for when, taken in times.items())
            yield Row(f"{what} → first gradients, {nodes:,} nodes", target, measured, COMMAND)
        yield Row(f"a tape from nothing, {nodes:,} nodes", NO_TARGET, built(circuit), COMMAND)
    yield chain_row(100_000)


def edits(document: Document) -> dict[str, dict[str, list[float]]]:
    """Seconds from the command until the gradients are there, done and undone, by what is edited."""
    circuit, history = document.circuit, History(document)
    order = circuit.order()
    late, middle = order[9 * len(order) // 10], order[len(order) // 2]
    numbers = itertools.count(2)
    commands: dict[str, Callable[[], Command]] = {
        "an edge rewired": lambda: rewired(circuit, late),
        "an edge taken away": lambda: Disconnect(late, next(iter(circuit.inputs(late)))),
        "a gate added": lambda: AddOp("bench", "add", constants={"a": 1.0, "b": 2.0}),
        "a gate removed": lambda: Remove([late]),
        "a gate removed on which half of the circuit depends": lambda: Remove([middle]),
        "a parameter made a constant": lambda: SetRequiresGrad("x1", False),
        "a leaf's value": lambda: SetValue(LEAF, 1.0 / next(numbers)),
    }
    found: dict[str, dict[str, list[float]]] = {}
    for what, command in commands.items():
        found[what] = times = {"done": [], "undone": []}
        gc.collect()
        for _ in range(TURNS):
            times["done"].append(taken(circuit, history.do, command()))
            times["undone"].append(taken(circuit, history.undo))
    return found


def rewired(circuit: Circuit, gate: str) -> Batch:
    port, edge = next(iter(circuit.inputs(gate).items()))
    return Batch("rewire", [Disconnect(gate, port), Connect("x1" if edge.source != "x1" else LEAF, gate, port)])


def taken(circuit: Circuit, edit: Callable[..., object], *given: Command) -> float:
    begin = time.perf_counter()
    edit(*given)
    va.run(circuit).block.sum()
    return time.perf_counter() - begin


def built(circuit: Circuit) -> str:
    times = []
    for _ in range(5):
        other = circuit.copy()
        begin = time.perf_counter()
        Tape.of(other)
        times.append(time.perf_counter() - begin)
    return duration(statistics.median(times))


def chain_row(nodes: int) -> Row:
    """A gate in the middle of the longest chain there may be: half of it loses its value, and gets it back."""
    circuit, _ = chain(nodes)
    va.run(circuit)
    middle = circuit.order()[nodes // 2]
    times: list[float] = []
    for _ in range(5):
        edge = circuit.disconnect(middle, "a")
        va.run(circuit)
        times.append(taken(circuit, lambda edge=edge: circuit.connect(*edge)))
    measured = f"{told(times)}; the same run again {duration(taken(circuit, circuit.nodes))}"
    return Row(f"the middle of a chain connected → first gradients, {nodes:,} nodes", NO_TARGET, measured, COMMAND)


def told(times: Sequence[float]) -> str:
    return f"p50 {duration(statistics.median(times))}, p95 {duration(percentile(times, 0.95))}"
