"""Commands from outside are refused with the place, or are what was sent."""

from __future__ import annotations

import pytest

from viz_autograd.editor import commands as c
from viz_autograd.editor import decode_command, encode_command
from viz_autograd.errors import CommandError


@pytest.mark.parametrize(
    ("message", "place", "says"),
    [
        (b'{"type":"explode"}', "type", "there is no command 'explode'"),
        (b'{"name":"a"}', "type", "this field is missing"),
        (b'{"type":"set_value","name":"a"}', "value", "this field is missing"),
        (b'{"type":"set_value","name":"a","value":1,"colour":2}', "colour", "there is no such field"),
        (b'{"type":"set_value","name":5,"value":1}', "name", "expected a text, found a whole number"),
        (b'{"type":"set_value","name":"a","value":[1,"x"]}', "value[1]", "'x' is no number"),
        (b'{"type":"set_value","name":"a","value":[[[1]]]}', "value[0][0]", "found a list"),
        (b'{"type":"move","positions":{"a":[1]}}', "positions[...]", "expected a list of length 2"),
        (b'{"type":"batch","label":"x","commands":[{"type":"remove"}]}', "commands[0].names", "this field is missing"),
        (b"[]", None, "expected an object, found a list"),
        (b"5", None, "expected an object, found a whole number"),
        (b'{"type":', None, "this is no command"),
        (b'{"type":"set_title","title":"\xff"}', None, "this is no command"),
        (b'{"type":"batch","label":"x","commands":[' * 10_000, None, "nested too deep"),
        ({"type": "set_value", "name": "a", "value": True}, "value", "found true or false"),
        ({"type": 5}, "type", "expected"),
    ],
)
def test_refused(message: object, place: str | None, says: str) -> None:
    with pytest.raises(CommandError) as caught:
        decode_command(message)  # type: ignore[arg-type]
    assert caught.value.place == place
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "command",
    [
        c.AddLeaf("a", [[1.0, "nan"]], requires_grad=True, x=1.0, serial=3),
        c.AddOp("s", "sum", {"dim": -1, "keepdim": True}, {"a": c.Binary([1], "AAAA")}),
        c.Batch("x", [c.Move({"a": (1.0, 2.0)}), c.SetRoot("a", "inf"), c.Replace("{}", serials=[1, 5])]),
    ],
)
def test_what_is_sent_arrives(command: c.Command) -> None:
    assert decode_command(encode_command(command)) == command


def batches(depth: int) -> dict[str, object]:
    found: dict[str, object] = {"type": "set_title", "title": "t"}
    for _ in range(depth):
        found = {"type": "batch", "label": "", "commands": [found]}
    return found


def test_what_is_nested_too_deep_is_refused_however_deep_the_stack_is() -> None:
    def deeper(frames: int, message: dict[str, object]) -> c.Command:
        return deeper(frames - 1, message) if frames else decode_command(message)

    assert decode_command(batches(99)) == deeper(500, batches(99))
    for depth in (100, 300, 10_000):
        for frames in (0, 500):
            with pytest.raises(CommandError, match="nested more than 200 deep"):
                deeper(frames, batches(depth))


@pytest.mark.parametrize(
    "part", ["\ud800", ["a", ["\udfff"]], {"\ud83d": 1}, [1.0, "\ud800"], {"a": [0, {"b": "x\ud800"}]}]
)
def test_half_a_surrogate_pair_is_refused(part: object) -> None:
    with pytest.raises(CommandError, match="half of a surrogate pair"):
        decode_command({"type": "set_title", "title": part})
