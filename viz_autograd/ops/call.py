"""One op within the vjp of another, on numbers or on what records them."""

from __future__ import annotations

from typing import Any

from viz_autograd.ops.op import Op


def call(op: Op, *inputs: Any, **attributes: Any) -> Any:
    """`op.forward(*inputs, **attributes)`; inputs that record what is done with them get to record it.

    Such an input has a method `record(op, inputs, attributes)`, which takes the whole call over.
    """
    for given in inputs:
        record = getattr(given, "record", None)
        if record is not None:
            return record(op, inputs, attributes)
    return op.forward(*inputs, **attributes)
