"""What holds of every structural op: its vjp is a derivative, it reads what it says, it leaves its inputs alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.ops.cases import TRIED, upstream_for
from tests.ops.structure_cases import Case, cases, numbers_of
from viz_autograd.errors import InvalidValueError
from viz_autograd.ops import OPS, Op, notation
from viz_autograd.ops.op import Sample

STRUCTURAL = {name: op for name, op in OPS.items() if name not in TRIED and op.family != "replace"}
SHOWN = {name: op for name, op in STRUCTURAL.items() if op.canvas}

every_shown = pytest.mark.parametrize("op", SHOWN.values(), ids=SHOWN)


def samples() -> Iterator[Any]:
    for op in SHOWN.values():
        for at, sample in enumerate(op.samples):
            yield pytest.param(op, sample, id=f"{op.name}-{at}")


def first_of(given: Any) -> Any:
    return given[0] if isinstance(given, tuple) else given


@every_shown
def test_what_the_palette_says(op: Op) -> None:
    assert op.samples
    assert tuple(op.rules) == tuple(op.says) == op.ports
    assert not op.locals
    assert all(words.startswith(f"{op.name} ") and not words.endswith((".", ":")) for words in op.says.values())
    for expression in (op.formula, *op.rules.values()):
        assert notation.text(expression)
        assert notation.latex(expression)
    written = {attribute.name for attribute in op.attributes}
    assert all(set(sample.attributes) <= written for sample in op.samples)
    for attribute in op.attributes:
        attribute.check(attribute.default)


@pytest.mark.parametrize("op", STRUCTURAL.values(), ids=STRUCTURAL)
def test_every_op_says_how_pytorch_names_it(op: Op) -> None:
    assert op.grad_fn
    assert op.torch
    assert op.saves is not None or op.rules
    assert set(op.indices) | set(op.optional) <= set(op.ports)
    for port in op.ports:
        assert set(op.reads(port)) <= {*op.ports, *op.outputs}


@pytest.mark.parametrize(("op", "sample"), list(samples()))
def test_the_vjp_is_the_derivative(op: Op, sample: Sample) -> None:
    if sample.kink:
        return
    inputs = [np.array(values, np.float64) for values in sample.inputs]
    out = op.forward(*inputs, **sample.attributes)
    up = upstream_for(first_of(out).shape)
    ups = (up, *[None] * (len(out) - 1)) if isinstance(out, tuple) else up
    parts = op.vjp(ups, out, inputs, (True,) * len(inputs), **sample.attributes)
    for which, (x, part) in enumerate(zip(inputs, parts, strict=True)):
        for place in np.ndindex(x.shape):
            slope = _slope(op, sample, inputs, which, place)
            terms = up * slope
            assert abs(part[place] - np.sum(terms)) <= 2e-9 * max(1.0, float(np.sum(np.abs(terms))))


def _slope(op: Op, sample: Sample, inputs: list[Any], which: int, place: tuple[int, ...]) -> Any:
    step = 2.0**-12
    there = {}
    for by in (-2, -1, 1, 2):
        moved = [np.array(x) for x in inputs]
        moved[which][place] += by * step
        there[by] = first_of(op.forward(*moved, **sample.attributes))
    return (8 * (there[1] - there[-1]) - (there[2] - there[-2])) / (12 * step)


@pytest.mark.parametrize(("op", "sample"), list(samples()))
def test_scalars_of_the_canvas_are_numpy_scalars_or_arrays(op: Op, sample: Sample) -> None:
    inputs = [np.asarray(values, np.float64)[()] for values in sample.inputs]
    out = op.forward(*inputs, **sample.attributes)
    shape = op.shape(*[x.shape for x in inputs], **sample.attributes)
    for made, size in zip(*((out, shape) if isinstance(out, tuple) else ((out,), (shape,))), strict=True):
        assert isinstance(made, np.ndarray | np.generic)
        assert made.shape == size
    up = upstream_for(first_of(out).shape)
    ups = (up, *[None] * (len(out) - 1)) if isinstance(out, tuple) else up
    with np.errstate(all="ignore"):
        parts = op.vjp(ups, out, inputs, (True,) * len(inputs), **sample.attributes)
    assert [part.shape for part in parts] == [x.shape for x in inputs]
    none = op.vjp(ups, out, inputs, (False,) * len(inputs), **sample.attributes)
    assert all(part is None for part in none)


def runs() -> Iterator[Any]:
    """One case in four: with its inputs, output and contributions."""
    for at, case in enumerate(cases()):
        if at % 4 == 0:
            yield pytest.param(case, id=f"{at}-{case.op}")


def run(case: Case) -> tuple[Op, list[Any], Any, Any, tuple[bool, ...]] | None:
    op = OPS[case.op]
    inputs = [numbers_of(given, at) for at, given in enumerate(case.inputs)]
    for given in inputs:
        if given is not None:
            given.setflags(write=False)
    try:
        out = op.forward(*inputs, **case.attributes)
    except (RuntimeError, IndexError):
        return None
    needs = tuple([given is not None and given.dtype.kind == "f" for given in inputs])
    if case.op == "batch_norm":
        needs = (*needs[:3], False, False)
    ups = [upstream_for(np.shape(each)) if each.dtype.kind == "f" else None for each in _all(out)]
    if not any(needs) or ups[0] is None:
        return None
    return op, inputs, out, tuple(ups) if isinstance(out, tuple) else ups[0], needs


def _all(given: Any) -> tuple[Any, ...]:
    return given if isinstance(given, tuple) else (given,)


@pytest.mark.parametrize("case", list(runs()))
def test_a_vjp_reads_no_more_than_it_says(case: Case) -> None:
    with np.errstate(all="ignore"):
        tried = run(case)
        if tried is None:
            return
        op, inputs, out, ups, needs = tried
        parts = op.vjp(ups, out, inputs, needs, **case.attributes)
        for which, needed in enumerate(needs):
            if not needed:
                continue
            # An op of any number of inputs saves all of them if it saves one.
            many = op.variadic and bool(op.saves)
            read = op.reads(op.ports[which % len(op.ports)])
            spoilt = [
                given
                if given is None or many or op.ports[at % len(op.ports)] in read or given.dtype.kind != "f"
                else np.full_like(given, np.nan)
                for at, given in enumerate(inputs)
            ]
            names = op.outputs if isinstance(out, tuple) else ("out",)
            left = tuple(
                [
                    each if name in read or each.dtype.kind != "f" else np.full_like(each, np.nan)
                    for name, each in zip([*names, *[names[-1]] * len(_all(out))], _all(out), strict=False)
                ]
            )
            alone = tuple([at == which for at in range(len(needs))])
            again = op.vjp(ups, left if isinstance(out, tuple) else left[0], spoilt, alone, **case.attributes)
            np.testing.assert_array_equal(again[which], parts[which])
            wanted = [part is not None and own for part, own in zip(parts, alone, strict=True)]
            assert [part is not None for part in again] == wanted


@pytest.mark.parametrize("case", list(runs()))
def test_a_view_shares_memory_and_others_do_not(case: Case) -> None:
    with np.errstate(all="ignore"):
        tried = run(case)
    if tried is None:
        return
    op, inputs, out, _, _ = tried
    for made in _all(out):
        shares = any(given is not None and np.shares_memory(made, given) for given in inputs)
        assert not shares or op.view
        if op.view and made.size and case.op != "split":
            assert shares


def test_attributes_take_only_their_kind() -> None:
    dim, keepdim = OPS["sum"].attributes
    assert (dim.name, dim.default, keepdim.name, keepdim.default) == ("dim", None, "keepdim", False)
    for value in (None, 0, -1, np.int64(1), (0, 1), [0]):
        dim.check(value)
    for value in (True, 1.0, "0", (0.5,)):
        with pytest.raises(InvalidValueError, match="dim must be None, a whole number or several of them"):
            dim.check(value)
    with pytest.raises(InvalidValueError, match="keepdim must be True or False"):
        OPS["sum"].shape((2, 3), keepdim=1)
    with pytest.raises(InvalidValueError, match="dim must be None or a whole number"):
        OPS["prod"].shape((2, 3), dim=(0, 1))
