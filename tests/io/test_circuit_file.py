"""A document survives the file, to the bit."""

from __future__ import annotations

import json

import numpy as np
import pytest

from viz_autograd.circuit import Circuit, Leaf
from viz_autograd.editor import Document, apply
from viz_autograd.editor.commands import Remove
from viz_autograd.errors import FileError
from viz_autograd.gallery import GALLERY
from viz_autograd.io import decode, encode

ODD = ["<img src=x onerror=alert(1)>", '"quoted"\\', "{}", "∂L/∂w₁", "😀", "a.b[0]", "__proto__", "nan", "</script>"]


def odd() -> Document:
    circuit = Circuit()
    values: list[object] = [
        np.nan,
        [np.inf, -np.inf, -0.0],
        [[5e-324, 1.7976931348623157e308], [0.1, 1 / 3]],
        np.linspace(-1, 1, 1001),
        np.where(np.arange(1200) % 7, np.nan, -0.0).reshape(30, 40),
    ]
    for number, name in enumerate(ODD):
        circuit.leaf(name, values[number % len(values)], requires_grad=number % 2 == 0)
    circuit.op("sum", ODD[4], name="s", dim=1, keepdim=True)
    circuit.op("add", "s", [[1.0]], name="s+1")
    circuit.op("mul", ODD[0], ODD[0], name="squared")
    circuit.op("matmul", name="unwired")
    return Document(circuit, {ODD[0]: (-1e7, 1e7)}, "odd ∂ <b>", "s", np.ones((30, 1)), {"x": -5, "y": 0.5, "zoom": 2})


def test_round_trip_of_odd_things() -> None:
    before = odd()
    after = decode(encode(before))
    assert encode(after) == encode(before)
    assert (after.title, after.root, after.layout) == (before.title, before.root, before.layout)
    assert after.view == {"x": -5, "y": 0.5, "zoom": 2}
    assert after.seed is not None
    assert after.seed.shape == (30, 1)
    assert after.circuit.edges() == before.circuit.edges()
    for one, other in zip(before.circuit.nodes(), after.circuit.nodes(), strict=True):
        assert one.name == other.name
        if isinstance(one, Leaf):
            assert isinstance(other, Leaf)
            assert other.value.shape == one.value.shape
            assert other.value.tobytes() == one.value.tobytes()
        else:
            assert not isinstance(other, Leaf)
            assert dict(other.attributes) == dict(one.attributes)


def test_the_file_is_json_with_a_line_a_node() -> None:
    text = encode(GALLERY["four-weights"].build()).decode()
    assert '\n    {"name":"a","op":"leaf","value":4.0,"requires_grad":true,"x":0.0,"y":400.0},\n' in text
    assert '\n    {"source":"w1","target":"b","port":"a"},\n' in text
    assert text.endswith("\n}\n")
    fields = json.loads(text)
    assert list(fields) == ["format", "version", "name", "nodes", "edges", "root", "seed", "view"]


def test_large_arrays_are_base64_and_small_ones_are_lists() -> None:
    nodes = json.loads(encode(odd()))["nodes"]
    assert nodes[1]["value"] == ["inf", "-inf", -0.0]
    assert set(nodes[3]["value"]) == {"shape", "base64"}
    assert nodes[4]["value"]["shape"] == [30, 40]


def test_the_same_circuit_gives_the_same_bytes_however_it_was_made() -> None:
    document = GALLERY["four-weights"].build()
    before = encode(document)
    apply(document, apply(document, Remove(["a", "q"])))
    assert encode(document) == before


def test_serials_do_not_show() -> None:
    circuit = Circuit()
    circuit.leaf("late", 1.0, serial=50)
    circuit.leaf("early", 2.0, serial=7)
    document = decode(encode(Document(circuit)))
    assert [(node.name, node.serial) for node in document.circuit.nodes()] == [("early", 0), ("late", 1)]


def test_what_may_be_left_out() -> None:
    document = decode(
        '{"format":"viz-autograd","version":1,"nodes":[{"name":"a","op":"leaf","value":1},{"name":"n","op":"neg"}],'
        '"edges":[{"source":"a","target":"n","port":"a"}]}'
    )
    assert document.title == "untitled"
    assert (document.root, document.seed, document.view) == (None, None, None)
    assert document.layout["a"] != document.layout["n"]
    assert encode(decode(encode(document))) == encode(document)


def test_a_byte_order_mark_is_passed_over() -> None:
    data = encode(GALLERY["tanh-mse"].build())
    assert encode(decode(b"\xef\xbb\xbf" + data)) == data
    assert encode(decode("\ufeff" + data.decode())) == data


def test_a_seed_of_another_shape_is_refused_once_the_root_is_known() -> None:
    text = encode(odd()).decode().replace('"root":"s"', '"root": "s"')
    assert decode(text.replace('"root": "s"', '"root": "unwired"')).seed is not None
    with pytest.raises(FileError, match="seed: Mismatch in shape"):
        decode(text.replace('"root": "s"', '"root": "squared"'))


def test_a_circuit_too_large_for_a_file_is_not_written() -> None:
    circuit = Circuit()
    for number in range(5):
        circuit.leaf(f"x{number}", np.zeros(10**6))
    with pytest.raises(FileError, match="a file holds at most 32 MB"):
        encode(Document(circuit))


def test_a_view_that_no_file_can_hold_is_left_out() -> None:
    document = GALLERY["empty"].build()
    document.view = {"x": float("nan"), "y": 0.0, "zoom": 0.0}
    assert decode(encode(document)).view is None


def test_ten_thousand_nodes() -> None:
    circuit = Circuit()
    circuit.leaf("x", 1.0, requires_grad=True)
    for number in range(10_000):
        circuit.op("tanh", "x" if number == 0 else f"t{number - 1}", name=f"t{number}")
    data = encode(Document(circuit))
    assert encode(decode(data)) == data


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b'"nodes": [', b'"nodes": [], "nodes": [', "nodes"),
        (b'"value":4.0', b'"value":4.0,"value":5.0', "nodes[0].value"),
        (b'"version": 1', b'"version": 1, "version": 1', "version"),
        (b'"seed": null', b'"seed": {"":[{"a":1}],"":2}, "seed": null', "seed"),
        (b'"seed": null', b'"seed": [[{"]\\u0007":[],"]\\u0007":"[1]"}]], "seed": null', "seed"),
        (b'"port":"a"', b'"port":"a","p\\u006frt":"a"', "edges[0].port"),
    ],
)
def test_a_key_that_stands_twice_is_refused(old: bytes, new: bytes, place: str) -> None:
    data = encode(GALLERY["four-weights"].build())
    assert old in data
    key = place.rpartition(".")[2]
    with pytest.raises(FileError) as caught:
        decode(data.replace(old, new, 1))
    assert caught.value.place == place
    assert str(caught.value) == f'{place}: "{key}" stands twice in the same place; take one of the two away'


def test_an_unknown_op_is_told_before_its_fields() -> None:
    data = encode(GALLERY["four-weights"].build()).replace(b'"op":"leaf"', b'"op":"frobnicate"', 1)
    with pytest.raises(FileError, match=r"nodes\[0\]\.op: there is no op"):
        decode(data)
