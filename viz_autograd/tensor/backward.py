"""The way back: from tensors through their graph, adding up what arrives at each node and leaf."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import BackwardError, DtypeError
from viz_autograd.tensor.anomaly import ANOMALY, check
from viz_autograd.tensor.dtypes import from_numpy_dtype
from viz_autograd.tensor.grad_mode import enable_grad, no_grad
from viz_autograd.tensor.graph import Node, OpNode
from viz_autograd.tensor.recorded import Recorded
from viz_autograd.tensor.tensor import Tensor

# What travels back: arrays, or with create_graph Tensors.
Upstream = Any


def run_backward(
    roots: Sequence[tuple[Tensor, Tensor]],
    *,
    retain_graph: bool,
    create_graph: bool,
    inputs: Sequence[Tensor] | None = None,
    accumulate: bool = True,
) -> dict[tuple[Any, int], Upstream]:
    """Differentiate the roots with their seeds; with `accumulate`, add into `grad` of the leaves (or of `inputs`).

    Otherwise the gradients of `inputs` are returned, by (node or leaf, number of its output). Raises GraphFreedError,
    InPlaceError, BackwardError, and what hooks and Functions raise.
    """
    wanted = None if inputs is None else {where_gradient_goes(tensor) for tensor in inputs}
    pending: dict[Any, Any] = {}
    for root, seed in roots:
        _arrive(pending, *where_gradient_goes(root), seed if create_graph else seed._array)
    nodes = _in_order([target for target in pending if isinstance(target, Node)])
    active = None if wanted is None else _leading_to(nodes, wanted)
    found: dict[tuple[Any, int], Upstream] = {}
    mode = enable_grad() if create_graph else no_grad()
    with mode, np.errstate(all="ignore"):
        for node in nodes:
            upstream = pending.pop(node, None)
            if upstream is None:
                continue
            leads_on = active is None or node in active
            if wanted is not None and not leads_on and not _asked(node, wanted):
                continue
            if node.tensor_hooks is not None or node.prehooks is not None or node.kept is not None:
                upstream = _before(node, upstream, create_graph)
            if wanted is not None:
                for number in range(node.outputs):
                    if (node, number) in wanted:
                        arrived = upstream[number] if node.outputs > 1 else upstream
                        if arrived is not None:
                            found[node, number] = arrived
                if not leads_on:
                    continue
            node.check()
            parts = contributions(node, upstream, create_graph)
            if ANOMALY.enabled and ANOMALY.check_nan:
                check(node, parts)
            if node.hooks:
                parts = _after(node, parts, upstream, create_graph)
            for target, number, part in zip(node.targets, node.numbers, parts, strict=False):
                if target is not None and part is not None:
                    _arrive(pending, target, number, part)
            if not retain_graph:
                node.free()
        for target, gradient in pending.items():
            if isinstance(target, Tensor) and (wanted is None or (target, 0) in wanted):
                gradient = _through_hooks(target._hooks, gradient, create_graph)
                if accumulate:
                    target._accumulate(gradient)
                    _after_accumulation(target)
                else:
                    found[target, 0] = gradient
        if accumulate and inputs is not None:
            for tensor in inputs:
                if tensor._grad_fn is not None and (tensor._grad_fn, tensor._output) in found:
                    tensor._accumulate(found[tensor._grad_fn, tensor._output])
    return found


def _single(target: Any) -> bool:
    return not isinstance(target, Node) or target.outputs == 1


def where_gradient_goes(tensor: Tensor) -> tuple[Any, int]:
    """The node that made a tensor and which of its outputs it is, or for a leaf itself and 0."""
    node = tensor.grad_fn
    return (tensor, 0) if node is None else (node, tensor._output)


def _asked(node: Node, wanted: set[tuple[Any, int]]) -> bool:
    return any((node, number) in wanted for number in range(node.outputs))


def _in_order(starts: Iterable[Node]) -> list[Node]:
    """All nodes behind these, each before those it depends on: the newest first, as PyTorch takes them."""
    seen = set(starts)
    stack = list(seen)
    while stack:
        for target in stack.pop().targets:
            if isinstance(target, Node) and target not in seen:
                seen.add(target)
                stack.append(target)
    return sorted(seen, key=lambda node: node.sequence, reverse=True)


def _leading_to(nodes: list[Node], wanted: set[tuple[Any, int]]) -> set[Node]:
    """The nodes from which a gradient goes on to something wanted."""
    active: set[Node] = set()
    for node in reversed(nodes):
        for target, number in zip(node.targets, node.numbers, strict=True):
            if target is not None and (target in active or (target, number) in wanted):
                active.add(node)
                break
    return active


def _arrive(pending: dict[Any, Any], target: Any, number: int, part: Upstream) -> None:
    if _single(target):
        before = pending.get(target)
        pending[target] = part if before is None else before + part
        return
    slots = pending.setdefault(target, [None] * target.outputs)
    slots[number] = part if slots[number] is None else slots[number] + part


def contributions(node: Node, upstream: Any, create_graph: bool) -> Sequence[Any]:
    """A node's contributions to its inputs, None where there is none: arrays, or with create_graph Tensors."""
    if not isinstance(node, OpNode):
        return node.send(upstream, create_graph)
    if create_graph:
        return _recorded(node, upstream)
    if node.outputs > 1 and not isinstance(upstream, tuple):
        upstream = tuple(upstream)
    parts = node.op.vjp(upstream, node.out, node.inputs, node.needs, **node.attributes)
    if node.cast:
        return [
            None if part is None or tensor is None else np.asarray(part).astype(tensor._array.dtype, copy=False)
            for part, tensor in zip(parts, node.tensors, strict=True)
        ]
    return parts


