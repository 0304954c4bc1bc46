"""What optimizers refuse, with PyTorch's type and text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import viz_autograd.optim as optim
from tests.optim.leaves import leaf, tensor, with_gradient
from viz_autograd.optim.optimizer import Optimizer
from viz_autograd.tensor.tensor import Tensor


def shared() -> list[dict[str, Any]]:
    parameter = leaf([1.0])
    return [{"params": parameter}, {"params": [parameter]}]


def computed() -> Tensor:
    from viz_autograd.ops import OPS
    from viz_autograd.tensor.apply import apply

    return apply(OPS["mul"], leaf([1.0]), leaf([2.0]))


REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: optim.SGD(leaf([1.0], "float32")),
        TypeError,
        "params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.FloatTensor",
    ),
    (lambda: optim.SGD([]), ValueError, "optimizer got an empty parameter list"),
    (lambda: optim.SGD(3), TypeError, "'int' object is not iterable"),  # type: ignore[arg-type]
    (lambda: optim.SGD([3]), TypeError, "optimizer can only optimize Tensors, but one of the params is int"),
    (
        lambda: optim.SGD([np.ones(2)]),
        TypeError,
        "optimizer can only optimize Tensors, but one of the params is numpy.ndarray",
    ),
    (lambda: optim.SGD([computed()]), ValueError, "can't optimize a non-leaf Tensor"),
    (
        lambda: optim.SGD([{"params": {leaf([1.0])}}]),
        TypeError,
        "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets will "
        "change between runs. Please use a list instead.",
    ),
    (lambda: optim.SGD([{"lr": 1.0}]), KeyError, "'params'"),
    (lambda: optim.SGD(shared()), ValueError, "some parameters appear in more than one parameter group"),
    (
        lambda: optim.SGD([("a", leaf([1.0])), leaf([1.0])]),
        ValueError,
        "all optimizer params should be with/without names. Some param names are missing",
    ),
    (
        lambda: optim.SGD([{"params": [("a", leaf([1.0]))]}, {"params": [leaf([1.0])]}]),
        ValueError,
        "all optimizer param groups should be with/without names. cannot add param group without names to",
    ),
    (
        lambda: optim.SGD([leaf([1.0])]).add_param_group(3),
        TypeError,
        "param_group must be a dict, but got <class 'int'>",
    ),  # type: ignore[arg-type]
    (lambda: optim.SGD([leaf([1.0])], lr=-1), ValueError, "Invalid learning rate: -1"),
    (
        lambda: optim.SGD([leaf([1.0])], lr="a"),  # type: ignore[arg-type]
        TypeError,
        "'<' not supported between instances of 'str' and 'float'",
    ),
    (
        lambda: optim.Adam([leaf([1.0])], lr="a"),  # type: ignore[arg-type]
        TypeError,
        "'<=' not supported between instances of 'float' and 'str'",
    ),
    (lambda: optim.Adam([leaf([1.0])], lr=float("nan")), ValueError, "Invalid learning rate: nan"),
    (lambda: optim.Adam([leaf([1.0])], lr=tensor([1.0, 2.0])), ValueError, "Tensor lr must be 1-element"),
    (lambda: optim.SGD([leaf([1.0])], momentum=-1), ValueError, "Invalid momentum value: -1"),
    (lambda: optim.SGD([leaf([1.0])], weight_decay=-1), ValueError, "Invalid weight_decay value: -1"),
    (
        lambda: optim.SGD([leaf([1.0])], nesterov=True),
        ValueError,
        "Nesterov momentum requires a momentum and zero dampening",
    ),
    (lambda: optim.Adam([leaf([1.0])], betas=(0.9, 1.0)), ValueError, "Invalid beta parameter at index 1: 1.0"),
    (lambda: optim.NAdam([leaf([1.0])], betas=(-0.1, 0.5)), ValueError, "Invalid beta parameter at index 0: -0.1"),
    (lambda: optim.Adam([leaf([1.0])], betas=(0, 0.9)), ValueError, "betas must be either both floats or both Tensors"),
    (lambda: optim.Adam([leaf([1.0])], eps=-1), ValueError, "Invalid epsilon value: -1"),
    (lambda: optim.NAdam([leaf([1.0])], momentum_decay=-1), ValueError, "Invalid momentum_decay value: -1"),
    (lambda: optim.Adadelta([leaf([1.0])], rho=2), ValueError, "Invalid rho value: 2"),
    (lambda: optim.Adagrad([leaf([1.0])], lr_decay=-1), ValueError, "Invalid lr_decay value: -1"),
    (lambda: optim.RMSprop([leaf([1.0])], alpha=-1), ValueError, "Invalid alpha value: -1"),
    (lambda: optim.Rprop([leaf([1.0])], etas=(2, 3)), ValueError, "Invalid eta values: 2, 3"),
    (
        lambda: optim.Adam([leaf([1.0])], fused=True, foreach=True),
        RuntimeError,
        "`fused` and `foreach` cannot be `True` together.",
    ),
    (
        lambda: optim.Adam([with_gradient([1.0], [1.0])], capturable=True).step(),
        AssertionError,
        "If capturable=True, params and state_steps must be on supported devices: ['cuda', 'xpu', 'hpu', "
        "'privateuseone', 'xla'].",
    ),
    (
        lambda: optim.Adam([with_gradient([1.0], [1.0])], differentiable=True).step(),
        RuntimeError,
        "a leaf Variable that requires grad is being used in an in-place operation.",
    ),
    (
        lambda: optim.SGD([leaf([1.0])]).load_state_dict({"state": {}, "param_groups": []}),
        ValueError,
        "loaded state dict has a different number of parameter groups",
    ),
    (
        lambda: optim.SGD([leaf([1.0])]).load_state_dict({"state": {}, "param_groups": [{"params": [0, 1]}]}),
        ValueError,
        "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
    ),
    (
        lambda: optim.LBFGS([{"params": [leaf([1.0])]}, {"params": [leaf([1.0])]}]),
        ValueError,
        "LBFGS doesn't support per-parameter options (parameter groups)",
    ),
    (lambda: optim.LBFGS([leaf([1.0])]).step(), TypeError, "LBFGS.step() missing 1 required positional argument"),  # type: ignore[call-arg]
    (lambda: Optimizer([leaf([1.0])], {}).step(), NotImplementedError, ""),
    (lambda: optim.Muon, AttributeError, "torch.optim.Muon is not part of viz_autograd"),
    (lambda: optim.SDG, AttributeError, "module 'torch.optim' has no attribute 'SDG'"),
]


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_what_cannot_be_optimized_is_refused_in_pytorch_s_words(number: int) -> None:
    make, kind, text = REFUSED[number]
    with pytest.raises(kind) as caught:
        make()
    assert str(caught.value).startswith(text)


def test_a_parameter_that_is_there_twice_warns() -> None:
    parameter = leaf([1.0])
    with pytest.warns(UserWarning, match="optimizer contains a parameter group with duplicate parameters"):
        optim.SGD([parameter, parameter])
