"""The derivative of every structural op's gradient, against differences of the gradient itself."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from tests.ops.cases import upstream_for
from tests.ops.structure_cases import Case, cases, numbers_of
from viz_autograd.ops import OPS
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.differentiate import grad
from viz_autograd.tensor.tensor import Tensor

# Where all inputs are written out there are kinks; these ops have none.
SMOOTH = ("prod", "cumprod", "det", "inverse", "solve")
EACH = 6


def chosen() -> list[Any]:
    """The first cases of each op that are away from kinks and have numbers at all."""
    found: list[Any] = []
    seen: Counter[str] = Counter()
    for at, case in enumerate(cases()):
        arrays = [numbers_of(given) for given in case.inputs]
        floats = [array for array in arrays if array is not None and array.dtype.kind == "f"]
        written = any(isinstance(given, float | list) and numbers_of(given).dtype.kind == "f" for given in case.inputs)
        if case.op == "cholesky" or not floats or (written and case.op not in SMOOTH):
            continue
        if seen[case.op] < EACH and all(array.size and np.isfinite(array).all() for array in floats):
            # Of a single number there is no variance.
            if case.op in ("var", "std", "batch_norm") and floats[0].size < 4:
                continue
            seen[case.op] += 1
            found.append(pytest.param(case, id=f"{at}-{case.op}"))
    return found


def weights(shape: tuple[int, ...], shift: float) -> Any:
    return np.cos(np.arange(int(np.prod(shape))) + shift).reshape(shape)


def first(case: Case, arrays: list[Any], needs: list[bool]) -> float:
    """The weighed sum of the contributions."""
    op = OPS[case.op]
    with np.errstate(all="ignore"):
        out = op.forward(*arrays, **case.attributes)
        outs = out if isinstance(out, tuple) else (out,)
        ups = tuple([upstream_for(np.shape(each)) if each.dtype.kind == "f" else None for each in outs])
        parts = op.vjp(ups if isinstance(out, tuple) else ups[0], out, arrays, needs, **case.attributes)
    return sum(float(np.sum(part * weights(np.shape(part), at))) for at, part in enumerate(parts) if part is not None)


@pytest.mark.parametrize("case", chosen())
def test_the_gradient_of_the_gradient(case: Case) -> None:
    arrays = [numbers_of(given, at) for at, given in enumerate(case.inputs)]
    needs = [array is not None and array.dtype.kind == "f" for array in arrays]
    if case.op == "batch_norm":
        needs[3:] = [False, False]
    try:
        first(case, arrays, needs)
    except (RuntimeError, IndexError):
        return
    tensors = [None if array is None else Tensor._of(array.copy()) for array in arrays]
    for tensor, needed in zip(tensors, needs, strict=True):
        if tensor is not None and needed:
            tensor.requires_grad_()
    out = apply(OPS[case.op], *tensors, **case.attributes)
    roots = [each for each in (out if isinstance(out, tuple) else (out,)) if each.requires_grad]
    leaves = [tensor for tensor, needed in zip(tensors, needs, strict=True) if needed]
    seeds = [Tensor._of(np.array(upstream_for(root._array.shape))) for root in roots]
    parts = iter(grad(roots, leaves, seeds, create_graph=True, allow_unused=True))
    total: Any = None
    for at, needed in enumerate(needs):
        part = next(parts) if needed else None
        if part is not None:
            weighed = apply(OPS["sum"], apply(OPS["mul"], part, Tensor._of(np.asarray(weights(arrays[at].shape, at)))))
            total = weighed if total is None else total + weighed
    bent = total is not None and total.requires_grad
    seconds = iter(grad(total, leaves, allow_unused=True) if bent else [None] * len(leaves))
    for at, needed in enumerate(needs):
        if needed:
            second = next(seconds)
            ours = np.zeros(arrays[at].shape) if second is None else second._array
            np.testing.assert_allclose(ours, differences(case, arrays, needs, at), rtol=1e-5, atol=1e-5)


def differences(case: Case, arrays: list[Any], needs: list[bool], which: int) -> Any:
    step = 2.0**-12
    found = np.zeros(arrays[which].shape)
    for place in np.ndindex(found.shape):
        there = {}
        for by in (-2, -1, 1, 2):
            moved = [None if array is None else array.copy() for array in arrays]
            moved[which][place] += by * step
            there[by] = first(case, moved, needs)
        found[place] = (8 * (there[1] - there[-1]) - (there[2] - there[-2])) / (12 * step)
    return found
