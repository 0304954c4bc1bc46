"""How a change spreads: shapes and requires_grad of what lies downstream, worked out before anything is touched."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from functools import lru_cache
from heapq import heapify, heappop, heappush
from math import prod
from types import MappingProxyType
from typing import NamedTuple

from viz_autograd.circuit.limits import check_result, check_total
from viz_autograd.circuit.nodes import Edge, Leaf, Node, Shape, State
from viz_autograd.circuit.wiring import Wiring
from viz_autograd.errors import VizAutogradError
from viz_autograd.ops import GATES

Wires = Mapping[tuple[str, str], Edge | None]
States = Mapping[str, State]

NO_WIRES: Wires = MappingProxyType({})
NO_STATES: States = MappingProxyType({})
NO_INPUTS: dict[str, Edge] = {}

# By requires_grad: most states are one of these.
UNKNOWN = (State(None, False), State(None, True))
SCALAR = (State((), False), State((), True))


class Change(NamedTuple):
    """What an edit would do: the states that differ afterwards, and by how many elements a run grows."""

    states: dict[str, State]
    elements: int


def elements(shape: Shape | None) -> int:
    """How many numbers a value of this shape holds; none where it cannot be computed."""
    if not shape:
        return 0 if shape is None else 1
    return prod(shape)


def constant_elements(node: Node) -> int:
    """How many numbers are typed into a node's ports."""
    return 0 if isinstance(node, Leaf) else sum(constant.size for constant in node.constants.values())


@lru_cache(maxsize=4096)
def _plain_shape(op: str, shapes: tuple[Shape, ...]) -> Shape:
    """The shape of an op without attributes; raises what `Op.shape` does, and LimitError."""
    shape: Shape = GATES[op].shape(*shapes)
    check_result(shape)
    return shape


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
        nodes it holds are part of the change. What is loose is settled along. With `shapes_only` a change of
        requires_grad alone is not followed.
        Raises ShapeError and LimitError with the node that clashes; touches nothing.
        """
        positions = self._order.positions
        successors = self._targets
        nodes = self._nodes if node is None else ChainMap({node.name: node}, self._nodes)
        queued = {*starts, *self._loose}
        heap = [(positions[name], name) for name in queued]
        heapify(heap)
        changed = dict(base)
        while heap:
            name = heappop(heap)[1]
            state = self._derive(nodes[name], wires, changed)
            before = changed.get(name) or self._kept_states[name]
            if state == before or (shapes_only and state.shape == before.shape):
                continue
            changed[name] = state
            for target in successors[name]:
                if target not in queued:
                    queued.add(target)
                    heappush(heap, (positions[target], target))
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
        op = GATES[node.op]
        wired = self._inputs.get(node.name, NO_INPUTS)
        states = self._kept_states
        shapes: list[Shape] = []
        requires_grad = False
        for port in op.ports:
            edge = wires.get((node.name, port), wired.get(port)) if wires else wired.get(port)
            if edge is not None:
                source = edge[0]
                shape, needs = changed.get(source) or states[source]
                requires_grad = requires_grad or needs
                if shape is not None:
                    shapes.append(shape)
            elif port in node.constants:
                shapes.append(node.constants[port].shape)
        if len(shapes) < len(op.ports):
            return UNKNOWN[requires_grad]
        try:
            if node.attributes:
                shape = op.shape(*shapes, **node.attributes)
                check_result(shape)
            else:
                shape = _plain_shape(node.op, tuple(shapes))
        except VizAutogradError as error:
            if error.node is None:
                error.node = node.name
                error.add_note(f"at node {node.name}")
            raise
        return SCALAR[requires_grad] if shape == () else State(shape, requires_grad)

    def _growth(self, changed: States, wires: Wires) -> int:
        """By how many elements a run grows: a value and a gradient a node, a contribution an edge."""
        growth = 0
        states = self._kept_states
        for name, (shape, _) in changed.items():
            before = states[name].shape
            if shape is before:
                continue
            difference = elements(shape) - elements(before)
            if difference:
                growth += difference * (2 + self._fan_out(name))
        for (target, port), edge in wires.items():
            known = self._inputs.get(target, {}).get(port)
            for one, sign in ((edge, 1), (known, -1)):
                if one is not None:
                    growth += sign * elements((changed.get(one.source) or self._kept_states[one.source]).shape)
        return growth

    def _fan_out(self, name: str) -> int:
        return sum(map(len, self._targets[name].values()))

    def _tighten(self) -> None:
        # Fewer inputs make nothing clash, so this raises nothing.
        change = self._settle(())
        self._loose.clear()
        self._settle_for(change)

    def _commit(self, change: Change, *touched: str, serial: int | None = None, structure: bool = True) -> None:
        """Count a change. `touched` are the nodes to be looked at anew, `serial` that of one that is gone."""
        self._version += 1
        self._structure += structure
        nodes = self._nodes
        gone = [] if serial is None else [serial]
        self._wired.note(self._structure, gone + [nodes[name].serial for name in touched])
        self._settle_for(change)

    def _settle_for(self, change: Change) -> None:
        nodes = self._nodes
        self._settled.note(self._structure, [nodes[name].serial for name in change.states])
        self._kept_states.update(change.states)
        self._elements += change.elements
