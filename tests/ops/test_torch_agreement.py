"""Values, gradients, shapes and refusals as PyTorch 2.13.0 gave them; where PyTorch is installed it is asked again."""

from __future__ import annotations

import builtins
import importlib.util
import json
import math
import re
from typing import Any

import numpy as np
import pytest

from tests.ops.cases import (
    ELEMENTWISE,
    FIGURES,
    TRIED,
    differentiable,
    edges_of,
    inputs_of,
    ports_of,
    shape_cases,
    upstream_for,
)
from viz_autograd.errors import VizAutogradError
from viz_autograd.ops import Op

TORCH = json.loads(FIGURES.read_text(encoding="utf-8"))


def run(op: Op, inputs: list[Any], attributes: dict[str, Any], upstream: Any, gradients: bool) -> tuple[Any, list[Any]]:
    inputs = ports_of(op, inputs)
    with np.errstate(all="ignore"):
        out = op.forward(*inputs, **attributes)
        if not gradients:
            return out, []
        up = upstream(out.shape) if callable(upstream) else upstream
        up = np.asarray(up, out.dtype)[()]
        needs = tuple(
            given is not None and differentiable(op, port) for port, given in zip(op.ports, inputs, strict=True)
        )
        grads = op.vjp(up, out, inputs, needs, **attributes)
    return out, [grad for grad, needed in zip(grads, needs, strict=True) if needed]


def agree(ours: Any, theirs: Any, about: str, rtol: float = 1e-14, atol: float = 1e-15) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=atol, err_msg=about)


# PyTorch reckons these with a constant in single precision (1 / 6, 1e-12), or with a series that ends early.
ROUGH = {"hardsigmoid": 1e-7, "bce": 1e-8, "digamma": 1e-8, "polygamma": 1e-8, "lgamma": 1e-12, "erfinv": 1e-12}


def tolerance(op: Op) -> float:
    return ROUGH.get(op.name, 1e-14)


@pytest.mark.parametrize("op", TRIED.values(), ids=TRIED)
def test_samples_with_kinks_and_ties(op: Op) -> None:
    for sample, figures in zip(op.samples, TORCH["samples"][op.name], strict=True):
        out, grads = run(op, inputs_of(sample), dict(sample.attributes), upstream_for, bool(figures["grads"]))
        agree(out, figures["out"], str(sample), tolerance(op))
        for grad, figure in zip(grads, figures["grads"], strict=True):
            agree(grad, figure, str(sample), tolerance(op))


@pytest.mark.parametrize("op", TRIED.values(), ids=TRIED)
def test_samples_in_single_precision(op: Op) -> None:
    for sample, figures in zip(op.samples, TORCH["single"][op.name], strict=True):
        inputs = inputs_of(sample, np.float32)
        out, grads = run(op, inputs, dict(sample.attributes), upstream_for, bool(figures["grads"]))
        assert out.dtype == np.float32
        agree(out, figures["out"], str(sample), 2e-6, 1e-6)
        for grad, figure in zip(grads, figures["grads"], strict=True):
            assert grad.dtype == np.float32
            agree(grad, figure, str(sample), 2e-5, 2e-6)


@pytest.mark.parametrize("op", [op for op in ELEMENTWISE.values() if op.canvas], ids=lambda op: op.name)
def test_zeros_infinities_and_nan(op: Op) -> None:
    for (inputs, upstream), figures in zip(edges_of(op), TORCH["edges"][op.name], strict=True):
        np.testing.assert_array_equal(inputs, figures["inputs"])
        out, grads = run(op, [np.float64(x) for x in inputs], {}, upstream, bool(figures["grads"]))
        about = f"{op.name}{inputs} with upstream {upstream}"
        agree(out, figures["out"], about, tolerance(op))
        for grad, figure in zip(grads, figures["grads"], strict=True):
            agree(grad, figure, about, tolerance(op))


@pytest.mark.parametrize("name", sorted({case["op"] for case in TORCH["shapes"]}))
def test_shapes_and_refusals(name: str) -> None:
    tried = 0
    for (op, shapes, attributes), case in zip(shape_cases(), TORCH["shapes"], strict=True):
        assert [list(shape) for shape in shapes] == case["shapes"]
        if op.name != name:
            continue
        tried += 1
        if "shape" in case:
            assert op.shape(*shapes, **attributes) == tuple(case["shape"])
            continue
        with pytest.raises(VizAutogradError) as caught:
            op.shape(*shapes, **attributes)
        # PyTorch's text may go on after the first line.
        assert str(caught.value) == case["text"].split("\n")[0]
        assert isinstance(caught.value, getattr(builtins, case["error"]))
    assert tried


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not here: pip install '.[oracle]'")
def test_figures_are_what_pytorch_gives() -> None:
    from tests.ops import make_torch_figures

    # Another processor may round the last digit of a function otherwise.
    now, stored = (re.split(r"[\s,:\[\]{}]+", said) for said in (make_torch_figures.figures(), FIGURES.read_text()))
    assert len(now) == len(stored)
    for new, old in zip(now, stored, strict=True):
        assert new == old or math.isclose(float(new), float(old), rel_tol=1e-6)
