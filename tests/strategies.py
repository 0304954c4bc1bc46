"""Random circuits for hypothesis: every op, scalars and arrays, fan-out, several parts, unwired ports, constants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from viz_autograd import OPS, Circuit
from viz_autograd.errors import LimitError, ShapeError
from viz_autograd.ops import Op

ALL_OPS = tuple(OPS)
ANALYTIC_OPS = tuple(name for name, op in OPS.items() if op.analytic)

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
    kinds = {"dim": st.sampled_from([None, None, 0, 1, -1]), "bool": st.booleans()}
    return {attribute.name: draw(kinds[attribute.kind]) for attribute in op.attributes}


@st.composite
def inputs(draw: st.DrawFn, op: Op, names: Sequence[str], unwired: bool) -> list[object]:
    """What to put in each port: mostly nodes, sometimes twice the same, a constant, or nothing."""
    if len(op.ports) == 2 and draw(st.integers(0, 7)) == 0:
        return [draw(st.sampled_from(names))] * 2
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
        op = OPS[draw(st.sampled_from(ops))]
        names = [node.name for node in circuit.nodes()]
        given = draw(inputs(op, names, unwired)) if names else [None] * len(op.ports)
        try:
            circuit.op(op.name, *given, **draw(attributes(op)))
        except (ShapeError, LimitError):
            continue
    return circuit
