"""The base of all optimizers: groups of parameters, their state, hooks around the step, and saving."""

from __future__ import annotations

import functools
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from viz_autograd.errors import ArgumentError, DtypeError, OptimizerError
from viz_autograd.optim.saving import pack, unpack
from viz_autograd.tensor.graph import RemovableHandle, add_hook, legacy_name
from viz_autograd.tensor.tensor import Tensor

__all__ = [
    "Optimizer",
    "register_optimizer_step_post_hook",
    "register_optimizer_step_pre_hook",
    "required",
]

Group: TypeAlias = dict[str, Any]
Hooks: TypeAlias = OrderedDict[int, Callable[..., Any]]

_every_before: Hooks = OrderedDict()
_every_after: Hooks = OrderedDict()

_HOOKS = (
    "_optimizer_step_pre_hooks",
    "_optimizer_step_post_hooks",
    "_optimizer_state_dict_pre_hooks",
    "_optimizer_state_dict_post_hooks",
    "_optimizer_load_state_dict_pre_hooks",
    "_optimizer_load_state_dict_post_hooks",
)


class _Required:
    """The default of a setting that every group must give."""

    def __repr__(self) -> str:
        return "<required parameter>"


required = _Required()


def register_optimizer_step_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call hook(optimizer, args, kwargs) before each step of every optimizer; it may return other args and kwargs."""
    return add_hook(_every_before, hook)


def register_optimizer_step_post_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call hook(optimizer, args, kwargs) after each step of every optimizer."""
    return add_hook(_every_after, hook)


def _hooked(step: Callable[..., Any]) -> Callable[..., Any]:
    """`step` with the hooks around it."""

    @functools.wraps(step)
    def inside(*args: Any, **kwargs: Any) -> Any:
        self = args[0]
        before, after = self._optimizer_step_pre_hooks, self._optimizer_step_post_hooks
        if before or _every_before:
            for hook in [*_every_before.values(), *before.values()]:
                changed = hook(self, args, kwargs)
                if isinstance(changed, tuple) and len(changed) == 2:
                    args, kwargs = changed
                elif changed is not None:
                    raise OptimizerError(
                        f"{step} must return None or a tuple of (new_args, new_kwargs), but got {changed}."
                    )
        result = step(*args, **kwargs)
        if after or _every_after:
            for hook in [*after.values(), *_every_after.values()]:
                hook(self, args, kwargs)
        return result

    inside.hooked = True  # type: ignore[attr-defined]
    return inside


