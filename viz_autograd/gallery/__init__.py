"""The tutorials' circuits, by the name that the page's `?circuit=` knows them by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from viz_autograd.gallery import empty, four_weights, squared_plus_five, tanh_mse
from viz_autograd.gallery.entry import Entry

__all__ = ["GALLERY", "OPENING", "Entry"]

GALLERY: Mapping[str, Entry] = MappingProxyType(
    {module.ENTRY.id: module.ENTRY for module in (four_weights, tanh_mse, squared_plus_five, empty)}
)
OPENING = four_weights.ENTRY.id
