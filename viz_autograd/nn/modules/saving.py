"""A module's parameters and buffers as a dict to save, and back."""

from __future__ import annotations

import warnings
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Mapping
from typing import Any

from viz_autograd.errors import DtypeError, TensorError
from viz_autograd.nn.modules.calling import Calling
from viz_autograd.nn.parameter import Parameter
from viz_autograd.nn.type_names import class_name
from viz_autograd.tensor.graph import RemovableHandle, add_hook
from viz_autograd.tensor.size import Size
from viz_autograd.tensor.tensor import Tensor

_EXTRA = "_extra_state"


class IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """What load_state_dict returns: the names that were not given, and those that nothing has."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys!r}, unexpected_keys={self.unexpected_keys!r})"

    __str__ = __repr__


class Saving(Calling):
    """state_dict and load_state_dict, with their hooks."""

    _version: int = 1
    _state_dict_hooks: dict[int, Any]
    _state_dict_pre_hooks: dict[int, Any]
    _load_state_dict_pre_hooks: dict[int, Any]
    _load_state_dict_post_hooks: dict[int, Any]

    def get_extra_state(self) -> Any:
        """What else state_dict is to have; a subclass that defines it defines `set_extra_state` too."""
        raise TensorError(
            "Reached a code path in Module.get_extra_state() that should never be called. Please file an issue at "
            "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this bug."
        )

    def set_extra_state(self, state: Any) -> None:
        """Take over what `get_extra_state` gave."""
        raise TensorError(
            "Reached a code path in Module.set_extra_state() that should never be called. Please file an issue at "
            "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this bug."
        )

    def _own_tensors(self) -> dict[str, Any]:
        """The parameters and persistent buffers that are there, by their names in this module."""
        kept = {name: value for name, value in self._parameters.items() if value is not None}
        for name, value in self._buffers.items():
            if value is not None and name not in self._non_persistent_buffers_set:
                kept[name] = value  # type: ignore[assignment]
        return kept

    def _has_extra_state(self) -> bool:
        return type(self).get_extra_state is not Saving.get_extra_state

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        """Put this module's own tensors into `destination`."""
        for name, value in self._own_tensors().items():
            destination[prefix + name] = value if keep_vars else value.detach()
        if self._has_extra_state():
            destination[prefix + _EXTRA] = self.get_extra_state()

    def state_dict(self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """An ordered dict of parameters and persistent buffers by dotted name, over their own memory.

        The tensors are detached unless `keep_vars`. `_metadata` of the dict holds each module's version.
        """
        if args:
            warnings.warn(
                "Positional args are being deprecated, use kwargs instead. Refer to https://pytorch.org/docs/main/"
                "generated/torch.nn.Module.html#torch.nn.Module.state_dict for details.",
                FutureWarning,
                stacklevel=2,
            )
            destination = args[0] if destination is None else destination
            prefix = args[1] if len(args) > 1 and prefix == "" else prefix
            keep_vars = args[2] if len(args) > 2 and keep_vars is False else keep_vars
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        metadata = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = metadata
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            changed = hook(self, destination, prefix, metadata)
            if changed is not None:
                destination = changed
        return destination

    def _load_from_state_dict(
        self,
        state_dict: Any,
        prefix: str,
        local_metadata: Any,
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        """Take this module's own tensors out of `state_dict`; what is wrong goes into the three lists."""
        for hook in self._load_state_dict_pre_hooks.values():
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        assign = bool(local_metadata.get("assign_to_params_buffers", False))
        for name, own in self._own_tensors().items():
            key = prefix + name
            if key not in state_dict:
                if strict:
                    missing_keys.append(key)
                continue
            complaint = self._take_over(name, key, own, state_dict[key], assign)
            if complaint:
                error_msgs.append(complaint)
        extra = prefix + _EXTRA
        if self._has_extra_state():
            if extra in state_dict:
                self.set_extra_state(state_dict[extra])
            elif strict:
                missing_keys.append(extra)
        elif strict and extra in state_dict:
            unexpected_keys.append(extra)
        if strict:
            unexpected_keys.extend(key for key in state_dict if self._is_foreign(key, prefix, extra))

    def _is_foreign(self, key: str, prefix: str, extra: str) -> bool:
        if not key.startswith(prefix) or key == extra:
            return False
        first, *deeper = key[len(prefix) :].split(".", 1)
        if deeper:
            return first not in self._modules
        return first not in self._modules and first not in self._own_tensors()

    def _take_over(self, name: str, key: str, own: Any, given: Any, assign: bool) -> str | None:
        """Load one tensor; what is wrong with it, if anything."""
        if not isinstance(given, Tensor):
            return (
                f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from '
                f"checkpoint but received {class_name(type(given))}"
            )
        if given._array.shape != own._array.shape:
            return (
                f"size mismatch for {key}: copying a param with shape {Size(given._array.shape)!r} from checkpoint, "
                f"the shape in current model is {Size(own._array.shape)!r}."
            )
        if not assign:
            own._array[...] = given._array
            own._bump()
        elif isinstance(own, Parameter):
            if isinstance(given, Parameter):
                given.requires_grad = own.requires_grad
            else:
                given = Parameter(given, own.requires_grad)
            setattr(self, name, given)
        else:
            setattr(self, name, given)
        return None

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> Any:
        """Copy (or, with `assign`, take) the tensors of `state_dict` into this module and those within it.

        Returns the missing and the unexpected names. Raises DtypeError (TypeError) for what is no mapping,
        TensorError (RuntimeError) for shapes that differ and, if `strict`, for names that differ.
        """
        if not isinstance(state_dict, Mapping):
            raise DtypeError(f"Expected state_dict to be dict-like, got {class_name(type(state_dict))}.")
        missing: list[str] = []
        unexpected: list[str] = []
        errors: list[str] = []
        metadata = getattr(state_dict, "_metadata", None)
        state: Any = OrderedDict(state_dict)
        if metadata is not None:
            state._metadata = metadata

        def load(module: Any, given: Any, prefix: str) -> None:
            local = {} if metadata is None else dict(metadata.get(prefix[:-1], {}))
            if assign:
                local["assign_to_params_buffers"] = True
            module._load_from_state_dict(given, prefix, local, True, missing, unexpected, errors)
            for name, child in module._modules.items():
                if child is not None:
                    path = f"{prefix}{name}."
                    load(child, {key: value for key, value in given.items() if key.startswith(path)}, path)
            found = IncompatibleKeys(missing, unexpected)
            for hook in module._load_state_dict_post_hooks.values():
                if hook(module, found) is not None:
                    raise TensorError(
                        "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new "
                        "values, if incompatible_keys need to be modified, it should be done inplace."
                    )

        load(self, state, "")
        if strict:
            if unexpected:
                errors.insert(0, f"Unexpected key(s) in state_dict: {_quoted(unexpected)}. ")
            if missing:
                errors.insert(0, f"Missing key(s) in state_dict: {_quoted(missing)}. ")
        if errors:
            listed = "\n\t".join(errors)
            raise TensorError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{listed}")
        return IncompatibleKeys(missing, unexpected)

    # ---- hooks

    def register_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(module, state_dict, prefix, metadata) on what state_dict made; it may change it in place."""

        def watched(module: Any, *told: Any) -> None:
            if hook(module, *told) is not None:
                raise TensorError("state_dict post-hook must return None")

        return add_hook(self._state_dict_hooks, watched)

    def _register_state_dict_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        return add_hook(self._state_dict_hooks, hook)

    def register_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(module, prefix, keep_vars) before state_dict."""
        return add_hook(self._state_dict_pre_hooks, hook)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(module, state_dict, prefix, metadata, strict, missing, unexpected, errors) before loading."""
        return add_hook(self._load_state_dict_pre_hooks, lambda *told: hook(self, *told))

    def _register_load_state_dict_pre_hook(
        self, hook: Callable[..., Any], with_module: bool = False
    ) -> RemovableHandle:
        return add_hook(self._load_state_dict_pre_hooks, (lambda *told: hook(self, *told)) if with_module else hook)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(module, incompatible_keys) after loading; it may change the two lists in place."""
        return add_hook(self._load_state_dict_post_hooks, hook)


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
