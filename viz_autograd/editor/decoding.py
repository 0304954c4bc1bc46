"""Commands from outside: decoded strictly, refused with the place."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from viz_autograd.editor.commands import Command
from viz_autograd.editor.complaints import explain
from viz_autograd.editor.json_text import MAX_DEPTH
from viz_autograd.errors import CommandError, shown

_DECODER: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)


def check_characters(data: object) -> None:
    """See that `data` (lists, dicts) nests at most 200 deep, and that no text in it holds half of a surrogate pair.

    How deep a decoder can go depends on who calls it: without a limit of its own, the same command would be done at one
    time and refused at another. And UTF-8 cannot write half a pair. Raises CommandError.
    """
    level = [data]
    for _ in range(MAX_DEPTH + 1):
        inner: list[object] = []
        for part in level:
            if isinstance(part, str):
                _check_text(part)
            elif isinstance(part, Mapping):
                inner.extend(part)
                inner.extend(part.values())
            elif isinstance(part, (list, tuple)) and part and isinstance(part[0], (float, int)):
                inner.extend([item for item in part if isinstance(item, (str, list, tuple, Mapping))])
            elif isinstance(part, (list, tuple)):
                inner.extend(part)
        if not inner:
            return
        level = inner
    raise CommandError(f"lists and objects are nested more than {MAX_DEPTH} deep")


def _check_text(text: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CommandError(f'"{shown(text)}" holds half of a surrogate pair, which is no character') from None


def decode_command(message: bytes | str | Mapping[str, object]) -> Command:
    """The command that a JSON text, or the object decoded from one, writes.

    Raises CommandError, its `place` saying where ("commands[2].value"): unknown commands and fields are refused, never
    dropped.
    """
    try:
        if isinstance(message, Mapping):
            check_characters(message)
            command: Command = msgspec.convert(message, Command)
            return command
        return _DECODER.decode(message)
    except msgspec.ValidationError as error:
        place, said = explain(error)
        raise CommandError(f"{place}: {said}" if place else said, place=place or None) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise CommandError(f"this is no command: {error}") from None
    except RecursionError:
        raise CommandError("this is no command: it is nested too deep") from None


def encode_command(command: Command) -> bytes:
    """The command as JSON; `decode_command` gives it back."""
    return msgspec.json.encode(command)
