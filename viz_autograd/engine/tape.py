"""A circuit flattened for running: what to compute, in which order, from where."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Circuit, Edge
from viz_autograd.engine.columns import CONSTANT, LEAF, Columns, Moved
from viz_autograd.engine.leaves import Leaves
from viz_autograd.engine.levels import NONE, longest, order_of
from viz_autograd.engine.plan import Plan
from viz_autograd.ops import GATES, Op

Indices = NDArray[np.int32]
Places = NDArray[np.int64]

KEPT_PLANS = 8

KEPT_DISTANCES = 3

FEW = 200
"""Names of which an index is made at once."""

MOST_PATCHED = 0.5
"""Where more than this part of the nodes changed, all are looked at anew."""

OP_OF_CODE: tuple[Op, ...] = tuple(GATES.values())


class Send(NamedTuple):
    """One contribution: of the vjp's result number `port`, along the edge, to the node `source`."""

    port: int
    edge: int
    source: int


class Step(NamedTuple):
    """Compute one op node, or send its gradient on.

    `wave` counts from 0. `slots`: where each port's value lies: a node's index, past those a constant's, −1 for none.
    `needs`: which ports want a gradient; `sends`: what goes to those.
    """

    node: int
    wave: int
    op: Op
    slots: tuple[int, ...]
    attributes: Mapping[str, object]
    needs: tuple[bool, ...]
    sends: tuple[Send, ...]


