"""Writes structure_figures.json: what PyTorch gives for the structural ops, so that the tests need no PyTorch.

Run as `python -m tests.ops.make_structure_figures` where the `oracle` extra is installed.
"""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from tests.ops.cases import upstream_for
from tests.ops.structure_cases import FIGURES, cases, numbers_of


def _all_or(function: Callable[..., Any], **rest: Any) -> Callable[..., Any]:
    """A reduction that takes keepdim only beside dim."""

    def call(a: torch.Tensor, dim: Any = None, keepdim: bool = False, **more: Any) -> Any:
        return function(a, **rest, **more) if dim is None else function(a, dim, keepdim=keepdim, **rest, **more)

    return call


CALLS: dict[str, Callable[..., Any]] = {
    "sum": _all_or(torch.sum),
    "mean": _all_or(torch.mean),
    "nansum": _all_or(torch.nansum),
    "amax": lambda a, dim=None, keepdim=False: torch.amax(a, () if dim is None else dim, keepdim),
    "amin": lambda a, dim=None, keepdim=False: torch.amin(a, () if dim is None else dim, keepdim),
    "prod": _all_or(torch.prod),
    "var": lambda a, dim=None, correction=1, keepdim=False: torch.var(a, dim, correction=correction, keepdim=keepdim),
    "std": lambda a, dim=None, correction=1, keepdim=False: torch.std(a, dim, correction=correction, keepdim=keepdim),
    "norm": lambda a, p=2.0, dim=None, keepdim=False: torch.linalg.vector_norm(a, p, dim, keepdim),
    "logsumexp": lambda a, dim=None, keepdim=False: torch.logsumexp(
        a, tuple(range(a.dim())) if dim is None else dim, keepdim
    ),
    "max_all": torch.max,
    "min_all": torch.min,
    "max_dim": torch.max,
    "min_dim": torch.min,
    "median_dim": torch.median,
    "nanmedian_dim": torch.nanmedian,
    "sort": lambda a, **given: torch.sort(a, stable=True, **given),
    "t": torch.t,
    "reshape": torch.reshape,
    "squeeze": lambda a, dim=None: torch.squeeze(a) if dim is None else torch.squeeze(a, dim),
    "expand": lambda a, size: a.expand(size),
    "repeat": lambda a, repeats: a.repeat(repeats),
    "roll": lambda a, shifts, dims: torch.roll(a, shifts, dims),
    "flip": lambda a, dims: torch.flip(a, dims),
    "split": lambda a, split_size, dim=0: torch.split(
        a, list(split_size) if isinstance(split_size, tuple) else split_size, dim
    ),
    "cat": lambda *given, dim=0: torch.cat(given, dim),
    "stack": lambda *given, dim=0: torch.stack(given, dim),
    "slice": lambda a, dim=0, start=None, end=None, step=1: a[
        (slice(None),) * (dim % a.dim()) + (slice(start, end, step),)
    ],
    "select": lambda a, dim, index: a.select(dim, index),
    "gather": lambda a, index, dim: torch.gather(a, dim, index),
    "scatter": lambda a, index, src, dim: torch.scatter(a, dim, index, src),
    "scatter_value": lambda a, index, dim, value: torch.scatter(a, dim, index, value),
    "scatter_add": lambda a, index, src, dim: torch.scatter_add(a, dim, index, src),
    "index_select": lambda a, index, dim: torch.index_select(a, dim, index),
    "index_add": lambda a, index, source, dim, alpha=1: torch.index_add(a, dim, index, source, alpha=alpha),
    "index_copy": lambda a, index, source, dim: torch.index_copy(a, dim, index, source),
    "index_fill": lambda a, index, dim, value: torch.index_fill(a, dim, index, value),
    "embedding": lambda weight, indices, padding_idx=None: functional.embedding(indices, weight, padding_idx),
    "masked_fill_by": torch.masked_fill,
    "linear": functional.linear,
    "einsum": lambda *given, equation: torch.einsum(equation, *given),
    "inverse": torch.linalg.inv,
    "det": torch.linalg.det,
    "solve": torch.linalg.solve,
    "cross": torch.linalg.cross,
    "cholesky": torch.linalg.cholesky,
    "layer_norm": lambda given, weight, bias, normalized_shape, eps=1e-5: functional.layer_norm(
        given, normalized_shape, weight, bias, eps
    ),
    "group_norm": lambda given, weight, bias, num_groups: functional.group_norm(given, num_groups, weight, bias),
    "batch_norm": lambda given, weight, bias, mean, var, training=False: functional.batch_norm(
        given, mean, var, weight, bias, training
    ),
}


