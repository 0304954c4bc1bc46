"""Limits are checked from shapes, so nothing large is ever allocated."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from tests.circuit.snapshot import snapshot
from viz_autograd import Circuit
from viz_autograd.circuit import limits
from viz_autograd.errors import LimitError


def test_a_broadcast_that_grows_too_large_is_refused_without_being_allocated() -> None:
    circuit = Circuit()
    circuit.leaf("column", np.zeros((10**6, 1)))
    circuit.leaf("row", np.zeros((1, 10**6)))
    circuit.op("add", "column", name="sum")
    before = snapshot(circuit)
    tracemalloc.start()

    with pytest.raises(LimitError, match="1,000,000,000,000") as caught:
        circuit.connect("row", "sum", "b")

    assert tracemalloc.get_traced_memory()[1] < 10**6
    tracemalloc.stop()
    assert caught.value.node == "sum"
    assert snapshot(circuit) == before


def test_a_node_downstream_that_grows_too_large_is_named() -> None:
    circuit = Circuit()
    circuit.leaf("x", np.zeros((1, 1)))
    circuit.leaf("row", np.zeros((1, 2000)))
    circuit.op("neg", "x", name="near")
    circuit.op("mul", "near", "row", name="far")

    with pytest.raises(LimitError) as caught:
        circuit.set_value("x", np.zeros((1000, 1)))
    assert caught.value.node == "far"


def test_many_large_nodes_are_refused() -> None:
    circuit = Circuit()
    circuit.leaf("x", np.zeros(10**6))
    circuit.op("neg", "x", name="n0")
    for number in range(9):
        circuit.op("neg", f"n{number}", name=f"n{number + 1}")

    # 11 values, 11 gradients and 10 contributions of 8 MB are there; another node would make 35 of 33 that fit.
    with pytest.raises(LimitError, match="256 MB"):
        circuit.op("neg", "n9")


def test_many_contributions_to_one_large_node_are_refused() -> None:
    circuit = Circuit()
    circuit.leaf("x", np.zeros(10**6), requires_grad=True)
    for _ in range(31):
        circuit.op("sum", "x")
    with pytest.raises(LimitError, match="256 MB"):
        circuit.op("sum", "x")


def test_what_is_removed_makes_room() -> None:
    circuit = Circuit()
    for _ in range(50):
        circuit.leaf("x", np.zeros(10**6))
        circuit.op("mul", "x", "x", name="y")
        circuit.op("add", "y", [1.0], name="z")
        for name in ("x", "y", "z"):
            circuit.remove(name)
    assert circuit._elements == 0


def test_too_many_nodes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_NODES", 3)
    circuit = Circuit()
    for _ in range(3):
        circuit.op("add")
    with pytest.raises(LimitError, match="at most 3 nodes"):
        circuit.op("add")
