"""Whether backward is watched for nan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import BackwardError
from viz_autograd.tensor.graph import Node
from viz_autograd.tensor.tensor import Tensor


class _Anomaly:
    enabled = False
    check_nan = True


ANOMALY = _Anomaly()


def check(node: Node, parts: Sequence[Any]) -> None:
    """Raise BackwardError when a node sent nan, as PyTorch does while it detects anomalies."""
    for at, part in enumerate(parts):
        if part is None or node.targets[at] is None:
            continue
        array = part._array if isinstance(part, Tensor) else part
        if np.isnan(array).any():
            raise BackwardError(f"Function '{node.name()}' returned nan values in its {at}th output.")
