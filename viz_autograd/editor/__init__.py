"""Editing a circuit: the document, the commands that change it, and their history."""

from __future__ import annotations

from viz_autograd.editor.apply import apply
from viz_autograd.editor.arrange import arrange
from viz_autograd.editor.decoding import decode_command, encode_command
from viz_autograd.editor.document import Document
from viz_autograd.editor.history import Entry, History
from viz_autograd.editor.labels import label
from viz_autograd.editor.snapshot import Snapshot, pack, snapshot_of, unpack
from viz_autograd.editor.values import from_array, from_attribute, from_number, to_array

__all__ = [
    "Document",
    "Entry",
    "History",
    "Snapshot",
    "apply",
    "arrange",
    "decode_command",
    "encode_command",
    "from_array",
    "from_attribute",
    "from_number",
    "label",
    "pack",
    "snapshot_of",
    "to_array",
    "unpack",
]
