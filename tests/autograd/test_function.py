"""Functions of one's own; figures and texts are PyTorch 2.13's."""

from __future__ import annotations

import pytest

import viz_autograd as torch


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * 3 * x**2


class Scaled(torch.autograd.Function):
    @staticmethod
    def forward(x, factor):
        return x * factor, x + factor

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.factor = inputs[1]

    @staticmethod
    def backward(ctx, first, second):
        return first * ctx.factor + second, None


def test_it_is_one_node_named_after_the_class():
    x = torch.tensor(2.0, requires_grad=True)
    y = Cube.apply(x)
    assert type(y.grad_fn).__name__ == "CubeBackward"
    assert repr(y) == "tensor(8., grad_fn=<CubeBackward>)"
    (y + x).backward()
    assert x.grad.item() == 13.0
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()


def test_several_outputs_and_settings():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    a, b = Scaled.apply(x, 5.0)
    (a + 2 * b).sum().backward()
    assert x.grad.tolist() == [7.0, 7.0]
    x.grad = None
    a, b = Scaled.apply(x, 5.0)
    b.sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


def test_it_can_be_differentiated_twice():
    x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    (g,) = torch.autograd.grad(Cube.apply(x), x, create_graph=True)
    (g2,) = torch.autograd.grad(g, x)
    assert (g.item(), g2.item()) == (12.0, 12.0)
    assert torch.autograd.gradcheck(Cube.apply, (x,))
    assert torch.autograd.gradgradcheck(Cube.apply, (x,))


def _function(backward):
    class Odd(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

    Odd.backward = staticmethod(backward)
    return Odd


@pytest.mark.parametrize(
    ("backward", "message"),
    [
        (
            lambda ctx, g: (g, g),
            r"function OddBackward returned an incorrect number of gradients \(expected 1, got 2\)",
        ),
        (
            lambda ctx, g: g.new_ones(3),
            r"Function OddBackward returned an invalid gradient at index 0 - got \[3\] but expected shape compatible "
            r"with \[2\]",
        ),
    ],
)
def test_a_wrong_backward_is_told(backward, message):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match=message):
        _function(backward).apply(x).sum().backward()


def test_without_backward_it_says_so():
    class Forward(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

    x = torch.tensor([1.0], requires_grad=True)
    with pytest.raises(NotImplementedError, match="You must implement either the backward or vjp method"):
        Forward.apply(x).sum().backward()
