"""The expression that micrograd's test compares against PyTorch: many ops, reused nodes, in-place on results."""

import torch

a = torch.Tensor([-4.0]).double()
b = torch.Tensor([2.0]).double()
a.requires_grad = True
b.requires_grad = True
c = a + b
d = a * b + b**3
c = c + c + 1
c = c + 1 + c + (-a)
d = d + d * 2 + (b + a).relu()
d = d + 3 * d + (b - a).relu()
e = c - d
f = e**2
g = f / 2.0
g = g + 10.0 / f
g.backward()
assert abs(g.item() - 24.70408163265306) < 1e-12
assert abs(a.grad.item() - 138.83381924198252) < 1e-9
assert abs(b.grad.item() - 645.5772594752186) < 1e-9

x = torch.Tensor([-4.0]).double()
x.requires_grad = True
z = 2 * x + 2 + x
q = z.relu() + z * x
h = (z * z).relu()
y = h + q + q * x
y.backward()
assert (y.item(), x.grad.item()) == (-20.0, 46.0)
