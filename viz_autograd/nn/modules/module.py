"""The base of everything that learns: `Module`."""

from __future__ import annotations

from viz_autograd.nn.modules.calling import (
    Calling,
    register_module_forward_hook,
    register_module_forward_pre_hook,
    register_module_full_backward_hook,
    register_module_full_backward_pre_hook,
)
from viz_autograd.nn.modules.moving import Moving
from viz_autograd.nn.modules.own_names import take_name_of
from viz_autograd.nn.modules.parts import Parts
from viz_autograd.nn.modules.saving import Saving
from viz_autograd.nn.modules.walking import Walking

__all__ = [
    "Module",
    "register_module_forward_hook",
    "register_module_forward_pre_hook",
    "register_module_full_backward_hook",
    "register_module_full_backward_pre_hook",
]


class Module(Moving):
    """Parameters, buffers, other modules, and a forward that computes with them; subclasses define `forward`.

    What is assigned to an attribute becomes a part of it: a Parameter, a Module, a Buffer. A subclass calls
    `super().__init__()` first; assigning before that raises MemberError (AttributeError).
    """

    def extra_repr(self) -> str:
        """What repr shows between the parentheses, before the modules within."""
        return ""

    def __repr__(self) -> str:
        lines = self.extra_repr().split("\n")
        inner = [f"({name}): {indented(repr(module))}" for name, module in self._modules.items()]
        return enclosed(self._get_name(), [line for line in lines if line], inner)


def indented(text: str, by: int = 2) -> str:
    """The text with all lines but the first moved to the right."""
    return text.replace("\n", "\n" + " " * by)


def enclosed(name: str, settings: list[str], inner: list[str]) -> str:
    """How a module shows itself: one line when there is one setting and nothing within, else a line each."""
    if not inner and len(settings) <= 1:
        return f"{name}({''.join(settings)})"
    return f"{name}(\n  " + "\n  ".join([*settings, *inner]) + "\n)"


take_name_of(Module, (Moving, Saving, Calling, Walking, Parts))
