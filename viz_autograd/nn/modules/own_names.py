"""Python's errors about arguments name the class that a method was written in; here, the class that people wrote."""

from __future__ import annotations

from collections.abc import Iterable
from types import FunctionType
from typing import Any

# Bases that PyTorch's messages name as well.
_SHARED = {
    "__init__": (
        "Module", "RNNBase", "_BatchNorm", "_DropoutNd", "_InstanceNorm", "_LPPoolNd", "_Loss", "_MaxPoolNd",
        "_WeightedLoss",
    ),
    "forward": ("Module", "_BatchNorm", "_InstanceNorm"),
}  # fmt: skip


def take_own_names(kinds: Iterable[Any], methods: tuple[str, ...] = ("__init__", "forward")) -> None:
    """Give each class a copy, under its own name, of the methods that it has from a base of no other use."""
    for kind in kinds:
        for method in methods:
            function = getattr(kind, method)
            owner = function.__qualname__.split(".")[0]
            if owner != kind.__name__ and owner not in _SHARED[method]:
                setattr(kind, method, _renamed(function, f"{kind.__name__}.{method}"))


def _renamed(function: Any, name: str) -> Any:
    twin = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    twin.__kwdefaults__ = function.__kwdefaults__
    twin.__annotations__ = function.__annotations__
    twin.__doc__ = function.__doc__
    twin.__module__ = function.__module__
    twin.__qualname__ = name
    return twin


def take_name_of(kind: Any, bases: Iterable[Any]) -> None:
    """Name all methods of the bases that a class is put together from as the class's own."""
    for base in bases:
        for function in vars(base).values():
            if isinstance(function, FunctionType):
                function.__qualname__ = f"{kind.__name__}.{function.__name__}"
