"""Figures that the tutorials give."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.tutorials import four_weights, log_mean, squared_plus_five, tanh_mse
from viz_autograd import Circuit, Run, run


def number(value: object) -> float:
    assert isinstance(value, np.ndarray)
    assert value.shape == ()
    return float(value)


def check(done: Run, values: dict[str, float], grads: dict[str, float], tolerance: float = 1e-12) -> None:
    assert {name: number(done.value(name)) for name in values} == pytest.approx(values, rel=tolerance, abs=tolerance)
    assert {name: number(done.grad(name)) for name in grads} == pytest.approx(grads, rel=tolerance, abs=tolerance)


def test_four_weights() -> None:
    done = run(four_weights())

    assert done.root == "L"
    check(
        done,
        {"b": 8, "c": 20, "d": 212, "L": -202},
        {"w1": -36, "w2": -28, "w3": -8, "w4": -20, "b": -9, "c": -7, "d": -1, "a": -53},
        tolerance=0,
    )
    assert [(edge.target, float(part)) for edge, part in done.contributions("a")] == [("b", -18.0), ("c", -35.0)]
    assert done.grad("ten") is None


def test_four_weights_without_a_gradient_of_a() -> None:
    done = run(four_weights(a_requires_grad=False))

    check(done, {"L": -202}, {"w1": -36, "w2": -28, "w3": -8, "w4": -20, "b": -9, "c": -7})
    assert done.grad("a") is None
    assert done.contributions("a") == []
    assert len(done.trace) == 6 + 1 + 9 + 4


def test_tanh_mse() -> None:
    check(
        run(tanh_mse()),
        {"z": 1.2, "d": 0.1342089469634184},
        {
            "x": -0.5092054452161812,
            "y": -0.02036821780864724,
            "z": 0.5092054452161812,
            "w": -0.7326907859756895,
        },
    )


def test_squared_plus_five() -> None:
    check(run(squared_plus_five()), {"y": 63}, {"A": 42, "B": 9})


def test_sum_times_z() -> None:
    circuit = Circuit()
    for name, value in (("x", -2.0), ("y", 5.0), ("z", -4.0)):
        circuit.leaf(name, value, requires_grad=True)
    circuit.op("add", "x", "y", name="q")
    circuit.op("mul", "q", "z", name="f")

    check(run(circuit), {"q": 3, "f": -12}, {"x": -4, "y": -4, "z": 3, "q": -4})


@pytest.mark.parametrize(("op", "grad", "parts"), [("add", 2.0, [1.0, 1.0]), ("mul", 6.0, [3.0, 3.0])])
def test_a_node_that_enters_both_ports_gets_both_contributions(op: str, grad: float, parts: list[float]) -> None:
    circuit = Circuit()
    circuit.leaf("a", 3.0, requires_grad=True)
    circuit.op(op, "a", "a", name="y")
    done = run(circuit)

    check(done, {}, {"a": grad})
    assert [(edge.port, float(part)) for edge, part in done.contributions("a")] == list(zip("ab", parts, strict=True))


@pytest.mark.parametrize(("a", "b", "to_a", "to_b"), [(4.0, 2.0, 1.0, 0.0), (2.0, 4.0, 0.0, 1.0), (3.0, 3.0, 0.5, 0.5)])
def test_max_routes(a: float, b: float, to_a: float, to_b: float) -> None:
    circuit = Circuit()
    circuit.leaf("a", a, requires_grad=True)
    circuit.leaf("b", b, requires_grad=True)
    circuit.op("max", "a", "b", name="m")

    check(run(circuit), {"m": max(a, b)}, {"a": to_a, "b": to_b})


def test_log_mean() -> None:
    done = run(log_mean())

    x = np.arange(5.0)
    check(done, {"L": float(np.mean(np.log(x**2 + 1) + 5 * x))}, {})
    assert number(done.value("L")) == pytest.approx(11.487677, abs=5e-7)
    grad = done.grad("x")
    assert grad is not None
    assert grad.tolist() == pytest.approx(((2 * x / (x**2 + 1) + 5) / 5).tolist(), abs=1e-12)
    assert grad.tolist() == pytest.approx([1, 1.2, 1.16, 1.12, 1.0941176], abs=5e-8)


def test_gradients_are_unbroadcast() -> None:
    circuit = Circuit()
    circuit.leaf("a", 4.0, requires_grad=True)
    circuit.leaf("w", [[2.0, 5.0], [1.0, 1.0]], requires_grad=True)
    circuit.op("mul", "a", "w", name="p")
    circuit.op("sum", "p", name="L")
    done = run(circuit)

    check(done, {"L": 36}, {"a": 9})
    grad = done.grad("w")
    assert grad is not None
    assert grad.tolist() == [[4.0, 4.0], [4.0, 4.0]]


def test_nan_and_inf_are_values() -> None:
    circuit = Circuit()
    circuit.leaf("x", 0.0, requires_grad=True)
    circuit.op("log", "x", name="y")
    circuit.op("sub", "y", "y", name="z")
    done = run(circuit)

    assert number(done.value("y")) == -np.inf
    assert np.isnan(number(done.value("z")))
    assert np.isnan(number(done.grad("x")))
