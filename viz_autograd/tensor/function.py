"""Functions of the user's own: forward and backward in one class, used like any other operation."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import BackwardError, DtypeError, GraphFreedError, InPlaceError
from viz_autograd.tensor.grad_mode import MODES, no_grad
from viz_autograd.tensor.graph import SECOND_TIME, Node, refuse_changed
from viz_autograd.tensor.tensor import Tensor


class FunctionCtx(Node):
    """What forward and backward of a Function share; also the node of one call of it."""

    # Users keep what they like on it.
    __slots__ = ("__dict__",)

    _function: type[Function]

    def __init__(self) -> None:
        super().__init__((), ())
        self._kept: tuple[Any, ...] | None = ()
        self._stamps: list[tuple[list[int], int, Tensor]] = []
        self._freed = False
        self._materialize = True
        self._dirty: tuple[Tensor, ...] = ()
        self._plain: set[int] = set()
        self._shapes: tuple[Any, ...] = ()
        self._inputs: list[Any] = []
        self.needs_input_grad: tuple[bool, ...] = ()

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep tensors, inputs or outputs of forward among them, for backward's `saved_tensors`."""
        for tensor in tensors:
            if tensor is not None and not isinstance(tensor, Tensor):
                raise DtypeError(
                    f"save_for_backward can only save variables, but argument 0 is of type {type(tensor).__name__}"
                )
        self._kept = tensors

    def save_for_forward(self, *tensors: Tensor | None) -> None:
        """Accepted; there is no forward mode here."""

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What `save_for_backward` kept. Raises GraphFreedError after the graph was freed."""
        if self._freed:
            raise GraphFreedError(SECOND_TIME)
        for counter, version, tensor in self._stamps:
            if counter[0] != version:
                refuse_changed(tensor._array, tensor._grad_fn, tensor._output, counter[0], version)
        return self._kept or ()

    saved_variables = saved_tensors

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Say which inputs forward changed in place."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Say which outputs have no gradient."""
        self._plain = {id(tensor) for tensor in tensors}

    def set_materialize_grads(self, value: bool) -> None:
        """Whether backward gets zeros (the default) or None for outputs that no gradient reached."""
        self._materialize = value

    def __repr__(self) -> str:
        return f"<torch.autograd.function.{type(self).__name__} object at 0x{id(self):x}>"

    def free(self) -> None:
        """Let go of what was saved, if anything was."""
        if self._kept:
            self._freed = True

    def send(self, upstream: Any, create_graph: bool) -> Sequence[Any]:
        """What the user's backward returns for these gradients, one for each input of forward."""
        given = list(upstream) if self.outputs > 1 else [upstream]
        tensors = []
        for number, each in enumerate(given):
            if each is None:
                shape, dtype = self._shapes[number]
                tensors.append(Tensor._of(np.zeros(shape, dtype)) if self._materialize else None)
            else:
                tensors.append(each if create_graph else Tensor._of(np.asarray(each)))
        told = self._function.backward(self, *tensors)
        parts = list(told) if isinstance(told, tuple | list) else [told]
        name = type(self).__name__
        wanted = len(self.targets)
        if len(parts) > wanted and all(part is None for part in parts[wanted:]):
            parts = parts[:wanted]
        if len(parts) != wanted:
            raise BackwardError(
                f"function {name} returned an incorrect number of gradients (expected {wanted}, got {len(parts)})"
            )
        return [self._checked(at, part, create_graph) for at, part in enumerate(parts)]

    def _checked(self, at: int, part: Any, create_graph: bool) -> Any:
        target = self.targets[at]
        if part is None or target is None:
            return None
        name = type(self).__name__
        if not isinstance(part, Tensor):
            raise BackwardError(f"expected Variable or None (got {type(part).__name__})")
        shape, dtype = self._inputs[at]
        if part._array.shape != shape:
            from viz_autograd.ops.broadcasting import unbroadcast

            try:
                fits = np.broadcast_shapes(shape, part._array.shape) == part._array.shape
            except ValueError:
                fits = False
            if not fits:
                raise BackwardError(
                    f"Function {name} returned an invalid gradient at index {at} - got {list(part._array.shape)} but "
                    f"expected shape compatible with {list(shape)}"
                )
            if not create_graph:
                return np.asarray(unbroadcast(part._array, shape)).astype(dtype, copy=False)
            return part.sum_to_size(shape)
        if create_graph:
            return part
        return part._array.astype(dtype, copy=False)


