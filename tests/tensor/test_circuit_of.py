"""The circuit of a computed tensor: the same numbers, under the names of the program."""

from __future__ import annotations

import numpy as np
import pytest

import viz_autograd as torch
from viz_autograd.editor import Document
from viz_autograd.errors import CircuitError
from viz_autograd.io import load, save


def test_names_values_and_gradients_are_the_programs():
    a = torch.tensor([4.0], requires_grad=True)
    w1, w2, w3, w4 = (torch.tensor([float(i)], requires_grad=True) for i in (2, 5, 9, 7))
    b = w1 * a
    c = w2 * a
    d = w3 * b + w4 * c
    loss = 10 - d
    loss.backward()

    circuit = torch.circuit_of(loss)
    run = torch.run(circuit)

    assert run.root == "loss"
    assert {"a", "w1", "w2", "w3", "w4", "b", "c", "d", "loss"} <= set(run.names)
    for name, tensor in {"a": a, "w1": w1, "w4": w4}.items():
        assert run.grad(name).tolist() == tensor.grad.tolist()
    assert run.value("loss").tolist() == loss.tolist() == [-202.0]
    assert circuit.node("loss").constants["a"].tolist() == 10.0


def test_a_network_keeps_the_names_of_its_parameters():
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1)).double()
    x = torch.randn(5, 3, dtype=torch.float64)
    loss = torch.nn.functional.mse_loss(net(x), torch.zeros(5, 1, dtype=torch.float64))
    loss.backward()

    run = torch.run(torch.circuit_of(loss))

    assert run.root == "loss"
    for name, parameter in net.named_parameters():
        assert np.allclose(run.grad(f"net.{name}"), parameter.grad.numpy(), rtol=1e-12, atol=1e-14)


def test_it_can_be_saved_and_opened(tmp_path):
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64, requires_grad=True)
    y = torch.softmax(x.transpose(0, 1), dim=-1).sum(dim=0, keepdim=True)
    loss = (y**2).mean()
    path = tmp_path / "loss.vizgrad.json"
    save(path, Document(torch.circuit_of(loss)))

    (expected,) = torch.autograd.grad(loss, x)
    assert np.allclose(torch.run(load(path).circuit).grad("x"), expected.numpy(), rtol=1e-12)


def test_names_that_clash_or_are_missing_are_numbered():
    loss = torch.ones(1, requires_grad=True) * torch.ones(1, requires_grad=True)
    circuit = torch.circuit_of(loss)
    assert sorted(node.name for node in circuit.nodes()) == ["loss", "p1", "p2"]


def test_what_no_circuit_can_hold_is_told():
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x**3

        @staticmethod
        def backward(ctx, g):
            return g

    with pytest.raises(CircuitError, match="Cube is a Function of your own"):
        torch.circuit_of(Cube.apply(torch.ones(1, requires_grad=True)))
    with pytest.raises(CircuitError, match="circuit_of takes a computed tensor, not list"):
        torch.circuit_of([1])
