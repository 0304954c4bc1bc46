"""Tensors are shown as PyTorch shows them, to the last space."""

from __future__ import annotations

import pytest

import viz_autograd as torch
from tests.tensor.printing_cases import array_of, figures
from viz_autograd.tensor.printing import format_tensor, get_printoptions, printoptions

STORED = figures()


@pytest.fixture(autouse=True)
def _options_as_they_were():
    yield
    torch.set_printoptions(profile="default")


def shown(case):
    torch.set_printoptions(profile="default")
    torch.set_printoptions(**case["settings"])
    made_by = case["kept"] if case["kept"] not in ("", "leaf") else None
    return format_tensor(array_of(case), requires_grad=case["kept"] == "leaf", grad_fn_name=made_by)


@pytest.mark.parametrize("settings", sorted({str(case["settings"]) for case in STORED}))
def test_what_is_shown_is_pytorchs(settings):
    for case in STORED:
        if str(case["settings"]) == settings:
            assert shown(case) == case["shown"], case


def test_a_tensor_says_what_it_is():
    x = torch.tensor([1.0, 2.5], requires_grad=True)
    assert repr(x) == str(x) == "tensor([1.0000, 2.5000], requires_grad=True)"
    assert repr(x * 2) == "tensor([2., 5.], grad_fn=<MulBackward0>)"
    assert repr((x * 2).detach()) == "tensor([2., 5.])"
    assert repr(torch.tensor([1, 2], dtype=torch.int32)) == "tensor([1, 2], dtype=torch.int32)"
    assert repr(torch.tensor(True)) == "tensor(True)"
    assert repr(torch.zeros(0, 3)) == "tensor([], size=(0, 3))"


def test_the_default_dtype_goes_without_saying():
    torch.set_default_dtype(torch.float64)
    try:
        assert repr(torch.tensor([0.5])) == "tensor([0.5000])"
        assert repr(torch.tensor([0.5], dtype=torch.float32)) == "tensor([0.5000], dtype=torch.float32)"
    finally:
        torch.set_default_dtype(torch.float32)


def test_options_hold_until_they_are_changed():
    before = get_printoptions()
    with printoptions(precision=1, sci_mode=True):
        assert repr(torch.tensor([0.25])) == "tensor([2.5e-01])"
    assert get_printoptions() == before
    torch.set_printoptions(precision=1)
    torch.set_printoptions(linewidth=100)
    assert repr(torch.tensor([0.25])) == "tensor([0.2])"
    torch.set_printoptions(profile="no such profile")
    assert get_printoptions()["precision"] == 1
