"""Building a circuit, and asking it."""

from __future__ import annotations

from time import perf_counter

import networkx as nx
import numpy as np
import pytest

from viz_autograd import Circuit
from viz_autograd.circuit import Edge, Leaf, OpNode
from viz_autograd.errors import (
    CycleError,
    DuplicateNameError,
    InvalidNameError,
    InvalidValueError,
    LimitError,
    OccupiedPortError,
    ShapeError,
    UnknownAttributeError,
    UnknownNodeError,
    UnknownOpError,
    UnknownPortError,
)


@pytest.fixture
def chain() -> Circuit:
    """x → s = x + x → t = tanh(s), and an unwired add."""
    circuit = Circuit()
    circuit.leaf("x", 0.5, requires_grad=True)
    circuit.op("add", "x", "x", name="s")
    circuit.op("tanh", "s", name="t")
    circuit.op("add", None, 2.0, name="open")
    return circuit


def test_an_empty_circuit_is_an_ordinary_state() -> None:
    circuit = Circuit()

    assert (len(circuit), circuit.nodes(), circuit.edges(), circuit.order()) == (0, [], [], [])
    assert circuit.default_root() is None
    assert str(circuit) == ""


def test_inputs_come_in_port_order_or_by_name_as_nodes_names_or_constants() -> None:
    circuit = Circuit()
    x = circuit.leaf("x", 1.0)

    by_order = circuit.op("sub", x, 2)
    by_name = circuit.op("sub", b="x", a=[1.0, 2.0])

    assert circuit.inputs("sub1") == {"a": Edge("x", "sub1", "a")}
    assert by_order.constants["b"] == 2.0
    assert circuit.inputs("sub2") == {"b": Edge("x", "sub2", "b")}
    assert by_name.constants["a"].tolist() == [1.0, 2.0]
    assert str(circuit) == "x = 1.0\nsub1 = sub(x, 2.0)\nsub2 = sub([1.0, 2.0], x)"


def test_the_same_node_may_enter_both_ports(chain: Circuit) -> None:
    assert chain.outputs("x") == [Edge("x", "s", "a"), Edge("x", "s", "b")]
    assert chain.graph.number_of_edges("x", "s") == 2


def test_the_graph_cannot_be_changed_from_outside(chain: Circuit) -> None:
    with pytest.raises(nx.NetworkXError):
        chain.graph.add_node("y")


def test_only_attributes_that_differ_from_the_default_are_kept() -> None:
    circuit = Circuit()
    circuit.leaf("m", [[1.0, 2.0], [3.0, 4.0]])
    node = circuit.op("sum", "m", dim=np.int64(1), keepdim=False)

    assert dict(node.attributes) == {"dim": 1}
    assert type(node.attributes["dim"]) is int
    circuit.set_attribute("sum1", "keepdim", True)
    assert circuit.shape("sum1") == (2, 1)
    circuit.set_attribute("sum1", "dim", None)
    circuit.set_attribute("sum1", "keepdim", False)
    assert dict(as_op(circuit, "sum1").attributes) == {}


def as_op(circuit: Circuit, name: str) -> OpNode:
    node = circuit.node(name)
    assert isinstance(node, OpNode)
    return node


def test_new_names_take_the_smallest_free_counter(chain: Circuit) -> None:
    assert chain.op("add").name == "add1"
    assert chain.op("add").name == "add2"
    chain.remove("add1")
    assert chain.free_name("add") == "add1"
    chain.rename("add2", "add1")
    assert chain.free_name("add") == "add2"


def test_nodes_and_edges_come_in_creation_order_whatever_the_wiring(chain: Circuit) -> None:
    chain.leaf("late", 1.0)
    chain.connect("late", "open", "a")

    assert [node.name for node in chain.nodes()] == ["x", "s", "t", "open", "late"]
    assert chain.edges() == [("x", "s", "a"), ("x", "s", "b"), ("s", "t", "a"), ("late", "open", "a")]
    assert chain.order().index("late") < chain.order().index("open")


def test_a_node_that_lacks_something_says_what() -> None:
    circuit = Circuit()
    circuit.op("add", name="sum", b=1.0)
    circuit.op("mul", "sum", name="product")

    assert circuit.lacks("sum") == ("port a has no input",)
    assert circuit.lacks("product") == ("input sum cannot be computed", "port b has no input")
    assert circuit.shape("product") is None
    circuit.leaf("x", [1.0, 2.0])
    circuit.connect("x", "sum", "a")
    circuit.set_constant("product", "b", 3.0)
    assert circuit.lacks("product") == ()
    assert circuit.shape("product") == (2,)


def test_connecting_drops_the_constant_of_the_port(chain: Circuit) -> None:
    chain.connect("x", "open", "b")

    assert dict(as_op(chain, "open").constants) == {}
    chain.disconnect("open", "b")
    assert chain.lacks("open") == ("port a has no input", "port b has no input")


def test_requires_grad_is_contagious_and_can_be_taken_back(chain: Circuit) -> None:
    assert chain.requires_grad("t")
    chain.set_requires_grad("x", False)
    assert not chain.requires_grad("t")
    assert chain.default_root() is None


