"""The circuit: every edit there is. An edit is done whole or refused, and then the circuit is exactly as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from viz_autograd.circuit.attributes import NO_ATTRIBUTES, bind, known_op, with_attribute
from viz_autograd.circuit.foreseeing import without
from viz_autograd.circuit.limits import MAX_SERIAL, check_nodes, check_total
from viz_autograd.circuit.names import check_name
from viz_autograd.circuit.nodes import Edge, Leaf, Node, OpNode
from viz_autograd.circuit.questions import Questions
from viz_autograd.circuit.settling import NO_STATES, Change, constant_elements, elements
from viz_autograd.circuit.values import Value, as_value
from viz_autograd.errors import (
    DuplicateNameError,
    InvalidValueError,
    LimitError,
    OccupiedPortError,
    UnknownAttributeError,
    UnknownPortError,
    VizAutogradError,
    shown,
)
from viz_autograd.ops import GATES

NO_CONSTANTS: Mapping[str, Value] = MappingProxyType({})


class Circuit(Questions):
    """Leaves, ops and edges, checked as they are put together.

    Unwired ports, disconnected parts and an empty circuit are ordinary states: what can be computed has a shape, the
    rest says what it `lacks`. Nodes may be given as objects or by name.
    """

    def leaf(self, name: str, value: object, requires_grad: bool = False, *, serial: int | None = None) -> Leaf:
        """Add a leaf. `value`: a number, a list of numbers nested at most two deep, or an array; kept as float64.

        Raises InvalidNameError, DuplicateNameError, InvalidValueError, LimitError.
        """
        array = _value(value, name)
        node = Leaf(name, array, _flag(requires_grad), self._next_serial() if serial is None else serial)
        self._insert(node, ())
        return node

    def op(
        self, op: str, *inputs: object, name: str | None = None, serial: int | None = None, **named: object
    ) -> OpNode:
        """Add an op node. Inputs in port order or by port name, attributes by keyword.

        An input is a node or its name, a number or array (a constant in that port), or None (left unwired). Without a
        name it is called after its op, with a counter. Raises UnknownOpError, UnknownNodeError, UnknownPortError,
        OccupiedPortError (a port given twice), UnknownAttributeError, InvalidValueError, ShapeError, LimitError and
        those of a name.
        """
        given, attributes = bind(known_op(op), inputs, named)
        called = self.free_name(op) if name is None else check_name(name)
        edges = []
        constants = {}
        for port, source in given.items():
            if isinstance(source, (str, Leaf, OpNode)):
                edges.append(Edge(self._known(source), called, port))
            elif source is not None:
                constants[port] = _value(source, called, port)
        frozen = MappingProxyType(constants) if constants else NO_CONSTANTS
        node = OpNode(called, op, attributes, frozen, self._next_serial() if serial is None else serial)
        self._insert(node, edges)
        return node

    def restore(self, node: Node) -> None:
        """Put a node back that was removed, with its serial, attributes and constants but no edges.

        Raises DuplicateNameError, InvalidValueError (its serial is taken), ShapeError, LimitError.
        """
        self._insert(node, ())

    def _insert(self, node: Node, edges: Iterable[Edge]) -> None:
        """Add a node together with the edges into it. Nothing is downstream yet: its own state is all there is."""
        if self._loose:
            self._tighten()
        name = check_name(node.name)
        if name in self._nodes:
            raise DuplicateNameError(f"there is already a node {shown(name)!r}", node=name)
        self._check_serial(node.serial, name)
        check_nodes(len(self._nodes) + 1, name)
        wires = {(name, edge.port): edge for edge in edges}
        state = self._derive(node, wires, NO_STATES)
        growth = 2 * elements(state.shape) + constant_elements(node)
        growth += sum(elements(self._states[edge.source].shape) for edge in wires.values())
        check_total(self._elements + growth, name)
        self._graph.add_node(name)
        self._order.append(name)
        self._nodes[name] = node
        self._keep_name(node.serial, name)
        self._inputs[name] = {edge.port: edge for edge in wires.values()}
        for edge in wires.values():
            self._order.admit(edge.source, name)  # where a node of this name was before may be too early
            self._graph.add_edge(edge.source, name, key=edge.port)
        self._commit(Change({name: state}, growth), name)

    def _next_serial(self) -> int:
        newest = self._serials[-1] if self._serials else 0
        if newest >= MAX_SERIAL:
            raise LimitError("no creation number is left; a node has the largest there is", node=self._names()[-1])
        return newest + 1

    def _check_serial(self, serial: object, name: str) -> None:
        if isinstance(serial, bool) or not isinstance(serial, int) or not 0 <= serial <= MAX_SERIAL:
            raise InvalidValueError("a creation number is a whole number from 0 to 2⁵³ − 1", node=name)
        if serial in self._by_serial:
            raise InvalidValueError(f"{serial} is not a free creation number", node=name)

    def connect(self, source: str | Node, target: str | Node, port: str) -> Edge:
        """Draw an edge; a constant in that port is dropped.

        Raises UnknownNodeError, UnknownPortError, OccupiedPortError, CycleError (with the cycle's nodes), ShapeError or
        LimitError (with the node that clashes, which may lie far downstream).
        """
        edge = Edge(self._known(source), self._known(target), port)
        # What is loose is settled along with the edge, unless its source may be among it: that has to be known before.
        if self._loose and self._loose != {edge.target}:
            self._tighten()
        change = self._foresee(edge)
        self._order.admit(edge.source, edge.target)
        node = self._nodes[edge.target]
        if isinstance(node, OpNode) and port in node.constants:
            self._nodes[edge.target] = replace(node, constants=without(node.constants, port))
        self._graph.add_edge(edge.source, edge.target, key=port)
        self._inputs[edge.target][port] = edge
        self._loose.clear()  # settled along with the new edge
        self._commit(change, edge.target)
        return edge

    def disconnect(self, target: str | Node, port: str) -> Edge:
        """Take away the edge into a port. Raises UnknownNodeError; UnknownPortError also where no edge enters."""
        name = self._known(target)
        self._check_port(name, port)
        edge = self._inputs[name].get(port)
        if edge is None:
            raise UnknownPortError(f"port {shown(port)} of {shown(name)} has no edge", node=name, port=port)
        growth = -elements(self._kept_states[edge.source].shape)
        del self._inputs[name][port]
        self._graph.remove_edge(edge.source, name, key=port)
        self._loose.add(name)
        self._commit(Change({}, growth), name)
        return edge

    def remove(self, node: str | Node) -> tuple[Node, list[Edge]]:
        """Take a node away with every edge that touches it; returns both, the edges into it first."""
        name = self._known(node)
        gone = self._nodes[name]
        touching = [*self.inputs(name).values(), *self.outputs(name)]
        targets = {edge.target for edge in touching} - {name}
        states = self._kept_states
        own = 2 * elements(states[name].shape) + constant_elements(gone)
        own += sum([elements(states[edge.source].shape) for edge in touching])
        for edge in touching:
            del self._inputs[edge.target][edge.port]
        self._graph.remove_node(name)
        self._order.discard(name)
        for table in (self._nodes, self._inputs, states):
            del table[name]
        self._drop_name(gone.serial)
        self._free(name)
        self._loose.discard(name)
        self._loose |= targets
        self._commit(Change({}, -own), *targets, serial=gone.serial)
        return gone, touching

    def rename(self, old: str | Node, new: str) -> None:
        """Give a node another name. Raises UnknownNodeError, InvalidNameError, DuplicateNameError."""
        name = self._known(old)
        check_name(new)
        if new == name:
            return
        if new in self._nodes:
            raise DuplicateNameError(f"there is already a node {shown(new)!r}", node=new)
        if self._loose:
            self._tighten()
        outgoing = self.outputs(name)
        self._order.rename(name, new)
        node = replace(self._nodes.pop(name), name=new)
        self._nodes[new] = node
        self._exchange_name(node.serial, new)
        self._kept_states[new] = self._states.pop(name)
        incoming = self._inputs.pop(name)
        self._inputs[new] = {port: Edge(edge.source, new, port) for port, edge in incoming.items()}
        self._graph.remove_node(name)
        self._graph.add_node(new)
        for edge in incoming.values():
            self._graph.add_edge(edge.source, new, key=edge.port)
        for edge in outgoing:
            self._inputs[edge.target][edge.port] = Edge(new, edge.target, edge.port)
            self._graph.add_edge(new, edge.target, key=edge.port)
        self._free(name)
        self._commit(Change({}, 0), new)

    def set_value(self, leaf: str | Node, value: object) -> None:
        """Give a leaf another value; its shape may change where nothing downstream clashes (ShapeError, LimitError)."""
        node = self._leaf(leaf)
        self._replace(replace(node, value=_value(value, node.name)), structure=False)

    def set_requires_grad(self, leaf: str | Node, on: bool) -> None:
        """Make a leaf a parameter or a constant."""
        node = self._leaf(leaf)
        self._replace(replace(node, requires_grad=_flag(on)), structure=False)

    def set_constant(self, target: str | Node, port: str, value: object) -> None:
        """Type a value into an unwired port, or clear it with None. Raises OccupiedPortError where an edge enters."""
        name = self._known(target)
        self._check_port(name, port)
        node = self._nodes[name]
        if port in self._inputs[name] or not isinstance(node, OpNode):
            raise OccupiedPortError(f"port {shown(port)} of {shown(name)} has an edge", node=name, port=port)
        before = node.constants.get(port)
        constants = without(node.constants, port)
        if value is not None:
            constants = MappingProxyType({**constants, port: _value(value, name, port)})
        after = constants.get(port)
        same = before is not None and after is not None and before.shape == after.shape
        if before is not after:
            self._replace(replace(node, constants=constants), structure=not same)

    def set_attribute(self, target: str | Node, attribute: str, value: object) -> None:
        """Set an op's attribute. Raises UnknownAttributeError, InvalidValueError, ShapeError, LimitError."""
        name = self._known(target)
        node = self._nodes[name]
        if isinstance(node, Leaf):
            raise UnknownAttributeError(f"{shown(name)} is a leaf and has no attributes", node=name)
        try:
            attributes = with_attribute(GATES[node.op], node.attributes, attribute, value)
        except VizAutogradError as error:
            error.node = name
            raise
        self._replace(replace(node, attributes=attributes or NO_ATTRIBUTES), structure=True)

    def _replace(self, node: Node, *, structure: bool) -> None:
        """Put a node in the place of the one of its name; the structure also grows when its state changes."""
        if self._loose:
            self._tighten()
        change = self._settle([node.name], node)
        self._nodes[node.name] = node
        self._commit(change, *([node.name] if structure else []), structure=structure or bool(change.states))
        self._valued.note(self._version, [node.serial])

    def copy(self) -> Circuit:
        """A circuit of its own with the same nodes and edges."""
        other = Circuit()
        other._adopt(self._graph.copy())
        other._order = self._order.copy(other._graph.successors, other._graph.predecessors)
        other._nodes = dict(self._nodes)
        other._inputs = {name: dict(edges) for name, edges in self._inputs.items()}
        other._kept_states = dict(self._states)
        other._by_serial = dict(self._by_serial)
        other._elements = self._elements
        other._version, other._structure = self._version, self._structure
        other._serials, other._sorted = list(self._serials), list(self._sorted)
        for journal in (other._wired, other._settled):
            journal.forget(self._structure)
        other._valued.forget(self._version)
        other._default_root = self._default_root
        return other

    def _leaf(self, given: str | Node) -> Leaf:
        name = self._known(given)
        node = self._nodes[name]
        if not isinstance(node, Leaf):
            raise InvalidValueError(
                f"{shown(name)} is computed by {node.op}; only a leaf has a value of its own", node=name
            )
        return node


def _value(value: object, name: str, port: str | None = None) -> Value:
    """`as_value`, with the node (and port) it is for in the error."""
    try:
        return as_value(value)
    except VizAutogradError as error:
        error.node, error.port = name, port
        raise


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidValueError(f"requires_grad is true or false, not {value!r}")
    return value
