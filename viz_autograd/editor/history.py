"""Undo and redo: what was done to a document, each step with the command that takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import msgspec

from viz_autograd.editor.apply import apply, flatten
from viz_autograd.editor.commands import (
    Batch,
    Command,
    Move,
    SetAttribute,
    SetConstant,
    SetRequiresGrad,
    SetRoot,
    SetSeed,
    SetTitle,
    SetValue,
    Struct,
)
from viz_autograd.editor.document import Document
from viz_autograd.editor.labels import label
from viz_autograd.errors import CommandError

DEPTH = 10_000
_SETTINGS = (SetValue, SetConstant, SetAttribute, SetRequiresGrad, SetSeed, SetTitle)


class Entry(Struct):
    """One step: the command, the one that takes it back, and what people call it."""

    command: Command
    inverse: Command
    label: str


class History:
    """The steps done to `document` and those undone, as data; at most 10,000 of them, the oldest forgotten first.

    `done` and `undone` (the next to redo last) may be given back from where they were stored, with the document as it
    was then.
    """

    def __init__(self, document: Document, done: Iterable[Entry] = (), undone: Iterable[Entry] = ()) -> None:
        self.document = document
        self.done = list(done)
        self.undone = list(undone)
        self._gesture: str | None = None
        self._trail: list[Command] | None = None

    def do(self, command: Command, gesture: str | None = None) -> Command:
        """Apply `command` and remember it; returns its inverse. Raises what `apply` raises, having changed nothing.

        Commands that follow each other with the same gesture become one step. One that changes nothing is not
        remembered.
        """
        inverse = self._apply(command)
        if _changes_nothing(command, inverse):
            return inverse
        if gesture is not None and gesture == self._gesture and self.done:
            self.done[-1] = _together(self.done[-1], command, inverse)
        else:
            self.done.append(Entry(command, inverse, label(command)))
            del self.done[:-DEPTH]
        self.undone.clear()
        self._gesture = gesture
        return inverse

    def undo(self) -> str:
        """Take the last step back; returns its label. CommandError where there is none."""
        if not self.done:
            raise CommandError("there is nothing to undo")
        entry = self.done[-1]
        # What undoes the undoing is the step as it was done, with the very serials it gave: redo repeats that.
        again = self._apply(entry.inverse)
        self.done.pop()
        self.undone.append(Entry(again, entry.inverse, entry.label))
        self._gesture = None
        return entry.label

    def redo(self) -> str:
        """Do the last undone step again; returns its label. CommandError where there is none."""
        if not self.undone:
            raise CommandError("there is nothing to redo")
        entry = self.undone[-1]
        inverse = self._apply(entry.command)
        self.undone.pop()
        self.done.append(Entry(entry.command, inverse, entry.label))
        self._gesture = None
        return entry.label

    @contextmanager
    def tentatively(self) -> Iterator[None]:
        """Whatever is done, undone or redone inside is taken back when the block raises; the exception goes on."""
        if self._trail is not None:
            yield
            return
        done, undone, gesture = list(self.done), list(self.undone), self._gesture
        trail: list[Command] = []
        self._trail = trail
        try:
            yield
        except BaseException:
            for inverse in reversed(trail):
                apply(self.document, inverse)
            self.done, self.undone, self._gesture = done, undone, gesture
            raise
        finally:
            self._trail = None

    def _apply(self, command: Command) -> Command:
        inverse = apply(self.document, command)
        if self._trail is not None:
            self._trail.append(inverse)
        return inverse

    @property
    def undo_label(self) -> str | None:
        """The label of the step that `undo` would take back, or None."""
        return self.done[-1].label if self.done else None

    @property
    def redo_label(self) -> str | None:
        """The label of the step that `redo` would do again, or None."""
        return self.undone[-1].label if self.undone else None


def _changes_nothing(command: Command, inverse: Command) -> bool:
    """Whether a command and its inverse are the same but for their labels."""
    forth, back = flatten(command), flatten(inverse)
    if len(forth) != len(back):
        return not back
    pairs = list(zip(forth, reversed(back), strict=True))
    if any(type(one) is not type(other) for one, other in pairs):
        return False
    # As bytes, since 0 and −0 are equal but not the same.
    return all(msgspec.json.encode(one) == msgspec.json.encode(other) for one, other in pairs)


def _together(entry: Entry, command: Command, inverse: Command) -> Entry:
    """The step that does `entry` and then `command`. Settings of one thing become one, so that a drag stays small."""
    merged = _merged(entry, command, inverse)
    if merged is not None:
        return Entry(*merged, label(merged[0]))
    commands = Batch(entry.label, flatten(entry.command, command))
    return Entry(commands, Batch("undo", flatten(inverse, entry.inverse)), entry.label)


def _merged(entry: Entry, command: Command, inverse: Command) -> tuple[Command, Command] | None:
    """(command, inverse) where the second command sets the very thing that the first did; else None."""
    first, back = entry.command, entry.inverse
    if type(first) is not type(command) or type(back) is not type(first) or type(inverse) is not type(command):
        return None
    if isinstance(command, Move) and isinstance(first, Move) and isinstance(back, Move) and isinstance(inverse, Move):
        return Move({**first.positions, **command.positions}), Move({**inverse.positions, **back.positions})
    if isinstance(command, SetRoot) or (isinstance(command, _SETTINGS) and _what(first) == _what(command)):
        return command, back
    return None


def _what(command: Command) -> tuple[object, ...]:
    """The fields that say what a setting sets."""
    return tuple(getattr(command, field, None) for field in ("name", "port", "attribute"))
