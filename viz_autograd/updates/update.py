"""What an optimizer's update is: its settings, the state that it keeps for one parameter, and its arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = ["Numbers", "Settings", "State", "Update"]

# A Python float, a numpy scalar or an array of any shape: the arithmetic is the same for all of them, and mixes them.
Numbers: TypeAlias = Any
Settings: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Numbers]


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """One optimizer's update as a pure function, with what one must know to call it.

    Attributes:
        name: PyTorch's name of the optimizer.
        defaults: The settings that enter the arithmetic, with PyTorch's defaults.
        counters: The parts of the state that are one number for a parameter, whatever its shape.
        arrays: The parts of the state that have the parameter's shape and dtype.
        begin: `begin(parameter, settings, scalar)` is the state before the first update of this parameter (an array);
            `scalar` is the numpy type of the counters, in PyTorch that of the default dtype.
        flatten: The settings as the tuple that `advance` takes.
        advance: `advance(parameter, gradient, *counters, *arrays, *flat settings)` is
            `(parameter, *counters, *arrays)` after one update. What is absent from the state is None.
    """

    name: str
    defaults: Settings
    counters: tuple[str, ...]
    arrays: tuple[str, ...]
    begin: Callable[[Numbers, Settings, type[Any]], State]
    flatten: Callable[[Settings], tuple[Any, ...]]
    advance: Callable[..., tuple[Any, ...]]

    def update(self, parameter: Numbers, gradient: Numbers, state: State, settings: Settings) -> tuple[Numbers, State]:
        """The parameter and its state after one step; nothing that is given is changed.

        Args:
            parameter: A float32 or float64 array of any shape, or a number.
            gradient: The gradient, of the parameter's shape and dtype.
            state: What `begin` or the step before gave.
            settings: All settings of `defaults`, by name; others are ignored.

        Returns:
            The new parameter, of the same shape and dtype, and the new state.
        """
        names = (*self.counters, *self.arrays)
        values = self.advance(parameter, gradient, *map(state.get, names), *self.flatten(settings))
        return values[0], {name: value for name, value in zip(names, values[1:], strict=True) if value is not None}
