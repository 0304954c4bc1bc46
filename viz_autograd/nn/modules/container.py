"""Modules that hold modules: Sequential, ModuleList, ModuleDict."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeVar

from viz_autograd.errors import ArgumentError, AssertedError, DtypeError, MemberNameError, PositionError
from viz_autograd.nn.modules.module import Module, enclosed, indented
from viz_autograd.nn.modules.parameter_container import ParameterDict, ParameterList
from viz_autograd.nn.type_names import class_name

__all__ = ["ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "Sequential"]

Self = TypeVar("Self", bound="_Row")


class _Row(Module):
    """Modules in a row, found by number."""

    def _place(self, index: Any) -> int:
        at = operator.index(index)
        count = len(self._modules)
        if not -count <= at < count:
            raise PositionError(f"index {at} is out of range")
        return at % count

    def _name_at(self, index: Any) -> str:
        return list(self._modules)[self._place(index)]

    def _renumber(self, modules: Iterable[Any]) -> None:
        self._modules = {str(number): module for number, module in enumerate(modules)}

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def __delitem__(self, index: Any) -> None:
        names = list(self._modules)
        for name in names[index] if isinstance(index, slice) else [self._name_at(index)]:
            delattr(self, name)
        self._renumber(self._modules.values())

    def append(self: Self, module: Module) -> Self:
        """Add a module at the end; returns itself."""
        self.add_module(str(len(self)), module)
        return self

    def pop(self, key: Any) -> Any:
        """Take the module at a place out, and return it."""
        module = self[key]  # type: ignore[index]
        del self[key]
        return module


class Sequential(_Row):
    """Modules that are called one after the other, each with what the one before gave.

    Made of modules, or of an OrderedDict of them by name. A slice is a Sequential of the same modules.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__()
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for number, module in enumerate(args):
                self.add_module(str(number), module)

    def forward(self, input: Any) -> Any:
        """What the last module gives."""
        for module in self._modules.values():
            input = module(input)  # type: ignore[misc]
        return input

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)(OrderedDict(list(self._modules.items())[idx]))
        return self._modules[self._name_at(idx)]

    def __setitem__(self, idx: Any, module: Module) -> None:
        setattr(self, self._name_at(idx), module)

    def __add__(self, other: Any) -> Sequential:
        self._only_sequential("add", other)
        return Sequential(*self, *other)

    def __iadd__(self, other: Any) -> Sequential:
        self._only_sequential("add", other)
        for module in list(other):
            self.append(module)
        return self

    def _only_sequential(self, name: str, other: Any) -> None:
        if not isinstance(other, Sequential):
            raise ArgumentError(
                f"{name} operator supports only objects of Sequential class, but {class_name(type(other))} is given."
            )

    def __mul__(self, other: Any) -> Sequential:
        self._check_factor(other)
        return Sequential(*chain.from_iterable(self for _ in range(other)))

    __rmul__ = __mul__

    def __imul__(self, other: Any) -> Sequential:
        self._check_factor(other)
        once = list(self)
        for _ in range(other - 1):
            for module in once:
                self.append(module)
        return self

    def _check_factor(self, other: Any) -> None:
        kind = class_name(type(self))
        if not isinstance(other, int):
            raise DtypeError(f"unsupported operand type(s) for *: {kind} and {class_name(type(other))}")
        if other <= 0:
            raise ArgumentError(f"Non-positive multiplication factor {other} for {kind}")

    def insert(self, index: int, module: Module) -> Sequential:
        """Put a module before the one at `index`. Raises AssertedError (AssertionError), PositionError (IndexError)."""
        if not isinstance(module, Module):
            raise AssertedError(f"module should be of type: {class_name(Module)}")
        count = len(self)
        if not -count <= index <= count:
            raise PositionError(f"Index out of range: {index}")
        modules = list(self)
        modules.insert(index, module)
        self._renumber(modules)
        return self

    def extend(self, sequential: Iterable[Module]) -> Sequential:
        """Add modules at the end; returns itself."""
        for module in sequential:
            self.append(module)
        return self


class ModuleList(_Row):
    """A list of modules, whose parameters count as parameters of what holds the list."""

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)(list(self)[idx])
        return self._modules[str(self._place(idx))]

    def __setitem__(self, idx: Any, module: Module) -> None:
        setattr(self, str(self._place(idx)), module)

    def __iadd__(self, modules: Iterable[Module]) -> ModuleList:
        return self.extend(modules)

    def __add__(self, other: Iterable[Module]) -> ModuleList:
        joined = ModuleList()
        for number, module in enumerate(chain(self, other)):
            joined.add_module(str(number), module)
        return joined

    def insert(self, index: int, module: Module) -> None:
        """Put a module before the one at `index`."""
        modules = list(self)
        modules.insert(index, module)
        self._renumber(modules)

    def extend(self, modules: Iterable[Module]) -> ModuleList:
        """Add modules at the end. Raises DtypeError (TypeError) for what cannot be iterated over."""
        if not isinstance(modules, Iterable):
            raise DtypeError(f"ModuleList.extend should be called with an iterable, but got {type(modules).__name__}")
        for number, module in enumerate(modules, len(self)):
            self.add_module(str(number), module)
        return self

    def __repr__(self) -> str:
        # Neighbours that look the same are told once.
        runs: list[tuple[int, int, str]] = []
        for number, shown in enumerate(map(repr, self)):
            if runs and runs[-1][2] == shown:
                runs[-1] = (runs[-1][0], number, shown)
            else:
                runs.append((number, number, shown))
        if not runs:
            return f"{self._get_name()}()"
        lines = []
        for first, last, shown in runs:
            told = f"({first}): {shown}" if first == last else f"({first}-{last}): {last - first + 1} x {shown}"
            lines.append(indented(told))
        return enclosed(self._get_name(), [], lines)


class ModuleDict(Module):
    """A dict of modules by name, in the order they came, whose parameters count."""

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key: str) -> Any:
        if key not in self._modules:
            raise MemberNameError(key)
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        if key not in self._modules:
            raise MemberNameError(key)
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: object) -> bool:
        return key in self._modules

    def clear(self) -> None:
        """Drop all modules."""
        self._modules.clear()

    def pop(self, key: str) -> Any:
        """Take a module out, and return it. Raises MemberNameError (KeyError)."""
        module = self[key]
        del self[key]
        return module

    def keys(self) -> Any:
        """The names."""
        return self._modules.keys()

    def items(self) -> Any:
        """The names and modules."""
        return self._modules.items()

    def values(self) -> Any:
        """The modules."""
        return self._modules.values()

    def update(self, modules: Any) -> None:
        """Add the modules of a mapping or of (name, module) pairs. Raises DtypeError (TypeError), ArgumentError."""
        if not isinstance(modules, Iterable):
            raise DtypeError(
                "ModuleDict.update should be called with an iterable of key/value pairs, but got "
                f"{type(modules).__name__}"
            )
        if isinstance(modules, OrderedDict | ModuleDict | Mapping):
            for key, module in modules.items():
                self[key] = module
            return
        for number, pair in enumerate(modules):
            where = f"ModuleDict update sequence element #{number}"
            if not isinstance(pair, Iterable):
                raise DtypeError(f"{where} should be Iterable; is{type(pair).__name__}")
            parts = tuple(pair)
            if len(parts) != 2:
                raise ArgumentError(f"{where} has length {len(parts)}; 2 is required")
            self[parts[0]] = parts[1]
