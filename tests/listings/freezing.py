"""Frozen layers, parameter groups, dropout in train and eval, hooks, and gradients that add up over mini-batches."""

import torch
from torch import nn, optim

torch.manual_seed(1)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.5), nn.Linear(8, 1))
for p in model[0].parameters():
    p.requires_grad_(False)
before = model[0].weight.clone()
optimizer = optim.AdamW([{"params": model[3].weight}, {"params": model[3].bias, "lr": 0.5}], lr=0.01)
assert [group["lr"] for group in optimizer.param_groups] == [0.01, 0.5]
seen = []
handle = model[1].register_forward_hook(lambda module, inputs, output: seen.append(tuple(output.shape)))
x, y = torch.randn(16, 4), torch.randn(16, 1)
for _ in range(3):
    optimizer.zero_grad()
    for part in range(4):  # gradients of four mini-batches add up
        rows = slice(4 * part, 4 * part + 4)
        loss = nn.functional.mse_loss(model(x[rows]), y[rows]) / 4
        loss.backward()
    optimizer.step()
handle.remove()
assert seen == [(4, 8)] * 12
assert torch.equal(before, model[0].weight) and model[0].weight.grad is None
model.eval()
assert torch.equal(model(x), model(x))
model.train()
assert not torch.equal(model(x), model(x))
assert repr(model).startswith("Sequential(\n  (0): Linear(in_features=4, out_features=8, bias=True)\n  (1): Tanh()")
optimizer.zero_grad()
assert all(p.grad is None for p in model.parameters())
full = nn.functional.mse_loss(model.eval()(x), y)
full.backward()
total = model[3].weight.grad.clone()
model.zero_grad()
for part in range(4):
    rows = slice(4 * part, 4 * part + 4)
    (nn.functional.mse_loss(model(x[rows]), y[rows]) / 4).backward()
assert torch.allclose(model[3].weight.grad, total, atol=1e-7)