class Function:
    """Subclass it with static methods `forward(ctx, …)` and `backward(ctx, *gradients)`, and call `apply`.

    With a static method `setup_context(ctx, inputs, output)` forward does not get the ctx.
    """

    _node: type[FunctionCtx]

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        kind = type(
            f"{cls.__name__}Backward", (FunctionCtx,), {"_function": cls, "__module__": "torch.autograd.function"}
        )
        cls._node = kind

    def __init__(self, *given: Any, **settings: Any) -> None:
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should "
            "invoke them on the class itself. Instantiating an autograd function will raise an error in a future "
            "version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *given: Any, **settings: Any) -> Any:
        """Always raises BackwardError: a Function is used by its `apply`."""
        raise BackwardError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd "
            "function with static forward method. (Example: "
            "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @staticmethod
    def forward(*inputs: Any, **settings: Any) -> Any:
        """The result, from tensors and whatever else `apply` was given."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """What backward needs, kept on ctx."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """The gradient of each input of forward, None where there is none."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    vjp = backward

    @classmethod
    def apply(cls, *inputs: Any, **settings: Any) -> Any:
        """Do it, recorded as one node named after the class."""
        ctx = cls._node()
        needs = tuple([isinstance(given, Tensor) and given._requires_grad for given in inputs])
        ctx.needs_input_grad = needs
        recorded = MODES.enabled and any(needs)
        own_context = cls.setup_context is not Function.setup_context
        with no_grad():
            told = cls.forward(*inputs, **settings) if own_context else cls.forward(ctx, *inputs, **settings)
            if own_context:
                cls.setup_context(ctx, inputs, told)
        results = told if isinstance(told, tuple) else (told,)
        if not recorded:
            return told
        targets, numbers, given_in = [], [], []
        for need, given in zip(needs, inputs, strict=True):
            node = given.grad_fn if need else None
            targets.append(None if not need else given if node is None else node)
            numbers.append(given._output if need else 0)
            given_in.append((given._array.shape, given._array.dtype) if isinstance(given, Tensor) else None)
        ctx.targets, ctx.numbers, ctx.outputs = tuple(targets), tuple(numbers), len(results)
        ctx._inputs = given_in
        ctx._shapes = tuple(
            [
                (each._array.shape, each._array.dtype) if isinstance(each, Tensor) else ((), np.dtype("float32"))
                for each in results
            ]
        )
        for changed in ctx._dirty:
            if changed._requires_grad and changed._grad_fn is None:
                raise InPlaceError("a leaf Variable that requires grad has been used in an in-place operation.")
        made = [cls._output_of(ctx, number, each, inputs) for number, each in enumerate(results)]
        # Saved results are the recorded ones, so that second derivatives go through them.
        swap = {id(old): new for old, new in zip(results, made, strict=True)}
        ctx._kept = tuple([swap.get(id(each), each) for each in ctx._kept or ()])
        ctx._stamps = [(each._version_counter(), each._version, each) for each in ctx._kept if each is not None]
        return tuple(made) if isinstance(told, tuple) else made[0]

    @classmethod
    def _output_of(cls, ctx: FunctionCtx, number: int, result: Any, inputs: tuple[Any, ...]) -> Any:
        if not isinstance(result, Tensor):
            return result
        if id(result) in ctx._plain or result._array.dtype.kind != "f":
            return result
        dirty = any(result is each for each in ctx._dirty)
        if not dirty and any(result is given for given in inputs):
            result = Tensor._of(result._array)
        elif not dirty:
            result = result.detach()
        result._grad_fn, result._output, result._requires_grad = ctx, number, True
        return result


def once_differentiable(function: Callable[..., Any]) -> Callable[..., Any]:
    """For a backward that cannot itself be differentiated: nothing in it is recorded."""

    def inside(ctx: Any, *gradients: Any) -> Any:
        with no_grad():
            return function(ctx, *gradients)

    return inside


class NestedIOFunction(Function):
    """PyTorch's old name for a Function of nested inputs; the same as Function here."""
