"""One gesture is one named step, a thousand deep and more, and all of it is data."""

from __future__ import annotations

from time import perf_counter

import msgspec
import numpy as np
import pytest

from viz_autograd.editor import Document, Entry, History, from_array
from viz_autograd.editor.commands import (
    AddLeaf,
    AddOp,
    Batch,
    Connect,
    Move,
    Remove,
    Replace,
    SetRoot,
    SetSeed,
    SetTitle,
    SetValue,
)
from viz_autograd.editor.history import DEPTH
from viz_autograd.errors import CommandError, DuplicateNameError, UnknownNodeError
from viz_autograd.gallery import GALLERY
from viz_autograd.io import encode


@pytest.fixture
def history() -> History:
    return History(GALLERY["four-weights"].build())


def value(history: History, name: str) -> float:
    leaf = history.document.circuit.node(name)
    return float(leaf.value)  # type: ignore[union-attr]


def test_steps_are_named(history: History) -> None:
    assert (history.undo_label, history.redo_label) == (None, None)
    history.do(SetValue("a", 5))
    assert (history.undo_label, history.redo_label) == ("set a = 5", None)
    assert history.undo() == "set a = 5"
    assert (history.undo_label, history.redo_label) == (None, "set a = 5")
    assert history.redo() == "set a = 5"
    assert value(history, "a") == 5


def test_nothing_to_undo_or_redo_is_said(history: History) -> None:
    with pytest.raises(CommandError, match="nothing to undo"):
        history.undo()
    with pytest.raises(CommandError, match="nothing to redo"):
        history.redo()


def test_a_new_edit_ends_what_could_be_redone(history: History) -> None:
    history.do(SetValue("a", 5))
    history.undo()
    history.do(SetValue("a", 6))
    assert history.redo_label is None


def test_a_refused_edit_is_no_step_and_keeps_what_could_be_redone(history: History) -> None:
    history.do(SetValue("a", 5))
    history.undo()
    with pytest.raises(UnknownNodeError):
        history.do(SetValue("nobody", 5))
    assert (history.undo_label, history.redo_label) == (None, "set a = 5")


@pytest.mark.parametrize(
    "command",
    [
        SetValue("a", 4.0),
        Move({"a": (0.0, 400.0)}),
        Move({}),
        Remove([]),
        Batch("nothing", []),
        Batch("nothing", [SetValue("a", 4.0), SetTitle("four weights")]),
        SetRoot(),
    ],
)
def test_an_edit_that_changes_nothing_is_no_step(history: History, command: Batch) -> None:
    history.do(SetValue("a", 5))
    history.do(SetValue("a", 4))
    history.undo()
    history.undo()
    history.do(command)
    assert (history.undo_label, history.redo_label) == (None, "set a = 5")


def test_minus_zero_is_another_value_than_zero(history: History) -> None:
    history.do(SetValue("a", 0.0))
    history.do(SetValue("a", -0.0))
    assert len(history.done) == 2


def test_a_slider_drag_is_one_small_step(history: History) -> None:
    for number in range(500):
        history.do(SetValue("a", float(number)), gesture="slide 1")
    assert len(history.done) == 1
    assert history.done[0] == Entry(SetValue("a", 499.0), SetValue("a", 4.0), "set a = 499", history.done[0].size)
    history.undo()
    assert value(history, "a") == 4
    history.redo()
    assert value(history, "a") == 499


def test_a_multi_drag_is_one_small_step(history: History) -> None:
    before = encode(history.document)
    for number in range(100):
        history.do(Move({"a": (number, 1.0)}), gesture="drag")
        history.do(Move({"b": (number, 2.0)}), gesture="drag")
    assert history.undo_label == "move 2 nodes"
    assert len(history.done) == 1
    history.undo()
    assert encode(history.document) == before


def test_a_gesture_of_different_commands_is_one_step(history: History) -> None:
    before = encode(history.document)
    history.do(AddOp("k", "tanh"), gesture="drop")
    history.do(Move({"k": (5.0, 5.0)}), gesture="drop")
    history.do(Connect("L", "k", "a"), gesture="drop")
    after = encode(history.document)
    assert history.undo_label == "add tanh"
    history.undo()
    assert encode(history.document) == before
    history.redo()
    assert encode(history.document) == after


def test_gestures_do_not_join_across_others_nor_across_undo(history: History) -> None:
    history.do(SetValue("a", 1.0), gesture="one")
    history.do(SetValue("a", 2.0), gesture="two")
    history.do(SetValue("a", 3.0))
    history.do(SetValue("a", 4.5))
    assert len(history.done) == 4
    history.do(SetValue("a", 5.0), gesture="one")
    history.undo()
    history.redo()
    history.do(SetValue("a", 6.0), gesture="one")
    assert len(history.done) == 6


def test_a_gesture_that_drops_a_seed_brings_it_back(history: History) -> None:
    history.do(SetSeed(2.0))
    before = encode(history.document)
    for number in (1.0, [1.0, 2.0], [3.0, 4.0, 5.0], 7.0):
        history.do(SetValue("ten", number), gesture="type")
    assert history.document.seed is None
    history.undo()
    assert encode(history.document) == before


