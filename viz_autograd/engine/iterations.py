"""Many iterations of training in one go: run, update the parameters, run again, without touching the circuit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Circuit, Leaf, Value
from viz_autograd.engine import compiled, kernels
from viz_autograd.engine.execute import execute
from viz_autograd.engine.plan import Plan
from viz_autograd.engine.run import root_problem
from viz_autograd.engine.tape import Tape
from viz_autograd.errors import InvalidValueError, RootError

State = dict[str, Any]
Settings = Mapping[str, Any]

_METHODS = {"SGD": kernels.SGD, "Adam": kernels.ADAM, "AdamW": kernels.ADAM}


class Rule(Protocol):
    """An optimizer's update, as `updates.Update` has it."""

    @property
    def name(self) -> str:
        """PyTorch's name of it."""

    @property
    def counters(self) -> tuple[str, ...]:
        """The parts of the state that are one number a parameter."""

    @property
    def arrays(self) -> tuple[str, ...]:
        """The parts that are like the parameter."""

    @property
    def begin(self) -> Callable[[Any, Any, Any], State]:
        """The state before the first update."""

    @property
    def flatten(self) -> Callable[[Any], tuple[Any, ...]]:
        """The settings as `advance` takes them."""

    @property
    def advance(self) -> Callable[..., tuple[Any, ...]]:
        """One update."""


@dataclass(frozen=True, slots=True, eq=False)
class Iterations:
    """What K iterations came to.

    `losses` float64 (K,): the root's value before each update. `history` float64 (K, elements of all parameters): the
    parameters before each update, one after the other; (0, 0) where it was not kept. `values` and `states`: each
    parameter and its state after the last update.
    """

    losses: NDArray[np.float64]
    history: NDArray[np.float64]
    values: Mapping[str, Value]
    states: Mapping[str, State]


def iterate(
    circuit: Circuit,
    rule: Rule,
    settings: Settings,
    count: int,
    *,
    root: str | None = None,
    parameters: Sequence[str] | None = None,
    states: Mapping[str, State] | None = None,
    keep: bool = False,
    fused: bool | None = None,
) -> Iterations:
    """Run and update `count` times; the circuit stays as it is.

    `settings` are all of the rule's. `parameters` are leaves that the root depends on; None: all those that require a
    gradient. `states` go on from an earlier call. With `keep` the history is kept. `fused` insists on (or forbids) the
    compiled loop, which is for scalars with SGD, Adam or AdamW; None takes it when it is there. Raises
    UnknownNodeError, RootError (also without a root or for one of more than one element), InvalidValueError.
    """
    tape = Tape.of(circuit)
    chosen = root if root is not None else circuit.default_root()
    if chosen is None:
        raise RootError("there is nothing to differentiate: no op depends on a parameter")
    problem = root_problem(circuit, chosen)
    if problem is not None:
        raise problem
    plan = tape.plan(tape.at(chosen))
    names = _parameters(circuit, tape, plan) if parameters is None else list(parameters)
    begun = {name: dict(states[name]) if states and name in states else None for name in names}
    leaves = [_leaf(circuit, tape, plan, name) for name in names]
    for leaf in leaves:
        if begun[leaf.name] is None:
            # A scalar is advanced as a Python float, so that its state is of Python floats too.
            begun[leaf.name] = rule.begin(leaf.value if leaf.value.shape else float(leaf.value), settings, float)
    known = {name: state for name, state in begun.items() if state is not None}
    can = plan.lines is not None and rule.name in _METHODS and compiled.ready()
    if fused and not can:
        raise InvalidValueError("the fused loop is for scalars with SGD, Adam or AdamW, and needs numba to be ready")
    if can and fused is not False:
        return _fused(circuit, tape, plan, rule, settings, count, leaves, known, keep)
    with np.errstate(all="ignore"):  # nan and inf are values like any other
        return _step_by_step(circuit, tape, plan, rule, settings, count, leaves, known, keep)


def _parameters(circuit: Circuit, tape: Tape, plan: Plan) -> list[str]:
    reached = tape.leaf_at[plan.distance[tape.leaf_at] >= 0]
    return [tape.names[at] for at in reached.tolist()]


def _leaf(circuit: Circuit, tape: Tape, plan: Plan, name: str) -> Leaf:
    node = circuit.node(name)
    if not isinstance(node, Leaf) or plan.distance[tape.columns.index(node.serial)] < 0:
        raise InvalidValueError(f"{name} is no parameter that the root depends on", node=name)
    return node


def _places(tape: Tape, leaves: Sequence[Leaf]) -> list[int]:
    return [tape.columns.index(leaf.serial) for leaf in leaves]


