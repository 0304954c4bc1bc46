"""Undo and redo: what was done to a document, each step with the command that takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated

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
MAX_COMMANDS = 100_000
BUDGET = 64 * 2**20
"""Bytes of steps, roughly as they would be encoded; the oldest are forgotten beyond it."""
_SETTINGS = (SetValue, SetConstant, SetAttribute, SetRequiresGrad, SetSeed, SetTitle)


Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
"""A whole number that JavaScript, and any JSON, can hold."""


class Entry(Struct):
    """One step: the command, the one that takes it back, and what people call it.

    `edit` is the number of the newest edit that made it, where edits are numbered.
    """

    command: Command
    inverse: Command
    label: str
    size: Count = 0
    edit: Count = 0


class Gesture(Struct):
    """What the last step belongs to; `mixed` where it is made of several commands, in chunks."""

    name: str
    mixed: bool = False


class History:
    """The steps done to `document` and those undone, as data.

    At most 10,000 of them and about 64 MB, the oldest forgotten first; the newest always stays.

    `done` and `undone` (the next to redo last), and the gesture that the last step is of, may be given back from where
    they were stored, with the document as it was then.
    """

    def __init__(
        self,
        document: Document,
        done: Iterable[Entry] = (),
        undone: Iterable[Entry] = (),
        gesture: Gesture | None = None,
    ) -> None:
        self.document = document
        self.done = list(done)
        self.undone = list(undone)
        self.gesture = gesture
        self._bytes = sum(entry.size for entry in self.done)
        self._trail: list[Command] | None = None

    def do(self, command: Command, gesture: str | None = None, *, edit: int = 0) -> Command:
        """Apply `command` and remember it; returns its inverse. Raises what `apply` raises, having changed nothing.

        Commands that follow each other with the same gesture become one step. One that changes nothing is not
        remembered.
        """
        if isinstance(command, Batch):
            # Of one level: one of hundreds could be kept, and never be read again.
            command = Batch(command.label, flatten(command))
            # Only what comes in is counted: what takes a large removal back may well be longer.
            if len(command.commands) > MAX_COMMANDS:
                raise CommandError(f"a batch holds at most {MAX_COMMANDS:,} commands")
        inverse = self._apply(command)
        if _changes_nothing(command, inverse):
            return inverse
        if gesture is not None and self.gesture is not None and gesture == self.gesture.name and self.done:
            self._join(command, inverse, edit, self.gesture)
        else:
            self._push(Entry(command, inverse, label(command), size_of(command) + size_of(inverse), edit))
            self.gesture = None if gesture is None else Gesture(gesture)
        self.undone.clear()
        self._forget()
        return inverse

    def _join(self, command: Command, inverse: Command, edit: int, gesture: Gesture) -> None:
        """Make the command part of the last step. Settings of one thing become one, so that a drag stays small."""
        last = self._pop()
        merged = None if gesture.mixed else _merged(last, command, inverse)
        if merged is None:
            self._push(_together(last, command, inverse, edit, mixed=gesture.mixed))
            self.gesture = Gesture(gesture.name, mixed=True)
        elif _changes_nothing(*merged):
            self.gesture = None
        else:
            self._push(Entry(*merged, label(merged[0]), size_of(merged[0]) + size_of(merged[1]), edit))

    def _push(self, entry: Entry) -> None:
        self.done.append(entry)
        self._bytes += entry.size

    def _pop(self) -> Entry:
        entry = self.done.pop()
        self._bytes -= entry.size
        return entry

    def _forget(self) -> None:
        """Let go of the oldest steps where there are too many, or they take too much."""
        count = 0
        while len(self.done) - count > DEPTH or (self._bytes > BUDGET and count < len(self.done) - 1):
            self._bytes -= self.done[count].size
            count += 1
        del self.done[:count]

    def undo(self) -> str:
        """Take the last step back; returns its label. CommandError where there is none."""
        if not self.done:
            raise CommandError("there is nothing to undo")
        entry = self.done[-1]
        # What undoes the undoing is the step as it was done, with the very serials it gave: redo repeats that.
        again = self._apply(entry.inverse)
        self._pop()
        self.undone.append(Entry(again, entry.inverse, entry.label, entry.size, entry.edit))
        self.gesture = None
        return entry.label

    def redo(self) -> str:
        """Do the last undone step again; returns its label. CommandError where there is none."""
        if not self.undone:
            raise CommandError("there is nothing to redo")
        entry = self.undone[-1]
        inverse = self._apply(entry.command)
        self.undone.pop()
        self._push(Entry(entry.command, inverse, entry.label, entry.size, entry.edit))
        self.gesture = None
        return entry.label

    @contextmanager
    def tentatively(self) -> Iterator[None]:
        """Whatever is done, undone or redone inside is taken back when the block raises; the exception goes on."""
        if self._trail is not None:
            yield
            return
        done, undone, gesture, size = list(self.done), list(self.undone), self.gesture, self._bytes
        trail: list[Command] = []
        self._trail = trail
        try:
            yield
        except BaseException:
            for inverse in reversed(trail):
                apply(self.document, inverse)
            self.done, self.undone, self.gesture, self._bytes = done, undone, gesture, size
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


def _together(entry: Entry, command: Command, inverse: Command, edit: int, *, mixed: bool) -> Entry:
    """The step that does `entry` and then `command`, in chunks of falling size: n commands are joined in n log n."""
    forth, back = [_chunk(command)], [_chunk(inverse)]
    if mixed and isinstance(entry.command, Batch) and isinstance(entry.inverse, Batch):
        forth, back = [*entry.command.commands, *forth], [*back, *entry.inverse.commands]
    else:
        forth, back = [_chunk(entry.command), *forth], [*back, _chunk(entry.inverse)]
    while len(forth) > 1 and _length(forth[-2]) <= _length(forth[-1]):
        forth[-2:] = [_chunk(*forth[-2:])]
    while len(back) > 1 and _length(back[1]) <= _length(back[0]):
        back[:2] = [_chunk(*back[:2])]
    size = entry.size + size_of(command) + size_of(inverse)
    return Entry(Batch(entry.label, forth), Batch("undo", back), entry.label, size, edit)


def _chunk(*commands: Command) -> Command:
    return Batch("", flatten(*commands))


def _length(chunk: Command) -> int:
    return len(chunk.commands) if isinstance(chunk, Batch) else 1


def size_of(command: Command) -> int:
    """About how many bytes a command takes when it is encoded; nothing is encoded for it."""
    size = 0
    waiting: list[object] = [command]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            size += len(part)
        elif isinstance(part, list) and part and isinstance(part[0], float):
            size += 24 * len(part)
        elif isinstance(part, (list, tuple)):
            size += 24 * len(part)
            waiting.extend(part)
        elif isinstance(part, dict):
            waiting.extend(part)
            waiting.extend(part.values())
        elif isinstance(part, msgspec.Struct):
            size += 100
            waiting.extend(getattr(part, field) for field in part.__struct_fields__)
    return size


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
