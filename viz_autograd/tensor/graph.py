"""What was computed, as PyTorch's graph of grad_fn nodes; the way back through it is in `backward`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from viz_autograd.errors import GraphFreedError, InPlaceError
from viz_autograd.ops import Op
from viz_autograd.ops.dtype_names import scalar_name

if TYPE_CHECKING:
    from viz_autograd.tensor.tensor import Tensor

    Target = "Node | Tensor | None"

SECOND_TIME = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
    "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
    "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access "
    "saved tensors after calling backward."
)

# Later nodes have larger numbers, so that walking them downwards meets every node after all that use it.
_sequence = itertools.count()


class RemovableHandle:
    """What registering a hook returns; `remove` takes the hook away. Also a with block that does."""

    def __init__(self, hooks: dict[int, Any], key: int) -> None:
        self._hooks = hooks
        self.id = key

    def remove(self) -> None:
        """Take the hook away; a second time does nothing."""
        self._hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()


_handles = itertools.count()


def add_hook(hooks: dict[int, Any], hook: Any, first: bool = False) -> RemovableHandle:
    """Keep `hook` in `hooks`, last or first, under a new key."""
    key = next(_handles)
    if first:
        rest = dict(hooks)
        hooks.clear()
        hooks[key] = hook
        hooks.update(rest)
    else:
        hooks[key] = hook
    return RemovableHandle(hooks, key)


class Node:
    """One operation that was done, as `Tensor.grad_fn` shows it.

    Of each input: `targets`, the node it came from, the leaf it is, or None when no gradient goes there, and
    `numbers`, which of that node's outputs it was. `outputs` is how many this node has.
    """

    # A node's class is named as PyTorch's is (MulBackward0); see `node_class`.
    __slots__ = (
        "__weakref__",
        "hooks",
        "kept",
        "numbers",
        "outputs",
        "prehooks",
        "sequence",
        "targets",
        "tensor_hooks",
    )

    targets: tuple[Any, ...]
    numbers: tuple[int, ...]
    outputs: int
    hooks: dict[int, Any] | None
    prehooks: dict[int, Any] | None
    # By output: hooks of the tensor, and the tensor that retains its gradient.
    tensor_hooks: dict[int, dict[int, Any]] | None
    kept: dict[int, Any] | None

    def __init__(self, targets: tuple[Any, ...], numbers: tuple[int, ...], outputs: int = 1) -> None:
        self.targets = targets
        self.numbers = numbers
        self.outputs = outputs
        self.hooks = self.prehooks = self.tensor_hooks = self.kept = None
        self.sequence = next(_sequence)

    def name(self) -> str:
        """PyTorch's name of this kind of node, such as "MulBackward0"."""
        return type(self).__name__

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """Per input the node that its gradient goes to (None: nowhere), and which of that node's outputs it was."""
        pairs = zip(self.targets, self.numbers, strict=True)
        return tuple([(node_of(target), 0 if target is None else number) for target, number in pairs])

    def _sequence_nr(self) -> int:
        return self.sequence

    @property
    def requires_grad(self) -> bool:
        """Always True: without a gradient there is no node."""
        return True

    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(grad_inputs, grad_outputs) after this node; what it returns replaces grad_inputs."""
        if self.hooks is None:
            self.hooks = {}
        return add_hook(self.hooks, hook)

    def register_prehook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(grad_outputs) before this node; what it returns replaces grad_outputs."""
        if self.prehooks is None:
            self.prehooks = {}
        return add_hook(self.prehooks, hook)

    def __call__(self, *upstream: Any) -> Any:
        """The contributions for these gradients of the outputs (Tensors)."""
        from viz_autograd.tensor.backward import contributions

        parts = contributions(self, [None if each is None else each._array for each in upstream], False)
        from viz_autograd.tensor.tensor import Tensor

        found = tuple([None if part is None else Tensor._of(np.asarray(part)) for part in parts])
        return found[0] if len(found) == 1 else found

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at 0x{id(self):x}>"

    def check(self) -> None:
        """Raise GraphFreedError or InPlaceError when this node cannot be gone back through any more."""

    def free(self) -> None:
        """Let go of what was saved for backward."""

    def send(self, upstream: Any, create_graph: bool) -> Sequence[Any]:
        """The contributions to its inputs, for a node that no op of the table left. Raises NotImplementedError."""
        raise NotImplementedError(f"{self.name()} cannot be gone back through alone")


