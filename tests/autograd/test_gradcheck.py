"""gradcheck and its report; texts are PyTorch 2.13's."""

from __future__ import annotations

import pytest

import viz_autograd as torch
from viz_autograd.autograd import gradcheck, gradgradcheck


class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x


@pytest.fixture
def x():
    return torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)


def test_a_wrong_gradient_is_shown_beside_the_right_one(x):
    with pytest.raises(RuntimeError) as caught:
        gradcheck(Wrong.apply, (x,))
    assert str(caught.value) == (
        "Jacobian mismatch for output 0 with respect to input 0,\n"
        "numerical:tensor([[2.0000, 0.0000],\n        [0.0000, 4.0000]], dtype=torch.float64)\n"
        "analytical:tensor([[3., 0.],\n        [0., 6.]], dtype=torch.float64)\n"
    )
    assert gradcheck(Wrong.apply, (x,), raise_exception=False) is False
    with pytest.raises(RuntimeError, match="computed \nin fast mode"):
        gradcheck(Wrong.apply, (x,), fast_mode=True)


def test_right_gradients_pass(x):
    assert gradcheck(torch.sin, x)
    assert gradcheck(lambda a, b: a * b.sin(), (x, x.detach().clone().requires_grad_()))
    assert gradgradcheck(torch.sin, (x,))


def test_a_cut_graph_and_no_inputs_are_told(x):
    with pytest.raises(RuntimeError, match="Numerical gradient for function expected to be zero"):
        gradcheck(lambda a: a.detach() * 1.0, (x,))
    with pytest.raises(ValueError, match="gradcheck expects at least one input tensor to require gradient"):
        gradcheck(torch.sin, (x.detach(),))
