"""Every kind of damage is refused with its exact place and reason, and nothing else escapes."""

from __future__ import annotations

import random
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.io.mutations import RICH, VALID, VECTORS, changed, damaged, is_read, mutated, put, vectors
from viz_autograd.errors import FileError
from viz_autograd.io import decode


def edge(source: str, target: str, port: str) -> dict[str, str]:
    return {"source": source, "target": target, "port": port}


# What is wrong, the file, the place, the whole message after the place.
DAMAGED: list[tuple[str, bytes | str, str, str]] = [
    # the text
    ("empty", b"", "line 1, column 1", "the file is empty"),
    ("blank", b" \n\t ", "line 1, column 1", "the file is empty"),
    ("truncated", VALID[:200], "line 7, column 35", "the file ends in the middle; it was cut off"),
    ("truncated in a text", b'{\n"format": "viz', "line 2, column 15", "the file ends in the middle; it was cut off"),
    ("truncated in an escape", b'{"format": "v\\', "line 1, column 15", "the file ends in the middle; it was cut off"),
    ("not JSON", b"hello", "line 1, column 1", "this is not JSON: invalid character"),
    ("a picture", b"\x89PNG\r\n\x1a\n\x00", "line 1, column 1", "byte 0x89 is not UTF-8"),
    ("a comma too many", b'{\n  "a": 1,\n}', "line 3, column 1", "this is not JSON: trailing comma in object"),
    ("two documents", b"{}\n{}", "line 2, column 1", "this is not JSON: trailing characters"),
    ("single quotes", b"{'a': 1}", "line 1, column 2", "this is not JSON: object keys must be strings"),
    ("NaN", VALID.replace(b":4.0", b":NaN"), "line 6, column 37", 'JSON has no NaN; write it as the text "nan"'),
    ("Infinity", b'{"a":\n -Infinity}', "line 2, column 2", 'JSON has no -Infinity; write it as the text "-inf"'),
    ("null bytes", VALID.replace(b'"a"', b'"\x00"', 1), "line 6, column 14", "this is not JSON: invalid character"),
    ("nothing but null bytes", b"\x00" * 50, "line 1, column 1", "this is not JSON: invalid character"),
    ("not UTF-8", VALID.replace(b'"four', b'"\xe9\xff'), "line 4, column 12", "byte 0xe9 is not UTF-8"),
    ("UTF-16", VALID.decode().encode("utf-16"), "line 1, column 1", "the file is UTF-16; save it as UTF-8"),
    ("half a surrogate pair", VALID.replace(b'"a"', b'"\\ud83d"', 1), "line 6, column 14",
     "\\ud83d is half of a surrogate pair, which is no character"),
    ("the other half", VALID.replace(b'"a"', b'"a\\uDE00b"', 1), "line 6, column 15",
     "\\uDE00 is half of a surrogate pair, which is no character"),
    ("halves in the wrong order", b'{"a":"\\ude00\\ud83d"}', "line 1, column 7",
     "\\ude00 is half of a surrogate pair, which is no character"),
    ("half a pair in text given as text", '{"\ud83d":1}', "character 3",
     "half of a surrogate pair, which is no character"),
    ("300 levels of lists", b"[" * 300 + b"]" * 300, "line 1, column 201",
     "lists and objects nested more than 200 deep; a circuit needs 5"),
    ("300 levels of objects", b'{"a":\n' * 300 + b"1" + b"}" * 300, "line 201, column 1",
     "lists and objects nested more than 200 deep; a circuit needs 5"),
    ("a million brackets", b"[" * 10**6, "line 1, column 201",
     "lists and objects nested more than 200 deep; a circuit needs 5"),
    ("too large", b" " * (32 * 2**20 + 1), "file", "the file is too large: 32.1 MB; the limit is 32 MB"),
    # the whole
    ("a list", b"[]", "file", "expected an object, found a list"),
    ("a number", b"5", "file", "expected an object, found a whole number"),
    ("null", b"null", "file", "expected an object, found null"),
    ("no format", b"{}", "format", 'this is no circuit file: its format is nothing, not "viz-autograd"'),
    ("another format", b'{"format":"excalidraw"}', "format",
     'this is no circuit file: its format is "excalidraw", not "viz-autograd"'),
    ("a format of another type", b'{"format":[1]}', "format",
     'this is no circuit file: its format is [1], not "viz-autograd"'),
    ("no version", b'{"format":"viz-autograd"}', "version", "expected a whole number from 1 to 1, found nothing"),
    ("version 0", changed(put("version", 0)), "version", "expected a whole number from 1 to 1, found 0"),
    ("a negative version", changed(put("version", -1)), "version", "expected a whole number from 1 to 1, found -1"),
    ("a version as text", changed(put("version", "1")), "version", 'expected a whole number from 1 to 1, found "1"'),
    ("a true version", changed(put("version", True)), "version", "expected a whole number from 1 to 1, found true"),
    ("a fractional version", changed(put("version", 1.5)), "version", "expected a whole number from 1 to 1, found 1.5"),
    ("a newer version", changed(lambda f: f.update(version=2, nodes={}, new=1)), "version",
     "the file is of version 2, newer than this program, which reads up to 1; update the program"),
    ("a huge version", b'{"format":"viz-autograd","version":' + b"9" * 30 + b"}", "version",
     "the file is of version " + "9" * 30 + ", newer than this program, which reads up to 1; update the program"),
    ("no nodes", changed(lambda f: f.pop("nodes")), "nodes", "this field is missing"),
    ("no edges", changed(lambda f: f.pop("edges")), "edges", "this field is missing"),
    ("an unknown field", changed(put("colour", "red")), "colour", "there is no such field"),
    ("nodes as an object", changed(put("nodes", {})), "nodes", "expected a list, found an object"),
    ("a node that is a number", changed(put("nodes.2", 5)), "nodes[2]", "expected an object, found a whole number"),
    ("an edge that is null", changed(put("edges.3", None)), "edges[3]", "expected an object, found null"),
    ("a title that is a number", changed(put("name", 5)), "name", "expected a text, found a whole number"),
    ("no title", changed(put("name", "")), "name", "a title needs at least one character"),
    ("a long title", changed(put("name", "x" * 201)), "name", "a title has at most 200 characters; this one has 201"),
    ("a title of two lines", changed(put("name", "a\nb")), "name", "a title cannot hold control characters: 'a\\nb'"),
    # nodes
    ("an unknown field of a node", changed(put("nodes.3.color", 1)), "nodes[3].color", "there is no such field"),
    ("a node without a name", changed(lambda f: f["nodes"][3].pop("name")), "nodes[3].name", "this field is missing"),
    ("a node without an op", changed(lambda f: f["nodes"][3].pop("op")), "nodes[3].op", "this field is missing"),
    ("a leaf without a value", changed(lambda f: f["nodes"][3].pop("value")), "nodes[3].value",
     "this field is missing"),
    ("a name that is null", changed(put("nodes.3.name", None)), "nodes[3].name", "expected a text, found null"),
    ("an empty name", changed(put("nodes.3.name", "")), "nodes[3].name", "a name cannot be empty"),
    ("a name with a null byte", changed(put("nodes.3.name", "a\x00")), "nodes[3].name",
     "a name cannot hold the control character U+0000"),
    ("a long name", changed(put("nodes.3.name", "x" * 101)), "nodes[3].name",
     "a name has at most 100 characters, this one has 101"),
    ("a duplicate name", changed(put("nodes.7.name", "a")), "nodes[7].name", "there is already a node 'a'"),
    ("an unknown op", changed(put("nodes.7.op", "foo")), "nodes[7].op", 'there is no op "foo"'),
    ("markup as an op", changed(put("nodes.7.op", "<img src=x onerror=alert(1)>")), "nodes[7].op",
     'there is no op "<img src=x onerror=alert(1)>"'),
    ("a value of an op", changed(put("nodes.7.value", 1)), "nodes[7].value", "only a leaf has one"),
    ("requires_grad of an op", changed(put("nodes.7.requires_grad", True)), "nodes[7].requires_grad",
     "only a leaf has one"),
    ("constants of a leaf", changed(put("nodes.0.constants", {})), "nodes[0].constants", "a leaf has none"),
    ("attributes of a leaf", changed(put("nodes.0.attributes", {})), "nodes[0].attributes", "a leaf has none"),
    ("requires_grad as a number", changed(put("nodes.0.requires_grad", 1)), "nodes[0].requires_grad",
     "expected true or false, found a whole number"),
    ("x as text", changed(put("nodes.0.x", "1")), "nodes[0].x", "expected a number, found a text"),
    ("x without y", changed(lambda f: f["nodes"][0].pop("y")), "nodes[0]",
     "x and y go together; one of them is missing"),
    ("far away", changed(put("nodes.0.y", -1e8)), "nodes[0].y",
     "y = -100000000.0 is no place on the canvas: it reaches from −10,000,000 to 10,000,000"),
    # values
    ("a value that is true", changed(put("nodes.0.value", True)), "nodes[0].value",
     'expected a number, "nan", "inf" or "-inf", or lists of them nested at most two deep, found true or false'),
    ("a value that is null", changed(put("nodes.0.value", None)), "nodes[0].value",
     'expected a number, "nan", "inf" or "-inf", or lists of them nested at most two deep, found null'),
    ("a value that is a word", changed(put("nodes.0.value", "NaN")), "nodes[0].value",
     "'NaN' is no number: expected a number, \"nan\", \"inf\" or \"-inf\", or lists of them nested at most two deep"),
    ("a word in a list", changed(put("nodes.0.value", [1, [2, "x"]])), "nodes[0].value[1][1]",
     "'x' is no number: expected a number, \"nan\", \"inf\" or \"-inf\", or lists of them nested at most two deep"),
    ("a value three deep", changed(put("nodes.0.value", [[1], [[2]]])), "nodes[0].value[1][0]",
     'expected a number, "nan", "inf" or "-inf", found a list'),
    ("ragged rows", changed(put("nodes.0.value", [[1, 2], [3]])), "nodes[0].value[1]",
     "rows differ in length: 2 at [0], 1 at [1]"),
    ("a row and a number", changed(put("nodes.0.value", [[1, 2], 3])), "nodes[0].value[1]",
     "every row is a list of numbers; found float at [1]"),
    ("an empty value", changed(put("nodes.0.value", [])), "nodes[0].value", "a value cannot be empty"),
    ("a huge whole number", VALID.replace(b":4.0", b":" + b"9" * 400), "nodes[0].value",
     'a number too large for float64; "inf" is infinity'),
    ("a huge number", VALID.replace(b":4.0", b":1e999"), "nodes[0].value",
     'a number too large for float64; "inf" is infinity'),
    ("a million and one", changed(put("nodes.0.value", [0] * 1_000_001)), "nodes[0].value",
     "a node holds at most 1,000,000 elements; here are 1,000,001"),
    ("bad base64", changed(put("nodes.0.value", {"shape": [1], "base64": "AAAAAAA*8D8="})), "nodes[0].value.base64",
     "no base64: Only base64 data is allowed"),
    ("base64 cut off", changed(put("nodes.0.value", {"shape": [1], "base64": "AAAAAAAA8D8"})), "nodes[0].value.base64",
     "no base64: Incorrect padding"),
    ("base64 that is not ASCII", changed(put("nodes.0.value", {"shape": [1], "base64": "é"})), "nodes[0].value.base64",
     "no base64: string argument should contain only ASCII characters"),
    ("too few bytes", changed(put("nodes.0.value", {"shape": [2, 3], "base64": "AAAA"})), "nodes[0].value.base64",
     "3 bytes, but the shape needs 6 float64 numbers, which are 48 bytes"),
    ("a billion elements", changed(put("nodes.0.value", {"shape": [10**9], "base64": "AAAA"})), "nodes[0].value.shape",
     "1,000,000,000 elements; a node holds at most 1,000,000"),
    ("a shape of huge numbers", changed(put("nodes.0.value", {"shape": [10**300, 10**300], "base64": ""})),
     "nodes[0].value.shape", "more than 10¹⁵ elements; a node holds at most 1,000,000"),
    ("a negative shape", changed(put("nodes.0.value", {"shape": [-1, -1], "base64": ""})), "nodes[0].value.shape",
     "a shape is at most 8 whole numbers, each at least 1; this is [-1, -1]"),
    ("a shape of nine", changed(put("nodes.0.value", {"shape": [1] * 9, "base64": ""})), "nodes[0].value.shape",
     "a shape is at most 8 whole numbers, each at least 1; this is [1, 1, 1, 1, 1, 1, 1, 1, 1]"),
    ("an array without a shape", changed(put("nodes.0.value", {"base64": ""})), "nodes[0].value.shape",
     "this field is missing"),
    ("an unknown field of an array", changed(put("nodes.0.value", {"shape": [1], "base64": "", "dtype": 1})),
     "nodes[0].value.dtype", "there is no such field"),
    ("a shape with text", changed(put("nodes.0.value", {"shape": ["1"], "base64": ""})), "nodes[0].value.shape[0]",
     "expected a whole number, found a text"),
    # constants and attributes
    ("a constant in an unknown port", vectors("nodes.2.constants", {"z": 1}), "nodes[2].constants.z",
     "p has no port 'z'; it has a, b"),
    ("a bad constant", vectors("nodes.2.constants", {"b": [[1], [2, 3]]}), "nodes[2].constants.b[1]",
     "rows differ in length: 1 at [0], 2 at [1]"),
    ("a constant that is null", vectors("nodes.2.constants", {"b": None}), "nodes[2].constants.b",
     'expected a number, "nan", "inf" or "-inf", or lists of them nested at most two deep, found null'),
    ("constants that clash", vectors("nodes.2.constants", {"a": [1, 2], "b": [1, 2, 3]}), "nodes[2].constants.b",
     "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"),
    ("constants as a list", vectors("nodes.2.constants", [2]), "nodes[2].constants",
     "expected an object, found a list"),
    ("an unknown attribute", vectors("nodes.3.attributes", {"axis": 0}), "nodes[3].attributes.axis",
     "sum has no attribute 'axis' (it has dim, keepdim)"),
    ("an attribute of another type", vectors("nodes.3.attributes", {"keepdim": 1}), "nodes[3].attributes.keepdim",
     "keepdim must be True or False, not 1"),
    ("an attribute that is text", vectors("nodes.3.attributes", {"dim": "0"}), "nodes[3].attributes.dim",
     "dim must be None, a whole number or several of them, not '0'"),
    ("an attribute of an op that has none", vectors("nodes.2.attributes", {"dim": 0}), "nodes[2].attributes.dim",
     "mul has no attribute 'dim' (it has none)"),
    # edges
    ("an unknown field of an edge", changed(put("edges.1.kind", 1)), "edges[1].kind", "there is no such field"),
    ("an edge without a port", changed(lambda f: f["edges"][1].pop("port")), "edges[1].port", "this field is missing"),
    ("an unknown source", changed(put("edges.1.source", "zz")), "edges[1].source", 'there is no node "zz"'),
    ("an unknown target", changed(put("edges.1.target", "zz")), "edges[1].target", 'there is no node "zz"'),
    ("an unknown port", changed(put("edges.1.port", "z")), "edges[1].port", "b has no port 'z'; it has a, b"),
    ("an edge into a leaf", changed(put("edges.1.target", "a")), "edges[1].port",
     "a has no port 'b'; it is a leaf and takes no input"),
    ("a second edge into a port", changed(put("edges.1.port", "a")), "edges[1].port",
     "port a of b already has an input, w1"),
    ("an edge and a constant in one port", vectors("edges.0.port", "b"), "edges[0].port",
     "port b of p already holds a constant; take one of the two away"),
    ("a cycle", changed(put("edges.1.source", "d")), "edges[8]", "a cycle would arise: p → d → b → p"),
    ("a loop", changed(put("edges.1.source", "b")), "edges[1]", "a cycle would arise: b → b"),
    ("a shape clash", changed(lambda f: (f["nodes"][2].pop("constants"), f["edges"].append(edge("v", "p", "b"))),
     VECTORS), "edges[1]",
     "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0"),
    ("a dimension that is not there", changed(lambda f: (put("nodes.3.attributes", {"dim": 10**12})(f),
     f["edges"].append(edge("u", "s", "a"))), VECTORS), "edges[1]", "*"),
    ("a dimension beyond any", vectors("nodes.3.attributes", {"dim": 10**30}), "nodes[3].attributes.dim", "*"),
    # what is chosen
    ("an unknown root", changed(put("root", "zz")), "root", 'there is no node "zz"'),
    ("a root that is a number", changed(put("root", 1)), "root", "expected a text or null, found a whole number"),
    ("a seed of another shape", changed(put("seed", [1, 2])), "seed",
     "Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a shape of torch.Size([])."),
    ("a seed that is a word", changed(put("seed", "one")), "seed",
     "'one' is no number: expected a number, \"nan\", \"inf\" or \"-inf\", or lists of them nested at most two deep"),
    ("a ragged seed", changed(put("seed", [[1], [2, 3]])), "seed[1]", "rows differ in length: 1 at [0], 2 at [1]"),
    ("a view without a zoom", changed(put("view", {"x": 1, "y": 2})), "view.zoom", "this field is missing"),
    ("a view with no zoom", changed(put("view", {"x": 1, "y": 2, "zoom": 0})), "view",
     "zoom = 0.0 is not between 0.0001 and 1000"),
    ("a view far away", changed(put("view", {"x": 1e300, "y": 2, "zoom": 1})), "view",
     "x and y reach from −100,000,000,000 to 100,000,000,000"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "place", "says"), [row[1:] for row in DAMAGED], ids=[row[0] for row in DAMAGED])