class Optimizer:
    """Base class of optimizers; a subclass gives its defaults and defines `step`.

    Args:
        params: An iterable of tensors, of (name, tensor) pairs, or of groups: dicts with "params" and settings.
        defaults: The settings of groups that do not give their own.

    Raises:
        ArgumentError (ValueError): For no parameters, a computed tensor, or one that is in two groups.
        DtypeError (TypeError): For anything that is no tensor, or an unordered collection.
    """

    _optimizer_step_pre_hooks: Hooks
    _optimizer_step_post_hooks: Hooks
    _optimizer_state_dict_pre_hooks: Hooks
    _optimizer_state_dict_post_hooks: Hooks
    _optimizer_load_state_dict_pre_hooks: Hooks
    _optimizer_load_state_dict_post_hooks: Hooks

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self._make_ready()
        if isinstance(params, Tensor):
            raise DtypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                + _type_name(params)
            )
        self.state: defaultdict[Any, Any] = defaultdict(dict)
        self.param_groups: list[Group] = []
        groups = list(params)
        if not groups:
            raise ArgumentError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def _make_ready(self) -> None:
        for name in _HOOKS:
            self.__dict__.setdefault(name, OrderedDict())
        cls = type(self)
        if not getattr(cls.step, "hooked", False):
            cls.step = _hooked(cls.step)  # type: ignore[method-assign]

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._make_ready()

    def __repr__(self) -> str:
        lines = [type(self).__name__ + " ("]
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines.extend(f"    {name}: {group[name]}" for name in sorted(group) if name != "params")
        return "\n".join([*lines, ")"])

    # ---- hooks

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(optimizer, args, kwargs) before each step; it may return other args and kwargs."""
        return add_hook(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(optimizer, args, kwargs) after each step."""
        return add_hook(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call hook(optimizer) before the state is packed."""
        return add_hook(self._optimizer_state_dict_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call hook(optimizer, state_dict) on what `state_dict` gives; it may return another."""
        return add_hook(self._optimizer_state_dict_post_hooks, hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call hook(optimizer, state_dict) before it is loaded; it may return another."""
        return add_hook(self._optimizer_load_state_dict_pre_hooks, hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call hook(optimizer) after a state was loaded."""
        return add_hook(self._optimizer_load_state_dict_post_hooks, hook, prepend)

    # ---- saving

    def state_dict(self) -> dict[str, Any]:
        """The state, keyed by each parameter's number, and the groups, with these numbers as their "params"."""
        for hook in self._optimizer_state_dict_pre_hooks.values():
            hook(self)
        packed = pack(self.state, self.param_groups)
        for hook in self._optimizer_state_dict_post_hooks.values():
            changed = hook(self, packed)
            if changed is not None:
                packed = changed
        return packed

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave.

        Raises:
            ArgumentError (ValueError): When the groups differ in number or in their sizes.
        """
        state_dict = state_dict.copy()
        for hook in self._optimizer_load_state_dict_pre_hooks.values():
            changed = hook(self, state_dict)
            if changed is not None:
                state_dict = changed
        state, groups = unpack(state_dict, self.param_groups)
        self.__setstate__({"state": state, "param_groups": groups})
        for hook in self._optimizer_load_state_dict_post_hooks.values():
            hook(self)

    # ---- gradients and steps

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or set them to zeros where they are."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if set_to_none:
                    parameter._grad = None
                    continue
                gradient = parameter.grad
                if gradient is None:
                    continue
                if gradient.grad_fn is not None:
                    gradient.detach_()
                else:
                    gradient.requires_grad_(False)
                gradient._array[...] = 0
                gradient._bump()

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """One update of all parameters that have a gradient; `closure` computes the loss anew and is what it returns.

        Raises:
            NotImplementedError: In this base class.
        """
        raise NotImplementedError

    # ---- groups

    def add_param_group(self, param_group: Group) -> None:
        """Add a group, whose missing settings are the defaults. The errors are those of the constructor."""
        if not isinstance(param_group, dict):
            raise DtypeError(f"param_group must be a dict, but got {type(param_group)}")
        _take_parameters(param_group)
        for parameter in param_group["params"]:
            if not isinstance(parameter, Tensor):
                raise DtypeError(
                    "optimizer can only optimize Tensors, but one of the params is " + _type_name(parameter)
                )
            if not (self.defaults.get("differentiable") or parameter.is_leaf or parameter.retains_grad):
                raise ArgumentError("can't optimize a non-leaf Tensor")

        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ArgumentError(f"parameter group didn't specify a value of required optimization parameter {name}")
            param_group.setdefault(name, default)

        new = {id(parameter) for parameter in param_group["params"]}
        if len(new) != len(param_group["params"]):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information",
                UserWarning,
                stacklevel=3,
            )
        named = "param_names" in param_group
        for group in self.param_groups:
            if named != ("param_names" in group):
                raise ArgumentError(
                    "all optimizer param groups should be with/without names. cannot add param group "
                    f"{'with' if named else 'without'} names to the optimizer"
                )
        if not new.isdisjoint(id(parameter) for group in self.param_groups for parameter in group["params"]):
            raise ArgumentError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)


def _take_parameters(group: Group) -> None:
    """Make "params" a list of tensors, and "param_names" one of their names where there are any."""
    given = group["params"]
    if isinstance(given, Tensor):
        given = [given]
    elif isinstance(given, set):
        raise DtypeError(
            "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
            "will change between runs. Please use a list instead."
        )
    given = list(given)
    names = [each[0] for each in given if isinstance(each, tuple)]
    group["params"] = [each[1] if isinstance(each, tuple) else each for each in given]
    if names and len(names) != len(given):
        raise ArgumentError("all optimizer params should be with/without names. Some param names are missing")
    if names:
        group["param_names"] = names


def _type_name(value: object) -> str:
    """The name of a type as PyTorch's messages tell it."""
    if isinstance(value, Tensor):
        return "torch." + legacy_name(value._array.dtype)
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
