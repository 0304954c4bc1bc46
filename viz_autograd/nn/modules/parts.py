"""What a module is made of, parameters, buffers and other modules, and how attributes become such parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from viz_autograd.errors import DtypeError, MemberError, MemberNameError
from viz_autograd.nn.parameter import Buffer, Parameter
from viz_autograd.nn.type_names import type_name
from viz_autograd.tensor.tensor import Tensor

if TYPE_CHECKING:
    from viz_autograd.nn.modules.module import Module

_set = object.__setattr__
_KINDS = ("_parameters", "_buffers", "_modules")

# What __init__ makes, in PyTorch's order: the attribute's name and what makes its first value.
_FRESH: tuple[tuple[str, Callable[[], Any]], ...] = (
    ("training", lambda: True),
    ("_parameters", dict),
    ("_buffers", dict),
    ("_non_persistent_buffers_set", set),
    ("_backward_pre_hooks", dict),
    ("_backward_hooks", dict),
    ("_is_full_backward_hook", lambda: None),
    ("_forward_hooks", dict),
    ("_forward_hooks_with_kwargs", dict),
    ("_forward_hooks_always_called", dict),
    ("_forward_pre_hooks", dict),
    ("_forward_pre_hooks_with_kwargs", dict),
    ("_state_dict_hooks", dict),
    ("_state_dict_pre_hooks", dict),
    ("_load_state_dict_pre_hooks", dict),
    ("_load_state_dict_post_hooks", dict),
    ("_modules", dict),
)


class Parts:
    """The attributes of a module; `Module` is this and all that can be done with it."""

    training: bool
    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, Module | None]
    _non_persistent_buffers_set: set[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs:
            raise DtypeError(
                f"{type(self).__name__}.__init__() got an unexpected keyword argument '{next(iter(kwargs))}'"
            )
        if args:
            raise DtypeError(
                f"{type(self).__name__}.__init__() takes 1 positional argument but {len(args) + 1} were given"
            )
        own = self.__dict__
        for name, make in _FRESH:
            own[name] = make()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        for name, make in _FRESH:
            if name not in self.__dict__:
                self.__dict__[name] = make()

    # ---- attributes

    def __getattr__(self, name: str) -> Any:
        own = self.__dict__
        for kind in _KINDS:
            parts = own.get(kind)
            if parts is not None and name in parts:
                return parts[name]
        error = MemberError(f"'{type(self).__name__}' object has no attribute '{name}'")
        error.name, error.obj = name, self
        raise error

    def __setattr__(self, name: str, value: Any) -> None:
        own = self.__dict__
        parameters = own.get("_parameters")
        if isinstance(value, Parameter):
            if parameters is None:
                raise MemberError("cannot assign parameters before Module.__init__() call")
            self._forget(name, "_parameters")
            self.register_parameter(name, value)
        elif parameters is not None and name in parameters:
            if value is not None:
                raise DtypeError(
                    f"cannot assign '{type_name(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            self.register_parameter(name, None)
        elif _is_module(value):
            modules = own.get("_modules")
            if modules is None:
                raise MemberError("cannot assign module before Module.__init__() call")
            self._forget(name, "_modules")
            modules[name] = value
        elif name in own.get("_modules", ()):
            if value is not None:
                raise DtypeError(
                    f"cannot assign '{type_name(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            own["_modules"][name] = None
        elif isinstance(value, Buffer):
            if own.get("_buffers") is None:
                raise MemberError("cannot assign buffer before Module.__init__() call")
            persistent = value.__dict__["persistent"]
            self._forget(name, "_buffers")
            own["_buffers"].pop(name, None)
            self.register_buffer(name, value, persistent)
        elif name in own.get("_buffers", ()):
            if value is not None and not isinstance(value, Tensor):
                raise DtypeError(
                    f"cannot assign '{type_name(value)}' as buffer '{name}' "
                    "(torch.nn.Buffer, torch.Tensor or None expected)"
                )
            own["_buffers"][name] = value
        else:
            _set(self, name, value)

    def __delattr__(self, name: str) -> None:
        own = self.__dict__
        for kind in _KINDS:
            parts = own.get(kind)
            if parts is not None and name in parts:
                del parts[name]
                if kind == "_buffers":
                    self._non_persistent_buffers_set.discard(name)
                return
        if name not in own and not hasattr(type(self), name):
            raise MemberError(f"'{type(self).__name__}' object has no attribute '{name}'")
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        own = self.__dict__
        names = {*dir(type(self)), *own, *own["_parameters"], *own["_modules"], *own["_buffers"]}
        return sorted(name for name in names if not name[0].isdigit())

    def _forget(self, name: str, kept: str) -> None:
        """Drop whatever else has this name, in all places but `kept`."""
        own = self.__dict__
        own.pop(name, None)
        for kind in _KINDS:
            if kind != kept:
                own.get(kind, {}).pop(name, None)
        if kept != "_buffers":
            own.get("_non_persistent_buffers_set", set()).discard(name)

    # ---- registering

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Keep a tensor that is no parameter as attribute `name`; state_dict has it when `persistent`.

        Raises MemberError before Module.__init__, DtypeError (TypeError) for a name or value of the wrong type,
        MemberNameError (KeyError) for a name that is empty, holds a dot, or is taken.
        """
        if "_buffers" not in self.__dict__:
            raise MemberError("cannot assign buffer before Module.__init__() call")
        self._check_name("buffer", name, self._buffers)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise DtypeError(
                f"cannot assign '{type_name(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Keep a Parameter (or None, a place for one) as attribute `name`. Raises as `register_buffer` does."""
        if "_parameters" not in self.__dict__:
            raise MemberError("cannot assign parameter before Module.__init__() call")
        self._check_name("parameter", name, self._parameters)
        if param is not None and not isinstance(param, Parameter):
            raise DtypeError(
                f"cannot assign '{type_name(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        self._parameters[name] = param

    def add_module(self, name: str, module: Module | None) -> None:
        """Keep a module (or None) as attribute `name`. Raises as `register_buffer` does."""
        if module is not None and not _is_module(module):
            raise DtypeError(f"{type_name(module)} is not a Module subclass")
        self._check_name("module", name, self._modules)
        self._modules[name] = module

    def register_module(self, name: str, module: Module | None) -> None:
        """The same as `add_module`."""
        self.add_module(name, module)

    def _check_name(self, what: str, name: Any, known: dict[str, Any]) -> None:
        if not isinstance(name, str):
            raise DtypeError(f"{what} name should be a string. Got {type_name(name)}")
        if what == "module":
            # PyTorch looks whether a module's name is taken before it looks at the name itself.
            self._check_free(name, known)
        if "." in name:
            raise MemberNameError(f'{what} name can\'t contain "."' + (f", got: {name}" if what == "module" else ""))
        if name == "":
            raise MemberNameError(f'{what} name can\'t be empty string ""')
        self._check_free(name, known)

    def _check_free(self, name: str, known: dict[str, Any]) -> None:
        if name not in known and hasattr(self, name):
            raise MemberNameError(f"attribute '{name}' already exists")


def _is_module(value: object) -> bool:
    return isinstance(value, Parts)
