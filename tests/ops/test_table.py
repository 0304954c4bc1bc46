"""The table of ops says everything about each op, and nothing twice."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from viz_autograd.errors import InvalidValueError
from viz_autograd.ops import OPS, Op

every_op = pytest.mark.parametrize("op", OPS.values(), ids=OPS)


def test_the_ops_in_palette_order() -> None:
    arithmetic, functions = "add sub mul div neg pow max min", "square exp log sqrt abs sin cos"
    others = "tanh sigmoid relu dot matmul sum mean mse"
    assert " ".join(OPS) == f"{arithmetic} {functions} {others}"


def test_families_stand_together() -> None:
    families = [op.family for op in OPS.values()]
    assert list(dict.fromkeys(families)) == [
        family for i, family in enumerate(families) if i == 0 or families[i - 1] != family
    ]


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        OPS["add"] = OPS["sub"]  # type: ignore[index]


def test_names_symbols_and_titles_are_unique() -> None:
    for said in ("name", "symbol", "title"):
        assert len({getattr(op, said) for op in OPS.values()}) == len(OPS)


@every_op
def test_every_port_is_explained(op: Op) -> None:
    assert OPS[op.name] is op
    assert op.ports in (("a",), ("a", "b"))
    assert bool(op.locals) != bool(op.rules)
    assert tuple(op.locals or op.rules) == op.ports
    assert tuple(op.says) == op.ports
    # The page puts them before a colon: "mul swaps: a receives …".
    assert all(words.startswith(f"{op.name} ") and not words.endswith((".", ":")) for words in op.says.values())


@every_op
def test_torch_code_names_every_port_once(op: Op) -> None:
    written = ast.parse(op.torch.format(a="left", b="right"), mode="eval")
    used = sorted(node.id for node in ast.walk(written) if isinstance(node, ast.Name) and node.id != "torch")
    assert used == ["left", "right"][: len(op.ports)]


@every_op
def test_samples_cover_what_the_op_takes(op: Op) -> None:
    ranks = {np.ndim(values) for sample in op.samples for values in sample.inputs}
    assert ranks == {"dot": {1}, "matmul": {1, 2}}.get(op.name, {0, 1, 2})
    assert all(len(sample.inputs) == len(op.ports) for sample in op.samples)
    if not op.analytic:
        assert any(sample.kink for sample in op.samples)
    for attribute in op.attributes:
        assert any(attribute.name in sample.attributes for sample in op.samples)


@pytest.mark.parametrize("name", ["sum", "mean"])
def test_attributes_take_only_their_kind(name: str) -> None:
    dim, keepdim = OPS[name].attributes
    assert (dim.name, dim.default, keepdim.name, keepdim.default) == ("dim", None, "keepdim", False)
    for value in (None, 0, -1, np.int64(1)):
        dim.check(value)
    for value in (True, 1.0, "0", (0, 1)):
        with pytest.raises(InvalidValueError, match="dim must be None or a whole number"):
            dim.check(value)
        with pytest.raises(InvalidValueError):
            OPS[name].shape((2, 3), dim=value)
    for value in (0, 1, None, "yes"):
        with pytest.raises(InvalidValueError, match="keepdim must be True or False"):
            OPS[name].shape((2, 3), keepdim=value)
