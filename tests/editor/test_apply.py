"""Every command does what it says, and its inverse restores the document to the byte."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest

from viz_autograd.circuit import Circuit
from viz_autograd.circuit.order import Order
from viz_autograd.editor import Document, apply
from viz_autograd.editor.commands import (
    AddLeaf,
    AddOp,
    Batch,
    Binary,
    Command,
    Connect,
    Disconnect,
    Move,
    Remove,
    Rename,
    Replace,
    SetAttribute,
    SetConstant,
    SetRequiresGrad,
    SetRoot,
    SetSeed,
    SetTitle,
    SetValue,
)
from viz_autograd.errors import (
    CommandError,
    CycleError,
    DuplicateNameError,
    FileError,
    InvalidNameError,
    InvalidValueError,
    OccupiedPortError,
    RootError,
    ShapeError,
    UnknownAttributeError,
    UnknownNodeError,
    UnknownOpError,
    UnknownPortError,
    VizAutogradError,
)
from viz_autograd.gallery import GALLERY
from viz_autograd.io import encode

TEN = b'{"name":"ten","op":"leaf","value":10.0,"requires_grad":false,'


def four_weights() -> Document:
    return GALLERY["four-weights"].build()


def vectors() -> Document:
    """w = [1, 2, 3] and v = [4, 5, 6] multiplied into p; s = sum(p), t = p + 1."""
    document = Document(title="vectors")
    apply(document, AddLeaf("w", [1.0, 2.0, 3.0], requires_grad=True))
    apply(document, AddLeaf("v", [4.0, 5.0, 6.0]))
    apply(document, AddOp("p", "mul"))
    apply(document, Connect("w", "p", "a"))
    apply(document, Connect("v", "p", "b"))
    apply(document, AddOp("s", "sum"))
    apply(document, Connect("p", "s", "a"))
    apply(document, AddOp("t", "add", constants={"b": 1.0}))
    apply(document, Connect("p", "t", "a"))
    return document


def serials(document: Document) -> list[int]:
    return [node.serial for node in document.circuit.nodes()]


def check(document: Document, command: Command) -> None:
    """Apply, undo, redo, undo: each brings back the exact bytes and serials."""
    before = encode(document), serials(document)
    inverse = apply(document, command)
    after = encode(document), serials(document)
    again = apply(document, inverse)
    assert (encode(document), serials(document)) == before
    inverse = apply(document, again)
    assert (encode(document), serials(document)) == after
    apply(document, inverse)
    assert (encode(document), serials(document)) == before
    apply(document, command)
    assert (encode(document), serials(document)) == after


DONE: dict[str, Command] = {
    "add a leaf": AddLeaf("k", 2.5, requires_grad=True, x=10, y=-20),
    "add a vector": AddLeaf("k", [1.0, "nan", "-inf"]),
    "add a large array": AddLeaf("k", Binary([2], "AAAAAAAA8D8AAAAAAAAAQA==")),
    "add a leaf numbered": AddLeaf("k", serial=1000),
    "add markup": AddLeaf("<img src=x onerror=alert(1)>"),
    "add an op": AddOp("k", "tanh", x=1, y=2),
    "add an op with attributes": AddOp("k", "sum", attributes={"dim": 0, "keepdim": True}),
    "add an op with constants": AddOp("k", "mul", constants={"a": 2.0, "b": [[1.0, 2.0]]}),
    "remove a leaf": Remove(["a"]),
    "remove the root": Remove(["L"]),
    "remove several": Remove(["b", "a", "L", "a"]),
    "remove all": Remove(["a", "w1", "w2", "w3", "w4", "ten", "b", "c", "p", "q", "d", "L"]),
    "remove none": Remove([]),
    "disconnect": Disconnect("L", "a"),
    "move": Move({"a": (1.5, 2.5), "L": (-1e7, 1e7)}),
    "rename": Rename("a", "alpha"),
    "rename to itself": Rename("a", "a"),
    "rename the root": Rename("L", "loss"),
    "set a value": SetValue("a", 5),
    "set a vector": SetValue("a", [1.0, 2.0, 3.0]),
    "set nan": SetValue("a", "nan"),
    "set minus zero": SetValue("a", -0.0),
    "set requires_grad": SetRequiresGrad("a", requires_grad=False),
    "choose a root": SetRoot("d"),
    "choose a root and a seed": SetRoot("d", 2.0),
    "choose no root": SetRoot(),
    "seed": SetSeed(3.0),
    "title": SetTitle("another name ∂"),
    "empty batch": Batch("nothing", []),
    "batch": Batch("two", [SetValue("a", 1.0), Batch("inner", [SetValue("a", 2.0), Remove(["w1"])]), AddLeaf("w1")]),
}


@pytest.mark.parametrize("command", DONE.values(), ids=DONE.keys())
def test_a_command_and_its_inverse(command: Command) -> None:
    check(four_weights(), command)


@pytest.mark.parametrize("command", DONE.values(), ids=DONE.keys())
def test_a_command_and_its_inverse_where_root_and_seed_are_chosen(command: Command) -> None:
    document = four_weights()
    apply(document, SetRoot("L", -2.0))
    check(document, command)


@pytest.mark.parametrize(
    "command",
    [
        SetAttribute("s", "dim", 0),
        SetAttribute("s", "keepdim", value=True),
        SetConstant("t", "b", [1.0, 1.0, 1.0]),
        SetConstant("t", "b", 2.0),
        SetConstant("t", "b"),
        Connect("s", "t", "b"),
        Remove(["t"]),
        Remove(["p"]),
        SetRoot("p", [1.0, 2.0, 3.0]),
        SetRoot("s", 2.0),
        Disconnect("t", "a"),
        Batch("insert", [Disconnect("t", "a"), AddOp("n", "neg"), Connect("p", "n", "a"), Connect("n", "t", "a")]),
    ],
)
def test_a_command_and_its_inverse_on_vectors(command: Command) -> None:
    check(vectors(), command)
    document = vectors()
    apply(document, SetRoot("t", [1.0, 0.0, -1.0]))
    check(document, command)


REFUSED: dict[str, tuple[Command, type[VizAutogradError], str]] = {
    "add a known name": (AddLeaf("a"), DuplicateNameError, "there is already a node 'a'"),
    "add no name": (AddLeaf(""), InvalidNameError, "empty"),
    "add a control character": (AddLeaf("a\x00"), InvalidNameError, "control character"),
    "add a taken serial": (AddLeaf("k", serial=3), InvalidValueError, "not a free creation number"),
    "add a negative serial": (AddLeaf("k", serial=-1), InvalidValueError, "a creation number is"),
    "add too large a serial": (AddOp("k", "neg", serial=2**53), InvalidValueError, "a creation number is"),
    "replace with too large serials": (
        Replace(encode(four_weights()).decode(), serials=list(range(10**30, 10**30 + 12))),
        FileError,
        "nodes[0]: a creation number is",
    ),
    "add far away": (AddLeaf("k", x=1.1e7), InvalidValueError, "no place on the canvas"),
    "add nowhere": (AddLeaf("k", y=math.nan), InvalidValueError, "no place on the canvas"),
    "add an unknown op": (AddOp("k", "foo"), UnknownOpError, "there is no op 'foo'"),
    "add an unknown attribute": (AddOp("k", "add", attributes={"dim": 1}), UnknownAttributeError, "dim"),
    "add a bad attribute": (AddOp("k", "sum", attributes={"dim": True}), InvalidValueError, "dim"),
    "add an unknown port": (AddOp("k", "add", constants={"c": 1.0}), UnknownPortError, "c"),
    "add a clash": (AddOp("k", "add", constants={"a": [1.0, 2.0], "b": [1.0] * 3}), ShapeError, "size of tensor a (2)"),
    "add a bad constant": (AddOp("k", "add", constants={"a": []}), InvalidValueError, "empty"),
    "remove an unknown node": (Remove(["a", "nobody"]), UnknownNodeError, "there is no node 'nobody'"),
    "connect an unknown source": (Connect("nobody", "b", "a"), UnknownNodeError, "there is no node 'nobody'"),
    "connect an unknown target": (Connect("a", "nobody", "a"), UnknownNodeError, "there is no node 'nobody'"),
    "connect an unknown port": (Connect("a", "b", "c"), UnknownPortError, "port"),
    "connect to a leaf": (Connect("b", "a", "a"), UnknownPortError, "port"),
    "connect an occupied port": (Connect("a", "b", "a"), OccupiedPortError, "already has an input, w1"),
    "disconnect nothing": (Disconnect("a", "a"), UnknownPortError, "port"),
    "move an unknown node": (Move({"a": (0, 0), "nobody": (0, 0)}), UnknownNodeError, "there is no node 'nobody'"),
    "move too far": (Move({"w1": (0, 0), "a": (0, -1e8)}), InvalidValueError, "no place on the canvas"),
    "move to infinity": (Move({"a": (math.inf, 0)}), InvalidValueError, "no place on the canvas"),
    "rename an unknown node": (Rename("nobody", "k"), UnknownNodeError, "there is no node 'nobody'"),
    "rename to a known name": (Rename("a", "b"), DuplicateNameError, "there is already a node 'b'"),
    "rename to a bad name": (Rename("a", " "), InvalidNameError, "space"),
    "set an unknown leaf": (SetValue("nobody", 1.0), UnknownNodeError, "there is no node 'nobody'"),
    "set an op": (SetValue("b", 1.0), InvalidValueError, "b is computed by mul"),
    "set requires_grad of an op": (SetRequiresGrad("b", requires_grad=True), InvalidValueError, "b is computed by mul"),
    "set an attribute of a leaf": (SetAttribute("a", "dim", 1), InvalidValueError, "a is a leaf"),
    "set an unknown attribute": (SetAttribute("b", "dim", 1), UnknownAttributeError, "dim"),
    "set a wired port": (SetConstant("b", "a", 1.0), OccupiedPortError, "has an edge"),
    "set an unknown port": (SetConstant("b", "z", 1.0), UnknownPortError, "port"),
    "set a port of a leaf": (SetConstant("a", "a", 1.0), InvalidValueError, "a is a leaf"),
    "choose an unknown root": (SetRoot("nobody"), UnknownNodeError, "there is no node 'nobody'"),
    "seed a scalar root with a vector": (SetSeed([1.0, 2.0]), RootError, "Mismatch in shape: grad_output[0]"),
    "choose a root with a wrong seed": (SetRoot("d", [1.0]), RootError, "shape of torch.Size([1]) and output[0] has"),
    "no title": (SetTitle(""), InvalidNameError, "at least one character"),
    "long title": (SetTitle("x" * 201), InvalidNameError, "at most 200"),
    "title of two lines": (SetTitle("a\nb"), InvalidNameError, "control characters"),
    "title with half a character": (SetTitle("\ud800"), InvalidNameError, "control characters"),
    "replace by nonsense": (Replace("nonsense"), FileError, "line 1, column"),
    "replace with too few serials": (Replace(encode(four_weights()).decode(), serials=[1, 2]), FileError, "serials"),
    "batch with one that fails": (
        Batch("all or none", [SetRoot("d", 2.0), Rename("a", "k"), Remove(["b", "c"]), Connect("nobody", "p", "b")]),
        UnknownNodeError,
        "there is no node 'nobody'",
    ),
    "batch that leaves a wrong seed": (
        Batch("seed", [SetRoot("L", 2.0), SetValue("ten", [1.0, 2.0])]),
        RootError,
        "shape of torch.Size([]) and output[0] has a shape of torch.Size([2]).",
    ),
}


@pytest.mark.parametrize(("command", "kind", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refused_command_changes_nothing(command: Command, kind: type[VizAutogradError], says: str) -> None:
    document = four_weights()
    before = encode(document), serials(document)
    with pytest.raises(kind) as caught:
        apply(document, command)
    assert says in str(caught.value)
    assert (encode(document), serials(document)) == before


def test_a_cycle_is_named() -> None:
    document = four_weights()
    apply(document, Disconnect("b", "a"))
    before = encode(document)
    with pytest.raises(CycleError, match="a cycle would arise: d → b → p → d"):
        apply(document, Connect("d", "b", "a"))
    assert encode(document) == before


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ([1.0, "x"], "[1]"),
        ([[1.0], [2.0, 3.0]], "[1]"),
        ([[1.0], ["NaN"]], "[1][0]"),
        ([[[1.0]]], "[0][0]"),
        (Binary([1], "AAAA"), ".base64"),
        (Binary([1], "AAAAAAAA8D8"), ".base64"),
        (Binary([1], "AAAAAAA*8D8="), ".base64"),
        (Binary([2] * 9, "AAAA"), ".shape"),
        (Binary([0], ""), ".shape"),
        (Binary([-1], ""), ".shape"),
        (Binary([10**9], "AAAA"), ".shape"),
        (Binary([10**400, 10**400], "AAAA"), ".shape"),
        (True, ""),
        ("5", ""),
        (10**400, ""),
    ],
)
def test_a_malformed_value_is_refused_with_its_place(value: object, place: str) -> None:
    document = four_weights()
    before = encode(document)
    with pytest.raises(VizAutogradError) as caught:
        apply(document, SetValue("a", value))  # type: ignore[arg-type]
    assert (caught.value.place or "") == place
    assert encode(document) == before


def test_connecting_drops_the_constant_and_undoing_brings_it_back() -> None:
    document = vectors()
    inverse = apply(document, Connect("s", "t", "b"))
    assert "b" not in document.circuit.node("t").constants
    apply(document, inverse)
    assert document.circuit.node("t").constants["b"] == 1.0


def test_removing_the_chosen_root_forgets_root_and_seed() -> None:
    document = four_weights()
    apply(document, SetRoot("d", 3.0))
    inverse = apply(document, Remove(["d"]))
    assert (document.root, document.seed) == (None, None)
    apply(document, inverse)
    assert document.root == "d"
    assert document.seed == 3.0


def test_renaming_keeps_root_and_place() -> None:
    document = four_weights()
    apply(document, SetRoot("d", 3.0))
    place = document.layout["d"]
    apply(document, Rename("d", "delta"))
    assert (document.root, document.seed) == ("delta", 3.0)
    assert document.layout["delta"] == place
    assert "d" not in document.layout


def test_a_new_root_starts_without_a_seed() -> None:
    document = four_weights()
    apply(document, SetRoot("d", 3.0))
    apply(document, SetRoot("L"))
    assert document.seed is None


def test_a_seed_goes_when_its_root_changes_shape_and_comes_back() -> None:
    document = vectors()
    apply(document, SetRoot("s", 3.0))
    before = encode(document)
    inverse = apply(document, SetAttribute("s", "keepdim", value=True))
    assert document.seed is None
    apply(document, inverse)
    assert encode(document) == before


def test_a_seed_goes_when_the_circuit_chooses_another_root() -> None:
    document = vectors()
    apply(document, SetSeed([1.0, 2.0, 3.0]))
    before = encode(document)
    inverse = apply(document, Batch("add", [AddOp("u", "neg"), Connect("s", "u", "a")]))
    assert document.seed is None
    apply(document, inverse)
    assert encode(document) == before


def test_a_seed_waits_while_its_root_cannot_be_computed() -> None:
    document = vectors()
    apply(document, SetRoot("p", [1.0, 2.0, 3.0]))
    apply(document, Disconnect("p", "a"))
    assert np.array_equal(document.seed, [1.0, 2.0, 3.0])


def test_replacing_is_undone_exactly() -> None:
    document = vectors()
    undo_remove = apply(document, Remove(["v", "s"]))
    apply(document, AddLeaf("z", serial=77))
    apply(document, SetRoot("p"))
    document.view = {"x": 3.0, "y": -4.0, "zoom": 0.5}
    before = encode(document)
    assert serials(document) == [1, 3, 5, 77]
    inverse = apply(document, Replace(encode(four_weights()).decode(), label="open"))
    assert serials(document) == list(range(12))
    apply(document, inverse)
    assert encode(document) == before
    assert serials(document) == [1, 3, 5, 77]
    check(document, Replace(encode(four_weights()).decode(), label="open"))
    apply(document, inverse)
    apply(document, Remove(["z"]))
    apply(document, undo_remove)
    assert serials(document) == [1, 2, 3, 4, 5]


def test_a_batch_is_not_recursed_into() -> None:
    command: Command = SetValue("a", 5.0)
    for _ in range(50_000):
        command = Batch("deep", [command])
    document = four_weights()
    assert apply(document, command) == SetValue("a", 4.0)
    # Taken apart step by step, since letting it go at once would recurse in the interpreter.
    while isinstance(command, Batch):
        command = command.commands[0]


def test_what_is_not_a_command_is_refused() -> None:
    with pytest.raises(CommandError, match="there is no command int"):
        apply(four_weights(), 5)  # type: ignore[arg-type]


def test_all_nodes_have_a_place() -> None:
    document = vectors()
    assert set(document.layout) == {node.name for node in document.circuit.nodes()}
    apply(document, Remove(["p", "t"]))
    assert set(document.layout) == {"w", "v", "s"}


def rich() -> Document:
    """A leaf, an op with a constant and an attribute, edges, a root and a seed."""
    document = vectors()
    apply(document, AddOp("k", "mul", constants={"a": 2.0, "b": 3.0}))
    apply(document, AddLeaf("free", 1.0))
    apply(document, SetRoot("t", [1.0, 1.0, 1.0]))
    return document


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (SetValue("free", 2.0), "apply.from_array"),
        (SetConstant("k", "a", 5.0), "apply.from_array"),
        (Connect("free", "k", "a"), "apply.from_array"),
        (SetSeed([2.0, 2.0, 2.0]), "apply.from_array"),
        (SetRoot("p"), "apply.from_array"),
        (Remove(["w", "p"]), "apply.from_array"),
        (SetAttribute("s", "dim", 0), "apply.from_attribute"),
        (Remove(["w", "p", "t"]), "Circuit.remove"),
        (Rename("p", "q"), "Order.rename"),
        (Batch("several", [SetTitle("x"), Rename("p", "q")]), "Order.rename"),
    ],
)
@pytest.mark.parametrize("after", [0, 1])
def test_a_defect_half_way_leaves_the_document_as_it_was(
    command: Command, place: str, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = rich()
    before = encode(document)
    where, _, name = place.partition(".")
    owner = {"apply": sys.modules["viz_autograd.editor.apply"], "Circuit": Circuit, "Order": Order}[where]
    original = getattr(owner, name)
    calls = []

    def fails_once(*given: object) -> object:
        calls.append(name)
        if len(calls) == after + 1:
            raise ValueError("a defect")
        return original(*given)

    monkeypatch.setattr(owner, name, fails_once)
    try:
        apply(document, command)
    except ValueError:
        assert encode(document) == before
        inverse = apply(document, command)
        apply(document, inverse)
        assert encode(document) == before
    else:
        assert after == 1