def test_the_default_root_is_the_newest_sink_that_can_be_computed_and_needs_a_gradient(chain: Circuit) -> None:
    chain.leaf("alone", 1.0, requires_grad=True)
    chain.op("exp", 1.0, name="constant")

    assert chain.sinks() == ["t", "open", "alone", "constant"]
    assert chain.default_root() == "t"
    chain.connect("x", "open", "a")
    assert chain.default_root() == "open"
    chain.remove("open")
    assert chain.default_root() == "t"


def test_ancestors_and_descendants(chain: Circuit) -> None:
    assert chain.ancestors("t") == {"x", "s"}
    assert chain.descendants("x") == {"s", "t"}


def test_a_new_shape_goes_downstream(chain: Circuit) -> None:
    chain.set_value("x", [[1.0, 2.0]])

    assert chain.shape("t") == (1, 2)


def test_a_removed_node_comes_back_as_it_was(chain: Circuit) -> None:
    before = chain.edges()
    node, edges = chain.remove("s")

    assert edges == [("x", "s", "a"), ("x", "s", "b"), ("s", "t", "a")]
    assert chain.lacks("t") == ("port a has no input",)
    chain.restore(node)
    for edge in edges:
        chain.connect(edge.source, edge.target, edge.port)
    assert chain.edges() == before
    assert [node.name for node in chain.nodes()] == ["x", "s", "t", "open"]


def test_renaming_takes_the_edges_along(chain: Circuit) -> None:
    chain.rename("s", "<img onerror>")

    assert chain.edges() == [("x", "<img onerror>", "a"), ("x", "<img onerror>", "b"), ("<img onerror>", "t", "a")]
    assert chain.order() == ["x", "<img onerror>", "t", "open"]
    assert "s" not in chain


def test_version_counts_changes_and_structure_those_that_a_tape_must_know(chain: Circuit) -> None:
    chain.op("add", 1.0, 2.0, name="constants")
    version, structure = chain.version, chain.structure

    chain.set_value("x", 3.0)
    chain.set_constant("constants", "a", 5.0)
    assert (chain.version, chain.structure) == (version + 2, structure)
    chain.rename("x", "x")
    chain.set_constant("open", "a", None)
    assert (chain.version, chain.structure) == (version + 2, structure)
    chain.set_constant("constants", "a", None)
    assert (chain.version, chain.structure) == (version + 3, structure + 1)


def test_a_copy_is_independent(chain: Circuit) -> None:
    other = chain.copy()
    other.remove("x")
    other.leaf("y", 1.0)

    assert chain.ancestors("t") == {"x", "s"}
    assert "y" not in chain
    assert other.shape("t") is None


def test_values_are_copied_and_frozen() -> None:
    given = np.array([1.0, 2.0])
    circuit = Circuit()
    leaf = circuit.leaf("x", given)
    given[0] = 7.0

    assert leaf.value.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        leaf.value[0] = 3.0


def test_a_cycle_is_refused_with_its_nodes(chain: Circuit) -> None:
    chain.connect("t", "open", "a")
    chain.disconnect("s", "a")

    with pytest.raises(CycleError, match="a cycle would arise: open → s → t → open") as caught:
        chain.connect("open", "s", "a")
    assert caught.value.nodes == ("open", "s", "t", "open")
    with pytest.raises(CycleError, match="s → s"):
        chain.connect("s", "s", "a")


def test_a_long_cycle_is_told_briefly() -> None:
    circuit = Circuit()
    circuit.op("add", b=1.0, name="n0")
    for number in range(1, 50):
        circuit.op("add", f"n{number - 1}", 1.0, name=f"n{number}")
    error = circuit.refusal("n49", "n0", "a")

    assert isinstance(error, CycleError)
    assert len(error.nodes) == 51
    assert "(43 more)" in str(error)


def test_a_clash_downstream_names_the_node_that_clashes() -> None:
    circuit = Circuit()
    circuit.leaf("x", 1.0)
    circuit.leaf("v", [1.0, 2.0])
    circuit.op("neg", "x", name="n")
    circuit.op("add", "n", "v", name="far")

    with pytest.raises(ShapeError, match=r"The size of tensor a \(3\) must match") as caught:
        circuit.set_value("x", [1.0, 2.0, 3.0])
    assert caught.value.node == "far"
    assert circuit.shape("n") == ()


