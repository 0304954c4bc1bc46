"""Running: roots, seeds, what is left out, depth."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from tests.engine.tutorials import four_weights, tanh_mse
from viz_autograd import Circuit, run
from viz_autograd.circuit import Edge
from viz_autograd.engine import root_problem
from viz_autograd.errors import InvalidValueError, RootError, UnknownNodeError, UnknownPortError


def plain(value: object) -> object:
    assert isinstance(value, np.ndarray)
    return value.tolist()


def test_the_example_of_the_promise_works_as_printed() -> None:
    circuit = Circuit()
    a = circuit.leaf("a", 4.0)
    w = circuit.leaf("w", [2.0, 5.0], requires_grad=True)
    p = circuit.op("mul", a, w, name="p")
    circuit.op("sum", p, name="L")
    done = run(circuit, root="L")

    assert plain(done.value("p")) == [8.0, 20.0]
    assert plain(done.grad("w")) == [4.0, 4.0]
    assert [(edge, part.tolist()) for edge, part in done.contributions("w")] == [(Edge("w", "p", "b"), [4.0, 4.0])]
    assert str(done).splitlines()[1] == "    1  forward       p              [8, 20] 2"


def test_an_empty_circuit_runs() -> None:
    done = run(Circuit())

    assert (done.root, len(done.trace), done.block.size) == (None, 0, 0)
    assert str(done)


def test_what_can_be_computed_is_and_the_rest_is_left_out() -> None:
    circuit = four_weights()
    circuit.op("add", "b", name="open")
    circuit.op("tanh", "open", name="after")
    done = run(circuit)

    assert done.root == "L"
    assert plain(done.value("L")) == -202.0
    assert done.value("open") is None
    assert done.grad("open") is None
    assert done.contributions("b")[0][0].target == "p"


def test_any_node_can_be_the_root() -> None:
    done = run(four_weights(), "p")

    assert plain(done.grad("p")) == 1.0
    assert plain(done.grad("a")) == 18.0
    assert done.grad("L") is None
    assert plain(done.value("L")) == -202.0


def test_a_leaf_can_be_the_root() -> None:
    done = run(four_weights(), "a")

    assert plain(done.grad("a")) == 1.0
    assert [row[1] for row in done.trace.rows()[-2:]] == ["seed", "accumulate"]


def test_a_seed_is_the_gradient_of_the_root() -> None:
    circuit = Circuit()
    circuit.leaf("x", [1.0, 2.0], requires_grad=True)
    circuit.op("square", "x", name="y")
    done = run(circuit, "y", [10.0, 1.0])

    assert plain(done.grad("y")) == [10.0, 1.0]
    assert plain(done.grad("x")) == [20.0, 4.0]


def test_a_root_of_one_element_needs_no_seed() -> None:
    circuit = Circuit()
    circuit.leaf("x", [[3.0]], requires_grad=True)
    circuit.op("square", "x", name="y")

    assert plain(run(circuit).grad("x")) == [[6.0]]


def test_roots_that_cannot_be_are_refused_in_pytorchs_words() -> None:
    circuit = Circuit()
    circuit.leaf("c", 1.0)
    circuit.leaf("x", [1.0, 2.0], requires_grad=True)
    circuit.op("neg", "x", name="y")
    circuit.op("add", "y", name="open")

    with pytest.raises(RootError, match="grad can be implicitly created only for scalar outputs"):
        run(circuit, "y")
    with pytest.raises(RuntimeError, match="does not require grad and does not have a grad_fn"):
        run(circuit, "c")
    with pytest.raises(RootError, match=r"Mismatch in shape: grad_output\[0\] has a shape of torch.Size\(\[3\]\) and"):
        run(circuit, "y", [1.0, 1.0, 1.0])
    with pytest.raises(RootError, match="open cannot be computed: port b has no input"):
        run(circuit, "open")
    with pytest.raises(UnknownNodeError, match="no node 'z'"):
        run(circuit, "z")
    with pytest.raises(InvalidValueError):
        run(circuit, "y", "ones")
    assert str(root_problem(circuit, "y")) == "grad can be implicitly created only for scalar outputs"
    assert root_problem(circuit, "y", [1.0, 1.0]) is None
    assert root_problem(Circuit(), None) is None


def test_without_backward_there_are_values_only() -> None:
    done = run(four_weights(), backward=False)

    assert done.root is None
    assert plain(done.value("L")) == -202.0
    assert done.grad("a") is None
    assert len(done.trace) == 6


@pytest.mark.parametrize("make", [four_weights, tanh_mse])
def test_recording_changes_no_number(make: object) -> None:
    assert callable(make)
    circuit = make()
    recorded, bare = run(circuit), run(circuit, record=False)

    for name in recorded.names:
        for of in (type(recorded).value, type(recorded).grad):
            one, other = of(recorded, name), of(bare, name)
            assert (one is None) == (other is None)
            assert one is None or other is None or one.tobytes() == other.tobytes()
    assert len(bare.trace) == 0
    assert bare.contributions("w" if "w" in circuit else "a") == []


def test_the_block_holds_every_number_where_it_says() -> None:
    circuit = tanh_mse()
    circuit.set_value("x", [1.0, 2.0, 3.0])
    done = run(circuit)

    assert done.block.flags.c_contiguous
    assert not done.block.flags.writeable
    for at, name in enumerate(done.names):
        for offset, value in ((done.value_at[at], done.value(name)), (done.grad_at[at], done.grad(name))):
            assert value is not None
            assert done.block[offset : offset + done.size[at]].tolist() == value.ravel().tolist()
    used = sum(int(done.size[done.tape.index[edge.source]]) for edge in done.edges) + 2 * int(done.size.sum())
    assert done.block.size == used


def test_numbers_of_a_run_cannot_be_changed() -> None:
    value = run(four_weights()).value("a")

    assert value is not None
    with pytest.raises(ValueError, match="read-only"):
        value[...] = 1.0


def test_asking_for_what_was_not_there() -> None:
    done = run(four_weights())

    with pytest.raises(UnknownNodeError):
        done.value("z")
    with pytest.raises(KeyError):
        done.grad("z")
    with pytest.raises(UnknownPortError):
        done.contribution(Edge("a", "d", "a"))
    part = done.contribution(Edge("a", "c", "b"))
    assert plain(part) == -35.0
    assert done.contribution(Edge("ten", "L", "a")) is None


def test_a_run_keeps_its_numbers_when_the_circuit_goes_on() -> None:
    circuit = four_weights()
    done = run(circuit)
    circuit.remove("L")
    circuit.rename("a", "z")

    assert plain(done.grad("a")) == -53.0
    assert plain(run(circuit).grad("z")) == 53.0


def test_constants_in_ports_are_followed_without_a_new_tape() -> None:
    circuit = Circuit()
    circuit.leaf("x", 2.0, requires_grad=True)
    circuit.op("mul", "x", 3.0, name="y")
    assert plain(run(circuit).grad("x")) == 3.0
    circuit.set_constant("y", "b", 7.0)

    assert plain(run(circuit).grad("x")) == 7.0


def test_a_chain_of_20_000_nodes_needs_no_recursion() -> None:
    limit = sys.getrecursionlimit()
    circuit = Circuit()
    name = circuit.leaf("x", 0.5, requires_grad=True).name
    sys.setrecursionlimit(400)
    try:
        for at in range(20_000):
            name = (
                circuit.op("neg" if at % 2 else "square", name).name if at % 100 == 0 else circuit.op("neg", name).name
            )
        done = run(circuit)
        text = str(done)
        circuit.set_value("x", [0.5, 0.25])
        circuit.set_requires_grad("x", False)
        assert circuit.refusal(name, "neg1", "a", ("neg1", "a")) is not None
        assert len(circuit.ancestors(name)) == 20_000
        assert len(str(circuit).splitlines()) == 20_001
    finally:
        sys.setrecursionlimit(limit)

    assert len(text.splitlines()) == 1 + 20_000 + 1 + 20_000 + 1
    grad = done.grad("x")
    assert grad is not None
    assert np.isfinite(grad)


def test_an_order_against_the_grain_needs_no_recursion() -> None:
    circuit = Circuit()
    for at in range(3_000):
        circuit.op("neg", name=f"n{at}")
    for at in range(2_999):
        circuit.connect(f"n{at + 1}", f"n{at}", "a")  # every edge against the order of creation
    circuit.leaf("x", 1.0, requires_grad=True)
    circuit.connect("x", "n2999", "a")

    assert circuit.default_root() == "n0"
    assert plain(run(circuit).grad("x")) == 1.0
