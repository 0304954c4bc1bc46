"""Everything that can be computed: `OPS`, one entry an op, in the order of the palette."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from viz_autograd.ops import activations, arithmetic, functions, linear_algebra, losses, reductions
from viz_autograd.ops.op import Array, Attribute, Op, Sample, Shape

__all__ = ["OPS", "Array", "Attribute", "Op", "Sample", "Shape"]

OPS: Mapping[str, Op] = MappingProxyType(
    {
        op.name: op
        for family in (arithmetic, functions, activations, linear_algebra, reductions, losses)
        for op in family.OPS
    }
)
