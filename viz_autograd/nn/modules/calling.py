"""Calling a module: forward, with the hooks around it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from viz_autograd.errors import MissingForwardError, TensorError
from viz_autograd.nn.modules.backward_hooks import BackwardHooks, told_grad_inputs
from viz_autograd.nn.modules.walking import Walking
from viz_autograd.tensor.graph import RemovableHandle, add_hook
from viz_autograd.tensor.tensor import Tensor


class EveryModule:
    """The hooks that are called for every module; `register_module_forward_hook` and the like add to them."""

    pre: dict[int, Any] = {}  # noqa: RUF012 - there is one of each in a program
    forward: dict[int, Any] = {}  # noqa: RUF012
    with_kwargs: set[int] = set()  # noqa: RUF012
    always: set[int] = set()  # noqa: RUF012
    backward: dict[int, Any] = {}  # noqa: RUF012
    backward_pre: dict[int, Any] = {}  # noqa: RUF012


_every = EveryModule


class Calling(Walking):
    """forward, `__call__` and the registering of hooks."""

    _forward_hooks: dict[int, Any]
    _forward_hooks_with_kwargs: dict[int, bool]
    _forward_hooks_always_called: dict[int, bool]
    _forward_pre_hooks: dict[int, Any]
    _forward_pre_hooks_with_kwargs: dict[int, bool]
    _backward_hooks: dict[int, Any]
    _backward_pre_hooks: dict[int, Any]
    _is_full_backward_hook: bool | None

    def _no_forward(self, *input: Any) -> Any:
        raise MissingForwardError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    # Declared so, a subclass may give its forward whatever signature it needs.
    forward: Callable[..., Any] = _no_forward

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """`forward` of the arguments, with the hooks around it."""
        if not (
            self._backward_hooks
            or self._backward_pre_hooks
            or self._forward_hooks
            or self._forward_pre_hooks
            or _every.pre
            or _every.forward
            or _every.backward
            or _every.backward_pre
        ):
            return self.forward(*args, **kwargs)
        return self._call_with_hooks(args, kwargs)

    def _call_impl(self, *args: Any, **kwargs: Any) -> Any:
        return self.__call__(*args, **kwargs)

    def _call_with_hooks(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        called: set[int] = set()
        try:
            return self._hooked(args, kwargs, called)
        except Exception:
            self._call_always(args, kwargs, called)
            raise

    def _hooked(self, args: tuple[Any, ...], kwargs: dict[str, Any], called: set[int]) -> Any:
        args, kwargs = self._before(args, kwargs)
        around = self._around()
        if around is not None:
            args = around.setup_input_hook(args)
        result = self.forward(*args, **kwargs)
        for key, hook in (*_every.forward.items(), *self._forward_hooks.items()):
            called.add(key)
            if key in self._forward_hooks_with_kwargs or key in _every.with_kwargs:
                changed = hook(self, args, kwargs, result)
            else:
                changed = hook(self, args, result)
            if changed is not None:
                result = changed
        if around is not None:
            if isinstance(result, Tensor | tuple):
                result = around.setup_output_hook(result)
            else:
                warnings.warn(
                    "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but "
                    f"received {type(result)}",
                    UserWarning,
                    stacklevel=4,
                )
        if self._is_full_backward_hook is False:
            self._watch_last_node(args, result)
        return result

    def _before(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        for key, hook in (*_every.pre.items(), *self._forward_pre_hooks.items()):
            if key in self._forward_pre_hooks_with_kwargs:
                changed = hook(self, args, kwargs)
                if changed is None:
                    continue
                if not isinstance(changed, tuple) or len(changed) != 2:
                    raise TensorError(
                        f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {changed}."
                    )
                args, kwargs = changed
            else:
                changed = hook(self, args)
                if changed is not None:
                    args = changed if isinstance(changed, tuple) else (changed,)
        return args, kwargs

    def _call_always(self, args: tuple[Any, ...], kwargs: dict[str, Any], called: set[int]) -> None:
        """After an error: the hooks that asked for it and were not reached."""
        hooks = [(key, hook) for key, hook in _every.forward.items() if key in _every.always]
        hooks += [(key, hook) for key, hook in self._forward_hooks.items() if key in self._forward_hooks_always_called]
        for key, hook in hooks:
            if key in called:
                continue
            with_kwargs = key in self._forward_hooks_with_kwargs or key in _every.with_kwargs
            try:
                hook(self, args, kwargs, None) if with_kwargs else hook(self, args, None)
            except Exception as error:
                kind = "module forward hook" if key in self._forward_hooks else "global module forward hook"
                warnings.warn(
                    f"{kind} with ``always_call=True`` raised an exception that was silenced as another error was "
                    f"raised in forward: {error}",
                    stacklevel=4,
                )

    # ---- hooks of the way back

    def _around(self) -> BackwardHooks | None:
        pre = [*_every.backward_pre.values(), *self._backward_pre_hooks.values()]
        full = list(_every.backward.values())
        if self._is_full_backward_hook is not False:
            full += self._backward_hooks.values()
        return BackwardHooks(self, full, pre) if full or pre else None

    def _watch_last_node(self, args: tuple[Any, ...], result: Any) -> None:
        """The older kind of hook: it sees the gradients of the last operation of forward."""
        last = result
        while not isinstance(last, Tensor):
            last = next(iter(last.values())) if isinstance(last, dict) else last[0]
        node = last.grad_fn
        if node is None:
            return
        direct = {
            id(given.grad_fn) if given.grad_fn is not None else id(given) for given in args if isinstance(given, Tensor)
        }
        if any(target is not None and id(target) not in direct for target in node.targets):
            warnings.warn(
                "Using a non-full backward hook when the forward contains multiple autograd Nodes is deprecated and "
                "will be removed in future versions. This hook will be missing some grad_input. Please use "
                "register_full_backward_hook to get the documented behavior.",
                FutureWarning,
                stacklevel=5,
            )
        for hook in self._backward_hooks.values():
            node.register_hook(lambda grad_in, grad_out, hook=hook: told_grad_inputs(hook(self, grad_in, grad_out)))

    def register_forward_hook(
        self,
        hook: Callable[..., Any],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call hook(module, args, result) after forward, hook(module, args, kwargs, result) if `with_kwargs`.

        What it returns, unless None, is the result. With `always_call` it is also called, with None, when forward
        raises.
        """
        handle = add_hook(self._forward_hooks, hook, prepend)
        flags = []
        if with_kwargs:
            flags.append(self._forward_hooks_with_kwargs)
        if always_call:
            flags.append(self._forward_hooks_always_called)
        return _flagged(handle, flags)

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call hook(module, args) before forward; it may return other arguments, (args, kwargs) if `with_kwargs`."""
        handle = add_hook(self._forward_pre_hooks, hook, prepend)
        return _flagged(handle, [self._forward_pre_hooks_with_kwargs] if with_kwargs else [])

    def register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call hook(module, grad_input, grad_output) once the gradients of the inputs are there.

        What it returns, unless None, takes the place of grad_input. Raises TensorError (RuntimeError) on a module
        with the older kind of hook.
        """
        self._choose_backward(True)
        return add_hook(self._backward_hooks, hook, prepend)

    def register_full_backward_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call hook(module, grad_output) before the way back through the module; it may return other gradients."""
        return add_hook(self._backward_pre_hooks, hook, prepend)

    def register_backward_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """The older kind of hook, which sees the last operation of forward only."""
        self._choose_backward(False)
        return add_hook(self._backward_hooks, hook)

    def _choose_backward(self, full: bool) -> None:
        if self._is_full_backward_hook is (not full):
            raise TensorError(
                "Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only "
                "one of them."
            )
        self._is_full_backward_hook = full


def _flagged(handle: RemovableHandle, flags: list[dict[int, bool]]) -> RemovableHandle:
    for flag in flags:
        flag[handle.id] = True
    return handle


def register_module_forward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call hook(module, args) before the forward of every module."""
    return add_hook(_every.pre, hook)


def register_module_forward_hook(
    hook: Callable[..., Any], *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Call hook(module, args, result) after the forward of every module."""
    handle = add_hook(_every.forward, hook)
    if with_kwargs:
        _every.with_kwargs.add(handle.id)
    if always_call:
        _every.always.add(handle.id)
    return handle


def register_module_full_backward_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call hook(module, grad_input, grad_output) for every module."""
    return add_hook(_every.backward, hook)


def register_module_full_backward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call hook(module, grad_output) for every module."""
    return add_hook(_every.backward_pre, hook)
