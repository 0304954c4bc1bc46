"""What the gallery says of a circuit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from viz_autograd.editor.document import Document


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` stands in the URL, `title` and `says` on the card; `build` makes a new document each time."""

    id: str
    title: str
    says: str
    build: Callable[[], Document]
