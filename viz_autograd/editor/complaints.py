"""What msgspec complains of, said for people: the place and what was expected there."""

from __future__ import annotations

import re

import msgspec

_KINDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "a text",
    "bool": "true or false",
    "null": "null",
    "object": "an object",
    "array": "a list",
}
VALUE_SAYS = 'a number, "nan", "inf" or "-inf", or lists of them nested at most two deep'
_PATH = re.compile(r" - at `(key in )?\$?([^`]*)`$", re.DOTALL)
_EXPECTED = re.compile(r"Expected `([^`]*)`(?: of length (\d+))?(?:, got `([^`]*)`(?: of length (\d+))?)?$")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`$", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `([^`]*)`$")
_ENUM = re.compile(r"Invalid (?:enum )?value (.*)$", re.DOTALL)


def explain(error: msgspec.DecodeError, at: str = "") -> tuple[str, str]:
    """(place, message) of what msgspec raised while decoding what stands at `at`.

    The wording of msgspec is not promised; what is not recognised is passed on as it is.
    """
    text = str(error)
    path = _PATH.search(text)
    said = text[: path.start()] if path else text
    place = join(at, path[2] if path else "")
    if field := _UNKNOWN.match(said):
        return join(place, "." + shortened(field[1])), "there is no such field"
    if field := _MISSING.match(said):
        return join(place, "." + field[1]), "this field is missing"
    if kinds := _EXPECTED.match(said):
        return place, _expected(kinds)
    if value := _ENUM.match(said):
        return place, _not_one_of(value[1], place)
    if said.startswith("Number out of range"):
        return place, 'a number too large for float64; "inf" is infinity'
    return place, said[:1].lower() + said[1:]


def join(place: str, path: str) -> str:
    """A path within a place, `nodes[3]` and `.value` → `nodes[3].value`; a path alone loses its leading dot."""
    return place + path if place else path.removeprefix(".")


def _expected(kinds: re.Match[str]) -> str:
    due, found = _kinds(kinds[1]), _kinds(kinds[3]) if kinds[3] else ""
    if "float" in kinds[1] and "str" in kinds[1]:
        due = VALUE_SAYS if "array" in kinds[1] else 'a number, "nan", "inf" or "-inf"'
    if kinds[2]:
        due += f" of length {kinds[2]}"
    if kinds[4]:
        found += f" of length {kinds[4]}"
    return f"expected {due}" + (f", found {found}" if found else "")


def _kinds(names: str) -> str:
    words = [_KINDS.get(name.strip(), name.strip()) for name in names.split("|")]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]


def _not_one_of(shown: str, place: str) -> str:
    if place == "type" or place.endswith(".type"):
        return f"there is no command {shortened(shown)}"
    return f"{shortened(shown)} is no number: expected {VALUE_SAYS}"


def shortened(text: str, length: int = 60) -> str:
    """`text`, at most `length` characters of it, on one line."""
    text = text if text.isprintable() else "".join(letter if letter.isprintable() else "�" for letter in text)
    return text if len(text) <= length else text[: length - 1] + "…"
