"""A document with its history as bytes: what the browser keeps, and a later session goes on from."""

from __future__ import annotations

import zlib
from typing import Annotated

import msgspec

from viz_autograd.editor.commands import Struct
from viz_autograd.editor.complaints import explain
from viz_autograd.editor.document import Document
from viz_autograd.editor.file_format import megabytes
from viz_autograd.editor.file_reader import read
from viz_autograd.editor.file_writer import write
from viz_autograd.editor.history import Count, Entry, Gesture, History
from viz_autograd.errors import CommandError

VERSION = 1
LARGEST = 96 * 2**20
"""Bytes before they are deflated: three times what a circuit file may have."""


class Snapshot(Struct):
    """A document and the steps that led to it.

    `text` is its circuit file and `serials` are its nodes' creation numbers, by which the steps know them. `edits` is
    the number of the last edit in it. `file` is the path that it was opened from, and `replacements` how many circuits
    took that one's place since.
    """

    text: str
    serials: list[int]
    done: list[Entry] = []  # noqa: RUF012 (msgspec copies it)
    undone: list[Entry] = []  # noqa: RUF012
    gesture: Gesture | None = None
    edits: Count = 0
    file: str | None = None
    replacements: Annotated[int, msgspec.Meta(ge=-(2**53) + 1, le=2**53 - 1)] = 0
    version: int = VERSION

    def history(self) -> History:
        """The document and its steps. Raises a VizAutogradError where the document cannot be read."""
        return History(read(self.text, self.serials), self.done, self.undone, self.gesture)


_DECODER = msgspec.json.Decoder(Snapshot)


def snapshot_of(history: History, *, edits: int, file: str | None = None, replacements: int = 0) -> Snapshot:
    """What there is to keep."""
    document: Document = history.document
    serials = [node.serial for node in document.circuit.nodes()]
    text = write(document).decode()
    return Snapshot(text, serials, history.done, history.undone, history.gesture, edits, file, replacements)


def pack(snapshot: Snapshot) -> bytes:
    """The snapshot as bytes: JSON, deflated. Where it takes more than 96 MB, its oldest steps are left out.

    Raises CommandError where the document alone takes more.
    """
    text = msgspec.json.encode(snapshot)
    while len(text) > LARGEST and (snapshot.done or snapshot.undone):
        kept = snapshot.done[(len(snapshot.done) + 1) // 2 :]
        snapshot = msgspec.structs.replace(snapshot, done=kept, undone=snapshot.undone if kept else [])
        text = msgspec.json.encode(snapshot)
    if len(text) > LARGEST:
        raise CommandError(f"The circuit takes {megabytes(len(text))}; the browser keeps at most {megabytes(LARGEST)}.")
    return zlib.compress(text, level=1)


def unpack(data: bytes) -> Snapshot:
    """The snapshot that `pack` made bytes of.

    Raises CommandError for other bytes, for more than 96 MB, and for what a newer program wrote.
    """
    inflating = zlib.decompressobj()
    try:
        text = inflating.decompress(data, LARGEST)
    except zlib.error as error:
        raise CommandError(f"What was kept is damaged: {error}.") from None
    if inflating.unconsumed_tail:
        raise CommandError(f"What was kept takes more than {megabytes(LARGEST)}.")
    if not inflating.eof:
        raise CommandError("What was kept is damaged: its end is missing.")
    try:
        snapshot = _DECODER.decode(text)
    except msgspec.ValidationError as error:
        place, said = explain(error)
        raise CommandError(f"What was kept is damaged: {place}: {said}", place=place or None) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise CommandError(f"What was kept is damaged: {error}") from None
    if snapshot.version > VERSION:
        raise CommandError("What was kept comes from a newer version of this program; update it.")
    return snapshot
