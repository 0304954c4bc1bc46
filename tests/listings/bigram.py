# Letters that follow letters: counted, drawn, and learned as one layer of a network.
import torch
import torch.nn.functional as F

words = "emma olivia ava isabella sophia charlotte mia amelia harper evelyn".split()
chars = sorted(set("".join(words)))
stoi = {s: i + 1 for i, s in enumerate(chars)}
stoi["."] = 0
itos = {i: s for s, i in stoi.items()}
V = len(stoi)

N = torch.zeros((V, V), dtype=torch.int32)
xs, ys = [], []
for w in words:
    chs = ["."] + list(w) + ["."]
    for a, b in zip(chs, chs[1:]):
        N[stoi[a], stoi[b]] += 1
        xs.append(stoi[a])
        ys.append(stoi[b])
assert N.sum() == len(xs)
assert N[0].dtype == torch.int32

P = (N + 1).float()
P /= P.sum(1, keepdims=True)
assert torch.allclose(P.sum(1), torch.ones(V))

g = torch.Generator().manual_seed(2147483647)
names = []
for _ in range(3):
    out, ix = [], 0
    while True:
        ix = torch.multinomial(P[ix], num_samples=1, replacement=True, generator=g).item()
        out.append(itos[ix])
        if ix == 0:
            break
    names.append("".join(out))
print(names)
assert names == ["evobohhborel.", "bv.", "n."], names

log_likelihood = 0.0
for a, b in zip(xs, ys):
    log_likelihood += torch.log(P[a, b])
assert f"{-log_likelihood / len(xs):.4f}" == "2.1589", f"{-log_likelihood / len(xs):.4f}"

xs, ys = torch.tensor(xs), torch.tensor(ys)
num = xs.nelement()
g = torch.Generator().manual_seed(2147483647)
W = torch.randn((V, V), generator=g, requires_grad=True)
for k in range(40):
    xenc = F.one_hot(xs, num_classes=V).float()
    logits = xenc @ W
    counts = logits.exp()
    probs = counts / counts.sum(1, keepdims=True)
    loss = -probs[torch.arange(num), ys].log().mean() + 0.01 * (W**2).mean()
    W.grad = None
    loss.backward()
    W.data += -10 * W.grad
assert abs(loss.item() - 1.38780) < 1e-4, loss.item()
assert torch.allclose(F.cross_entropy(xenc @ W, ys), -F.log_softmax(xenc @ W, 1)[range(num), ys].mean())
