"""Whether numpy's BLAS does small matrix products better with one thread."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.benchmarks.engine import middle, ratio, turns
from tests.benchmarks.peers import imported
from tests.benchmarks.table import NO_TARGET, Row

COMMAND = "python -m tests.benchmarks blas"
SIZES = (8, 64, 256)


def rows() -> Iterator[Row]:
    limits = imported("threadpoolctl")
    if limits is None:
        missing = "skipped: threadpoolctl is not installed (`pip install -e '.[bench]'`)"
        yield Row("matrix products with one thread", NO_TARGET, missing, COMMAND)
        return
    controller = limits.ThreadpoolController()
    for size in SIZES:
        matrix = np.random.default_rng(1).random((size, size))

        def once(matrix: np.ndarray = matrix) -> float:
            return float((matrix @ matrix)[0, 0])

        many = turns({"many": once})["many"]
        with controller.limit(limits=1, user_api="blas"):
            one = turns({"one": once})["one"]
        fewest = min(len(many), len(one))
        measured = f"{ratio(one[:fewest], many[:fewest])} × ({middle(one)} / {middle(many)})"
        yield Row(
            f"{size} × {size} matrix product, one BLAS thread / as many as it likes", NO_TARGET, measured, COMMAND
        )
