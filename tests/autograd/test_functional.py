"""torch.autograd.functional; figures and texts are PyTorch 2.13's."""

from __future__ import annotations

import pytest

import viz_autograd as torch
from viz_autograd.autograd import functional

a = torch.tensor([1.0, 2.0])
b = torch.tensor([3.0, 4.0])


def dot(a, b):
    return (a * b).sum(0)


def cubes(a):
    return (a**3).sum()


def test_jacobian():
    assert functional.jacobian(lambda a: a**2, a).tolist() == [[2.0, 0.0], [0.0, 4.0]]
    first, second = functional.jacobian(dot, (a, b))
    assert (first.tolist(), second.tolist()) == ([3.0, 4.0], [1.0, 2.0])
    rows, row = functional.jacobian(lambda a: (a**2, a.sum()), a)
    assert (rows.tolist(), row.tolist()) == ([[2.0, 0.0], [0.0, 4.0]], [1.0, 1.0])
    assert functional.jacobian(lambda a, b: a**2, (a, b))[1].tolist() == [[0.0, 0.0], [0.0, 0.0]]
    with pytest.raises(RuntimeError, match="Output 0 of the user-provided function is independent of input 1"):
        functional.jacobian(lambda a, b: a**2, (a, b), strict=True)
    with pytest.raises(TypeError, match="given to jacobian must be either a Tensor or a tuple of Tensors"):
        functional.jacobian(lambda a: 1, a)


def test_hessian():
    assert functional.hessian(cubes, a).tolist() == [[6.0, 0.0], [0.0, 12.0]]
    (aa, ab), (ba, bb) = functional.hessian(dot, (a, b))
    assert aa.tolist() == bb.tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert ab.tolist() == ba.tolist() == [[1.0, 0.0], [0.0, 1.0]]
    with pytest.raises(RuntimeError, match="given to hessian should contain a single element"):
        functional.hessian(lambda a: a**2, a)


@pytest.mark.parametrize("name", ["vjp", "jvp"])
def test_products_with_the_jacobian(name):
    value, product = getattr(functional, name)(lambda a: a**2, a, b)
    assert (value.tolist(), product.tolist()) == ([1.0, 4.0], [6.0, 16.0])
    with pytest.raises(RuntimeError, match="The vector v can only be None if"):
        getattr(functional, name)(lambda a: a**2, a)
    with pytest.raises(RuntimeError, match=r"v has invalid size: should be torch.Size\(\[2\]\) but got"):
        getattr(functional, name)(lambda a: a**2, a, torch.ones(3))


@pytest.mark.parametrize("name", ["vhp", "hvp"])
def test_products_with_the_hessian(name):
    value, product = getattr(functional, name)(cubes, a, b)
    assert (value.item(), product.tolist()) == (9.0, [18.0, 48.0])
    assert getattr(functional, name)(lambda a: a.sum(), a, b)[1].tolist() == [0.0, 0.0]