def _recorded(node: OpNode, upstream: Any) -> list[Any]:
    """As `contributions`, on tensors that know where they came from, so that the result can be differentiated."""
    inputs: list[Any] = []
    for array, tensor, target, number in zip(node.inputs, node.tensors, node.targets, node.numbers, strict=True):
        if array is None:
            inputs.append(None)
        elif target is None:
            inputs.append(array if array.dtype.kind != "f" else Recorded(Tensor._of(array)))
        else:
            inputs.append(Recorded(_as_it_was(array, target, number, tensor)))
    if node.outputs > 1:
        out: Any = tuple([Recorded(_as_it_was(array, node, at, None)) for at, array in enumerate(node.out)])
        up: Any = tuple([None if each is None else Recorded(each) for each in upstream])
    else:
        out, up = Recorded(_as_it_was(node.out, node, 0, None)), Recorded(upstream)
    parts = node.op.vjp(up, out, inputs, node.needs, **node.attributes)
    found: list[Any] = []
    for part, tensor in zip(parts, node.tensors, strict=True):
        if part is None:
            found.append(None)
            continue
        given = part.tensor if isinstance(part, Recorded) else Tensor._of(np.asarray(part))
        found.append(given.to(tensor.dtype) if tensor is not None and node.cast else given)
    return found


def _as_it_was(array: Any, target: Any, number: int, tensor: Tensor | None) -> Tensor:
    """A saved array as a tensor that came from `target`."""
    if not isinstance(target, Node):
        if target._array is array:
            return target  # type: ignore[no-any-return]
        return tensor.to(from_numpy_dtype(array.dtype)) if tensor is not None else Tensor._of(array)
    saved = Tensor._of(array)
    saved._requires_grad = True
    saved._grad_fn = target
    saved._output = number
    return saved


def _before(node: Node, upstream: Any, create_graph: bool) -> Any:
    """Hooks of the node's tensors, their retained gradients, and the node's own hooks."""
    arrived = list(upstream) if node.outputs > 1 else [upstream]
    for number in range(node.outputs):
        if arrived[number] is None:
            continue
        hooks = None if node.tensor_hooks is None else node.tensor_hooks.get(number)
        arrived[number] = _through_hooks(hooks, arrived[number], create_graph)
        keeper = None if node.kept is None else node.kept.get(number)
        tensor = None if keeper is None else keeper()
        if tensor is not None:
            tensor._accumulate(arrived[number])
    if node.prehooks:
        for hook in tuple(node.prehooks.values()):
            told = hook(tuple([_tensor(each, create_graph) for each in arrived]))
            if told is not None:
                told = told if isinstance(told, tuple) else (told,)
                arrived = [_number(each, create_graph) for each in told]
    return arrived if node.outputs > 1 else arrived[0]


def _after(node: Node, parts: Sequence[Any], upstream: Any, create_graph: bool) -> Sequence[Any]:
    given = upstream if node.outputs > 1 else [upstream]
    for hook in tuple((node.hooks or {}).values()):
        told = hook(
            tuple([_tensor(each, create_graph) for each in parts]),
            tuple([_tensor(each, create_graph) for each in given]),
        )
        if told is not None:
            told = told if isinstance(told, tuple) else (told,)
            parts = [_number(each, create_graph) for each in told]
    return parts


def _tensor(number: Any, create_graph: bool) -> Any:
    return None if number is None else number if create_graph else Tensor._of(np.asarray(number))


def _number(tensor: Any, create_graph: bool) -> Any:
    return None if tensor is None else tensor if create_graph else tensor._array


def _through_hooks(hooks: dict[int, Any] | None, gradient: Any, create_graph: bool) -> Any:
    """What the hooks of a tensor make of its gradient. Raises BackwardError for another shape."""
    if not hooks:
        return gradient
    for hook in tuple(hooks.values()):
        told = hook(_tensor(gradient, create_graph))
        if told is None:
            continue
        name = getattr(hook, "__name__", type(hook).__name__)
        if not isinstance(told, Tensor):
            raise DtypeError(f"expected Variable, but hook returned '{type(told).__name__}'")
        if told._array.shape != np.shape(gradient if not create_graph else gradient._array):
            raise BackwardError(f"hook '{name}' has changed the size of value")
        gradient = _number(told, create_graph)
    return gradient


def _after_accumulation(leaf: Tensor) -> None:
    hooks = leaf.__dict__.get("_after_hooks")
    if hooks:
        for hook in tuple(hooks.values()):
            hook(leaf)
