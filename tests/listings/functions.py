"""Derivatives that textbooks give: reductions, norms, softmax, broadcasting, max and its ties, abs at 0."""

import math

import torch


def slope(f, *values):
    leaves = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in values]
    f(*leaves).backward()
    grads = [leaf.grad.tolist() for leaf in leaves]
    return grads[0] if len(grads) == 1 else grads


assert slope(lambda x: x.abs(), 0.0) == 0.0
assert slope(lambda x: x.relu(), 0.0) == 0.0
assert slope(lambda x: x.max(), [1.0, 3.0, 3.0]) == [0.0, 0.5, 0.5]
assert slope(lambda x: x.amax(dim=0), [1.0, 3.0, 3.0]) == [0.0, 0.5, 0.5]
assert slope(lambda x: x.max(dim=0).values, [1.0, 3.0, 3.0]) == [0.0, 1.0, 0.0]
assert slope(lambda a, b: torch.maximum(a, b), 2.0, 2.0) == [0.5, 0.5]
assert slope(lambda x: x.norm(), [3.0, 4.0]) == [0.6, 0.8]
assert slope(lambda x: x.norm(), [0.0, 0.0]) == [0.0, 0.0]
assert slope(lambda x: x.std(), [1.0, 2.0, 3.0]) == [-0.5, 0.0, 0.5]
assert slope(lambda x: x.prod(), [0.0, 2.0, 3.0]) == [6.0, 0.0, 0.0]
assert slope(lambda x: x.cumsum(0)[1] * 2, [1.0, 2.0, 3.0]) == [2.0, 2.0, 0.0]
assert slope(lambda x: torch.sort(x)[0][0], [3.0, 1.0, 2.0]) == [0.0, 1.0, 0.0]
assert slope(lambda x: x.clamp(0, 1).sum(), [-1.0, 0.0, 0.5, 1.0, 2.0]) == [0.0, 1.0, 1.0, 1.0, 0.0]
assert slope(lambda x: torch.sqrt(x), 0.0) == math.inf
assert math.isnan(slope(lambda x: torch.sqrt(x) * 0, 0.0))
assert all(abs(g) < 1e-15 for g in slope(lambda x: torch.softmax(x, 0).sum(), [1.0, 2.0, 3.0]))
lse = slope(lambda x: torch.logsumexp(x, 0), [1000.0, 1000.0])
assert all(abs(g - 0.5) < 1e-12 for g in lse)
row, column = slope(lambda a, b: (a * b).sum(), [[1.0, 2.0]], [[1.0], [10.0], [100.0]])
assert row == [[111.0, 111.0]] and column == [[3.0], [3.0], [3.0]]
A, v = slope(lambda A, v: (A @ v).sum(), [[1.0, 2.0], [3.0, 4.0]], [5.0, 6.0])
assert A == [[5.0, 6.0], [5.0, 6.0]] and v == [4.0, 6.0]
assert slope(lambda x: torch.einsum("i,i->", x, x), [1.0, 2.0]) == [2.0, 4.0]
assert slope(lambda x: (x**0).sum(), [0.0, 2.0]) == [0.0, 0.0]
assert slope(lambda x: torch.where(x > 0, x, torch.zeros_like(x)).sum(), [-1.0, 1.0]) == [0.0, 1.0]
gelu = slope(torch.nn.functional.gelu, 1.0)
assert abs(gelu - 1.0833154705876864) < 1e-12, gelu
softplus = slope(torch.nn.functional.softplus, 0.0)
assert softplus == 0.5
