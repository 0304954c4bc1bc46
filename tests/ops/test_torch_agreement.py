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

from tests.ops.cases import FIGURES, edges_of, inputs_of, shape_cases, upstream_for
from viz_autograd.errors import ShapeError
from viz_autograd.ops import OPS, Op

TORCH = json.loads(FIGURES.read_text(encoding="utf-8"))


def run(op: Op, inputs: list[Any], attributes: dict[str, Any], upstream: Any) -> tuple[Any, tuple[Any, ...]]:
    with np.errstate(all="ignore"):
        out = op.forward(*inputs, **attributes)
        up = upstream(out.shape) if callable(upstream) else np.float64(upstream)
        return out, op.vjp(up, out, inputs, (True,) * len(inputs), **attributes)


def agree(ours: Any, theirs: Any, about: str) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=1e-14, atol=1e-15, err_msg=about)


@pytest.mark.parametrize("op", OPS.values(), ids=OPS)
def test_samples_with_kinks_and_ties(op: Op) -> None:
    for sample, figures in zip(op.samples, TORCH["samples"][op.name], strict=True):
        out, grads = run(op, inputs_of(sample), dict(sample.attributes), upstream_for)
        agree(out, figures["out"], str(sample))
        for grad, figure in zip(grads, figures["grads"], strict=True):
            agree(grad, figure, str(sample))


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.locals], ids=lambda op: op.name)
def test_zeros_infinities_and_nan(op: Op) -> None:
    for (inputs, upstream), figures in zip(edges_of(op), TORCH["edges"][op.name], strict=True):
        np.testing.assert_array_equal(inputs, figures["inputs"])
        out, grads = run(op, [np.float64(x) for x in inputs], {}, upstream)
        about = f"{op.name}{inputs} with upstream {upstream}"
        agree(out, figures["out"], about)
        for grad, figure in zip(grads, figures["grads"], strict=True):
            agree(grad, figure, about)


@pytest.mark.parametrize("name", OPS)
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
        with pytest.raises(ShapeError) as caught:
            op.shape(*shapes, **attributes)
        # dot and matmul on 1-D name the same clash; PyTorch's text may go on after the first line.
        assert str(caught.value) == case["text"].split("\n")[0]
        assert isinstance(caught.value, getattr(builtins, case["error"]))
    assert tried


@pytest.mark.parametrize("name", ["dot", "matmul"])
def test_forward_refuses_in_the_same_words(name: str) -> None:
    with pytest.raises(ShapeError, match="inconsistent tensor size"):
        OPS[name].forward(np.ones(3), np.ones(2))


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not here: pip install '.[oracle]'")
def test_figures_are_what_pytorch_gives() -> None:
    from tests.ops import make_torch_figures

    # Another processor may round the last digit of a function otherwise.
    now, stored = (re.split(r"[\s,:\[\]{}]+", said) for said in (make_torch_figures.figures(), FIGURES.read_text()))
    assert len(now) == len(stored)
    for new, old in zip(now, stored, strict=True):
        assert new == old or math.isclose(float(new), float(old), rel_tol=1e-14)
