"""The parts of a circuit file.

    {"format": "viz-autograd", "version": 1, "name": "four weights",
     "nodes": […], "edges": […], "root": null, "seed": null, "view": null}

A leaf is {"name", "op": "leaf", "value", "requires_grad", "x", "y"}, any other node {"name", "op", "attributes",
"constants", "x", "y"}, an edge {"source", "target", "port"}. Arrays above 1,000 elements are {"shape", "base64"}. Nodes
stand in the order they were made in, edges in that of their targets and ports, so that the same document always gives
the same bytes.
"""

from __future__ import annotations

import math

import msgspec

from viz_autograd.editor.commands import Struct
from viz_autograd.editor.document import UNTITLED

FORMAT = "viz-autograd"
VERSION = 1
MAX_FILE = 32 * 2**20
NULL = msgspec.Raw(b"null")


class FileNode(Struct):
    """A node, of either kind: which fields belong to which is checked when it is read.

    Values stay raw until then, so that what is wrong with one can be said with its place.
    """

    name: str
    op: str
    value: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    requires_grad: bool | msgspec.UnsetType = msgspec.UNSET
    attributes: dict[str, msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET
    constants: dict[str, msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET
    x: float | msgspec.UnsetType = msgspec.UNSET
    y: float | msgspec.UnsetType = msgspec.UNSET


class FileEdge(Struct):
    """An edge."""

    source: str
    target: str
    port: str


class FileView(Struct):
    """The pan and zoom that the circuit was saved with."""

    x: float
    y: float
    zoom: float


class Whole(Struct):
    """The file."""

    format: str
    version: int
    nodes: list[FileNode]
    edges: list[FileEdge]
    name: str = UNTITLED
    root: str | None = None
    seed: msgspec.Raw = NULL
    view: FileView | None = None


class FileHeader(msgspec.Struct):
    """What says whether the rest can be read at all; every other field is passed over.

    Raw, since anything may stand there, of any size.
    """

    format: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    version: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def megabytes(size: int) -> str:
    """A size in bytes, as people read it."""
    # Rounded up, so that a byte too many does not look like the limit itself.
    return f"{math.ceil(10 * size / 2**20) / 10:,.1f} MB".replace(".0 MB", " MB")
