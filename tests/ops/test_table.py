"""The table of ops says everything about each op, and nothing twice."""

from __future__ import annotations

import ast
import re
from typing import Any

import numpy as np
import pytest

from tests.ops.cases import TRIED
from viz_autograd.errors import InvalidValueError
from viz_autograd.ops import OPS, Attribute, Op
from viz_autograd.ops.op import Kind

every_op = pytest.mark.parametrize("op", OPS.values(), ids=OPS)
shown_op = pytest.mark.parametrize("op", [op for op in OPS.values() if op.canvas], ids=lambda op: op.name)


def test_the_palette_begins_with_arithmetic_and_ends_with_losses() -> None:
    families = list(dict.fromkeys(op.family for op in OPS.values() if op.canvas))
    assert families[:2] == ["arithmetic", "functions"]
    assert families[-1] == "loss"
    assert list(OPS)[:8] == ["add", "sub", "mul", "div", "neg", "pow", "max", "min"]


def test_families_stand_together() -> None:
    families = [op.family for op in OPS.values() if op.canvas]
    assert list(dict.fromkeys(families)) == [
        family for i, family in enumerate(families) if i == 0 or families[i - 1] != family
    ]


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        OPS["add"] = OPS["sub"]  # type: ignore[index]


def test_names_symbols_and_titles_are_unique() -> None:
    shown = [op for op in OPS.values() if op.canvas]
    for said in ("name", "symbol", "title"):
        assert len({getattr(op, said) for op in shown}) == len(shown)


@every_op
def test_every_op_says_what_backward_calls_it(op: Op) -> None:
    assert OPS[op.name] is op
    assert op.ports
    assert set(op.optional) | set(op.indices) <= set(op.ports)
    shapes = tuple((2,) for _ in op.ports)
    if op.name == "einsum":  # its shapes must fit its equation
        return
    name = op.grad_fn if isinstance(op.grad_fn, str) else op.grad_fn(shapes, {a.name: a.default for a in op.attributes})
    assert re.fullmatch(r"[A-Z]\w+|", name)


@every_op
def test_what_is_read_is_an_input_or_an_output(op: Op) -> None:
    for port in op.ports:
        assert set(op.reads(port)) <= {*op.ports, *op.outputs, "out"}


@shown_op
def test_every_port_is_explained(op: Op) -> None:
    assert bool(op.locals) != bool(op.rules)
    explained = set(op.locals or op.rules)
    assert set(op.ports) - {*op.optional, *op.indices} <= explained <= set(op.ports)
    assert explained <= set(op.says)
    # The page puts them before a colon: "mul swaps: a receives …".
    assert all(words.startswith(f"{op.name} ") and not words.endswith((".", ":")) for words in op.says.values())


@shown_op
def test_torch_code_names_every_port_once(op: Op) -> None:
    # What is made of several inputs at once, or of attributes as well, is written by whoever writes code.
    wanted = {port: f"port_{port}" for port in op.ports}
    written = ast.parse(op.torch.format(**wanted), mode="eval")
    used = sorted(node.id for node in ast.walk(written) if isinstance(node, ast.Name) and node.id in wanted.values())
    assert used == sorted(wanted.values())


@pytest.mark.parametrize("op", TRIED.values(), ids=TRIED)
def test_samples_cover_what_the_op_takes(op: Op) -> None:
    ranks = {np.ndim(values) for sample in op.samples for values in sample.inputs}
    assert ranks >= ({1, 2} if op.name in ("prelu", "nll", "cross_entropy") else {0, 1, 2})
    least = len(op.ports) - len(op.optional)
    assert all(least <= len(sample.inputs) <= len(op.ports) for sample in op.samples)
    for attribute in op.attributes:
        if op.canvas:
            assert any(attribute.name in sample.attributes for sample in op.samples)


@pytest.mark.parametrize(
    ("kind", "fits", "not_so", "words"),
    [
        ("int", [0, -3, np.int64(2)], [True, 1.0, "1", None], "a whole number"),
        ("float", [0, 0.5, -1e9, np.float32(2)], [True, "1", None], "a number"),
        ("optional int", [None, 4], [True, 1.5], "None or a whole number"),
        ("optional float", [None, 0.25], [False, "0.5"], "None or a number"),
        ("choice", ["mean", "sum"], ["max", None, 0, ["mean"]], "one of 'mean', 'sum'"),
    ],
)
def test_each_kind_of_attribute_takes_its_own(kind: Kind, fits: list[Any], not_so: list[Any], words: str) -> None:
    attribute = Attribute("x", kind, fits[0], "an attribute", ("mean", "sum") if kind == "choice" else ())
    for value in fits:
        attribute.check(value)
    for value in not_so:
        with pytest.raises(InvalidValueError, match=f"^x must be {words}, not "):
            attribute.check(value)


@pytest.mark.parametrize("name", ["sum", "mean"])
def test_attributes_take_only_their_kind(name: str) -> None:
    dim, keepdim = OPS[name].attributes
    assert (dim.name, dim.default, keepdim.name, keepdim.default) == ("dim", None, "keepdim", False)
    for value in (None, 0, -1, np.int64(1)):
        dim.check(value)
    for value in (True, 1.0, "0", (0, 1.5)):
        with pytest.raises(InvalidValueError, match="dim must be None, a whole number or several of them"):
            dim.check(value)
    for value in (0, 1, None, "yes"):
        with pytest.raises(InvalidValueError, match="keepdim must be True or False"):
            OPS[name].shape((2, 3), keepdim=value)
