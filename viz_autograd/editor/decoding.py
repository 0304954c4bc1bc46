"""Commands from outside: decoded strictly, refused with the place."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from viz_autograd.editor.commands import Command
from viz_autograd.editor.complaints import explain
from viz_autograd.errors import CommandError

_DECODER: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)


def decode_command(message: bytes | str | Mapping[str, object]) -> Command:
    """The command that a JSON text, or the object decoded from one, writes.

    Raises CommandError, its `place` saying where ("commands[2].value"): unknown commands and fields are refused, never
    dropped.
    """
    try:
        if isinstance(message, Mapping):
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
