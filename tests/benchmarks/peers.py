"""The same circuit of scalars, forward and backward, with others' engines."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

from tests.benchmarks import scalar_peer
from tests.benchmarks.circuits import LEAF
from viz_autograd import Circuit
from viz_autograd.circuit import Leaf, OpNode

Pass = Callable[[], Any]
"""One forward and backward pass; returns the gradient of `LEAF`, or the run that holds it."""

# Tracing and compiling 10,000 nodes takes JAX minutes.
JAX_MOST = 1_000
# Beyond it PyTorch's pass takes a second.
TORCH_MOST = 10_000

STACK = 512 * 2**20


def imported(name: str) -> ModuleType | None:
    """A peer's module, set up for scalars on one thread; None where it is not installed."""
    with contextlib.suppress(ImportError):
        module = __import__(name)
        if name == "torch":
            module.set_num_threads(1)
        if name == "jax":
            module.config.update("jax_enable_x64", True)
        return module
    return None


def written(circuit: Circuit, root: str) -> tuple[list[tuple[str, list[int]]], list[float], int, int]:
    """The circuit as a program: (op, places of its inputs) a step, leaves first; root's place and the leaf's."""
    leaves = [node for node in circuit.nodes() if isinstance(node, Leaf)]
    values = [float(leaf.value) for leaf in leaves]
    places = {leaf.name: place for place, leaf in enumerate(leaves)}
    steps = []
    for name in circuit.order():
        node = circuit.node(name)
        if isinstance(node, OpNode):
            steps.append((node.op, [places[edge.source] for edge in circuit.inputs(name).values()]))
            places[name] = len(places)
    return steps, values, places[root], places[LEAF]


def object_pass(circuit: Circuit, root: str) -> Pass:
    """One object a number (`scalar_peer`)."""
    steps, leaves, end, leaf = written(circuit, root)
    program = [(scalar_peer.FUNCTIONS[op], inputs) for op, inputs in steps]

    def once() -> float:
        numbers = [scalar_peer.Number(value) for value in leaves]
        for function, inputs in program:
            numbers.append(function(*[numbers[place] for place in inputs]))
        scalar_peer.backward(numbers[end])
        return numbers[leaf].grad

    return once


def micrograd_pass(circuit: Circuit, root: str) -> Pass | None:
    """micrograd's own `Value`, with sin and tanh beside its relu; None where it is not installed, or too deep for it.

    Its backward is recursive: it runs in a thread of its own, whose stack is large enough.
    """
    if imported("micrograd") is None:
        return None
    from micrograd.engine import Value

    def joined(value: float, a: Any, slope: Callable[[Any], float], name: str) -> Any:
        out = Value(value, (a,), name)

        def send() -> None:
            a.grad += slope(out) * out.grad

        out._backward = send
        return out

    import math

    functions: dict[str, Callable[..., Any]] = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "sin": lambda a: joined(math.sin(a.data), a, lambda out: math.cos(a.data), "sin"),
        "tanh": lambda a: joined(math.tanh(a.data), a, lambda out: 1 - out.data * out.data, "tanh"),
    }
    steps, leaves, end, leaf = written(circuit, root)
    program = [(functions[op], inputs) for op, inputs in steps]

    def once() -> float:
        numbers = [Value(value) for value in leaves]
        for function, inputs in program:
            numbers.append(function(*[numbers[place] for place in inputs]))
        numbers[end].backward()
        return float(numbers[leaf].grad)

    return once


def deep(work: Callable[[], None]) -> None:
    """Call in a thread where recursion may go a hundred thousand levels deep. Raises what `work` raises."""
    problems: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # handed on to the caller's thread
            problems.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size(STACK)
    sys.setrecursionlimit(1_000_000)
    try:
        thread = threading.Thread(target=guarded)
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    if problems:
        raise problems[0]


def torch_pass(circuit: Circuit, root: str) -> Pass | None:
    """PyTorch, eager, float64; None where it is not installed or would take too long."""
    torch = imported("torch")
    if torch is None or len(circuit) > TORCH_MOST:
        return None
    steps, values, end, leaf = written(circuit, root)
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in values]
    program = [(getattr(torch, op), inputs) for op, inputs in steps]

    def once() -> float:
        tensors = list(leaves)
        for function, inputs in program:
            tensors.append(function(*[tensors[place] for place in inputs]))
        tensors[end].backward()
        grad = float(leaves[leaf].grad)
        for each in leaves:
            each.grad = None
        return grad

    return once


def jax_pass(circuit: Circuit, root: str) -> Pass | None:
    """JAX, jit of value_and_grad, float64, compiled beforehand; None where it is not there or would take minutes."""
    jax = imported("jax")
    if jax is None or len(circuit) > JAX_MOST:
        return None
    import jax.numpy as jnp

    functions = {"add": jnp.add, "sub": jnp.subtract, "mul": jnp.multiply, "sin": jnp.sin, "tanh": jnp.tanh}
    steps, values, end, leaf = written(circuit, root)

    def forward(leaves: Any) -> Any:
        numbers = list(leaves)
        for op, inputs in steps:
            numbers.append(functions[op](*[numbers[place] for place in inputs]))
        return numbers[end]

    compiled = jax.jit(jax.value_and_grad(forward))
    leaves = tuple(jnp.asarray(value) for value in values)

    def once() -> float:
        _, grads = compiled(leaves)
        return float(grads[leaf].block_until_ready())

    once()
    return once
