"""What is wired, and the questions one can ask of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import networkx as nx

from viz_autograd.circuit.journal import Journal
from viz_autograd.circuit.nodes import Edge, Leaf, Node, Shape, State
from viz_autograd.circuit.order import Order
from viz_autograd.errors import UnknownNodeError, shown
from viz_autograd.ops import GATES


class Wiring:
    """A circuit as it stands: nodes, the graph between them, and what follows from both; read only.

    Beneath lies a networkx MultiDiGraph over names whose edges are keyed by the port they enter, so that `a * a` has
    two. Every question about a name that is not there raises UnknownNodeError.
    """

    def __init__(self) -> None:
        self._adopt(nx.MultiDiGraph())
        self._nodes: dict[str, Node] = {}
        self._inputs: dict[str, dict[str, Edge]] = {}
        self._kept_states: dict[str, State] = {}
        self._loose: set[str] = set()
        self._by_serial: dict[int, str] = {}
        self._elements = 0
        self._version = 0
        self._structure = 0
        self._serials: list[int] = []
        self._sorted: list[str] = []
        self.tape: Any = None
        """What the engine made of this circuit, kept here so that it is found at once and goes with the circuit."""
        self._wired = Journal()
        self._settled = Journal()
        self._valued = Journal()
        self._counters: dict[str, int] = {}
        self._default_root: tuple[int, str | None] = (0, None)

    def _adopt(self, graph: nx.MultiDiGraph) -> None:
        """Take `graph` as one's own, with an empty order over it."""
        self._graph = graph
        # The tables that networkx's graphs are made of; its views of them take ten times as long.
        self._targets: Mapping[str, Mapping[str, Mapping[str, object]]] = graph._succ
        self._successors: Callable[[str], list[str]] = graph.successors
        self._order = Order(graph.successors, graph.predecessors)

    def __contains__(self, name: object) -> bool:
        return name in self._nodes

    def __len__(self) -> int:
        return len(self._nodes)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)} nodes, {self._graph.number_of_edges()} edges>"

    def __str__(self) -> str:
        """One line a node, in creation order: `p = mul(a, w)`, `a = 4.0`."""
        return "\n".join(self._line(node) for node in self.nodes())

    def _line(self, node: Node) -> str:
        if isinstance(node, Leaf):
            return f"{node.name} = {node.value.tolist()}{' (parameter)' if node.requires_grad else ''}"
        given = []
        for port in GATES[node.op].ports:
            edge = self._inputs[node.name].get(port)
            constant = node.constants.get(port)
            given.append(edge.source if edge else "·" if constant is None else str(constant.tolist()))
        given += [f"{name}={value}" for name, value in node.attributes.items()]
        return f"{node.name} = {node.op}({', '.join(given)})"

    @property
    def version(self) -> int:
        """Grows with each change."""
        return self._version

    @property
    def structure(self) -> int:
        """Grows with each change except of a value that keeps its shape."""
        return self._structure

    @property
    def graph(self) -> nx.MultiDiGraph:
        """The graph over names, keyed by port; a view that cannot be changed."""
        return self._graph.copy(as_view=True)

    def node(self, name: str) -> Node:
        """The node of that name, as it is now."""
        try:
            return self._nodes[name]
        except (KeyError, TypeError):
            raise UnknownNodeError(
                f"there is no node {shown(name)!r}", node=name if isinstance(name, str) else None
            ) from None

    @property
    def _states(self) -> dict[str, State]:
        """What is known of each node, as it is now."""
        if self._loose:
            self._tighten()
        return self._kept_states

    def _tighten(self) -> None:
        """Work out what the nodes in `_loose`, whose inputs were taken away, have become, and what follows."""
        raise NotImplementedError

    def changes(self, structure: int) -> tuple[list[int], list[int]] | None:
        """The creation numbers of what changed since the structure had this number; None where that is forgotten.

        First of the nodes that were added, removed, renamed, wired otherwise or given another attribute or constant,
        then of those whose shape or requires_grad changed. Nodes may be among them twice, or be gone by now.
        """
        if self._loose:
            self._tighten()
        wired, settled = self._wired.since(structure), self._settled.since(structure)
        return None if wired is None or settled is None else (wired, settled)

    def changed_values(self, version: int) -> list[int] | None:
        """As `changes`, of the nodes whose own values (or constants) changed since the version had this number."""
        return self._valued.since(version)

    def nodes(self) -> list[Node]:
        """All nodes in creation order."""
        return list(map(self._nodes.__getitem__, self._sorted))

    def names(self) -> list[str]:
        """All names in creation order."""
        return list(self._sorted)

    def serials(self) -> list[int]:
        """All creation numbers, from the lowest on."""
        return list(self._serials)

    def of_serials(self, serials: Iterable[int]) -> list[Node]:
        """The nodes of these creation numbers, without those that are gone."""
        by_serial, nodes = self._by_serial, self._nodes
        return [nodes[by_serial[serial]] for serial in serials if serial in by_serial]

    def states(self, nodes: Iterable[Node]) -> list[State]:
        """The shapes of nodes of this circuit, and whether they need gradients."""
        states = self._states
        return [states[node.name] for node in nodes]

    def _names(self) -> list[str]:
        return self._sorted

    def _keep_name(self, serial: int, name: str) -> None:
        """Enter a new node into the order of creation."""
        if not self._serials or serial > self._serials[-1]:
            self._serials.append(serial)
            self._sorted.append(name)
        else:
            at = bisect_left(self._serials, serial)
            self._serials.insert(at, serial)
            self._sorted.insert(at, name)
        self._by_serial[serial] = name

    def _drop_name(self, serial: int) -> None:
        at = bisect_left(self._serials, serial)
        del self._serials[at], self._sorted[at], self._by_serial[serial]

    def _exchange_name(self, serial: int, name: str) -> None:
        self._sorted[bisect_left(self._serials, serial)] = name
        self._by_serial[serial] = name

    def free_name(self, base: str) -> str:
        """`base` and the smallest number from 1 on that makes a name nobody has: "add1"."""
        counter = self._counters.get(base, 1)  # below it every name is taken
        while f"{base}{counter}" in self._nodes:
            counter += 1
        self._counters[base] = counter
        return f"{base}{counter}"

    def _free(self, name: str) -> None:
        """Tell the counters that nobody has this name any more."""
        for at in range(len(name) - 1, 0, -1):
            if name[at] not in "0123456789":
                break
            counter = self._counters.get(name[:at])
            if counter is not None and name[at] != "0":
                self._counters[name[:at]] = min(counter, int(name[at:]))

    def ports(self, name: str) -> tuple[str, ...]:
        """The input ports of a node; a leaf has none."""
        node = self.node(name)
        return () if isinstance(node, Leaf) else GATES[node.op].ports

    def edges(self) -> list[Edge]:
        """All edges, by the target's creation and then in port order."""
        found = []
        for name in self._names():
            inputs = self._inputs[name]
            if inputs:
                node = self._nodes[name]
                ports = () if isinstance(node, Leaf) else GATES[node.op].ports
                found.extend([inputs[port] for port in ports if port in inputs])
        return found

    def inputs(self, name: str) -> dict[str, Edge]:
        """The edges into a node by port, in port order; unwired ports are left out."""
        wired = self._inputs[self.node(name).name]
        return {port: wired[port] for port in self.ports(name) if port in wired}

    def outputs(self, name: str) -> list[Edge]:
        """The edges out of a node, by the target's creation and then in port order."""
        self.node(name)
        targets = sorted(self._successors(name), key=lambda target: self._nodes[target].serial)
        return [edge for target in targets for edge in self.inputs(target).values() if edge.source == name]

    def shape(self, name: str) -> Shape | None:
        """The shape of a node's value, or None when it cannot be computed (`lacks` says why)."""
        self.node(name)
        return self._states[name].shape

    def requires_grad(self, name: str) -> bool:
        """Whether a node is a parameter or depends on one."""
        self.node(name)
        return self._states[name].requires_grad

    def lacks(self, name: str) -> tuple[str, ...]:
        """What keeps a node from being computed, port by port; empty when nothing does."""
        node = self.node(name)
        if isinstance(node, Leaf):
            return ()
        found = []
        for port in GATES[node.op].ports:
            edge = self._inputs[name].get(port)
            if edge is None:
                if port not in node.constants:
                    found.append(f"port {port} has no input")
            elif self._states[edge.source].shape is None:
                found.append(f"input {shown(edge.source)} cannot be computed")
        return tuple(found)

    def order(self) -> list[str]:
        """All names such that every edge points forward."""
        return list(self._order)

    @property
    def positions(self) -> Mapping[str, int]:
        """By name a number that every edge makes larger."""
        return self._order.positions

    def sinks(self) -> list[str]:
        """The nodes without outputs, in creation order."""
        return [name for name in self._names() if not self._targets[name]]

    def ancestors(self, name: str) -> set[str]:
        """Every node that a node's value depends on, itself left out."""
        self.node(name)
        return set(nx.ancestors(self._graph, name))

    def descendants(self, name: str) -> set[str]:
        """Every node whose value depends on a node, itself left out."""
        self.node(name)
        return set(nx.descendants(self._graph, name))

    def default_root(self) -> str | None:
        """The newest op without outputs that can be computed and depends on a parameter.

        While the last op already feeds one that still lacks an input, there may be none: then the newest that feeds
        nothing that can be computed, so that the gradients stay in sight during wiring.
        """
        structure, found = self._default_root
        if structure != self._structure:
            targets, states = self._targets, self._states
            sinks = (name for name in reversed(self._sorted) if not targets[name])
            found = next(filter(self._may_be_root, sinks), None)
            if found is None:
                last = (name for name in reversed(self._sorted) if self._may_be_root(name))
                found = next((name for name in last if all(states[to][0] is None for to in targets[name])), None)
            self._default_root = (self._structure, found)
        return found

    def _may_be_root(self, name: str) -> bool:
        shape, requires_grad = self._states[name]
        return shape is not None and requires_grad and not isinstance(self._nodes[name], Leaf)
