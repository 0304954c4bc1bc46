"""A document as the bytes of a circuit file."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from viz_autograd.circuit import Leaf, OpNode
from viz_autograd.editor.document import Document, view_problem
from viz_autograd.editor.file_format import FORMAT, MAX_FILE, VERSION, FileEdge, FileNode, FileView, megabytes
from viz_autograd.editor.values import from_array, from_attribute
from viz_autograd.errors import FileError
from viz_autograd.ops import GATES


def encode(document: Document) -> bytes:
    """The document as the bytes of a circuit file: UTF-8, a line a node and an edge, ending in a newline.

    `decode` gives the same document back, but for the nodes' serials, which become 0, 1, 2 … in the same order.
    Raises FileError where that would take more than 32 MB.
    """
    data = write(document)
    if len(data) > MAX_FILE:
        raise FileError(
            f"the circuit takes {megabytes(len(data))}; a file holds at most {megabytes(MAX_FILE)}", place="file"
        )
    return data


def write(document: Document) -> bytes:
    """As `encode`, of any size."""
    fields = {
        "format": msgspec.json.encode(FORMAT),
        "version": msgspec.json.encode(VERSION),
        "name": msgspec.json.encode(document.title),
        "nodes": _lines(_encode_node(document, node) for node in document.circuit.nodes()),
        "edges": _lines(_encode_edge(*edge) for edge in document.circuit.edges()),
        "root": msgspec.json.encode(document.root),
        "seed": msgspec.json.encode(None if document.seed is None else from_array(document.seed)),
        "view": msgspec.json.encode(_view(document)),
    }
    return b"{\n" + b",\n".join(b'  "%s": %s' % (name.encode(), text) for name, text in fields.items()) + b"\n}\n"


def _view(document: Document) -> FileView | None:
    view = document.view
    # A view is not worth a file that cannot be opened.
    if view is None or view_problem(view) is not None:
        return None
    return FileView(float(view["x"]), float(view["y"]), float(view["zoom"]))


def _lines(entries: Iterable[bytes]) -> bytes:
    joined = b",\n    ".join(entries)
    return b"[\n    " + joined + b"\n  ]" if joined else b"[]"


def _encode_node(document: Document, node: Leaf | OpNode) -> bytes:
    place = document.layout.get(node.name)
    x, y = (msgspec.UNSET, msgspec.UNSET) if place is None else map(float, place)
    if isinstance(node, Leaf):
        return msgspec.json.encode(
            FileNode(node.name, "leaf", _raw(from_array(node.value)), node.requires_grad, x=x, y=y)
        )
    op = GATES[node.op]
    attributes = {
        attribute.name: _raw(from_attribute(node.attributes[attribute.name]))
        for attribute in op.attributes
        if attribute.name in node.attributes
    }
    constants = {port: _raw(from_array(node.constants[port])) for port in op.ports if port in node.constants}
    entry = FileNode(
        node.name, node.op, attributes=attributes or msgspec.UNSET, constants=constants or msgspec.UNSET, x=x, y=y
    )
    return msgspec.json.encode(entry)


def _encode_edge(source: str, target: str, port: str) -> bytes:
    return msgspec.json.encode(FileEdge(source, target, port))


def _raw(data: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(data))