def test_damage_is_refused_with_its_place(data: bytes | str, place: str, says: str) -> None:
    with pytest.raises(FileError) as caught:
        decode(data)
    assert caught.value.place == place
    if says != "*":
        assert str(caught.value) == f"{place}: {says}" or (place == "file" and str(caught.value) == says)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_too_many_nodes_are_refused() -> None:
    node = '{"name":"%d","op":"neg"}'
    nodes = ",".join(node % number for number in range(100_001))
    with pytest.raises(FileError) as caught:
        decode('{"format":"viz-autograd","version":1,"nodes":[' + nodes + '],"edges":[]}')
    assert str(caught.value) == "nodes: 100,001 nodes; a circuit holds at most 100,000"


def test_damage_is_found_quickly() -> None:
    for data in (b'"\\"' * 8_000_000, b'"' + b"\\" * 30_000_001, b"[]" * 3_000_000, b'"\\ud83d\\ude00' * 2_000_000):
        started = time.perf_counter()
        with pytest.raises(FileError):
            decode(data)
        assert time.perf_counter() - started < 10


LISTS = b"[" + b"[],[]," * 550_000 + b"[]]"


@pytest.mark.parametrize(
    "data",
    [
        b'{"format":' + LISTS + b"}",
        b'{"format":"viz-autograd","version":' + LISTS + b"}",
        VALID.replace(b":4.0", b":" + LISTS),
        VALID.replace(b":4.0", b':{"base64":"","shape":' + LISTS.replace(b"[]", b"1") + b"}"),
        VALID.replace(b'"seed": null', b'"seed": ' + LISTS),
        VALID.replace(b'"seed": null', b'"seed": ' + LISTS + b', "seed": null'),
    ],
    ids=["format", "version", "value", "shape", "seed", "seed twice"],
)
def test_a_million_lists_are_refused_before_they_are_made(data: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(FileError):
            decode(data)
        assert tracemalloc.get_traced_memory()[1] < 50 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("start", [VALID, VECTORS, RICH], ids=["four weights", "vectors", "rich"])
def test_mutated_files_are_refused_or_read(start: bytes) -> None:
    rng = random.Random(20)
    read = 0
    for _ in range(200):
        read += is_read(mutated(rng, start))
    assert 0 < read < 200


@pytest.mark.parametrize("part", range(4))
def test_two_thousand_damaged_files_are_refused_or_read(part: int) -> None:
    read = sum(is_read(damaged(random.Random(seed))) for seed in range(500 * part, 500 * part + 500))
    assert 50 < read < 450


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)
PLACES = ["name", "nodes", "edges", "root", "seed", "view", "nodes.0", "nodes.0.name", "nodes.0.op", "nodes.0.value",
          "nodes.2.constants", "nodes.2.constants.b", "nodes.3.attributes", "nodes.3.attributes.dim", "nodes.1.x",
          "edges.0", "edges.0.source", "edges.0.port", "nodes.0.value.1", "version", "format", "more"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(place=st.sampled_from(PLACES), value=JSON)
def test_anything_anywhere_is_refused_or_read(place: str, value: object) -> None:
    is_read(changed(put(place, value), VECTORS))