def test_refusals_name_what_is_wrong(chain: Circuit) -> None:
    with pytest.raises(OccupiedPortError, match="port a of s already has an input, x"):
        chain.connect("t", "s", "a")
    with pytest.raises(UnknownPortError, match="t has no port 'b'; it has a"):
        chain.connect("x", "t", "b")
    with pytest.raises(UnknownPortError, match="it is a leaf"):
        chain.connect("t", "x", "a")
    with pytest.raises(UnknownPortError, match="port a of open has no edge"):
        chain.disconnect("open", "a")
    with pytest.raises(UnknownNodeError, match="no node 'y'"):
        chain.connect("y", "t", "a")
    with pytest.raises(DuplicateNameError, match="already a node 't'"):
        chain.rename("s", "t")
    with pytest.raises(OccupiedPortError, match="has an edge"):
        chain.set_constant("s", "a", 1.0)
    with pytest.raises(InvalidValueError, match="only a leaf"):
        chain.set_value("s", 1.0)
    with pytest.raises(UnknownOpError, match="no op 'softerplus'"):
        chain.op("softerplus", "x")
    with pytest.raises(UnknownAttributeError, match="tanh has no attribute 'dim'"):
        chain.op("tanh", "x", dim=0)
    with pytest.raises(UnknownAttributeError, match="leaf"):
        chain.set_attribute("x", "dim", 0)
    with pytest.raises(UnknownPortError, match="3 inputs were given"):
        chain.op("add", 1.0, 2.0, 3.0)
    with pytest.raises(OccupiedPortError, match="given twice"):
        chain.op("add", 1.0, a=2.0)


def test_a_node_of_another_circuit_is_not_taken_for_ones_own(chain: Circuit) -> None:
    other = Circuit()
    other.leaf("z", 1.0)
    stranger = other.leaf("x", 1.0)

    with pytest.raises(UnknownNodeError, match="another circuit"):
        chain.op("tanh", stranger)


@pytest.mark.parametrize("name", ["", " x", "x ", "a\nb", "a\x00", "\x7f", "a\u2028b", "\ud800", "n" * 101])
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(InvalidNameError):
        Circuit().leaf(name, 1.0)


@pytest.mark.parametrize(
    "name", ["x", "n" * 100, "<b>&amp;</b>", "Größe λ₁", "a b", "👩\u200d🔬", "$x^2$", "__proto__"]
)
def test_any_other_text_is_a_name(name: str) -> None:
    node = Circuit().leaf(name, 1.0)

    assert isinstance(node, Leaf)
    assert node.name == name


def test_while_the_last_op_feeds_a_half_wired_one_it_stays_the_default_root() -> None:
    circuit = Circuit()
    p = circuit.leaf("p", 2.0, requires_grad=True)
    square = circuit.op("square", p, name="square")
    assert circuit.default_root() == "square"
    circuit.op("add", square, None, name="half")
    assert circuit.default_root() == "square"
    circuit.set_constant("half", "b", 1.0)
    assert circuit.default_root() == "half"


def test_removing_the_newest_again_and_again_is_not_quadratic() -> None:
    circuit = Circuit()
    for index in range(20_000):
        circuit.leaf(f"x{index}", 0.0)
    start = perf_counter()
    for index in reversed(range(20_000)):
        circuit.remove(f"x{index}")
    assert perf_counter() - start < 2


def test_the_next_serial_follows_the_largest_that_is_left() -> None:
    circuit = Circuit()
    for name, serial in (("a", 5), ("b", 9), ("c", 2)):
        circuit.leaf(name, 0.0, serial=serial)
    for _ in range(100):
        circuit.restore(circuit.remove("a")[0])
    circuit.remove("b")
    assert circuit.copy().leaf("d", 0.0).serial == 6
    assert circuit.leaf("d", 0.0).serial == 6
    circuit.remove("d")
    circuit.remove("a")
    assert circuit.leaf("e", 0.0).serial == 3


def test_creation_numbers_end_before_javascript_counts_wrong() -> None:
    circuit = Circuit()
    circuit.leaf("last", 0.0, serial=2**53 - 1)
    for serial in (2**53, -1, True, 0.5):
        with pytest.raises(InvalidValueError, match="a creation number is a whole number"):
            circuit.leaf("beyond", 0.0, serial=serial)  # type: ignore[arg-type]
    with pytest.raises(LimitError, match="no creation number is left"):
        circuit.op("neg")
    circuit.restore(circuit.remove("last")[0])
    circuit.remove("last")
    assert circuit.op("neg").serial == 1


@pytest.mark.parametrize("name", ["\u200b", "\u200b\u200d", "\u2060\ufeff", "\u202e", "\u3164", "\u00ad"])
def test_a_name_that_nobody_can_see_is_refused(name: str) -> None:
    circuit = Circuit()
    with pytest.raises(InvalidNameError, match="seen"):
        circuit.leaf(name, 1.0)
    circuit.leaf(f"a{name}", 1.0)


def test_an_edge_from_what_just_lost_its_input_is_not_taken_for_computable() -> None:
    circuit = Circuit()
    circuit.leaf("x", 1.0, requires_grad=True)
    circuit.op("square", name="early")
    circuit.op("square", "x", name="late")
    circuit.disconnect("late", "a")
    circuit.connect("late", "early", "a")

    assert circuit.shape("early") is None
    assert circuit.lacks("early") == ("input late cannot be computed",)


def test_a_name_that_was_there_before_does_not_come_too_early_in_the_order() -> None:
    circuit = Circuit()
    circuit.leaf("x", 1.0, requires_grad=True)
    circuit.op("square", "x", name="again")
    circuit.remove("again")
    circuit.op("square", "x", name="first")
    circuit.op("square", "first", name="again")

    assert circuit.order() == ["x", "first", "again"]
