"""The names of types as PyTorch's messages tell them."""

from __future__ import annotations

from viz_autograd.tensor.graph import legacy_name
from viz_autograd.tensor.tensor import Tensor


def type_name(value: object) -> str:
    """Of a tensor its old type ("torch.FloatTensor"), of a class its own whole name, else that of the value's class."""
    if isinstance(value, Tensor):
        return f"torch.{legacy_name(value._array.dtype)}"
    kind = value if isinstance(value, type) else type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{_home(kind)}.{kind.__qualname__}"


def class_name(kind: type) -> str:
    """How a class shows itself, <class '…'>."""
    return f"<class '{type_name(kind)}'>"


def _home(kind: type) -> str:
    # What is here under PyTorch's names is told under them.
    package, dot, rest = kind.__module__.partition(".")
    return f"torch{dot}{rest}" if package == "viz_autograd" else kind.__module__