def refuse_changed(array: Any, made: Node | None, number: int, found: int, version: int) -> NoReturn:
    """Raise InPlaceError: what was saved for backward has been changed since."""
    of = f", which is output {number} of {made.name().removesuffix('Backward0')}," if made is not None else ""
    raise InPlaceError(
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[torch.{legacy_name(array.dtype)} {list(array.shape)}]{of} is at version {found}; expected version "
        f"{version} instead. Hint: enable anomaly detection to find the operation that failed to compute its "
        "gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )


class OpNode(Node):
    """A node that an op of the table left."""

    __slots__ = ("attributes", "cast", "freed", "inputs", "needs", "op", "out", "stamps", "tensors")

    op: Op
    attributes: Mapping[str, Any]
    inputs: Sequence[Any]
    out: Any
    needs: tuple[bool, ...]
    # What was saved, as (counter of versions, version then, the tensor or None for the output).
    stamps: tuple[tuple[list[int], int, Any], ...]
    tensors: tuple[Any, ...]
    cast: bool
    freed: bool

    def check(self) -> None:
        """As Node's."""
        if self.freed:
            raise GraphFreedError(SECOND_TIME)
        for counter, version, tensor in self.stamps:
            if counter[0] != version:
                self._complain(counter[0], version, tensor)

    def _complain(self, found: int, version: int, tensor: Any) -> None:
        if tensor is None:
            array = self.out if not isinstance(self.out, tuple) else self.out[0]
            refuse_changed(array, self, 0, found, version)
        refuse_changed(tensor._array, tensor._grad_fn, tensor._output, found, version)

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """As Node's; of some plain numbers, and of indices and masks, nothing is told, as PyTorch does it."""
        op = self.op
        told = []
        for at, pair in enumerate(super().next_functions):
            if op.ports[at % len(op.ports)] in op.indices:
                continue
            if self.tensors[at] is None and (op.name == "pow" or (op.name == "sub" and at == 0)):
                continue
            told.append(pair)
        return tuple(told)

    def free(self) -> None:
        """As Node's."""
        # What reads no numbers needs none saved, and can be gone through again. The inputs stay for `circuit_of`.
        if self.stamps:
            self.freed = True
            self.out = None

    def __getattr__(self, name: str) -> Any:
        """`_saved_NAME`: what was saved for backward, as a Tensor."""
        if name.startswith("_saved_"):
            return self._saved(name.removeprefix("_saved_"))
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def _saved(self, name: str) -> Any:
        from viz_autograd.tensor.tensor import Tensor

        op = self.op
        wanted = {"self": "a", "other": "b", "result": "out", "exponent": "b", "mat2": "b"}.get(name, name)
        if wanted in self.attributes:
            return self.attributes[wanted]
        if wanted not in ("out", *op.ports) or not any(wanted in op.reads(port) for port in op.ports):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute '_saved_{name}'")
        if self.freed:
            raise GraphFreedError(SECOND_TIME)
        if wanted == "out":
            made = Tensor._of(self.out)
            made._requires_grad, made._grad_fn = True, self
            return made
        at = op.ports.index(wanted)
        if not any(need and wanted in op.reads(port) for need, port in zip(self.needs, op.ports, strict=False)):
            return None
        tensor = self.tensors[at]
        if tensor is not None:
            return tensor
        number = self.inputs[at].item()
        number = int(number) if number == number // 1 else number
        return number if op.name == "pow" else Tensor._of(np.asarray(number))


class CopySlices(OpNode):
    """A part of a tensor was changed in place: what the tensor was, and what became of the part."""

    __slots__ = ()

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """As Node's; of the change itself, all inputs but the part as it was."""
        whole, changed = super().next_functions
        return (whole, changed) if changed[0] is None else (whole, *changed[0].next_functions[1:])


class FillBackward2(OpNode):
    """All elements were made one number."""

    __slots__ = ()

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """As Node's; the number is no input."""
        return super().next_functions[:1]


class AsStridedBackward0(OpNode):
    """A view since its base was changed in place: part of what the base is now."""

    __slots__ = ()

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """As Node's: the base's node, however many steps lead from the base to the view."""
        target: Any = self.targets[0]
        number = self.numbers[0]
        while isinstance(target, OpNode) and target.op.view:
            target, number = target.targets[0], target.numbers[0]
        return ((node_of(target), number),)


class AccumulateGrad(Node):
    """Where a gradient ends: it is added into the `grad` of a leaf, `variable`."""

    __slots__ = ("variable",)

    def __init__(self, variable: Tensor) -> None:
        super().__init__((), ())
        self.sequence = 2**63
        self.variable = variable


def node_of(target: Any) -> Node | None:
    """The node behind a target: itself, or the one that accumulates into a leaf."""
    if target is None or isinstance(target, Node):
        return target
    accumulator: AccumulateGrad | None = target.__dict__.get("_accumulator")
    if accumulator is None:
        accumulator = target.__dict__["_accumulator"] = AccumulateGrad(target)
    return accumulator


_classes: dict[str, type[OpNode]] = {kind.__name__: kind for kind in (AsStridedBackward0, CopySlices, FillBackward2)}


def node_class(name: str) -> type[OpNode]:
    """The class of nodes with PyTorch's name for them."""
    found = _classes.get(name)
    if found is None:
        found = _classes[name] = type(name, (OpNode,), {"__slots__": (), "__module__": "torch.autograd"})
    return found


def legacy_name(dtype: np.dtype[Any]) -> str:
    """The name of a tensor type as errors still tell it: FloatTensor."""
    return f"{scalar_name(dtype)}Tensor"
