"""The numbers that a run starts from: the values of leaves and the constants typed into ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Circuit, Leaf, OpNode, Value

if TYPE_CHECKING:
    from viz_autograd.engine.tape import Tape


class Leaves:
    """What a tape's leaves and then its constants hold; read from the circuit once, and then followed.

    Only for a circuit whose structure is that of the tape.
    """

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._version = -1
        self._numbers = np.zeros(0, np.float64)
        self._list: list[float] | None = None

    def values(self, circuit: Circuit) -> list[Value]:
        """Every value, as it is in the circuit."""
        names = self._tape.names
        found = [_value(circuit.node(names[at]), None) for at in self._tape.leaf_at.tolist()]
        return found + [_value(circuit.node(names[at]), port) for at, port in self._tape.constants]

    def numbers(self, circuit: Circuit) -> NDArray[np.float64]:
        """The same when all of them are scalars."""
        if self._version != circuit.version:
            self._follow(circuit)
        return self._numbers

    def floats(self, circuit: Circuit) -> list[float]:
        """The same as Python's own numbers."""
        if self._version != circuit.version:
            self._follow(circuit)
        if self._list is None:
            self._list = self._numbers.tolist()
        return self._list

    def _follow(self, circuit: Circuit) -> None:
        changed = None if self._version < 0 else circuit.changed_values(self._version)
        if changed is None or len(changed) > len(self._numbers):
            self._numbers = np.array([float(value) for value in self.values(circuit)], np.float64)
        else:
            for serial in set(changed):
                self._read(circuit, serial)
        self._version = circuit.version
        self._list = None

    def _read(self, circuit: Circuit, serial: int) -> None:
        tape, node = self._tape, circuit.of_serials([serial])[0]
        at = tape.columns.index(serial)
        if isinstance(node, Leaf):
            self._numbers[np.searchsorted(tape.leaf_at, at)] = float(node.value)
        elif isinstance(node, OpNode):
            rows = tape.first_row[at : at + 2]
            first, last = np.searchsorted(tape.constant_row, rows).tolist()
            for place in range(first, last):
                self._numbers[len(tape.leaf_at) + place] = float(node.constants[tape.constants[place][1]])


def _value(node: Leaf | OpNode, port: str | None) -> Value:
    return node.value if isinstance(node, Leaf) else node.constants[port or ""]