def run(op: str, inputs: tuple[Any, ...], attributes: dict[str, Any], dtype: torch.dtype) -> dict[str, Any]:
    """What PyTorch gives: outputs, the gradients of the floating inputs for upstream_for(shape), or its refusal."""
    tensors: list[Any] = []
    for at, given in enumerate(inputs):
        array = numbers_of(given, at)
        if array is None:
            tensors.append(None)
        elif array.dtype.kind == "f":
            tensors.append(torch.tensor(array, dtype=dtype).requires_grad_())
        else:
            tensors.append(torch.tensor(array))
    if op == "batch_norm":
        tensors[3:] = [None if each is None else each.detach() for each in tensors[3:]]
    try:
        out = CALLS.get(op, getattr(torch, op, None))(*tensors, **attributes)
    except (RuntimeError, IndexError) as error:
        return {"error": type(error).__name__, "text": str(error)}
    outs = list(out) if isinstance(out, tuple | list) else [out]
    grads = _gradients(outs, tensors)
    figures = {"outs": [plain(each) for each in outs], "dtypes": [str(each.dtype)[6:] for each in outs]}
    name = next((type(each.grad_fn).__name__ for each in outs if each.grad_fn is not None), None)
    return figures | {"shapes": [list(each.shape) for each in outs], "grads": grads, "grad_fn": name}


def _gradients(outs: list[Any], tensors: list[Any]) -> list[Any]:
    roots = [out for out in outs if out.requires_grad]
    wanted = [each for each in tensors if each is not None and each.requires_grad]
    if not roots or not wanted:
        return [None for _ in tensors]
    ups = [torch.tensor(upstream_for(tuple(out.shape)), dtype=out.dtype) for out in roots]
    found = iter(torch.autograd.grad(roots, wanted, ups, allow_unused=True))
    return [
        None if each is None or not each.requires_grad or (grad := next(found)) is None else plain(grad)
        for each in tensors
    ]


def plain(tensor: torch.Tensor) -> Any:
    """Nested lists; what is not finite as text, since JSON has no such numbers."""
    return _told(tensor.detach().tolist(), 7 if tensor.dtype == torch.float32 else 13)


def _told(value: Any, digits: int) -> Any:
    if isinstance(value, list):
        return [_told(each, digits) for each in value]
    if isinstance(value, float):
        return float(f"{value:.{digits}g}") if math.isfinite(value) else str(value)
    return value


def figures() -> str:
    """All figures, as the file has them: one case a line."""
    rows = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in cases():
            double = run(case.op, case.inputs, case.attributes, torch.float64)
            single = run(case.op, case.inputs, case.attributes, torch.float32)
            row = {"op": case.op, "double": double}
            if single != double:
                row["single"] = {key: value for key, value in single.items() if value != double.get(key)}
            rows.append(json.dumps(row))
    head = json.dumps(torch.__version__.split("+")[0])
    return f'{{"torch": {head}, "numpy": {json.dumps(np.__version__)}, "cases": [\n' + ",\n".join(rows) + "\n]}\n"


if __name__ == "__main__":
    FIGURES.write_text(figures(), encoding="utf-8")
