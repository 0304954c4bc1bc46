"""torch.linalg: norms, and functions of matrices."""

from __future__ import annotations

from viz_autograd.tensor import linalg as _linalg
from viz_autograd.tensor.linalg import *  # noqa: F403 - the names that it says are for others

__all__ = list(_linalg.__all__)
