"""Logistic regression by hand, by BCEWithLogitsLoss and by the closed gradient: all three agree."""

import torch
import torch.nn as nn

torch.manual_seed(3)
X = torch.randn(64, 2, dtype=torch.float64)
true_w = torch.tensor([[2.0], [-1.0]], dtype=torch.float64)
y = ((X @ true_w + 0.25) > 0).double()

w = torch.zeros(2, 1, dtype=torch.float64, requires_grad=True)
b = torch.zeros(1, dtype=torch.float64, requires_grad=True)
z = X @ w + b
p = torch.sigmoid(z)
loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
loss.backward()
assert torch.allclose(w.grad, X.t() @ (p - y).detach() / 64)
assert abs(loss.item() - 0.6931471805599453) < 1e-12

criterion = nn.BCEWithLogitsLoss()
model = nn.Linear(2, 1).double()
with torch.no_grad():
    model.weight.zero_()
    model.bias.zero_()
criterion(model(X), y).backward()
assert torch.allclose(model.weight.grad, w.grad.t())
assert torch.allclose(model.bias.grad, b.grad)

optimizer = torch.optim.SGD(model.parameters(), lr=1.0, momentum=0.9)
for _ in range(200):
    optimizer.zero_grad()
    loss = criterion(model(X), y)
    loss.backward()
    optimizer.step()
accuracy = ((model(X) > 0) == (y > 0.5)).float().mean().item()
assert accuracy == 1.0 and loss.item() < 0.03, (accuracy, loss.item())
