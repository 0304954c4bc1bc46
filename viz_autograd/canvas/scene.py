"""A document as what the canvas draws, and what changed between two of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from viz_autograd.canvas.codec import EdgeView, NodeView, ScenePatch
from viz_autograd.circuit import Leaf, Node
from viz_autograd.editor import Document, from_array, from_attribute


@dataclass(frozen=True)
class Scene:
    """Nodes by name and edges by (target, port), and what they were made from, so that the next scene can keep them."""

    nodes: dict[str, NodeView] = field(default_factory=dict)
    edges: dict[tuple[str, str], EdgeView] = field(default_factory=dict)
    sources: dict[str, Node] = field(default_factory=dict)
    structure: int = -1


def scene_of(document: Document, old: Scene) -> Scene:
    """The document's scene; the values are not in it, the run carries them.

    `old` is an earlier scene of the same circuit, or an empty one: while the wiring is the same, views are kept.
    """
    circuit = document.circuit
    sources = {node.name: node for node in circuit.nodes()}
    if circuit.structure != old.structure:
        nodes = {name: node_view(document, node) for name, node in sources.items()}
        edges = {(edge.target, edge.port): EdgeView(edge.source, edge.target, edge.port) for edge in circuit.edges()}
        return Scene(nodes, edges, sources, circuit.structure)
    nodes = {}
    for name, node in sources.items():
        view = old.nodes[name]
        kept = old.sources[name] is node and document.layout[name] == (view.x, view.y)
        nodes[name] = view if kept else node_view(document, node)
    return Scene(nodes, old.edges, sources, circuit.structure)


def node_view(document: Document, node: Node) -> NodeView:
    """One node, as it is drawn."""
    circuit = document.circuit
    x, y = document.layout[node.name]
    shape = circuit.shape(node.name)
    common = (node.serial, x, y, None if shape is None else list(shape), circuit.requires_grad(node.name))
    if isinstance(node, Leaf):
        return NodeView(node.name, "leaf", *common)
    constants = {port: from_array(value) for port, value in node.constants.items()}
    attributes = {name: from_attribute(value) for name, value in node.attributes.items()}
    lacks = [] if shape is not None else list(circuit.lacks(node.name))
    return NodeView(node.name, node.op, *common, constants=constants, attributes=attributes, lacks=lacks)


def difference(old: Scene, new: Scene) -> ScenePatch:
    """What turns `old` into `new`."""
    nodes = [
        view for name, view in new.nodes.items() if old.nodes.get(name) is not view and old.nodes.get(name) != view
    ]
    if new.edges is old.edges:
        return ScenePatch(nodes=nodes)
    return ScenePatch(
        nodes=nodes,
        edges=[view for key, view in new.edges.items() if old.edges.get(key) != view],
        removed_nodes=[name for name in old.nodes if name not in new.nodes],
        removed_edges=[key for key in old.edges if key not in new.edges],
    )
