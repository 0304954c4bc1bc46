"""Watching a run: how much of it is done, and ending it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.tutorials import four_weights, tanh_mse
from viz_autograd import Circuit, run
from viz_autograd.engine import compiled, work_of
from viz_autograd.errors import CancelledError


def products(size: int, count: int) -> Circuit:
    rng = np.random.default_rng(1)
    circuit = Circuit()
    circuit.leaf("a", rng.normal(size=(size, size)), requires_grad=True)
    circuit.leaf("b", rng.normal(size=(size, size)))
    last = "a"
    for number in range(count):
        last = circuit.op("matmul", last, "b", name=f"m{number}").name
    circuit.op("sum", last, name="L")
    return circuit


@pytest.mark.parametrize("circuit", [four_weights(), tanh_mse(), products(40, 5)])
@pytest.mark.parametrize("backward", [True, False])
def test_the_parts_rise_to_the_whole_and_the_numbers_are_the_same(circuit: Circuit, backward: bool) -> None:
    parts: list[float] = []
    watched = run(circuit, backward=backward, watch=parts.append)
    plain = run(circuit, backward=backward)

    assert watched.block.tobytes() == plain.block.tobytes()
    assert watched.trace is plain.trace
    assert parts == sorted(set(parts))
    assert parts[0] > 0
    assert parts[-1] == 1


def test_a_part_is_about_as_much_of_the_time() -> None:
    circuit = products(64, 1)
    for number in range(20):
        circuit.op("neg", "L" if number == 0 else f"n{number - 1}", name=f"n{number}")
    parts: list[float] = []
    run(circuit, backward=False, watch=parts.append)

    assert parts[0] > 0.5


def test_a_large_run_in_machine_code_is_told_of_once() -> None:
    circuit = Circuit()
    circuit.leaf("x", 0.5, requires_grad=True)
    for number in range(300):
        circuit.op("sin", "x" if number == 0 else f"s{number - 1}", name=f"s{number}")
    compiled.warm_up(wait=True)
    parts: list[float] = []
    watched = run(circuit, watch=parts.append)

    assert parts[-1] == 1
    assert (len(parts) == 1) == compiled.ready()
    assert np.allclose(watched.block, run(circuit, tier="plain").block, rtol=1e-12)


@pytest.mark.parametrize("steps", [1, 3, 7])
def test_what_the_watch_raises_ends_the_run(steps: int) -> None:
    told: list[float] = []

    def watch(part: float) -> None:
        told.append(part)
        if len(told) == steps:
            raise CancelledError("enough")

    with pytest.raises(CancelledError, match="enough"):
        run(four_weights(), watch=watch)
    assert len(told) == steps


def test_a_circuit_without_ops_has_nothing_to_watch() -> None:
    circuit = Circuit()
    circuit.leaf("a", 1.0, requires_grad=True)
    told: list[float] = []
    run(circuit, "a", watch=told.append)

    assert told == []
    assert work_of(circuit) == 0


def test_work_grows_with_what_there_is_to_compute() -> None:
    small, large = products(100, 1), products(1000, 1)
    assert work_of(large) > 100 * work_of(small)
    before = work_of(small)
    small.op("tanh", "m0", name="t")
    assert work_of(small) > before
    without = small.op("matmul", "m0", name="open")
    after = work_of(small)
    small.remove(without)
    assert work_of(small) == after
    small.set_value("a", np.zeros((100, 100)))
    assert work_of(small) == after


def test_work_of_constants_in_ports_is_counted() -> None:
    circuit = Circuit()
    circuit.op("matmul", np.ones((100, 200)), np.ones((200, 300)), name="m")
    parts: list[float] = []
    run(circuit, watch=parts.append)

    assert work_of(circuit) > 100 * 200 + 200 * 300 + 100 * 300 + 100 * 200 * 300 / 100
    assert parts == [1]