def test_a_batch_of_a_seed_and_another_circuit_is_undone(history: History) -> None:
    history.do(SetTitle("before"))
    before = encode(history.document)
    text = encode(GALLERY["empty"].build()).decode()
    # The seed stands there unfit for a moment, and the replacement's inverse has to hold that moment.
    history.do(Batch("both", [SetSeed([1.0, 2.0]), Replace(text)]))
    history.undo()
    assert encode(history.document) == before


def test_two_thousand_steps_and_back(history: History) -> None:
    before = encode(history.document)
    for number in range(1000):
        history.do(AddLeaf(f"leaf {number}", float(number)))
        history.do(Move({f"leaf {number}": (number, number)}))
    after = encode(history.document)
    assert len(history.done) == 2000
    while history.done:
        history.undo()
    assert encode(history.document) == before
    while history.undone:
        history.redo()
    assert encode(history.document) == after


def test_the_oldest_steps_are_forgotten(history: History) -> None:
    for number in range(DEPTH + 5):
        history.do(SetValue("a", 1000.0 + number))
    assert len(history.done) == DEPTH
    while history.done:
        history.undo()
    assert value(history, "a") == 1004


def test_undo_of_a_removal_after_an_undone_replacement(history: History) -> None:
    before = encode(history.document)
    history.do(Remove(["a", "c"]))
    history.do(Replace(encode(GALLERY["tanh-mse"].build()).decode(), label="open tanh-mse"))
    assert history.undo() == "open tanh-mse"
    history.undo()
    assert encode(history.document) == before
    history.redo()
    history.redo()
    assert encode(history.document) == encode(GALLERY["tanh-mse"].build())


def test_the_history_survives_storage(history: History) -> None:
    before = encode(history.document)
    history.do(Remove(["a"]))
    history.do(SetTitle("other"))
    history.do(AddLeaf("k", [1.0, "nan"]))
    after = encode(history.document)
    history.undo()
    stored = msgspec.json.encode([history.done, history.undone])
    done, undone = msgspec.json.decode(stored, type=tuple[list[Entry], list[Entry]])
    restored = History(history.document, done, undone)
    restored.redo()
    assert encode(restored.document) == after
    for _ in range(3):
        restored.undo()
    assert encode(restored.document) == before


def test_a_tentative_edit_is_taken_back_by_an_exception(history: History) -> None:
    history.do(SetTitle("kept"))
    history.do(SetValue("a", 9.0))
    history.undo()
    before = encode(history.document), list(history.done), list(history.undone)

    def edit() -> None:
        with history.tentatively():
            history.undo()
            history.do(Remove(["b", "a"]))
            with history.tentatively():
                history.do(AddLeaf("k"))
            history.do(AddLeaf("k"))

    with pytest.raises(DuplicateNameError):
        edit()
    assert (encode(history.document), history.done, history.undone) == before
    with history.tentatively():
        history.redo()
    assert value(history, "a") == 9


def test_an_empty_document_starts_an_empty_history() -> None:
    history = History(Document())
    history.do(AddLeaf("p1", requires_grad=True))
    assert history.undo() == "add p1"


def test_a_long_gesture_of_different_commands_takes_linear_time(history: History) -> None:
    before = encode(history.document)
    start = perf_counter()
    for index in range(4_000):
        history.do(SetValue("a", float(index)) if index % 2 else SetTitle(f"t{index}"), "g")
    assert perf_counter() - start < 4
    after = encode(history.document)
    assert len(history.done) == 1
    history.undo()
    assert encode(history.document) == before
    history.redo()
    assert encode(history.document) == after


def test_a_gesture_that_ends_where_it_began_is_no_step(history: History) -> None:
    history.do(SetTitle("kept"))
    for number in (5.0, 6.0, 4.0):
        history.do(SetValue("a", number), "g")
    assert history.undo_label == "name the circuit kept"
    history.do(SetValue("a", 7.0), "g")
    assert [entry.label for entry in history.done] == ["name the circuit kept", "set a = 7"]


def test_large_steps_are_forgotten_before_they_fill_the_memory(history: History) -> None:
    history.do(AddLeaf("large", [0.0] * 100_000))
    for index in range(100):
        history.do(SetValue("large", from_array(np.full(100_000, float(index + 1)))))
    assert 10 < len(history.done) < 60
    for index in range(1_000):
        history.do(SetTitle(f"t{index}"))
    assert len(history.done) >= 1_000
    for _ in range(1_000):
        history.undo()
    assert history.document.title != "t0"


def test_the_last_step_stays_however_large_it_is(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("viz_autograd.editor.history.BUDGET", 10)
    history.do(SetTitle("one"))
    history.do(SetTitle("two"))
    assert [entry.label for entry in history.done] == ["name the circuit two"]


def test_a_batch_of_too_many_commands_is_refused(history: History) -> None:
    few = [Batch("inner", [SetTitle("x")] * 400)] * 250
    history.do(Batch("most", few))
    before = encode(history.document)
    with pytest.raises(CommandError, match="100,000"):
        history.do(Batch("more", [*few, SetTitle("y")]))
    assert encode(history.document) == before
