"""torch.cuda: there is none, and programs that ask are told so."""

from __future__ import annotations

from typing import Any


def is_available() -> bool:
    """Always False."""
    return False


def device_count() -> int:
    """Always 0."""
    return 0


def manual_seed(seed: int) -> None:
    """Nothing: there is no generator on a GPU to be seeded."""


manual_seed_all = manual_seed


def __getattr__(name: str) -> Any:
    """Raises AttributeError, which says that there is no GPU here."""
    raise AttributeError(f"torch.cuda.{name} is not part of viz_autograd; tensors are on the CPU")
