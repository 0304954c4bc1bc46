"""No message ends a session, goes without an answer, or changes what it should not. More of it: tests/proofs."""

from __future__ import annotations

import pathlib
import random

import msgspec
import pytest

from tests.ui.hostile_messages import EDITS, OTHERS, converse
from viz_autograd.canvas import codec


@pytest.mark.parametrize("seed", range(3))
def test_a_hundred_hostile_messages(seed: int, tmp_path: pathlib.Path) -> None:
    counts = converse(random.Random(seed), 100, tmp_path)
    assert set(counts) >= {"changed", "refused", "answered"}


def test_every_kind_of_message_is_tried() -> None:
    union = msgspec.inspect.type_info(codec.BrowserMessage)
    assert isinstance(union, msgspec.inspect.UnionType)
    tags = {kind.tag for kind in union.types if isinstance(kind, msgspec.inspect.StructType)}
    assert tags == {*EDITS, *OTHERS}
