"""Nothing yet."""

from __future__ import annotations

from viz_autograd.editor.document import Document
from viz_autograd.gallery.entry import Entry


def build() -> Document:
    """A new document with this circuit."""
    return Document()


ENTRY = Entry("empty", "Empty", "A blank canvas: wire your own circuit.", build)
