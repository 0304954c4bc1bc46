"""The gallery's circuits give the tutorials' figures."""

from __future__ import annotations

import itertools

import pytest

from viz_autograd.editor import Document
from viz_autograd.engine import run
from viz_autograd.gallery import GALLERY, OPENING
from viz_autograd.io import decode, encode

LEAF, GATE = (128, 56), (56, 56)


def test_the_names_in_the_url() -> None:
    assert list(GALLERY) == ["four-weights", "tanh-mse", "squared-plus-five", "empty"]
    assert OPENING == "four-weights"
    assert all(entry.id == name and entry.title and entry.says for name, entry in GALLERY.items())


@pytest.mark.parametrize("name", GALLERY)
def test_each_is_built_anew_and_survives_a_file(name: str) -> None:
    document = GALLERY[name].build()
    assert GALLERY[name].build().circuit is not document.circuit
    assert encode(decode(encode(document))) == encode(document)
    assert set(document.layout) == {node.name for node in document.circuit.nodes()}


def boxes(document: Document) -> dict[str, tuple[float, float, float, float]]:
    return {
        node.name: (*document.layout[node.name], *(LEAF if not hasattr(node, "op") else GATE))
        for node in document.circuit.nodes()
    }


@pytest.mark.parametrize("name", GALLERY)
def test_each_fits_the_page_and_nothing_overlaps(name: str) -> None:
    found = boxes(GALLERY[name].build())
    assert max((x + width for x, _, width, _ in found.values()), default=0) <= 900
    assert max((y + height for _, y, _, height in found.values()), default=0) <= 600
    for (x1, y1, w1, h1), (x2, y2, w2, h2) in itertools.combinations(found.values(), 2):
        # Room for a gradient under each, and for a name above.
        assert x1 + w1 + 30 <= x2 or x2 + w2 + 30 <= x1 or y1 + h1 + 30 <= y2 or y2 + h2 + 30 <= y1


def test_four_weights() -> None:
    document = GALLERY["four-weights"].build()
    result = run(document.circuit)
    assert result.root == "L"
    values = {name: float(result.value(name)) for name in "bcdL"}
    assert values == {"b": 8, "c": 20, "d": 212, "L": -202}
    grads = {name: float(result.grad(name)) for name in ("w1", "w2", "w3", "w4", "b", "c", "d", "a")}
    assert grads == {"w1": -36, "w2": -28, "w3": -8, "w4": -20, "b": -9, "c": -7, "d": -1, "a": -53}
    assert [(edge.target, float(part)) for edge, part in result.contributions("a")] == [("b", -18), ("c", -35)]
    assert len(result.trace.kind) == 23
    assert result.grad("ten") is None


def test_four_weights_without_a_gradient_for_a() -> None:
    document = GALLERY["four-weights"].build()
    document.circuit.set_requires_grad("a", False)
    result = run(document.circuit)
    assert result.grad("a") is None
    assert float(result.grad("w1")) == -36


def test_tanh_mse() -> None:
    result = run(GALLERY["tanh-mse"].build().circuit)
    assert float(result.value("d")) == pytest.approx(0.1342089469634184, rel=1e-12)
    expected = {
        "x": -0.5092054452161812,
        "y": -0.02036821780864724,
        "z": 0.5092054452161812,
        "w": -0.7326907859756895,
    }
    for name, grad in expected.items():
        assert float(result.grad(name)) == pytest.approx(grad, rel=1e-12)


def test_squared_plus_five() -> None:
    result = run(GALLERY["squared-plus-five"].build().circuit)
    assert (float(result.value("y")), float(result.grad("A")), float(result.grad("B"))) == (63, 42, 9)


def test_empty() -> None:
    assert len(GALLERY["empty"].build().circuit) == 0
