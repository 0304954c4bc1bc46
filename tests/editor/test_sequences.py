"""Random sequences of commands: undoing all gives the byte-identical file, redoing all the edited one."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.editor.random_commands import exercise


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 40))
def test_undo_all_and_redo_all(seed: int, steps: int) -> None:
    exercise(random.Random(seed), steps)


@pytest.mark.parametrize("seed", range(4))
def test_undo_all_and_redo_all_after_many_edits(seed: int) -> None:
    tally = exercise(random.Random(seed), 400)
    assert 0.3 < tally.applied / tally.commands < 0.9
