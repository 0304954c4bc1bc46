"""Hooks that see the gradients of a module's inputs and outputs: identities around its forward, which call them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

from viz_autograd.errors import TensorError
from viz_autograd.tensor.function import Function
from viz_autograd.tensor.grad_mode import is_grad_enabled
from viz_autograd.tensor.tensor import Tensor

Gradients = tuple[Any, ...]


class BackwardHookFunction(Function):
    """The identity of several tensors, one node of the graph; those that need no gradient go on needing none."""

    @staticmethod
    def forward(ctx: Any, *tensors: Tensor) -> tuple[Tensor, ...]:
        """The tensors, as new ones over the same memory."""
        passed = tuple([tensor.detach() for tensor in tensors])
        ctx.mark_non_differentiable(*[new for new, old in zip(passed, tensors, strict=True) if not old.requires_grad])
        return passed

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        """The gradients as they came."""
        return gradients


def told_grad_inputs(told: Any) -> Any:
    """What a hook returned, as the tuple that takes the place of the gradients; None leaves them."""
    return told if told is None or isinstance(told, tuple) else (told,)


class BackwardHooks:
    """The backward hooks of one call of a module."""

    def __init__(self, module: Any, hooks: Sequence[Callable[..., Any]], before: Sequence[Callable[..., Any]]) -> None:
        self._module = module
        self._hooks = hooks
        self._before = before
        self._grad_outputs: Gradients | None = None
        # Which arguments are tensors; None when the gradients of none are computed.
        self._inputs: list[int] | None = None
        self._count_in = self._count_out = 0
        self._outputs: list[int] = []

    def setup_input_hook(self, args: Gradients) -> Gradients:
        """The arguments for forward, such that their gradients call the hooks."""
        self._count_in = len(args)
        places, passed, node = _through(args)
        if node is not None:
            self._inputs = places
            node.register_hook(self._at_inputs)
        return tuple(passed)

    def setup_output_hook(self, result: Any) -> Any:
        """The result of forward, such that its gradients are kept for the hooks."""
        one = isinstance(result, Tensor)
        outputs = (result,) if one else tuple(result)
        self._count_out = len(outputs)
        places, passed, node = _through(outputs)
        if node is not None:
            self._outputs = places
            node.register_prehook(self._at_outputs)
        return passed[0] if one else tuple(passed)

    def _at_outputs(self, gradients: Gradients) -> Any:
        whole = _spread(self._outputs, gradients, self._count_out)
        changed = False
        for hook in self._before:
            told = hook(self._module, whole)
            if told is None:
                continue
            if len(told) != len(whole):
                raise TensorError(
                    f"Backward pre hook returned an invalid number of grad_output, got {len(told)}, but expected "
                    f"{len(whole)}"
                )
            whole, changed = told, True
        self._grad_outputs = whole
        if self._inputs is None:
            self._without_inputs()
        return tuple([whole[at] for at in self._outputs]) if changed else None

    def _without_inputs(self) -> None:
        if self._hooks:
            warnings.warn(
                "Full backward hook is firing when gradients are computed with respect to module outputs since no "
                "inputs require gradients. See https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#"
                "torch.nn.Module.register_full_backward_hook for more details.",
                UserWarning,
                stacklevel=6,
            )
        nothing = (None,) * self._count_in
        for hook in self._hooks:
            told = hook(self._module, nothing, self._grad_outputs)
            if told is not None and not (isinstance(told, tuple) and all(each is None for each in told)):
                raise TensorError(
                    "Backward hook for Modules where no input requires gradient should always return None or None "
                    "for all gradients."
                )
        self._grad_outputs = None

    def _at_inputs(self, gradients: Gradients, _: Gradients) -> Any:
        if self._grad_outputs is None or self._inputs is None:
            # The gradient did not come through the module's output.
            return None
        whole = _spread(self._inputs, gradients, self._count_in)
        for hook in self._hooks:
            told = hook(self._module, whole, self._grad_outputs)
            if told is None:
                continue
            if len(told) != len(whole):
                raise TensorError(
                    f"Backward hook returned an invalid number of grad_input, got {len(told)}, but expected "
                    f"{len(whole)}"
                )
            whole = told
        self._grad_outputs = None
        return tuple([whole[at] for at in self._inputs])


def _through(values: Gradients) -> tuple[list[int], list[Any], Any]:
    """Where the tensors are, the values with their tensors through the identity, and its node (None: no gradient)."""
    places = [at for at, value in enumerate(values) if isinstance(value, Tensor)]
    passed = list(values)
    if not is_grad_enabled() or not any(values[at].requires_grad for at in places):
        return places, passed, None
    node = None
    for at, new in zip(places, BackwardHookFunction.apply(*[values[at] for at in places]), strict=True):
        passed[at] = new
        node = new.grad_fn if new.grad_fn is not None else node
    return places, passed, node


def _spread(places: Sequence[int], gradients: Gradients, count: int) -> Gradients:
    whole: list[Any] = [None] * count
    for at, gradient in zip(places, gradients, strict=True):
        whole[at] = gradient
    return tuple(whole)
