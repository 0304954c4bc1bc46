"""Warnings that PyTorch gives once in a program."""

from __future__ import annotations

import warnings

_given: set[str] = set()


def warn_once(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn, unless this was said before."""
    if message not in _given:
        _given.add(message)
        warnings.warn(message, category, stacklevel=3)
