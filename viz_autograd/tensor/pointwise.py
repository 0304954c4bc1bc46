"""All functions that work element by element: what `elementary`, `arithmetic` and `choosing` hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from viz_autograd.tensor import arithmetic, choosing, elementary

_FAMILIES = (elementary, arithmetic, choosing)

__all__: list[str] = [name for family in _FAMILIES for name in family.__all__]
METHODS: dict[str, Callable[..., Any]] = {
    name: method for family in _FAMILIES for name, method in family.METHODS.items()
}

globals().update({name: getattr(family, name) for family in _FAMILIES for name in family.__all__})
