"""Newton's method by second derivatives, a Hessian, a Jacobian-vector product, and a gradient penalty."""

import torch
from torch.autograd.functional import hessian, jacobian

x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
for _ in range(6):
    y = x**4 - 3 * x**3 + 2
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (h,) = torch.autograd.grad(g, x)
    with torch.no_grad():
        x -= g / h.abs().clamp(min=1e-3)
assert abs(x.item() - 2.25) < 1e-8, x


def rosenbrock(v):
    return (1 - v[0]) ** 2 + 100 * (v[1] - v[0] ** 2) ** 2


at = torch.tensor([1.0, 1.0], dtype=torch.float64)
assert torch.allclose(hessian(rosenbrock, at), torch.tensor([[802.0, -400.0], [-400.0, 200.0]], dtype=torch.float64))
J = jacobian(lambda v: torch.stack([v.prod(), v.sum(), v.pow(2).sum()]), torch.tensor([2.0, 3.0]))
assert J.tolist() == [[3.0, 2.0], [1.0, 1.0], [4.0, 6.0]]

w = torch.tensor([0.5, -1.0], requires_grad=True)
data = torch.tensor([1.0, 2.0], requires_grad=True)
out = torch.sigmoid((w * data).sum())
(slope,) = torch.autograd.grad(out, data, create_graph=True)
penalty = (slope.norm(2) - 1) ** 2
penalty.backward()
assert w.grad is not None and w.grad.shape == (2,)
value, product = torch.autograd.functional.jvp(torch.sin, torch.tensor([0.0]), torch.tensor([3.0]))
assert product.item() == 3.0
