"""The structural ops against what PyTorch 2.13.0 gave: values, indices, dtypes, gradients, nodes' names, refusals."""

from __future__ import annotations

import builtins
import importlib.util
import json
from itertools import groupby
from typing import Any

import numpy as np
import pytest

from tests.ops.cases import upstream_for
from tests.ops.structure_cases import FIGURES, Case, cases, numbers_of
from viz_autograd.ops import OPS

TORCH = json.loads(FIGURES.read_text(encoding="utf-8"))
NAMES = list(dict.fromkeys(case.op for case in cases()))
PRECISION = {"double": np.float64, "single": np.float32}

# In one of these precisions PyTorch adds up in another order; so much may two right answers differ.
TOLERANCE = {"double": 1e-11, "single": 2e-5}


def inputs_of(case: Case, dtype: Any) -> list[Any]:
    arrays = [numbers_of(given, at) for at, given in enumerate(case.inputs)]
    return [array if array is None or array.dtype.kind != "f" else array.astype(dtype) for array in arrays]


def known(op: str) -> list[tuple[Case, dict[str, Any]]]:
    """The cases of an op, each with its row of figures."""
    return [(case, row) for case, row in zip(cases(), TORCH["cases"], strict=True) if case.op == op]


def test_the_figures_are_those_of_the_cases() -> None:
    assert [case.op for case in cases()] == [row["op"] for row in TORCH["cases"]]
    assert [name for name, _ in groupby(NAMES)] == NAMES


@pytest.mark.parametrize("precision", PRECISION)
@pytest.mark.parametrize("name", NAMES)
def test_values_and_gradients(name: str, precision: str) -> None:
    for case, row in known(name):
        figures = row["double"] if precision == "double" else row["double"] | row.get("single", {})
        about = f"{case} in {precision}"
        inputs = inputs_of(case, PRECISION[precision])
        if "error" in figures:
            refused(case, inputs, figures, about)
            continue
        for given in inputs:
            if given is not None:
                given.setflags(write=False)
        with np.errstate(all="ignore"):
            agree(case, inputs, figures, precision, about)


def refused(case: Case, inputs: list[Any], figures: dict[str, Any], about: str) -> None:
    with pytest.raises(getattr(builtins, figures["error"])) as caught:
        OPS[case.op].forward(*inputs, **case.attributes)
    assert str(caught.value) == figures["text"], about


def agree(case: Case, inputs: list[Any], figures: dict[str, Any], precision: str, about: str) -> None:
    op = OPS[case.op]
    out = op.forward(*inputs, **case.attributes)
    outs = out if isinstance(out, tuple) else (out,)
    assert [str(np.asarray(each).dtype) for each in outs] == figures["dtypes"], about
    assert [list(np.shape(each)) for each in outs] == figures["shapes"], about
    for ours, theirs in zip(outs, figures["outs"], strict=True):
        same(ours, theirs, precision, about)
    shapes = [None if given is None else given.shape for given in inputs]
    if case.op != "masked_select":
        shape = op.shape(*shapes, **case.attributes)
        assert (shape if isinstance(out, tuple) else (shape,)) == tuple(np.shape(each) for each in outs), about
    needs = tuple(given is not None and given.dtype.kind == "f" for given in inputs)
    if figures["grad_fn"] is None or not any(needs):
        return
    name = op.grad_fn if isinstance(op.grad_fn, str) else op.grad_fn(tuple(shapes), case.attributes)
    stretched = case.op == "matmul" and min(map(np.ndim, inputs)) > 2 and len({each[:-2] for each in shapes}) > 1
    if case.op != "sort" and not stretched:  # of sort the figures are those of the stable one
        assert name == figures["grad_fn"], about
    ups = tuple([upstream_for(np.shape(each)).astype(each.dtype) if each.dtype.kind == "f" else None for each in outs])
    parts = op.vjp(ups if isinstance(out, tuple) else ups[0], out, inputs, needs, **case.attributes)
    assert len(parts) == len(inputs), about
    for given, part, figure in zip(inputs, parts, figures["grads"], strict=True):
        assert (part is None) == (figure is None), about
        if part is not None:
            assert (np.shape(part), part.dtype) == (given.shape, given.dtype), about
            same(part, figure, precision, f"gradient of {about}")


def same(ours: Any, theirs: Any, precision: str, about: str) -> None:
    wanted = np.asarray(told(theirs), np.asarray(ours).dtype).reshape(np.shape(ours))
    tolerance = TOLERANCE[precision]
    finite = wanted[np.isfinite(wanted)] if wanted.dtype.kind == "f" else wanted
    size = float(np.max(np.abs(finite), initial=1.0)) if wanted.dtype.kind == "f" else 0.0
    np.testing.assert_allclose(ours, wanted, rtol=tolerance, atol=tolerance * size, err_msg=about)


def told(value: Any) -> Any:
    if isinstance(value, list):
        return [told(each) for each in value]
    return float(value) if isinstance(value, str) else value


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not here: pip install '.[oracle]'")
def test_figures_are_what_pytorch_gives() -> None:
    from tests.ops import make_structure_figures

    assert json.loads(make_structure_figures.figures())["cases"] == TORCH["cases"]
