"""Random circuits for hypothesis: every op, scalars and arrays, fan-out, several parts, unwired ports, constants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from viz_autograd import Circuit
from viz_autograd.errors import VizAutogradError
from viz_autograd.ops import GATES, Attribute, Op

# PyTorch refuses to invert a singular matrix, so no run of a circuit with one has numbers to compare.
ALL_OPS = tuple(name for name, op in GATES.items() if op.canvas and name != "inverse")

# Differences over whole circuits need to know where each op has its kinks (`tests/engine/reference.py`), so they are
# taken of these; every op by itself is compared with PyTorch's figures.
DIFFERENCED_OPS = (
    "add", "sub", "mul", "div", "neg", "pow", "max", "min", "square", "exp", "log", "sqrt", "abs", "sin", "cos", "tanh",
    "sigmoid", "relu", "dot", "matmul", "sum", "mean", "mse",
)  # fmt: skip
ANALYTIC_OPS = tuple(name for name in DIFFERENCED_OPS if GATES[name].analytic)

# Few lengths, so that random shapes often fit each other.
SHAPES: tuple[tuple[int, ...], ...] = ((), (), (), (1,), (2,), (3,), (2, 3), (3, 2), (3, 3), (1, 3), (2, 1))

numbers = st.integers(-40, 40).map(lambda tenths: tenths / 10) | st.floats(-3, 3, allow_nan=False)


@st.composite
def values(draw: st.DrawFn, shapes: Sequence[tuple[int, ...]] = SHAPES) -> float | list[Any]:
    """A number, a list of numbers, or a list of such lists."""
    shape = draw(st.sampled_from(shapes))
    count = int(np.prod(shape))
    drawn = draw(st.lists(numbers, min_size=count, max_size=count))
    nested: float | list[Any] = np.array(drawn).reshape(shape).tolist()
    return nested


@st.composite
def attributes(draw: st.DrawFn, op: Op) -> dict[str, Any]:
    """Attributes of an op, in and out of range of its input's dimensions."""
    return {attribute.name: draw(settings(attribute)) for attribute in op.attributes}


def settings(attribute: Attribute) -> st.SearchStrategy[Any]:
    """Settings of one attribute, most of them such that they fit something."""
    if attribute.kind == "choice":
        return st.sampled_from(attribute.choices)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "dim": st.sampled_from([None, None, 0, 1, -1]),
        "dims": st.sampled_from([None, None, 0, 1, -1, (0,), (0, 1)]),
        "shape": st.sampled_from([(-1,), (1,), (2,), (3,), (2, 3), (1, -1), (6,)]),
        "int": st.sampled_from([0, 0, 1, -1, 2]),
        "optional int": st.sampled_from([None, None, 0, 1, -1]),
        "float": st.sampled_from([attribute.default, 0.5, 1.0, 2.0]),
        "optional float": st.sampled_from([attribute.default, None, -0.5, 1.0]),
    }
    return kinds[attribute.kind]


@st.composite
def inputs(draw: st.DrawFn, op: Op, names: Sequence[str], unwired: bool) -> list[object]:
    """What to put in each port: mostly nodes, sometimes twice the same, a constant, or nothing."""
    if len(op.ports) >= 2 and draw(st.integers(0, 7)) == 0:
        return [draw(st.sampled_from(names))] * len(op.ports)
    given: list[object] = []
    for _ in op.ports:
        what = draw(st.integers(0, 19))
        if what < 2:
            given.append(draw(values()))
        elif what == 2 and unwired:
            given.append(None)
        else:
            given.append(draw(st.sampled_from(names)))
    return given


@st.composite
def circuits(
    draw: st.DrawFn, ops: Sequence[str] = ALL_OPS, max_leaves: int = 6, max_ops: int = 14, unwired: bool = True
) -> Circuit:
    """A circuit of leaves and ops; what does not fit together is left out. `unwired` allows ports without input."""
    circuit = Circuit()
    for _ in range(draw(st.integers(0 if unwired else 1, max_leaves))):
        circuit.leaf(circuit.free_name("x"), draw(values()), draw(st.integers(0, 3)) > 0)
    for _ in range(draw(st.integers(0, max_ops))):
        op = GATES[draw(st.sampled_from(ops))]
        names = [node.name for node in circuit.nodes()]
        given = draw(inputs(op, names, unwired)) if names else [None] * len(op.ports)
        try:
            circuit.op(op.name, *given, **draw(attributes(op)))
        except VizAutogradError:  # shapes or settings that do not fit
            continue
    return circuit
