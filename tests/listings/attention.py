# One head of self-attention by hand, a row looking only at those before it.
import torch
from torch.nn import functional as F

torch.manual_seed(1337)
B, T, C, H = 2, 4, 8, 4
x = torch.randn(B, T, C)

tril = torch.tril(torch.ones(T, T))
wei = torch.zeros((T, T)).masked_fill(tril == 0, float("-inf"))
wei = F.softmax(wei, dim=-1)
means = wei @ x
assert torch.allclose(means[:, 1], x[:, :2].mean(1), atol=1e-6)

Wk, Wq, Wv = (torch.randn(C, H, requires_grad=True) for _ in range(3))
k, q, v = x @ Wk, x @ Wq, x @ Wv
wei = q @ k.transpose(-2, -1) * H**-0.5
wei = wei.masked_fill(tril[:T, :T] == 0, float("-inf"))
wei = F.softmax(wei, dim=-1)
assert (wei.triu(1) == 0).all()
out = wei @ v
assert out.shape == (B, T, H)
assert str(out.grad_fn).startswith("<UnsafeViewBackward0") or "Bmm" in str(out.grad_fn), out.grad_fn
loss = out.pow(2).mean()
loss.backward()
for got, want in zip(
    [loss, Wk.grad.norm(), Wq.grad.norm(), Wv.grad.norm()], [6.336012, 20.866255, 13.916376, 3.502745]
):
    assert abs(got.item() - want) < 1e-3 * want, (got.item(), want)

heads = torch.einsum("btc,ch->bth", x, Wv)
assert torch.allclose(heads, v)
assert torch.allclose(torch.einsum("bts,bsh->bth", wei, heads), out, atol=1e-6)
