"""PyTorch's steps a second for the work of `sidelight bench training`, on one thread.

Prints one number. The same side network (L=6, d=384, r=48, C=2), batch 16, loss and AdamW, written
as one would write it in PyTorch; rows are gathered from a cache of activations, as in training.
"""
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

L, D, R, C, BATCH, N = 6, 384, 48, 2, 16, 1024
torch.set_num_threads(1)
torch.manual_seed(0)


class SideNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.alpha = nn.Parameter(torch.zeros(L))
        self.down = nn.Parameter(torch.randn(L, D, R) / D ** 0.5)
        self.up = nn.Parameter(torch.zeros(L, R, D))
        self.norm = nn.LayerNorm(D)
        self.out = nn.Linear(D, C)

    def forward(self, a):
        s = torch.zeros_like(a[:, 0])
        for i in range(L):
            mu = torch.sigmoid(self.alpha[i])
            u = (1 - mu) * a[:, i] + mu * s
            s = u + F.gelu(u @ self.down[i]) @ self.up[i]
        return self.out(self.norm(s))


net = SideNetwork()
optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.01)
activations, delta = torch.randn(N, L, D), torch.randn(N, C) / 2


def step(i):
    rows = torch.arange(i * BATCH, (i + 1) * BATCH) % N
    loss = ((net(activations[rows]) - delta[rows]) ** 2).sum(1).mean()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


for i in range(20):
    step(i)
best = 0.0
for _ in range(3):
    start, steps = time.perf_counter(), 0
    while time.perf_counter() - start < 1.5:
        step(steps)
        steps += 1
    best = max(best, steps / (time.perf_counter() - start))
print(f"{best:.1f}")
