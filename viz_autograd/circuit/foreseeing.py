"""What an edge would lead to, before it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from viz_autograd.circuit.nodes import Edge, Leaf, Node, OpNode
from viz_autograd.circuit.settling import NO_STATES, Change, Settling, States, Wires
from viz_autograd.circuit.values import Value
from viz_autograd.errors import OccupiedPortError, UnknownNodeError, UnknownPortError, VizAutogradError, shown


class Foreseeing(Settling):
    """A wiring that can say why an edge would be refused."""

    def refusal(
        self, source: str | Node, target: str | Node, port: str, ignoring: tuple[str, str] | None = None
    ) -> VizAutogradError | None:
        """What `connect` would raise, or None; changes nothing.

        `ignoring` is the (target, port) of an edge to be thought away: the one that is being moved.
        """
        if self._loose:
            self._tighten()
        try:
            self._foresee(Edge(self._known(source), self._known(target), port), ignoring, shapes_only=True)
        except VizAutogradError as error:
            return error.with_traceback(None)  # its frames would keep every state of the search alive
        return None

    def _foresee(self, edge: Edge, ignoring: tuple[str, str] | None = None, *, shapes_only: bool = False) -> Change:
        """What an edge would change; raises what `connect` does. `shapes_only` is quicker and enough to refuse."""
        self._check_port(edge.target, edge.port)
        away = self._away(ignoring)
        if occupied := self._occupied(edge.target, edge.port, away):
            raise occupied
        if away is None:
            self._order.check(edge.source, edge.target)
        else:
            self._order.check(edge.source, edge.target, lambda name: self._successors_without(name, away))
        return self._spread(edge, away, self._base(edge, away), shapes_only)

    def _away(self, ignoring: tuple[str, str] | None) -> Edge | None:
        """The edge that is thought away."""
        return None if ignoring is None else self._inputs.get(ignoring[0], {}).get(ignoring[1])

    def _occupied(self, target: str, port: str, away: Edge | None) -> OccupiedPortError | None:
        occupant = self._inputs[target].get(port)
        if occupant is None or occupant == away:
            return None
        message = f"port {port} of {shown(target)} already has an input, {shown(occupant.source)}"
        return OccupiedPortError(message, node=target, port=port)

    def _base(self, edge: Edge, away: Edge | None) -> States:
        """What differs before the new edge is drawn: its source may be what cannot be computed without the other.

        Where the new edge takes the other's place nothing is: the two are exchanged at once.
        """
        if away is None or (edge.target, edge.port) == (away.target, away.port):
            return NO_STATES
        return self._settle([away.target], wires={(away.target, away.port): None}).states

    def _spread(self, edge: Edge, away: Edge | None, base: States, shapes_only: bool) -> Change:
        gone: Wires = {} if away is None else {(away.target, away.port): None}
        wires = {**gone, (edge.target, edge.port): edge}
        node = self._unconstant(edge.target, edge.port)
        return self._settle([edge.target], node, wires, base, shapes_only=shapes_only)

    def _unconstant(self, name: str, port: str) -> Node | None:
        """The node without the constant in a port; None where there is none."""
        node = self._nodes[name]
        if isinstance(node, OpNode) and port in node.constants:
            return replace(node, constants=without(node.constants, port))
        return None

    def _successors_without(self, name: str, away: Edge) -> list[str]:
        targets = list(self._successors(name))
        if name == away.source and len(self._graph[name][away.target]) == 1:
            targets.remove(away.target)
        return targets

    def _known(self, node: object) -> str:
        """The name of a node of this circuit."""
        if isinstance(node, str):
            return self.node(node).name
        if not isinstance(node, (Leaf, OpNode)):
            raise UnknownNodeError(f"a node is given by name, not as {type(node).__name__}")
        if self.node(node.name).serial != node.serial:
            raise UnknownNodeError(f"this {shown(node.name)!r} is a node of another circuit", node=node.name)
        return node.name

    def _check_port(self, name: str, port: object) -> None:
        ports = self.ports(name)
        if port not in ports:
            has = f"it has {', '.join(ports)}" if ports else "it is a leaf and takes no input"
            raise UnknownPortError(f"{shown(name)} has no port {shown(port)!r}; {has}", node=name)


def without(constants: Mapping[str, Value], port: str) -> Mapping[str, Value]:
    """The constants of a node but for one."""
    return MappingProxyType({name: value for name, value in constants.items() if name != port})
