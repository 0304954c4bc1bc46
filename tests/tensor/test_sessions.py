"""Sessions of the kind that tutorials show tell in all their statements what they tell in PyTorch 2.13."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from tests.tensor.session_run import FIGURES, SESSIONS, played

TORCH: dict[str, list[dict[str, Any]]] = json.loads(FIGURES.read_text("utf-8"))


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_session_goes_as_in_pytorch(path: pathlib.Path) -> None:
    ours, theirs = played(path, "viz_autograd"), TORCH[path.stem]
    assert [each["line"] for each in ours] == [each["line"] for each in theirs]
    for mine, wanted in zip(ours, theirs, strict=True):
        if "error" in wanted:
            assert wanted["error"][0] in mine.get("error", ()), mine
            assert mine["text"].startswith(wanted["text"]), mine
        else:
            assert "error" not in mine, mine
        assert mine.get("out") == wanted.get("out"), mine["line"]
        # PyTorch says once in a process what is said here once in a session.
        assert set(wanted.get("warned", ())) <= set(mine.get("warned", ())), mine["line"]
