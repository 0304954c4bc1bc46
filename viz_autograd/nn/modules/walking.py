"""Going through a module's parts and those of the modules within it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from viz_autograd.errors import ArgumentError, MemberError
from viz_autograd.nn.modules.parts import Parts
from viz_autograd.nn.parameter import Parameter
from viz_autograd.nn.type_names import class_name
from viz_autograd.tensor.tensor import Tensor

if TYPE_CHECKING:
    from viz_autograd.nn.modules.module import Module


class Walking(Parts):
    """The iterators over parts, and finding one by its dotted name."""

    def named_modules(
        self, memo: set[Any] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """(dotted name, module) of this module and all within it, each once unless `remove_duplicate` is False."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, cast("Module", self)
        for name, module in self._modules.items():
            if module is not None:
                yield from module.named_modules(memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """This module and all within it."""
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """(name, module) of the modules directly within this one, each once."""
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self) -> Iterator[Module]:
        """The modules directly within this one."""
        for _, module in self.named_children():
            yield module

    def _named_members(
        self,
        get_members_fn: Callable[[Any], Any],
        prefix: str = "",
        recurse: bool = True,
        remove_duplicate: bool = True,
    ) -> Iterator[tuple[str, Any]]:
        """What `get_members_fn` gives of each module as (name, member), without None, with dotted names."""
        seen: set[int] = set()
        modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, member in get_members_fn(module):
                if member is None or id(member) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(member))
                yield (f"{path}.{name}" if path else name), member

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """(dotted name, parameter) of this module and, if `recurse`, of those within it."""
        yield from self._named_members(lambda module: module._parameters.items(), prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """The parameters of this module and, if `recurse`, of those within it."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """(dotted name, buffer) of this module and, if `recurse`, of those within it."""
        yield from self._named_members(lambda module: module._buffers.items(), prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """The buffers of this module and, if `recurse`, of those within it."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    # ---- one part by its name

    def get_submodule(self, target: str) -> Module:
        """The module of a dotted name; "" is this one. Raises MemberError (AttributeError) when there is none."""
        found: Any = self
        for name in target.split(".") if target else ():
            if not hasattr(found, name):
                raise MemberError(f"{found._get_name()} has no attribute `{name}`")
            found = getattr(found, name)
            if not isinstance(found, Parts):
                raise MemberError(f"`{name}` is not an nn.Module")
        return cast("Module", found)

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put a module where the dotted name says; only where there is one already, if `strict`.

        Raises ArgumentError (ValueError) for an empty name or something that is no module, MemberError
        (AttributeError) when the place is not there.
        """
        if target == "":
            raise ArgumentError("Cannot set the submodule without a target name!")
        if not isinstance(module, Parts):
            raise ArgumentError(f"`module` is not an nn.Module, found {class_name(type(module))}")
        *path, name = target.split(".")
        parent: Any = self.get_submodule(".".join(path))
        if strict and not hasattr(parent, name):
            raise MemberError(f"{parent._get_name()} has no attribute `{name}`")
        if hasattr(parent, name) and not isinstance(getattr(parent, name), Parts):
            raise MemberError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    def get_parameter(self, target: str) -> Parameter:
        """The parameter of a dotted name. Raises MemberError (AttributeError) when there is none."""
        name, found = self._member(target)
        if not isinstance(found, Parameter):
            raise MemberError(f"`{name}` is not an nn.Parameter")
        return found

    def get_buffer(self, target: str) -> Tensor:
        """The buffer of a dotted name. Raises MemberError (AttributeError) when there is none."""
        path, _, name = target.rpartition(".")
        _, found = self._member(target)
        if name not in self.get_submodule(path)._buffers:
            raise MemberError(f"`{name}` is not a buffer")
        return cast(Tensor, found)

    def _member(self, target: str) -> tuple[str, Any]:
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise MemberError(f"{module._get_name()} has no attribute `{name}`")
        return name, getattr(module, name)

    def _get_name(self) -> str:
        return type(self).__name__
