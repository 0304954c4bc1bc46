"""How much there is to do in a run, estimated before it begins, and how much of it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import prod
from typing import NamedTuple
from weakref import WeakKeyDictionary

from viz_autograd.circuit import Circuit, OpNode
from viz_autograd.engine.plan import Plan
from viz_autograd.engine.tape import Step, Tape

Watch = Callable[[float], None]
"""Is told which part of a run is done, from 0 to 1. What it raises ends the run."""

STEP = 300
"""What a step costs beside its elements, in elements."""

PRODUCTS = 80
"""So many of a matrix product's multiplications take as long as one element does elsewhere."""

BACKWARD = 2
"""A step back costs so many times the step forward."""


class Work(NamedTuple):
    """What computing each op node costs, in elements, and a run in all, forward and back."""

    structure: int
    costs: dict[str, int]
    total: int


_known: WeakKeyDictionary[Circuit, Work] = WeakKeyDictionary()


def work_of(circuit: Circuit) -> int:
    """About how many elements a run computes, with whatever else it does counted as so many; kept for a structure."""
    return _work(circuit).total


def _work(circuit: Circuit) -> Work:
    known = _known.get(circuit)
    if known is None or known.structure != circuit.structure:
        costs = _costs(circuit)
        total = sum([cost * (1 + BACKWARD * circuit.requires_grad(name)) for name, cost in costs.items()])
        known = _known[circuit] = Work(circuit.structure, costs, total)
    return known


def _costs(circuit: Circuit) -> dict[str, int]:
    """By node, for those that can be computed: its elements and those that go into it."""
    nodes = circuit.nodes()
    shapes = {node.name: circuit.shape(node.name) for node in nodes}
    sizes = {name: 0 if shape is None else prod(shape) for name, shape in shapes.items()}
    costs = {}
    for node in nodes:
        if isinstance(node, OpNode) and sizes[node.name]:
            constants = sum([constant.size for constant in node.constants.values()]) if node.constants else 0
            costs[node.name] = STEP + sizes[node.name] + constants
            if node.op == "matmul":
                left = circuit.inputs(node.name).get("a")
                shape = shapes[left.source] if left is not None else node.constants["a"].shape
                costs[node.name] += sizes[node.name] * (shape or (1,))[-1] // PRODUCTS
    for edge in circuit.edges():
        if edge.target in costs:
            costs[edge.target] += sizes[edge.source]
    return costs


def watched(
    circuit: Circuit, tape: Tape, plan: Plan, backward: bool, watch: Watch
) -> tuple[Iterator[Step], Iterator[Step]]:
    """The steps forward and those back; after each the watch is told, at last with 1."""
    by_name = _work(circuit).costs
    costs = {step.node: by_name[tape.names[step.node]] for step in tape.steps}
    total = sum(costs.values()) + (BACKWARD * sum([costs[step.node] for step in plan.backward]) if backward else 0)
    done = 0

    def over(steps: Iterable[Step], factor: int) -> Iterator[Step]:
        nonlocal done
        for step in steps:
            yield step
            done += factor * costs[step.node]
            watch(done / total)

    return over(tape.steps, 1), over(plan.backward, BACKWARD)
