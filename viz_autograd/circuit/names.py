"""Which names a node may have."""

from __future__ import annotations

import unicodedata

from viz_autograd.errors import InvalidNameError

MAX_LENGTH = 100

# Control characters, halves of surrogate pairs (which no UTF-8 file can hold), line and paragraph separators.
FORBIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


def check_name(name: object) -> str:
    """The name itself: 1–100 characters, no control characters, no spaces at either end; any other text is allowed.

    Raises InvalidNameError.
    """
    if not isinstance(name, str):
        raise InvalidNameError(f"a name is text, not {type(name).__name__}")
    if not name:
        raise InvalidNameError("a name cannot be empty")
    if len(name) > MAX_LENGTH:
        raise InvalidNameError(f"a name has at most {MAX_LENGTH} characters, this one has {len(name)}")
    if name != name.strip():
        raise InvalidNameError("a name cannot begin or end with a space")
    if not name.isprintable():  # quick, and true of nearly every name; the rest is looked at character by character
        for character in name:
            if unicodedata.category(character) in FORBIDDEN:
                raise InvalidNameError(f"a name cannot hold the control character U+{ord(character):04X}")
    return name
