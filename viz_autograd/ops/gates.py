"""The ops as a circuit has them: every port needs an input, and a node has one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from viz_autograd.ops.op import Array, Attribute, Contributions, Op, Shape

OUTPUT = "output"

# Its bias may be left out in PyTorch, and is a port like any other here: 0 can be typed into it.
_WHOLE = frozenset({"linear"})


def gates_of(ops: Mapping[str, Op]) -> Mapping[str, Op]:
    """Every op as a circuit has it, by name, in the same order."""
    return MappingProxyType({name: _one_value(_all_ports(op)) for name, op in ops.items()})


def _all_ports(op: Op) -> Op:
    """Without the ports that may stay without an input.

    Whether a circuit can be computed would otherwise depend on the order in which its edges were drawn.
    """
    if not op.optional:
        return op
    if op.name in _WHOLE:
        return replace(op, optional=())
    ports = tuple([port for port in op.ports if port not in op.optional])
    left_out = len(op.ports) - len(ports)
    none = (None,) * left_out

    def forward(*inputs: Array, **attributes: Any) -> Any:
        return op.forward(*inputs, *none, **attributes)

    def shape(*shapes: Shape, **attributes: Any) -> Any:
        return op.shape(*shapes, *none, **attributes)

    def vjp(
        upstream: Any, out: Any, inputs: Sequence[Array], needs: Sequence[bool], **attributes: Any
    ) -> Contributions:
        sent = op.vjp(upstream, out, (*inputs, *none), (*needs, *[False] * left_out), **attributes)
        return sent[: len(ports)]

    return replace(op, ports=ports, forward=forward, shape=shape, vjp=vjp, optional=())


def _one_value(op: Op) -> Op:
    """Of several results a node shows the one that its attribute `output` chooses.

    A result that has no gradient in PyTorch, the positions that sort finds, sends zeros back.
    """
    if len(op.outputs) == 1:
        return op
    places = {name: at for at, name in enumerate(op.outputs)}
    first = op.outputs[0]

    def forward(*inputs: Array, output: str = first, **attributes: Any) -> Array:
        chosen: Array = op.forward(*inputs, **attributes)[places[output]]
        return chosen if chosen.dtype.kind == "f" else np.asarray(chosen, np.float64)[()]

    def shape(*shapes: Shape, output: str = first, **attributes: Any) -> Shape:
        chosen: Shape = op.shape(*shapes, **attributes)[places[output]]
        return chosen

    def vjp(
        upstream: Array,
        out: Array,
        inputs: Sequence[Array],
        needs: Sequence[bool],
        output: str = first,
        **attributes: Any,
    ) -> Contributions:
        outs = op.forward(*inputs, **attributes)
        at = places[output]
        if outs[at].dtype.kind != "f":
            return tuple(
                [
                    np.zeros(given.shape, given.dtype)[()] if need else None
                    for given, need in zip(inputs, needs, strict=True)
                ]
            )
        arrived = tuple([upstream if place == at else None for place in range(len(outs))])
        return op.vjp(arrived, outs, inputs, needs, **attributes)

    chooses = Attribute(OUTPUT, "choice", first, "which of its results", tuple(op.outputs))
    return replace(op, forward=forward, shape=shape, vjp=vjp, attributes=(*op.attributes, chooses), outputs=("out",))
