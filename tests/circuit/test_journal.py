"""What changed since when."""

from __future__ import annotations

import pytest

from tests.engine.tutorials import four_weights
from viz_autograd import Circuit
from viz_autograd.circuit import journal
from viz_autograd.circuit.journal import Journal


def test_it_answers_with_what_came_after() -> None:
    notes = Journal()
    for change in range(1, 6):
        notes.note(change, [10 * change, 10 * change + 1])

    assert notes.since(0) == [10, 11, 20, 21, 30, 31, 40, 41, 50, 51]
    assert notes.since(4) == [50, 51]
    assert notes.since(5) == []


def test_what_is_too_long_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST", 6)
    notes = Journal()
    for change in range(1, 9):
        notes.note(change, [change])

    assert notes.since(1) is None
    assert notes.since(6) == [7, 8]
    notes.forget(8)
    assert notes.since(7) is None
    assert notes.since(8) == []


def serials(circuit: Circuit, *names: str) -> set[int]:
    return {circuit.node(name).serial for name in names}


def test_a_circuit_tells_what_was_wired_and_what_followed() -> None:
    circuit = four_weights()
    before, version = circuit.structure, circuit.version
    circuit.disconnect("p", "a")
    changes = circuit.changes(before)

    assert changes is not None
    assert set(changes[0]) == serials(circuit, "p")
    assert set(changes[1]) == serials(circuit, "p", "d", "L")
    assert circuit.changes(circuit.structure) == ([], [])
    circuit.set_value("a", 2.0)
    assert circuit.changed_values(version) == [circuit.node("a").serial]


def test_an_edge_taken_away_and_put_back_changes_nothing_downstream() -> None:
    circuit = four_weights()
    before = circuit.structure
    circuit.disconnect("p", "a")
    circuit.connect("w3", "p", "a")
    changes = circuit.changes(before)

    assert changes is not None
    assert set(changes[0]) == serials(circuit, "p")
    assert changes[1] == []
    assert circuit.shape("L") == ()


def test_a_copy_begins_a_journal_of_its_own() -> None:
    circuit = four_weights()
    other = circuit.copy()
    other.remove("L")

    assert other.changes(circuit.structure) == ([circuit.node("L").serial], [])
    assert circuit.changes(circuit.structure) == ([], [])
    assert other.changes(0) is None