def _fused(
    circuit: Circuit,
    tape: Tape,
    plan: Plan,
    rule: Rule,
    settings: Settings,
    count: int,
    leaves: Sequence[Leaf],
    states: Mapping[str, State],
    keep: bool,
) -> Iterations:
    """All iterations in one compiled loop."""
    program, lines, root = plan.program, plan.lines, plan.root
    if program is None or lines is None or root is None:
        raise InvalidValueError("the fused loop is for scalars")
    row = program.row(tape.leaves.numbers(circuit), 1.0)
    nodes = _places(tape, leaves)
    places = [program.grads.start, program.grads.stop, int(plan.values.at[root]), program.root]
    for node in nodes:
        places += [int(plan.values.at[node]), int(plan.grads.at[node])]
    parts = (*rule.counters, *rule.arrays)
    table = np.zeros((max(2, len(parts)), len(leaves)))
    for number, leaf in enumerate(leaves):
        for part, name in enumerate(parts):
            value = states[leaf.name].get(name)
            table[part, number] = 0.0 if value is None else float(value)
            if rule.name == "SGD":
                table[1, number] = value is not None
    losses = np.empty(count)
    history = np.empty((count, len(leaves)) if keep else (0, 0))
    flat = np.array([float(value) for value in rule.flatten(settings)])
    where = np.array(places, np.int64)
    compiled.train(_METHODS[rule.name], flat, lines, row, where, table, losses, history)
    after: dict[str, State] = {}
    for number, leaf in enumerate(leaves):
        present = rule.name != "SGD" or bool(table[1, number])
        absent = {"max_exp_avg_sq"} if rule.name != "SGD" and "max_exp_avg_sq" not in states[leaf.name] else set()
        after[leaf.name] = {
            name: float(table[part, number]) for part, name in enumerate(parts) if present and name not in absent
        }
    values = {leaf.name: np.array(row[plan.values.at[node]]) for leaf, node in zip(leaves, nodes, strict=True)}
    return Iterations(losses, history, values, after)


def _step_by_step(
    circuit: Circuit,
    tape: Tape,
    plan: Plan,
    rule: Rule,
    settings: Settings,
    count: int,
    leaves: Sequence[Leaf],
    states: Mapping[str, State],
    keep: bool,
) -> Iterations:
    """One run after the other; numbers where everything is a scalar, arrays elsewhere."""
    flat = rule.flatten(settings)
    parts = (*rule.counters, *rule.arrays)
    nodes = _places(tape, leaves)
    given: list[Any] = list(tape.leaves.values(circuit))
    where = np.searchsorted(tape.leaf_at, nodes).tolist()
    kept = [[states[leaf.name].get(name) for name in parts] for leaf in leaves]
    losses = np.empty(count)
    history = np.empty((count, sum([leaf.value.size for leaf in leaves])) if keep else (0, 0))
    run, scalars = _runner(circuit, tape, plan, nodes)
    if scalars:
        given = [float(value) for value in given]
    else:
        given = [value if value.shape else float(value) for value in given]
    advance = rule.advance
    for iteration in range(count):
        losses[iteration], grads = run(given)
        if keep:
            history[iteration] = np.concatenate([np.ravel(given[at]) for at in where]) if where else ()
        for number, (at, grad) in enumerate(zip(where, grads, strict=True)):
            given[at], *kept[number] = advance(given[at], grad, *kept[number], *flat)
    values = {leaf.name: np.array(given[at], np.float64) for leaf, at in zip(leaves, where, strict=True)}
    after = {
        leaf.name: {name: value for name, value in zip(parts, state, strict=True) if value is not None}
        for leaf, state in zip(leaves, kept, strict=True)
    }
    return Iterations(losses, history, values, after)


def _runner(
    circuit: Circuit, tape: Tape, plan: Plan, nodes: Sequence[int]
) -> tuple[Callable[[list[Any]], tuple[float, list[Any]]], bool]:
    """From the values of leaves to the loss and the gradients of some of them; and whether all are plain numbers."""
    root = plan.root or 0
    loss, at = int(plan.values.at[root]), plan.grads.at[list(nodes)].tolist()
    shapes = [tape.shapes[node] for node in nodes]
    seed = np.ones(tape.shapes[root])
    function = plan.function

    def arrays(given: list[Any]) -> tuple[float, list[Any]]:
        block = execute(circuit, tape, plan, seed, given=[np.asarray(value, np.float64) for value in given])
        grads = [
            block[place : place + int(tape.size[node])].reshape(shape) if shape else float(block[place])
            for place, node, shape in zip(at, nodes, shapes, strict=True)
        ]
        return float(block[loss]), grads

    def numbers(given: list[Any]) -> tuple[float, list[Any]]:
        try:
            block = function(given, 1.0) if function is not None else ()
        except (ArithmeticError, ValueError):  # an infinity or NaN, which math does not make
            return arrays(given)
        return block[loss], [block[place] for place in at]

    return (numbers, True) if function is not None else (arrays, False)
