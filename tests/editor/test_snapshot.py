"""What the browser keeps can be read again, whatever commands it holds; what was tampered with is refused."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest

from viz_autograd.editor import History, decode_command, pack, snapshot_of, unpack
from viz_autograd.errors import CommandError, VizAutogradError
from viz_autograd.gallery import GALLERY
from viz_autograd.io import encode


def packed() -> bytes:
    history = History(GALLERY["four-weights"].build())
    history.do(decode_command('{"type":"rename","old":"a","new":"k"}'), edit=1)
    history.do(decode_command('{"type":"set_title","title":"t"}'), edit=2)
    history.undo()
    return pack(snapshot_of(history, edits=3))


def test_batches_within_batches_are_read_again() -> None:
    history = History(GALLERY["four-weights"].build())
    before = encode(history.document)
    text = '{"type":"rename","old":"a","new":"k"}'
    for _ in range(200):
        text = '{"type":"batch","label":"b","commands":[' + text + "]}"
    history.do(decode_command(text))
    again = unpack(pack(snapshot_of(history, edits=1))).history()
    assert encode(again.document) == encode(history.document) != before
    again.undo()
    assert encode(again.document) == before


@pytest.mark.parametrize(
    "change",
    [
        {"edits": 10**30},
        {"edits": -1},
        {"replacements": -(10**30)},
        {"serials": [10**30]},
        {"serials": [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]},
        {"version": 2},
        {"text": "{}"},
        {"done": [{"command": {}}]},
        {"more": 1},
    ],
)
def test_what_was_changed_inside_is_refused(change: dict[str, Any]) -> None:
    inside = json.loads(zlib.decompress(packed()))
    with pytest.raises(VizAutogradError):
        unpack(zlib.compress(json.dumps(inside | change).encode())).history()


@pytest.mark.parametrize("field", ["size", "edit"])
def test_numbers_that_could_not_be_kept_again_are_refused(field: str) -> None:
    inside = json.loads(zlib.decompress(packed()))
    inside["done"][0][field] = 2**64
    with pytest.raises(CommandError, match=rf"done\[0\]\.{field}"):
        unpack(zlib.compress(json.dumps(inside).encode()))


@pytest.mark.parametrize("data", [b"", b"x", zlib.compress(b""), zlib.compress(b"[" * 10**5), packed()[:-9]])
def test_what_is_no_snapshot_is_refused(data: bytes) -> None:
    with pytest.raises(CommandError, match="What was kept is damaged"):
        unpack(data)
