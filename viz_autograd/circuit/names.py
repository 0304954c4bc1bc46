"""Which names a node may have."""

from __future__ import annotations

import unicodedata

from viz_autograd.errors import InvalidNameError

MAX_LENGTH = 100

# Control characters, halves of surrogate pairs (which no UTF-8 file can hold), line and paragraph separators.
FORBIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
# What alone makes a name that nobody sees: marks of format, spaces, marks upon nothing; letters that are blank.
INVISIBLE = frozenset({"Cf", "Zs", "Mn"})
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


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
                kind = (
                    "half of a surrogate pair," if unicodedata.category(character) == "Cs" else "the control character"
                )
                raise InvalidNameError(f"a name cannot hold {kind} U+{ord(character):04X}")
    if all(character in BLANK or unicodedata.category(character) in INVISIBLE for character in name):
        raise InvalidNameError("a name needs a character that can be seen")
    return name
