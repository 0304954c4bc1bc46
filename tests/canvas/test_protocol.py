"""The TypeScript half speaks the protocol that the Python half does."""

from __future__ import annotations

import pytest

from viz_autograd.canvas import codec, protocol
from viz_autograd.errors import CommandError


def test_protocol_ts_is_what_the_structs_say() -> None:
    found = protocol.TARGET.read_text(encoding="utf-8")
    assert found == protocol.generate(), "run `python -m viz_autograd.canvas.protocol` and commit what it writes"


@pytest.mark.parametrize(
    "data",
    [
        None,
        1,
        "undo",
        [],
        {},
        {"id": 1},
        {"type": "undo", "edit": 1},
        {"type": "undo", "id": 1},
        {"type": "begin", "id": 1, "state": "text"},
        {"type": "undo", "id": "1", "edit": 1},
        {"type": "undo", "id": 1, "edit": 1, "more": 2},
        {"type": "eval", "id": 1},
        {"type": "apply", "id": 1, "edit": 1, "command": {"type": "set_value", "name": "a", "value": [[[1]]]}},
        {"type": "apply", "id": 1, "edit": 1, "command": {"type": "set_value", "name": 5, "value": 1}},
        {"type": "apply", "id": 1, "edit": 1, "command": {"type": "set_value", "name": "a", "value": None}},
        {"type": "ask_array", "id": 1, "of": "__class__", "node": "a"},
    ],
)
def test_a_message_that_is_none_raises(data: object) -> None:
    with pytest.raises(CommandError, match="not understood"):
        codec.decode(data)


def test_a_message_is_decoded() -> None:
    data = {
        "type": "apply",
        "id": 3,
        "edit": 1,
        "command": {"type": "connect", "source": "a", "target": "b", "port": "a"},
    }
    message = codec.decode(data)
    assert isinstance(message, codec.Apply)
    assert message.command.target == "b"
