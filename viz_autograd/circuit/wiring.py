"""What is wired, and the questions one can ask of it."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx

from viz_autograd.circuit.nodes import Edge, Leaf, Node, Shape, State
from viz_autograd.circuit.order import Order
from viz_autograd.errors import UnknownNodeError, shown
from viz_autograd.ops import OPS


class Wiring:
    """A circuit as it stands: nodes, the graph between them, and what follows from both; read only.

    Beneath lies a networkx MultiDiGraph over names whose edges are keyed by the port they enter, so that `a * a` has
    two. Every question about a name that is not there raises UnknownNodeError.
    """

    def __init__(self) -> None:
        self._adopt(nx.MultiDiGraph())
        self._nodes: dict[str, Node] = {}
        self._inputs: dict[str, dict[str, Edge]] = {}
        self._states: dict[str, State] = {}
        self._by_serial: dict[int, str] = {}
        self._newest = 0
        self._largest: list[int] = []
        self._elements = 0
        self._version = 0
        self._structure = 0
        self._sorted: list[str] | None = []
        self._counters: dict[str, int] = {}
        self._default_root: tuple[int, str | None] = (0, None)

    def _adopt(self, graph: nx.MultiDiGraph) -> None:
        """Take `graph` as one's own, with an empty order over it."""
        self._graph = graph
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
        for port in OPS[node.op].ports:
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

    def nodes(self) -> list[Node]:
        """All nodes in creation order."""
        return [self._nodes[name] for name in self._names()]

    def _names(self) -> list[str]:
        if self._sorted is None:
            self._sorted = [self._by_serial[serial] for serial in sorted(self._by_serial)]
        return self._sorted

    def free_name(self, base: str) -> str:
        """`base` and the smallest number from 1 on that makes a name nobody has: "add1"."""
        counter = self._counters.get(base, 1)  # below it every name is taken
        while f"{base}{counter}" in self._nodes:
            counter += 1
        self._counters[base] = counter
        return f"{base}{counter}"

    def ports(self, name: str) -> tuple[str, ...]:
        """The input ports of a node; a leaf has none."""
        node = self.node(name)
        return () if isinstance(node, Leaf) else OPS[node.op].ports

    def edges(self) -> list[Edge]:
        """All edges, by the target's creation and then in port order."""
        found = []
        for name in self._names():
            inputs = self._inputs[name]
            if inputs:
                node = self._nodes[name]
                ports = () if isinstance(node, Leaf) else OPS[node.op].ports
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
        for port in OPS[node.op].ports:
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

    def sinks(self) -> list[str]:
        """The nodes without outputs, in creation order."""
        return [name for name in self._names() if not self._graph.adj[name]]

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
            able = [name for name in reversed(self._names()) if self._may_be_root(name)]
            sink = next((name for name in able if not self._graph.adj[name]), None)
            found = sink if sink is not None else next(filter(self._feeds_nothing_computed, able), None)
            self._default_root = (self._structure, found)
        return found

    def _may_be_root(self, name: str) -> bool:
        shape, requires_grad = self._states[name]
        return shape is not None and requires_grad and not isinstance(self._nodes[name], Leaf)

    def _feeds_nothing_computed(self, name: str) -> bool:
        return all(self._states[target][0] is None for target in self._graph.adj[name])
