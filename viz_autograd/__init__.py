"""viz_autograd: wire a circuit, watch values flow forward and gradients flow back."""

from __future__ import annotations

from viz_autograd import errors
from viz_autograd.circuit import Circuit
from viz_autograd.engine import Run, run
from viz_autograd.ops import OPS

__version__ = "0.1.0"

__all__ = ["OPS", "Circuit", "Run", "__version__", "errors", "run"]
