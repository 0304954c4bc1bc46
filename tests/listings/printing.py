"""What people look at while they learn: reprs, grad_fn names, and the errors they meet first."""

import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
assert repr(x) == "tensor([1., 2., 3.], requires_grad=True)"
assert str((x * 2).sum()) == "tensor(12., grad_fn=<SumBackward0>)"
assert repr(torch.tensor([[1, 2], [3, 4]])) == "tensor([[1, 2],\n        [3, 4]])"
assert repr(torch.tensor([0.1, 1000.0])) == "tensor([1.0000e-01, 1.0000e+03])"
assert repr(torch.tensor(1.5, dtype=torch.float64)) == "tensor(1.5000, dtype=torch.float64)"
assert f"{torch.tensor(3.14159):.2f}" == "3.14"
names = [
    type(t.grad_fn).__name__
    for t in (x + 1, x - 1, x * 2, x / 2, -x, x**2, x.exp(), x.mean(), x @ x, x[0], x.view(3, 1))
]
assert names == [
    "AddBackward0",
    "SubBackward0",
    "MulBackward0",
    "DivBackward0",
    "NegBackward0",
    "PowBackward0",
    "ExpBackward0",
    "MeanBackward0",
    "DotBackward0",
    "SelectBackward0",
    "ViewBackward0",
], names
for program, kind, text in (
    (
        lambda: torch.ones(2, 3) @ torch.ones(2, 3),
        RuntimeError,
        "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
    ),
    (
        lambda: torch.ones(2) + torch.ones(3),
        RuntimeError,
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
    ),
    (lambda: torch.ones(2, 3).view(4), RuntimeError, "shape '[4]' is invalid for input of size 6"),
    (
        lambda: torch.ones(2).sum(dim=3),
        IndexError,
        "Dimension out of range (expected to be in range of [-1, 0], but got 3)",
    ),
    (
        lambda: torch.cat([torch.ones(2, 2), torch.ones(3, 3)]),
        RuntimeError,
        "Sizes of tensors must match except in dimension 0. Expected size 2 but got size 3 for tensor number 1 in the list.",
    ),
    (
        lambda: torch.tensor([1, 2]).mean(),
        RuntimeError,
        "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long",
    ),
    (
        lambda: torch.nn.Linear(3, 2)(torch.ones(1, 4)),
        RuntimeError,
        "mat1 and mat2 shapes cannot be multiplied (1x4 and 3x2)",
    ),
    (
        lambda: x.numpy(),
        RuntimeError,
        "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
    ),
):
    try:
        program()
    except kind as error:
        assert str(error).startswith(text), str(error)
    else:
        raise AssertionError(text)
