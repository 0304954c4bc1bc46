"""The graph of grad_fn nodes and the way back; every figure and text is PyTorch 2.13's."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pytest

import viz_autograd as torch


@pytest.fixture
def x():
    return torch.ones(2, requires_grad=True)


def test_nodes_have_pytorchs_names_and_lead_on(x):
    y = x * 2
    assert type(y.grad_fn).__name__ == y.grad_fn.name() == "MulBackward0"
    (first, number), second = y.grad_fn.next_functions
    assert type(first).__name__ == "AccumulateGrad"
    assert first.variable is x
    assert (number, second) == (0, (None, 0))
    assert (y + 1).grad_fn.next_functions[0][0] is y.grad_fn
    assert x.grad_fn is None
    assert x.is_leaf
    assert not y.is_leaf


def test_what_is_saved_can_be_looked_at(x):
    node = (x * 2).grad_fn
    assert node._saved_self is None
    assert node._saved_other.item() == 2
    with pytest.raises(AttributeError, match="'MulBackward0' object has no attribute 'foo'"):
        node.foo  # noqa: B018


def test_a_second_way_back_needs_the_graph_kept(x):
    y = x * 2
    z = y * x
    z.sum().backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        z.sum().backward()


def test_a_graph_that_saved_nothing_can_be_gone_through_again(x):
    y = x + x
    y.sum().backward()
    y.sum().backward()
    assert x.grad.tolist() == [4.0, 4.0]


def test_gradients_add_up_over_passes_but_not_inside(x):
    a = torch.tensor(3.0, requires_grad=True)
    out = a * a
    out.backward(retain_graph=True)
    out.backward()
    assert a.grad.item() == 12.0


def test_the_same_grad_tensor_is_added_into(x):
    (x * 2).sum().backward()
    first = x.grad
    (x * 3).sum().backward()
    assert x.grad is first
    assert first.tolist() == [5.0, 5.0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda x: x.backward(), "grad can be implicitly created only for scalar outputs"),
        (
            lambda x: (x * 2).backward(torch.ones(3)),
            "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of "
            "torch.Size([2]).",
        ),
        (
            lambda x: torch.ones(2).sum().backward(),
            "element 0 of tensors does not require grad and does not have a grad_fn",
        ),
        (
            lambda x: setattr(x * 2, "requires_grad", True),
            "you can only change requires_grad flags of leaf variables.",
        ),
        (lambda x: torch.ones(2).retain_grad(), "can't retain_grad on Tensor that has requires_grad=False"),
        (
            lambda x: torch.ones(2).register_hook(print),
            "cannot register a hook on a tensor that doesn't require gradient",
        ),
        (lambda x: x.numpy(), "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."),
        (
            lambda x: torch.autograd.grad((x * 2).sum(), torch.ones(2, requires_grad=True)),
            "The differentiated Tensor at index 0 appears to not have been used in the graph. Set allow_unused=True if "
            "this is the desired behavior.",
        ),
        (
            lambda x: torch.autograd.grad((x * 2).sum(), torch.ones(2)),
            "One of the differentiated Tensors does not require grad",
        ),
    ],
)
def test_refusals_say_what_pytorch_says(x, make, message):
    with pytest.raises(RuntimeError, match=f"^{re.escape(message)}"):
        make(x)


def test_a_non_leafs_grad_is_none_and_warns(x):
    y = x * 2
    with pytest.warns(UserWarning, match="not a leaf Tensor is being accessed"):
        assert y.grad is None
    y.retain_grad()
    y.sum().backward()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert y.grad.tolist() == [1.0, 1.0]
    assert y.retains_grad
    assert not x.retains_grad


def test_hooks_see_and_change_gradients(x):
    h = x * 2
    handle = h.register_hook(lambda g: g * 10)
    h.sum().backward(retain_graph=True)
    assert x.grad.tolist() == [20.0, 20.0]
    handle.remove()
    h.sum().backward()
    assert x.grad.tolist() == [22.0, 22.0]
    leaf = torch.ones(2, requires_grad=True)
    leaf.register_hook(lambda g: torch.ones(3))
    with pytest.raises(RuntimeError, match="hook '<lambda>' has changed the size of value"):
        (leaf * 2).sum().backward()


def test_hooks_after_accumulation_see_the_sum(x):
    seen = []
    x.register_post_accumulate_grad_hook(lambda leaf: seen.append(leaf.grad.tolist()))
    (x * 2).sum().backward()
    (x * 2).sum().backward()
    assert seen == [[2.0, 2.0], [4.0, 4.0]]


def test_grad_returns_and_leaves_alone(x):
    (g,) = torch.autograd.grad((x * x).sum(), x)
    assert g.tolist() == [2.0, 2.0]
    assert x.grad is None
    other = torch.ones(2, requires_grad=True)
    assert torch.autograd.grad((x * 2).sum(), [other, x], allow_unused=True)[0] is None
    zero, two = torch.autograd.grad((x * 2).sum(), [other, x], materialize_grads=True)
    assert zero.tolist() == [0.0, 0.0]
    assert two.tolist() == [2.0, 2.0]


def test_second_and_third_derivatives():
    w = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    (g,) = torch.autograd.grad(w**3, w, create_graph=True)
    assert g.item() == 12.0
    (g2,) = torch.autograd.grad(g, w, create_graph=True)
    assert g2.item() == 12.0
    (g3,) = torch.autograd.grad(g2, w)
    assert g3.item() == 6.0


def test_backward_with_inputs_fills_only_those(x):
    y = torch.ones(2, requires_grad=True)
    mid = x * y
    (mid * 3).sum().backward(inputs=[x])
    assert x.grad.tolist() == [3.0, 3.0]
    assert y.grad is None


def test_a_chain_of_100_000_nodes_goes_back_without_recursion():
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(100_000):
        y = y + 1.0
    y.backward()
    assert x.grad.item() == 1.0
    del y


def test_numbers_on_the_left_and_numpy_numbers(x):
    assert (np.float64(2) * x).tolist() == [2.0, 2.0]
    assert (np.float32(2) * x).dtype == torch.float32
    assert (3 - x).tolist() == [2.0, 2.0]
    assert (1 / (x + x)).tolist() == [0.5, 0.5]
    with pytest.raises(TypeError, match=r"unsupported operand type\(s\) for \+: 'Tensor' and 'str'"):
        x + "a"
    with pytest.raises(TypeError, match=r"sin\(\): argument 'input' \(position 1\) must be Tensor, not float"):
        torch.sin(1.0)


def test_dtypes_of_gradients_are_those_of_their_tensors():
    a = torch.ones(2, requires_grad=True)
    b = torch.ones(2, dtype=torch.float64, requires_grad=True)
    (a * b).sum().backward()
    assert a.grad.dtype == torch.float32
    assert b.grad.dtype == torch.float64


@pytest.mark.filterwarnings("ignore:Anomaly Detection has been enabled")
def test_anomaly_mode_names_the_node():
    with (
        torch.autograd.detect_anomaly(),
        pytest.raises(RuntimeError, match=r"Function 'MulBackward0' returned nan values in its 0th output\."),
    ):
        torch.sqrt(torch.zeros(1, requires_grad=True) * 0).sum().backward()
