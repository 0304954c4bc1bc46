"""How a change spreads: shapes and requires_grad of what lies downstream, worked out before anything is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from math import prod
from types import MappingProxyType
from typing import NamedTuple

from viz_autograd.circuit.limits import check_elements, check_total
from viz_autograd.circuit.nodes import Edge, Leaf, Node, Shape, State
from viz_autograd.circuit.wiring import Wiring
from viz_autograd.errors import VizAutogradError
from viz_autograd.ops import OPS

Wires = Mapping[tuple[str, str], Edge | None]
States = Mapping[str, State]

NO_WIRES: Wires = MappingProxyType({})
NO_STATES: States = MappingProxyType({})


class Change(NamedTuple):
    """What an edit would do: the states that differ afterwards, and by how many elements a run grows."""

    states: dict[str, State]
    elements: int


def elements(shape: Shape | None) -> int:
    """How many numbers a value of this shape holds; none where it cannot be computed."""
    return 0 if shape is None else prod(shape)


def constant_elements(node: Node) -> int:
    """How many numbers are typed into a node's ports."""
    return 0 if isinstance(node, Leaf) else sum(constant.size for constant in node.constants.values())


class Settling(Wiring):
    """A wiring that can say what an edit would lead to."""

    def _settle(
        self,
        starts: Iterable[str],
        node: Node | None = None,
        wires: Wires = NO_WIRES,
        base: States = NO_STATES,
        *,
        shapes_only: bool = False,
    ) -> Change:
        """What changes when `node` replaces the one of its name and `wires` the edges into their ports (None: no edge).

        `starts` are the nodes to look at first; `base` are states to begin from instead of the present ones, and the
        nodes it holds are part of the change. With `shapes_only` a change of requires_grad alone is not followed.
        Raises ShapeError and LimitError with the node that clashes; touches nothing.
        """
        position = self._order.position
        queued = set(starts)
        heap = [(position(name), name) for name in queued]
        heapify(heap)
        changed = dict(base)
        while heap:
            name = heappop(heap)[1]
            replaced = node if node is not None and node.name == name else self._nodes[name]
            state = self._derive(replaced, wires, changed)
            before = changed.get(name) or self._states[name]
            if state == before or (shapes_only and state.shape == before.shape):
                continue
            changed[name] = state
            for target in self._successors(name):
                if target not in queued:
                    queued.add(target)
                    heappush(heap, (position(target), target))
        growth = self._growth(changed, wires)
        if node is not None:
            growth += constant_elements(node) - constant_elements(self._nodes[node.name])
        if growth > 0:
            check_total(self._elements + growth, next(iter(changed), None))
        return Change(changed, growth)

    def _derive(self, node: Node, wires: Wires, changed: States) -> State:
        """The state of a node from those of its inputs."""
        if isinstance(node, Leaf):
            return State(node.value.shape, node.requires_grad)
        op = OPS[node.op]
        wired = self._inputs.get(node.name, {})
        shapes: list[Shape] = []
        requires_grad = False
        for port in op.ports:
            edge = wires.get((node.name, port), wired.get(port)) if wires else wired.get(port)
            if edge is not None:
                state = changed.get(edge.source) or self._states[edge.source]
                requires_grad = requires_grad or state.requires_grad
                if state.shape is not None:
                    shapes.append(state.shape)
            elif port in node.constants:
                shapes.append(node.constants[port].shape)
        if len(shapes) < len(op.ports):
            return State(None, requires_grad)
        try:
            shape = op.shape(*shapes, **node.attributes)
            check_elements(shape)
        except VizAutogradError as error:
            if error.node is None:
                error.node = node.name
                error.add_note(f"at node {node.name}")
            raise
        return State(shape, requires_grad)

    def _growth(self, changed: States, wires: Wires) -> int:
        """By how many elements a run grows: a value and a gradient a node, a contribution an edge."""
        growth = 0
        for name, state in changed.items():
            difference = elements(state.shape) - elements(self._states[name].shape)
            if difference:
                growth += difference * (2 + self._fan_out(name))
        for (target, port), edge in wires.items():
            before = self._inputs.get(target, {}).get(port)
            for one, sign in ((edge, 1), (before, -1)):
                if one is not None:
                    growth += sign * elements((changed.get(one.source) or self._states[one.source]).shape)
        return growth

    def _fan_out(self, name: str) -> int:
        inputs = self._inputs
        return sum([edge.source == name for target in self._successors(name) for edge in inputs[target].values()])

    def _commit(self, change: Change, *, structure: bool = True) -> None:
        self._states.update(change.states)
        self._elements += change.elements
        self._version += 1
        self._structure += structure
