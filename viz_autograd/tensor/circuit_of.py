"""The circuit that computed a tensor: the same one that the canvas edits."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from types import FrameType
from typing import Any

import numpy as np

from viz_autograd.circuit import Circuit
from viz_autograd.circuit.names import check_name
from viz_autograd.errors import CircuitError, InvalidNameError
from viz_autograd.tensor.graph import Node, OpNode
from viz_autograd.tensor.tensor import Tensor

# Ops that change nothing but where the numbers lie, or what kind they are: a circuit has no need of them.
_PASSED = frozenset({"clone", "to", "alias"})


def circuit_of(loss: Tensor, names: Mapping[str, Tensor] | None = None, *, depth: int = 1) -> Circuit:
    """A new Circuit that computes `loss`: a leaf for each tensor that goes in, an op node for each operation.

    Leaves and results are named after the variables of the caller that hold them, parameters of a module after their
    place in it ("net.0.weight"); `names` adds to these and goes before. What needed no gradient is a constant leaf, as
    PyTorch keeps no record of how it came about; plain numbers are typed into ports. Values are taken as they are now
    and become float64. Raises CircuitError for what a circuit cannot hold: a Function of one's own, an op of several
    outputs, an index that is no number, a change of part of a tensor.
    """
    if not isinstance(loss, Tensor):
        raise CircuitError(f"circuit_of takes a computed tensor, not {type(loss).__name__}")
    found = _Names(sys._getframe(depth), names or {})
    return _Builder(found).build(loss)


class _Names:
    """Which names the tensors have, by the tensor and by the node and number of the output that made it."""

    def __init__(self, frame: FrameType, given: Mapping[str, Tensor]) -> None:
        self._leaves: dict[int, str] = {}
        self._made: dict[tuple[Node, int], str] = {}
        for name, tensor in given.items():
            self._keep(name, tensor)
        for scope in (frame.f_locals, frame.f_globals):
            for name, value in list(scope.items()):
                if not name.startswith("_"):
                    self._look_at(name, value)

    def _look_at(self, name: str, value: Any) -> None:
        if isinstance(value, Tensor):
            self._keep(name, value)
            return
        parameters = getattr(value, "named_parameters", None)
        if callable(parameters) and not isinstance(value, type):
            for inner, tensor in parameters():
                self._keep(f"{name}.{inner}", tensor)
        elif isinstance(value, list | tuple):
            for at, each in enumerate(value[:100]):
                if isinstance(each, Tensor):
                    self._keep(f"{name}[{at}]", each)

    def _keep(self, name: str, tensor: Tensor) -> None:
        node = tensor.grad_fn
        if node is None:
            self._leaves.setdefault(id(tensor), name)
        else:
            self._made.setdefault((node, tensor.output_nr), name)

    def of_leaf(self, tensor: Tensor) -> str | None:
        """The name of a leaf, None without one."""
        return self._leaves.get(id(tensor))

    def of_result(self, node: Node, output: int) -> str | None:
        """The name of what a node made, None without one."""
        return self._made.get((node, output))


class _Builder:
    def __init__(self, names: _Names) -> None:
        self._names = names
        self._circuit = Circuit()
        # By id; the tensors are kept alive by the graph.
        self._leaves: dict[int, str] = {}
        self._results: dict[Node, str] = {}

    def build(self, loss: Tensor) -> Circuit:
        root = loss.grad_fn
        if root is None:
            self._leaf(loss)
            return self._circuit
        for node in _in_order(root):
            self._add(node)
        return self._circuit

    def _add(self, node: Node) -> None:
        if not isinstance(node, OpNode):
            raise CircuitError(
                f"{type(node).__name__.removesuffix('Backward')} is a Function of your own; a circuit holds ops of the "
                "table only"
            )
        op = node.op
        if len(op.outputs) > 1:
            raise CircuitError(f"{op.name} has several outputs, which a circuit cannot hold yet")
        if op.name in _PASSED:
            self._results[node] = self._source(node, 0)
            return
        inputs: dict[str, Any] = {}
        if op.variadic and len(node.tensors) != len(op.ports):
            raise CircuitError(f"{op.name} of {len(node.tensors)} tensors: a circuit's takes {len(op.ports)}")
        for at, port in enumerate(op.ports[: len(node.tensors)]):
            if node.tensors[at] is not None:
                inputs[port] = self._source(node, at)
        name = self._free(self._names.of_result(node, 0))
        made = self._circuit.op(op.name, name=name, **inputs, **_settings(node))
        for at, port in enumerate(op.ports[: len(node.tensors)]):
            if node.tensors[at] is None and node.inputs[at] is not None:
                self._circuit.set_constant(made, port, np.asarray(node.inputs[at], np.float64))
        self._results[node] = made.name

    def _source(self, node: OpNode, at: int) -> str:
        target = node.targets[at]
        if isinstance(target, Node):
            return self._results[target]
        return self._leaf(node.tensors[at])

    def _leaf(self, tensor: Tensor) -> str:
        known = self._leaves.get(id(tensor))
        if known is None:
            name = self._free(self._names.of_leaf(tensor))
            requires_grad = tensor.requires_grad and tensor.grad_fn is None
            if name is None:
                name = self._numbered("p" if requires_grad else "c")
            value = tensor._array.astype(np.float64)
            known = self._leaves[id(tensor)] = self._circuit.leaf(name, value, requires_grad=requires_grad).name
        return known

    def _numbered(self, letter: str) -> str:
        number = 1
        while f"{letter}{number}" in self._circuit:
            number += 1
        return f"{letter}{number}"

    def _free(self, name: str | None) -> str | None:
        """The name if it can be had, else None."""
        if name is None or name in self._circuit:
            return None
        try:
            check_name(name)
        except InvalidNameError:
            return None
        return name


def _settings(node: OpNode) -> dict[str, Any]:
    known = {attribute.name for attribute in node.op.attributes}
    return {name: value for name, value in node.attributes.items() if name in known}


def _in_order(root: Node) -> Iterable[Node]:
    """Every node that led to the root, the oldest first."""
    seen = {root}
    stack = [root]
    while stack:
        for target in stack.pop().targets:
            if isinstance(target, Node) and target not in seen:
                seen.add(target)
                stack.append(target)
    return sorted(seen, key=lambda node: node.sequence)
