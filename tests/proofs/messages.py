"""Messages in any order, forged, cut and twisted: each is answered or ignored, and only edits change the document."""

from __future__ import annotations

import pathlib
import random
import tempfile
import time
from collections.abc import Sequence

from tests.benchmarks.table import Row
from tests.proofs.parallel import Found, Task, arguments, peak_memory, pieces, report, spread
from tests.ui.hostile_messages import converse

PIECE = 100


def one_conversation(task: Task) -> Found:
    """A conversation with its seed and how many messages it has."""
    seed, messages = task
    found = Found()
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        try:
            found.counts = converse(random.Random(seed), messages, pathlib.Path(folder))
        except Exception as error:
            found.fail(f"--seed {seed} --count {messages}", error)
    found.slowest = (time.process_time() - began) / messages
    found.memory = peak_memory()
    return found


def main(argv: Sequence[str]) -> int:
    """Do it and print what was found."""
    began = time.monotonic()
    asked = arguments("messages", argv, 100_000, __doc__ or "")
    found = spread(one_conversation, list(pieces(asked.seed, asked.count, PIECE)), asked.jobs)
    told = found.counts
    measured = (
        f"{told['messages']:,} messages in {time.monotonic() - began:,.0f} s: {told['changed']:,} changed the "
        f"document, {told['answered']:,} were answered, {told['refused']:,} refused, {told['ignored']:,} ignored; "
        f"a process took {found.memory / 2**20:,.0f} MB at most; {len(found.failures)} failures"
    )
    target = "each answered or ignored; only accepted edits change anything"
    row = Row("hostile messages", target, measured, f"python -m tests.proofs messages --count {asked.count}")
    return report(row, found, began)
