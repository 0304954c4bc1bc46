"""Three classes in a spiral: a module of one's own, cross entropy, a learning-rate schedule, argmax accuracy."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.fc1 = nn.Linear(2, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, 3)
        self.register_buffer("calls", torch.zeros((), dtype=torch.long))

    def forward(self, x):
        self.calls += 1
        x = F.relu(self.fc1(x))
        x = torch.tanh(self.fc2(x))
        return self.out(x)


torch.manual_seed(0)
points, labels = [], []
for k in range(3):
    for i in range(40):
        r = i / 40
        t = 4 * k + 4 * r
        points.append([r * math.sin(t), r * math.cos(t)])
        labels.append(k)
X, y = torch.tensor(points), torch.tensor(labels)
assert X.shape == (120, 2) and y.dtype == torch.int64

net = Net()
assert [name for name, _ in net.named_parameters()] == [
    "fc1.weight",
    "fc1.bias",
    "fc2.weight",
    "fc2.bias",
    "out.weight",
    "out.bias",
]
assert sum(p.numel() for p in net.parameters()) == 2 * 32 + 32 + 32 * 32 + 32 + 32 * 3 + 3
assert "calls" in net.state_dict()
optimizer = torch.optim.Adam(net.parameters(), lr=0.02, weight_decay=1e-4)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=100, gamma=0.5)
losses = []
for epoch in range(250):
    optimizer.zero_grad()
    logits = net(X)
    loss = F.cross_entropy(logits, y)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), max_norm=5.0)
    optimizer.step()
    scheduler.step()
    losses.append(loss.item())
net.eval()
with torch.no_grad():
    predicted = net(X).argmax(dim=1)
accuracy = (predicted == y).float().mean()
assert abs(losses[0] - math.log(3)) < 0.2 and losses[-1] < 0.1, (losses[0], losses[-1])
assert accuracy > 0.97, accuracy
assert abs(scheduler.get_last_lr()[0] - 0.005) < 1e-12
assert net.calls.item() == 251

copy = Net()
copy.load_state_dict(net.state_dict())
assert torch.equal(copy(X), net(X))
