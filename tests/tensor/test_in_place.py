"""Changes in place: what they refuse, and what they do to the graph; as PyTorch 2.13."""

from __future__ import annotations

import re

import pytest

import viz_autograd as torch


@pytest.fixture
def x():
    return torch.ones(2, requires_grad=True)


def test_a_leaf_is_not_changed_while_recording(x):
    with pytest.raises(
        RuntimeError, match=r"a leaf Variable that requires grad is being used in an in-place operation\."
    ):
        x.add_(1)
    with pytest.raises(RuntimeError, match="a view of a leaf Variable that requires grad is being used in an in-place"):
        x[0] = 3
    with torch.no_grad():
        x -= 0.5
    assert x.is_leaf
    assert x.requires_grad
    assert x.tolist() == [0.5, 0.5]


@pytest.mark.parametrize(("make", "name"), [(lambda y: y * y, "Add"), (lambda y: y.exp(), "Exp")])
def test_what_backward_needs_must_not_be_changed(x, make, name):
    y = x * 2
    z = make(y)
    (z if name == "Exp" else y).add_(1)
    text = (
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[torch.FloatTensor [2]], which is output 0 of {name}, is at version 1; expected version 0 instead. Hint: "
        "enable anomaly detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )
    with pytest.raises(RuntimeError, match=re.escape(text)):
        z.sum().backward()


def test_what_backward_does_not_need_may_be(x):
    y = x * 2
    z = y + 1
    y.mul_(5)
    z.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_in_place_steps_have_gradients(x):
    w = torch.full((2,), 3.0, requires_grad=True)
    y = x * 1
    y.mul_(w)
    y += 1
    y.sum().backward()
    assert y.tolist() == [4.0, 4.0]
    assert x.grad.tolist() == [3.0, 3.0]
    assert w.grad.tolist() == [1.0, 1.0]


def test_a_change_through_a_view_reaches_the_base(x):
    y = x * 2
    v = y[0]
    v.mul_(3)
    assert type(y.grad_fn).__name__ == "CopySlices"
    assert (y._version, v._version) == (1, 1)
    y.sum().backward()
    assert x.grad.tolist() == [6.0, 2.0]


def test_setting_an_element_has_a_gradient(x):
    z = torch.zeros(2)
    z[0] = x[0] * 2
    assert not z.is_leaf
    assert repr(z) == "tensor([2., 0.], grad_fn=<CopySlices>)"
    z.sum().backward()
    assert x.grad.tolist() == [2.0, 0.0]


def test_zeroing_forgets(x):
    y = x * 2
    y.zero_()
    assert y.requires_grad
    assert type(y.grad_fn).__name__ == "ZeroBackward0"
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_shapes_and_dtypes_stay():
    with pytest.raises(RuntimeError, match=re.escape("output with shape [1] doesn't match the broadcast shape [3]")):
        torch.ones(1).add_(torch.ones(3))
    with pytest.raises(RuntimeError, match="result type Float can't be cast to the desired output type Long"):
        torch.ones(1, dtype=torch.int64).add_(1.5)


def test_views_that_cannot_be_changed(x):
    with torch.no_grad():
        v = x[0]
    with pytest.raises(RuntimeError, match="A view was created in no_grad mode and is being modified inplace"):
        v.add_(1)
    y = x * 1
    first, _ = y.unbind(0)
    with pytest.raises(RuntimeError, match="Output 0 of Unbind is a view and is being modified inplace"):
        first.add_(1)
    with pytest.raises(RuntimeError, match="a view of a leaf Variable that requires grad is being used"):
        x.view(2, 1).add_(1)


def test_memory_is_shared_as_in_pytorch(x):
    y = (x * 2).detach()
    y += 1
    assert y._version == 1
    data = torch.arange(4.0)
    data.view(2, 2)[1, 1] = 9.0
    data.numpy()[0] = 7.0
    data.detach().add_(1)
    assert data.tolist() == [8.0, 2.0, 3.0, 10.0]


def test_data_is_changed_behind_the_graphs_back():
    w = torch.tensor([2.0], requires_grad=True)
    y = w * w
    w.data.mul_(10)
    y.sum().backward()
    assert w.grad.item() == 40.0
    w.data = torch.tensor([1.0])
    assert w.is_leaf
    assert w.item() == 1.0