class Tape:
    """What can be computed of a circuit. Indices of nodes and edges follow `names` and `edges`, which hold all of them.

    It holds no values, so it stays good while only values change. After any other edit the next one is made from it
    and from the circuit's journal. What a run does not need is made when it is first asked for.
    """

    def __init__(self, circuit: Circuit, columns: Columns, before: Tape | None, moved: Moved | None) -> None:
        self._circuit = ref(circuit)
        self.structure = circuit.structure
        self.columns = columns
        self._plans: dict[tuple[int, bool], Plan] = {}
        self.asked: dict[tuple[str | None, bool, bool], Plan] = {}
        self.leaves = Leaves(self)
        wave: Indices | None = None
        self._before: dict[int, NDArray[np.int32]] = {}
        if before is not None and moved is not None:
            wave = moved.column(before.wave)
            for root, distance in before._known_distances().items():
                if moved.to[root] >= 0:
                    self._before[int(moved.to[root])] = moved.column(distance + 1) - 1
        self.wave: Indices = self._waves(circuit, wave)

    @staticmethod
    def of(circuit: Circuit) -> Tape:
        """The tape of a circuit: the same while the structure is, and made from the one before when it is not."""
        known: Tape | None = circuit.tape
        if known is None or known.structure != circuit.structure:
            known = circuit.tape = known._followed(circuit) if known is not None else Tape._built(circuit)
        return known

    @staticmethod
    def _built(circuit: Circuit) -> Tape:
        return Tape(circuit, Columns.of(circuit), None, None)

    def _followed(self, circuit: Circuit) -> Tape:
        changes = circuit.changes(self.structure)
        if changes is None or len(changes[0]) > MOST_PATCHED * len(circuit):
            return Tape._built(circuit)
        columns, moved = self.columns.patched(circuit, *changes)
        return Tape(circuit, columns, self, moved)

    def _waves(self, circuit: Circuit, guess: NDArray[np.int32] | None) -> NDArray[np.int32]:
        """Per node the longest path from a node without inputs; a leaf stands one before those."""

        def rank() -> NDArray[np.int64]:
            position = circuit.positions
            return np.array([position[name] for name in self.names], np.int64)

        base = np.where(self.columns.code == LEAF, NONE, 0).astype(np.int32)
        return longest(base, self.edge_target, self.edge_source, rank, guess)

    @property
    def names(self) -> tuple[str, ...]:
        """Every node of the circuit, in creation order."""
        return self.columns.names

    @property
    def size(self) -> Places:
        """Per node the elements of its value, 0 where it cannot be computed."""
        return self.columns.size

    @property
    def shapes(self) -> NDArray[np.object_]:
        """Per node the shape of its value, None where it cannot be computed."""
        return self.columns.shape

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The index of each name."""
        return {name: at for at, name in enumerate(self.names)}

    def at(self, name: str) -> int | None:
        """The index of a name; None when the circuit had no such node."""
        circuit = self._circuit()
        if len(self.names) <= FEW or "index" in self.__dict__ or circuit is None or circuit.structure != self.structure:
            return self.index.get(name)
        return self.columns.index(circuit.node(name).serial) if name in circuit else None

    @cached_property
    def edge_row(self) -> Places:
        """By edge, which row it is among all ports."""
        return np.flatnonzero(self.columns.source >= 0)

    @cached_property
    def edge_source(self) -> Indices:
        """By edge, the index of the node it comes from."""
        return self.columns.source[self.edge_row]

    @cached_property
    def edge_target(self) -> Indices:
        """By edge, the index of the node it enters."""
        return self.columns.node[self.edge_row]

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every edge of the circuit, by the target's creation and then in port order."""
        names, code = self.names, self.columns.code
        targets = self.edge_target
        columns = (self.edge_source.tolist(), targets.tolist(), self.columns.port[self.edge_row].tolist())
        ops = [OP_OF_CODE[number] for number in code[targets].tolist()]
        return tuple(
            [
                Edge(names[source], names[target], op.ports[port])
                for source, target, port, op in zip(*columns, ops, strict=True)
            ]
        )

    def edge_at(self, target: str, port: str) -> int | None:
        """Which edge enters a port; None where there is none."""
        node = self.at(target)
        if node is None:
            return None
        first, last = np.searchsorted(self.edge_target, [node, node + 1]).tolist()
        for edge in range(first, last):
            if OP_OF_CODE[self.columns.code[node]].ports[self.columns.port[self.edge_row[edge]]] == port:
                return edge
        return None

    @cached_property
    def leaf_at(self) -> Places:
        """The indices of the leaves."""
        return np.flatnonzero(self.columns.code == LEAF)

    @cached_property
    def constant_row(self) -> Places:
        """The constants typed into ports of nodes that can be computed: which row of all ports each is."""
        return np.flatnonzero((self.columns.source == CONSTANT) & (self.size[self.columns.node] > 0))

    @cached_property
    def constants(self) -> tuple[tuple[int, str], ...]:
        """The node and port of each constant."""
        nodes = self.columns.node[self.constant_row].tolist()
        ports = self.columns.port[self.constant_row].tolist()
        return tuple(
            [(node, OP_OF_CODE[self.columns.code[node]].ports[port]) for node, port in zip(nodes, ports, strict=True)]
        )

    @cached_property
    def order(self) -> Places:
        """The op nodes that can be computed, as indices, in the promised order."""
        ops = np.flatnonzero((self.columns.code != LEAF) & (self.size > 0))
        return ops[order_of(self.wave[ops])]

    @cached_property
    def first_row(self) -> Places:
        """By node, its first row among all ports; at the end, their number."""
        first = np.zeros(len(self.names) + 1, np.int64)
        np.cumsum(np.bincount(self.columns.node, minlength=len(self.names)), out=first[1:])
        return first

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What there is to compute, in the promised order."""
        columns = self.columns
        slot = columns.source.astype(np.int64)
        slot[self.constant_row] = len(self.names) + np.arange(len(self.constant_row))
        edge = np.cumsum(columns.source >= 0) - 1
        needs = (columns.source >= 0) & columns.requires_grad[np.maximum(columns.source, 0)]
        rows = list(zip(slot.tolist(), needs.tolist(), edge.tolist(), strict=True))
        first = self.first_row.tolist()
        codes, waves, serials = columns.code.tolist(), self.wave.tolist(), columns.serial.tolist()
        steps = []
        for node in self.order.tolist():
            slots, wanted, along = zip(*rows[first[node] : first[node + 1]], strict=True)
            sends = tuple([Send(port, along[port], slots[port]) for port, want in enumerate(wanted) if want])
            attributes = columns.attributes.get(serials[node], NO_ATTRIBUTES)
            steps.append(Step(node, waves[node], OP_OF_CODE[codes[node]], slots, attributes, wanted, sends))
        return tuple(steps)

    @cached_property
    def step_of(self) -> Mapping[int, Step]:
        """The step of each node that has one."""
        return {step.node: step for step in self.steps}

    def plan(self, root: int | None, record: bool = True) -> Plan:
        """How to run with the node of this index as the root (None: forward only); made once."""
        key = (-1 if root is None else root, record)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= KEPT_PLANS:  # trying many roots of a large circuit must not pile plans up
                self._plans.clear()
                self.asked.clear()
            plan = self._plans[key] = Plan(self, root, record)
        return plan

    def ask(self, root: str | None, backward: bool, record: bool, plan: Plan) -> None:
        """Remember which plan a run with these arguments has, and so that it may be run."""
        self.asked[root, backward, record] = plan

    def distances(self, root: int) -> NDArray[np.int32]:
        """The longest path to the root from each node that a gradient reaches, −1 for the others."""
        for plan in self._plans.values():
            if plan.root == root:
                return plan.distance
        base = np.full(len(self.names), NONE, np.int32)
        base[root] = 0
        # From the newest on, since most circuits are put together from the leaves to the root.
        wanted = np.flatnonzero(self.columns.requires_grad[self.edge_source])[::-1]
        return longest(base, self.edge_source[wanted], self.edge_target[wanted], lambda: -self.wave, self._guess(root))

    def _known_distances(self) -> dict[int, NDArray[np.int32]]:
        """By root: what was there before, and over it the present, the last one last."""
        present = {plan.root: plan.distance for plan in self._plans.values() if plan.root is not None}
        kept = {root: distance for root, distance in self._before.items() if root not in present}
        return dict([*kept.items(), *present.items()][-KEPT_DISTANCES:])

    def _guess(self, root: int) -> NDArray[np.int32] | None:
        """Distances that are likely to be nearly right: those before the edit, or those to the root before."""
        known = self._known_distances()
        if root in known or not known:
            return known.get(root)
        other, distance = known.popitem()
        farther = int(self.wave[root]) - int(self.wave[other])
        return np.where(distance < 0, NONE, np.maximum(distance + farther, NONE)).astype(np.int32)

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


NO_ATTRIBUTES: Mapping[str, object] = {}
