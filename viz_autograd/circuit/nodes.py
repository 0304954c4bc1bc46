"""What a circuit holds: leaves, op nodes and the edges between them, all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from viz_autograd.circuit.values import Value

Shape = tuple[int, ...]


# Compared by identity: a field-by-field comparison of arrays has no single truth value.
@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A node with a value of its own: float64, read-only, C-contiguous, at most two dimensions.

    `serial` is the creation number, which decides every order. An edit puts a new object in the old one's place, so
    keep the name rather than the object across edits.
    """

    name: str
    value: Value
    requires_grad: bool
    serial: int


@dataclass(frozen=True, slots=True, eq=False)
class OpNode:
    """A node that applies an op to what its ports receive.

    `attributes` holds only those that differ from the op's defaults; `constants` the values (as a leaf's) typed into
    ports that no edge enters.
    """

    name: str
    op: str
    attributes: Mapping[str, object]
    constants: Mapping[str, Value]
    serial: int


Node = Leaf | OpNode


class Edge(NamedTuple):
    """From the node `source` into `port` of the node `target`; a port takes at most one."""

    source: str
    target: str
    port: str


class State(NamedTuple):
    """What a node's inputs decide about it: its shape, None when it cannot be computed, and whether it needs a grad."""

    shape: Shape | None
    requires_grad: bool
