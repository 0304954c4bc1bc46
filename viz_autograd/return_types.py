"""torch.return_types: the named tuples that functions of several results return."""

from __future__ import annotations

from typing import Any

from viz_autograd.tensor import return_types as _types

__all__ = [name for name in vars(_types) if isinstance(getattr(_types, name), type) and not name.startswith("_")]
__all__.remove("Any")


def __getattr__(name: str) -> Any:
    """The class of that name. Raises AttributeError."""
    if name in __all__:
        return getattr(_types, name)
    raise AttributeError(f"module 'torch.return_types' has no attribute {name!r}")
