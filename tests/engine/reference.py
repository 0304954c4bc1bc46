"""Other ways to the same numbers: the circuit evaluated plainly, and its derivatives without a backward pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz_autograd import Circuit, Run
from viz_autograd.circuit import Leaf
from viz_autograd.engine import CONTRIBUTION
from viz_autograd.ops import GATES

Numbers = NDArray[Any]

STEP = 1e-30
"""Of the complex step: f'(x) = Im f(x + ih) / h, with an error of h² and no cancellation."""

DIFFERENCE = 1e-6


def evaluate(circuit: Circuit, leaves: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """The value of every node that can be computed, with some leaves' values replaced, complex ones too."""
    found: dict[str, Numbers] = {}
    with np.errstate(all="ignore"):
        for name in circuit.order():
            node = circuit.node(name)
            if isinstance(node, Leaf):
                found[name] = leaves.get(name, node.value)
            elif not circuit.lacks(name):
                edges = circuit.inputs(name)
                given = [
                    found[edges[port].source] if port in edges else node.constants[port]
                    for port in GATES[node.op].ports
                ]
                found[name] = np.asarray(GATES[node.op].forward(*given, **node.attributes))
    return found


def complex_step(circuit: Circuit, root: str, seed: Numbers, leaf: str) -> Numbers:
    """The gradient of sum(seed × root) by a leaf, element by element."""
    value = evaluate(circuit, {})[leaf]
    gradient = np.zeros(value.shape)
    for place in np.ndindex(value.shape):
        moved = value.astype(complex)
        moved[place] += STEP * 1j
        gradient[place] = np.sum(seed * evaluate(circuit, {leaf: moved})[root].imag) / STEP
    return gradient


def central_difference(circuit: Circuit, root: str, seed: Numbers, leaf: str) -> Numbers:
    """As `complex_step`, by a difference that also knows ops without a complex one."""
    value = evaluate(circuit, {})[leaf]
    gradient = np.zeros(value.shape)
    for place in np.ndindex(value.shape):
        up, down = value.copy(), value.copy()
        up[place] += DIFFERENCE
        down[place] -= DIFFERENCE
        difference = evaluate(circuit, {leaf: up})[root] - evaluate(circuit, {leaf: down})[root]
        gradient[place] = np.sum(seed * difference) / (up[place] - down[place])
    return gradient


def magnitude(run: Run) -> float:
    """Σ|contributions| of a run: what rounding is measured against."""
    total = 0.0
    for at in run.trace.edge[run.trace.kind == CONTRIBUTION].tolist():
        part = run.contribution(run.edges[at])
        total += 0.0 if part is None else float(np.abs(part).sum())
    return total


KINKED = ("abs", "relu", "max", "min", "pow", "sqrt", "log", "div")


def near_a_kink(circuit: Circuit, values: Mapping[str, Numbers], margin: float) -> bool:
    """Whether any op is so close to a point without derivative that a small step might cross it.

    The end of sqrt's and log's domain and a denominator of 0 count too: a step beyond them finds nan or infinity.
    """
    for node in circuit.nodes():
        if isinstance(node, Leaf) or node.name not in values or node.op not in KINKED:
            continue
        edges = circuit.inputs(node.name)
        given = [values[edges[port].source] if port in edges else node.constants[port] for port in GATES[node.op].ports]
        if node.op in ("max", "min"):
            # Of a node with itself it is smooth: max(a, a) is a.
            same = len(edges) == 2 and edges["a"].source == edges["b"].source
            distance = np.abs(given[0] - given[1]) if not same else np.array(np.inf)
        elif node.op == "div":
            distance = np.abs(given[1])
        else:
            distance = np.abs(given[0])
        if np.min(distance) < margin:
            return True
    return False
