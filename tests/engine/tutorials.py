"""The circuits of the tutorials, whose figures are known."""

from __future__ import annotations

from viz_autograd import Circuit


def four_weights(a_requires_grad: bool = True) -> Circuit:
    """b = w1·a, c = w2·a, d = w3·b + w4·c, L = 10 − d."""
    circuit = Circuit()
    circuit.leaf("a", 4.0, a_requires_grad)
    for name, value in (("w1", 2.0), ("w2", 5.0), ("w3", 9.0), ("w4", 7.0)):
        circuit.leaf(name, value, requires_grad=True)
    circuit.leaf("ten", 10.0)
    circuit.op("mul", "w1", "a", name="b")
    circuit.op("mul", "w2", "a", name="c")
    circuit.op("mul", "w3", "b", name="p")
    circuit.op("mul", "w4", "c", name="q")
    circuit.op("add", "p", "q", name="d")
    circuit.op("sub", "ten", "d", name="L")
    return circuit


def tanh_mse() -> Circuit:
    """z = (x + y)/(x·y), w = tanh z, d = mse(w, z)."""
    circuit = Circuit()
    circuit.leaf("x", 1.0, requires_grad=True)
    circuit.leaf("y", 5.0, requires_grad=True)
    circuit.op("add", "x", "y", name="s")
    circuit.op("mul", "x", "y", name="p")
    circuit.op("div", "s", "p", name="z")
    circuit.op("tanh", "z", name="w")
    circuit.op("mse", "w", "z", name="d")
    return circuit


def squared_plus_five() -> Circuit:
    """A²(B + 5)."""
    circuit = Circuit()
    circuit.leaf("A", 3.0, requires_grad=True)
    circuit.leaf("B", 2.0, requires_grad=True)
    circuit.op("square", "A", name="s")
    circuit.op("add", "B", 5.0, name="t")
    circuit.op("mul", "s", "t", name="y")
    return circuit


def log_mean() -> Circuit:
    """mean(log(x² + 1) + 5x) on 0…4."""
    circuit = Circuit()
    circuit.leaf("x", [0.0, 1.0, 2.0, 3.0, 4.0], requires_grad=True)
    circuit.op("square", "x", name="squared")
    circuit.op("add", "squared", 1.0, name="shifted")
    circuit.op("log", "shifted", name="log")
    circuit.op("mul", "x", 5.0, name="line")
    circuit.op("add", "log", "line", name="sum")
    circuit.op("mean", "sum", name="L")
    return circuit
