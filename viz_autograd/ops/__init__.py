"""Everything that can be computed: `OPS`, one entry an op, in the palette's order; `GATES`, as a circuit has them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from viz_autograd.ops import (
    activation_slopes,
    activations,
    arithmetic,
    arranging,
    blending,
    clamping,
    class_losses,
    copying,
    cumulative,
    division,
    einsum,
    extremes,
    functions,
    gathering,
    indexing,
    joining,
    linear,
    linear_algebra,
    log_functions,
    losses,
    masking,
    matrices,
    normalising,
    piecewise_activations,
    placing,
    probability_losses,
    reductions,
    replacing,
    rounding,
    shapes,
    smooth_activations,
    softmax,
    sorting,
    special,
    statistics,
    trigonometry,
)
from viz_autograd.ops.gates import gates_of
from viz_autograd.ops.op import Array, Attribute, Op, Sample, Shape

__all__ = ["GATES", "OPS", "Array", "Attribute", "Op", "Sample", "Shape"]

# Modules of one family stand together.
_FAMILIES = (
    arithmetic,
    division,
    blending,
    functions,
    log_functions,
    trigonometry,
    special,
    rounding,
    clamping,
    activations,
    smooth_activations,
    piecewise_activations,
    softmax,
    activation_slopes,
    linear_algebra,
    linear,
    einsum,
    matrices,
    reductions,
    statistics,
    cumulative,
    sorting,
    extremes,
    shapes,
    arranging,
    copying,
    joining,
    indexing,
    gathering,
    placing,
    masking,
    normalising,
    losses,
    probability_losses,
    class_losses,
    replacing,
)

OPS: Mapping[str, Op] = MappingProxyType({op.name: op for family in _FAMILIES for op in family.OPS})
GATES: Mapping[str, Op] = gates_of(OPS)
