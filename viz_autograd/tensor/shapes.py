"""Everything that changes shapes: what `views`, `arranging` and `joining` have, under one name."""

from __future__ import annotations

from typing import Any

from viz_autograd.tensor import arranging, joining, views

_FAMILIES = (views, arranging, joining)

__all__: list[str] = []

METHODS: dict[str, Any] = {}

for _family in _FAMILIES:
    __all__ += _family.__all__
    METHODS |= _family.METHODS
    globals().update({_name: getattr(_family, _name) for _name in _family.__all__})
