"""A circuit flattened for running: what to compute, in which order, from where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Circuit, Edge, Leaf, OpNode
from viz_autograd.engine.plan import Plan
from viz_autograd.ops import OPS, Op

Shape = tuple[int, ...]

KEPT_PLANS = 8


class Send(NamedTuple):
    """One contribution: of the vjp's result number `port`, along the edge, to the node `source`."""

    port: int
    edge: int
    source: int


class Step(NamedTuple):
    """Compute one op node, or send its gradient on.

    `wave` counts from 0. `slots`: where each port's value lies, a node's index or, past those, a constant's. `needs`:
    which ports want a gradient; `sends`: what goes to those.
    """

    node: int
    wave: int
    op: Op
    slots: tuple[int, ...]
    attributes: Mapping[str, object]
    needs: tuple[bool, ...]
    sends: tuple[Send, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """What can be computed of a circuit. Indices of nodes and edges follow `names` and `edges`, which hold all of them.

    `shapes`: per node, None where it cannot be computed. `size`: its elements, int64, 0 for those. `leaves`: indices
    of the leaves. `steps`: in the promised order. `constants`: node and port of each. `entering`: the edge into a
    (node's name, port). The tape holds no values, so it stays good while only values change.
    """

    structure: int
    names: tuple[str, ...]
    edges: tuple[Edge, ...]
    index: Mapping[str, int]
    shapes: tuple[Shape | None, ...]
    size: NDArray[np.int64]
    requires_grad: tuple[bool, ...]
    leaves: tuple[int, ...]
    steps: tuple[Step, ...]
    constants: tuple[tuple[int, str], ...]
    entering: Mapping[tuple[str, str], int]
    _plans: dict[tuple[int, bool], Plan] = field(default_factory=dict, init=False, repr=False)

    @staticmethod
    def of(circuit: Circuit) -> Tape:
        """The tape of a circuit; built once per structure."""
        known = _tapes.get(circuit)
        if known is None or known.structure != circuit.structure:
            known = _build(circuit)
            _tapes[circuit] = known
        return known

    def plan(self, root: int | None, record: bool = True) -> Plan:
        """How to run with the node of this index as the root (None: forward only); made once."""
        key = (-1 if root is None else root, record)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= KEPT_PLANS:  # trying many roots of a large circuit must not pile plans up
                self._plans.clear()
            plan = self._plans[key] = Plan.of(self, root, record)
        return plan

    def __str__(self) -> str:
        """One line a step: `b = mul(w1, a)`."""
        lines = []
        for step in self.steps:
            given = [self._slot(slot) for slot in step.slots]
            given += [f"{name}={value}" for name, value in step.attributes.items()]
            lines.append(f"{self.names[step.node]} = {step.op.name}({', '.join(given)})")
        return "\n".join(lines)

    def _slot(self, slot: int) -> str:
        if slot < len(self.names):
            return self.names[slot]
        node, port = self.constants[slot - len(self.names)]
        return f"{self.names[node]}.{port}"


_tapes: WeakKeyDictionary[Circuit, Tape] = WeakKeyDictionary()


def _build(circuit: Circuit) -> Tape:
    nodes = circuit.nodes()
    edges = tuple(circuit.edges())
    names = tuple([node.name for node in nodes])
    shapes = tuple([circuit.shape(name) for name in names])
    size = np.array([0 if shape is None else prod(shape) for shape in shapes], np.int64)
    size.flags.writeable = False
    builder = _Builder(
        index={name: at for at, name in enumerate(names)},
        entering={(edge.target, edge.port): at for at, edge in enumerate(edges)},
        requires_grad=tuple([circuit.requires_grad(name) for name in names]),
        edges=edges,
        waves=[-1] * len(nodes),
    )
    ops = [(at, nodes[at]) for at in map(builder.index.__getitem__, circuit.order()) if shapes[at] is not None]
    steps = [builder.step(at, node) for at, node in ops if isinstance(node, OpNode)]
    steps.sort(key=lambda step: (step.wave, step.node))
    return Tape(
        structure=circuit.structure,
        names=names,
        edges=edges,
        index=builder.index,
        shapes=shapes,
        size=size,
        requires_grad=builder.requires_grad,
        leaves=tuple([at for at, node in enumerate(nodes) if isinstance(node, Leaf)]),
        steps=tuple(steps),
        constants=tuple(builder.constants),
        entering=builder.entering,
    )


@dataclass(slots=True)
class _Builder:
    """Makes steps in topological order; `waves` are those of the nodes so far, leaves standing before the first."""

    index: Mapping[str, int]
    entering: Mapping[tuple[str, str], int]
    requires_grad: tuple[bool, ...]
    edges: tuple[Edge, ...]
    waves: list[int]
    constants: list[tuple[int, str]] = field(default_factory=list)

    def step(self, at: int, node: OpNode) -> Step:
        op = OPS[node.op]
        slots = []
        needs = []
        sends = []
        last = -1
        for number, port in enumerate(op.ports):
            edge = self.entering.get((node.name, port))
            if edge is None:
                slots.append(len(self.index) + len(self.constants))
                self.constants.append((at, port))
                needs.append(False)
                continue
            source = self.index[self.edges[edge].source]
            slots.append(source)
            last = max(last, self.waves[source])
            needs.append(self.requires_grad[source])
            if self.requires_grad[source]:
                sends.append(Send(number, edge, source))
        self.waves[at] = last + 1
        return Step(at, last + 1, op, tuple(slots), node.attributes, tuple(needs), tuple(sends))
