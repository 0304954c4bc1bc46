# Gradients of gradients: a penalty on a slope, a step that is itself differentiated, Newton's method, Hessians.
import math

import torch
from torch.autograd.functional import hessian, hvp, jacobian

torch.manual_seed(0)
x = torch.randn(5, 3, requires_grad=True)
W = torch.randn(3, 1, requires_grad=True)
o = torch.tanh(x @ W)
(g,) = torch.autograd.grad(outputs=o, inputs=x, grad_outputs=torch.ones_like(o), create_graph=True)
penalty = ((g.norm(2, dim=1) - 1) ** 2).mean()
penalty.backward()
# By hand: the slope of a row is (1 - o²) W, so its length is (1 - o²) |W|.
with torch.no_grad():
    by_hand = (((1 - o**2) * W.norm() - 1) ** 2).mean()
assert torch.allclose(penalty, by_hand)
assert W.grad is not None
assert x.grad is not None

w = torch.tensor([1.0, -1.0], requires_grad=True)
rate = torch.tensor(0.1, requires_grad=True)


def task(w):
    return ((w - torch.tensor([3.0, 2.0])) ** 2).sum()


(gw,) = torch.autograd.grad(task(w), w, create_graph=True)
task(w - rate * gw).backward()
# d/dw of (w - 0.2 (w - c) - c)² is 2 · 0.8² (w - c), and d/drate is -4 · 0.8 |w - c|².
assert torch.allclose(w.grad, 2 * 0.64 * (w.detach() - torch.tensor([3.0, 2.0])))
assert math.isclose(rate.grad.item(), -4 * 0.8 * 13, rel_tol=1e-5)

x = torch.tensor(1.5, requires_grad=True)
for _ in range(8):
    f = x**4 - 3 * x**2 + x
    (slope,) = torch.autograd.grad(f, x, create_graph=True)
    (bend,) = torch.autograd.grad(slope, x)
    with torch.no_grad():
        x -= slope / bend
assert abs(4 * x**3 - 6 * x + 1) < 1e-5
assert x.is_leaf
assert x.grad is None


def rosenbrock(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


at = torch.tensor([1.0, 2.0])
assert jacobian(rosenbrock, at).tolist() == [-400.0, 200.0]
assert hessian(rosenbrock, at).tolist() == [[402.0, -400.0], [-400.0, 200.0]]
assert hvp(rosenbrock, at, torch.tensor([1.0, 0.0]))[1].tolist() == [402.0, -400.0]
step = torch.linalg.solve(hessian(rosenbrock, at), jacobian(rosenbrock, at))
assert torch.allclose(step, torch.tensor([0.0, 1.0]), atol=1e-4)

y = x = torch.linspace(-1, 1, 5, requires_grad=True)
y = torch.tanh(x)
for _ in range(3):
    (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
t = torch.tanh(x)
assert torch.allclose(y, (1 - t**2) * (6 * t**2 - 2), atol=1e-5)
