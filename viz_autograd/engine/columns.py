"""What is wired, as flat arrays that follow the circuit's edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Circuit, Node, OpNode
from viz_autograd.ops import GATES

CODES: Mapping[str, int] = {name: code for code, name in enumerate(GATES)}
"""The op codes of a tape."""

LEAF = -1
UNWIRED, CONSTANT = -1, -2

NO_ATTRIBUTES: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """One entry a node, in creation order, and one a port, by node and then in port order. Nobody writes into them.

    `serial` int64, the creation number; `code` int16, the op, LEAF for none; `shape` object, None where the value
    cannot be computed; `size` int64, its elements, 0 for those; `requires_grad`; `scalar`: whether it and what is typed
    into its ports are scalars. `node` int32 is the node that a port belongs to; `port` int16 its number; `source` int32
    the node that feeds it, UNWIRED or CONSTANT. `attributes`: by creation number, where there are any.
    """

    names: tuple[str, ...]
    serial: NDArray[np.int64]
    code: NDArray[np.int16]
    shape: NDArray[np.object_]
    size: NDArray[np.int64]
    requires_grad: NDArray[np.bool_]
    scalar: NDArray[np.bool_]
    node: NDArray[np.int32]
    port: NDArray[np.int16]
    source: NDArray[np.int32]
    attributes: Mapping[int, Mapping[str, object]]

    @staticmethod
    def of(circuit: Circuit) -> Columns:
        """All of a circuit: a patch of nothing."""
        return NOTHING.patched(circuit, circuit.serials(), ())[0]

    def patched(self, circuit: Circuit, wired: Iterable[int], settled: Iterable[int]) -> tuple[Columns, Moved]:
        """The columns of the circuit as it is now, when only the nodes of these creation numbers may differ.

        `wired`: in any way; `settled`: in shape and requires_grad alone. Also returns where the nodes went.
        """
        touched = sorted(set(wired))
        nodes = circuit.of_serials(touched)
        there, serials = _serials(nodes), np.array(touched, np.int64)
        moved = Moved.of(self.serial, there, serials[~_among(serials, there)])
        code = moved.column(self.code)
        at = np.searchsorted(moved.serial, there)
        code[at] = [CODES[node.op] if isinstance(node, OpNode) else LEAF for node in nodes]
        shape, size = moved.column(self.shape), moved.column(self.size)
        requires_grad, scalar = moved.column(self.requires_grad), moved.column(self.scalar)
        stated = nodes + circuit.of_serials(set(settled).difference(touched))
        states = circuit.states(stated)
        at = np.searchsorted(moved.serial, _serials(stated))
        for place, state in zip(at.tolist(), states, strict=True):
            shape[place] = state.shape
        size[at] = [0 if state.shape is None else prod(state.shape) for state in states]
        requires_grad[at] = [state.requires_grad for state in states]
        scalar[at] = [state.shape == () and _scalars(node) for node, state in zip(stated, states, strict=True)]
        attributes = {**self.attributes, **dict.fromkeys(touched, NO_ATTRIBUTES)} if self.attributes else {}
        attributes |= {each.serial: each.attributes for each in nodes if isinstance(each, OpNode)}
        attributes = {serial: given for serial, given in attributes.items() if given}
        node, port, source = self._ports(circuit, moved, serials, nodes)
        names = tuple(circuit.names()) if touched else self.names
        columns = Columns(names, moved.serial, code, shape, size, requires_grad, scalar, node, port, source, attributes)
        return columns, moved

    def _ports(
        self, circuit: Circuit, moved: Moved, touched: NDArray[np.int64], nodes: Sequence[Node]
    ) -> tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.int32]]:
        """The ports of `nodes` anew, those of the other nodes as they were."""
        if not len(touched):
            return self.node, self.port, self.source
        ports: list[tuple[int, int, int]] = []
        for node in nodes:
            if isinstance(node, OpNode):
                wired = circuit.inputs(node.name)
                for number, name in enumerate(GATES[node.op].ports):
                    edge = wired.get(name)
                    source = CONSTANT if name in node.constants else UNWIRED
                    ports.append((node.serial, number, source if edge is None else circuit.node(edge.source).serial))
        fresh = np.array(ports, np.int64).reshape(len(ports), 3)
        kept = np.ones(len(self.node), np.bool_)
        if len(self.serial):
            kept = ~_among(self.serial, touched)[self.node]
        feeding = fresh[:, 2]
        feeding[feeding >= 0] = np.searchsorted(moved.serial, feeding[feeding >= 0])
        if moved.same and np.array_equal(self.serial[self.node[~kept]], fresh[:, 0]):
            patched = self.source.copy()
            patched[~kept] = feeding
            return self.node, self.port, patched
        node_column = np.concatenate([moved.to[self.node[kept]], np.searchsorted(moved.serial, fresh[:, 0])])
        order = np.argsort(node_column, kind="stable")
        return (
            node_column[order].astype(np.int32),
            np.concatenate([self.port[kept], fresh[:, 1]])[order].astype(np.int16),
            np.concatenate([moved.indices(self.source[kept]), feeding])[order].astype(np.int32),
        )

    def index(self, serial: int) -> int:
        """Which entry is that of the node with this creation number, which must be there."""
        return int(self.serial.searchsorted(serial))


class Moved(NamedTuple):
    """Where the nodes of one set of columns are in the next.

    `to` int64: by the old index the new one, −1 for a node that is gone. `serial`: the new creation numbers.
    """

    to: NDArray[np.int64]
    serial: NDArray[np.int64]
    same: bool

    @staticmethod
    def of(old: NDArray[np.int64], there: NDArray[np.int64], gone: NDArray[np.int64]) -> Moved:
        """From the old creation numbers and, of those that may have changed, which are there now and which are not."""
        added = there[~_among(there, old)]
        if not len(added) and not len(gone):
            return Moved(np.arange(len(old)), old, True)
        kept = ~_among(old, gone)
        to = np.cumsum(kept) - 1
        if len(added):
            to += np.searchsorted(added, old)
        to[~kept] = -1
        serial = np.sort(np.concatenate([old[kept], added]), kind="stable")
        return Moved(to, serial, False)

    def column(self, old: NDArray[Any]) -> NDArray[Any]:
        """A column of the old nodes at their new places; zeros (None) where there was none."""
        if self.same:
            return old.copy()
        new = np.zeros(len(self.serial), old.dtype) if old.dtype != object else np.empty(len(self.serial), object)
        kept = self.to >= 0
        new[self.to[kept]] = old[kept]
        return new

    def indices(self, old: NDArray[np.int32]) -> NDArray[np.int64]:
        """New indices for old ones; what is below 0 stays."""
        return np.where(old >= 0, self.to[old], old) if len(self.to) else old.astype(np.int64)


def _among(some: NDArray[np.int64], sorted_all: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of `some` are in `sorted_all`, which is sorted and has none twice."""
    if not len(sorted_all):
        return np.zeros(len(some), np.bool_)
    at = np.minimum(np.searchsorted(sorted_all, some), len(sorted_all) - 1)
    found: NDArray[np.bool_] = sorted_all[at] == some
    return found


def _scalars(node: Node) -> bool:
    """Whether whatever is typed into a node's ports is a scalar."""
    return not isinstance(node, OpNode) or not node.constants or not any(v.shape for v in node.constants.values())


def _serials(nodes: Iterable[Node]) -> NDArray[np.int64]:
    return np.array([node.serial for node in nodes], np.int64)


def _empty(dtype: type) -> NDArray[Any]:
    return np.zeros(0, dtype)


NOTHING = Columns(
    names=(),
    serial=_empty(np.int64),
    code=_empty(np.int16),
    shape=_empty(np.object_),
    size=_empty(np.int64),
    requires_grad=_empty(np.bool_),
    scalar=_empty(np.bool_),
    node=_empty(np.int32),
    port=_empty(np.int16),
    source=_empty(np.int32),
    attributes={},
)
