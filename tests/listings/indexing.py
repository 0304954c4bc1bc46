"""Slices, masks and repeated indices have gradients; gather, where, masked_fill and cat too."""

import torch

x = torch.arange(12.0).reshape(3, 4).requires_grad_()
y = x[1:, ::2] * 10
y.sum().backward()
assert x.grad.tolist() == [[0.0, 0.0, 0.0, 0.0], [10.0, 0.0, 10.0, 0.0], [10.0, 0.0, 10.0, 0.0]]

x.grad = None
x[[0, 0, 2]].sum().backward()  # row 0 twice
assert x.grad[:, 0].tolist() == [2.0, 0.0, 1.0]

x.grad.zero_()
mask = x > 5
x[mask].pow(2).sum().backward()
assert torch.equal(x.grad, torch.where(mask, 2 * x, torch.zeros_like(x)).detach())

logits = torch.tensor([[1.0, 2.0, 0.5], [0.1, 0.2, 0.3]], dtype=torch.float64, requires_grad=True)
target = torch.tensor([1, 2])
picked = torch.log_softmax(logits, dim=-1).gather(1, target.unsqueeze(1)).squeeze(1)
(-picked.mean()).backward()
expected = (torch.softmax(logits, -1) - torch.nn.functional.one_hot(target, 3)) / 2
assert torch.allclose(logits.grad, expected.detach())

a = torch.ones(2, requires_grad=True)
b = torch.zeros(3, requires_grad=True)
joined = torch.cat([a, b, a])
(joined * torch.arange(7.0)).sum().backward()
assert a.grad.tolist() == [5.0, 7.0] and b.grad.tolist() == [2.0, 3.0, 4.0]
first, second = torch.chunk(joined, 2)
assert first.shape == (4,) and second.shape == (3,)

scores = torch.tensor([[0.0, 1.0], [2.0, 3.0]], requires_grad=True)
causal = torch.triu(torch.ones(2, 2), diagonal=1).bool()
attention = scores.masked_fill(causal, float("-inf")).softmax(dim=-1)
assert attention[0].tolist() == [1.0, 0.0]
attention[1, 0].backward()
assert scores.grad[0].tolist() == [0.0, 0.0] and abs(scores.grad[1].sum().item()) < 1e-7

z = torch.zeros(4)
z[1] = 5
z[-1] += 2
z[z == 0] = -1
assert z.tolist() == [-1.0, 5.0, -1.0, 2.0]
try:
    z[7]
except IndexError as error:
    assert "index 7 is out of bounds for dimension 0 with size 4" in str(error)
else:
    raise AssertionError("an index out of range was taken")
