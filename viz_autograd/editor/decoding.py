"""Commands from outside: decoded strictly, refused with the place."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from viz_autograd.editor.commands import Command
from viz_autograd.editor.complaints import explain
from viz_autograd.errors import CommandError, shown

_DECODER: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)


def check_characters(data: object) -> None:
    """CommandError where a text within `data` (lists, dicts) holds half of a surrogate pair: UTF-8 cannot write it."""
    waiting = [data]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            if not part.isascii():
                try:
                    part.encode()
                except UnicodeEncodeError:
                    message = f'"{shown(part)}" holds half of a surrogate pair, which is no character'
                    raise CommandError(message) from None
        elif isinstance(part, Mapping):
            waiting.extend(part)
            waiting.extend(part.values())
        elif isinstance(part, (list, tuple)) and not (part and isinstance(part[0], (float, int))):
            waiting.extend(part)
        elif isinstance(part, (list, tuple)):
            waiting.extend([item for item in part if isinstance(item, (str, list, tuple, Mapping))])


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
