"""Writes the reference values of one PAE training run, computed by PyTorch.

    python3 pae_reference.py > pae.json        (or `make reference`)

Inputs and initial parameters are functions of their position, so that no random generator has to
be shared. The Swift test computes the same run and compares losses, gradients and parameters.
"""
import json

import torch
import torch.nn.functional as F

L, D, R, C, N, BATCH, EPOCHS = 3, 24, 8, 3, 90, 16, 4
RATE, DECAY = 5e-3, 0.01


def pattern(count, salt, scale):
    """Position -> value in [-scale, scale]; the Swift test has the same function."""
    return [((i * 7919 + salt * 104729) % 2003 - 1001) / 1001 * scale for i in range(count)]


def tensor(shape, salt, scale):
    count = 1
    for extent in shape:
        count *= extent
    return torch.tensor(pattern(count, salt, scale), dtype=torch.float64).float().reshape(shape)


def summary(t):
    """Sums, one of which depends on the order of the elements, and the first elements."""
    flat = t.detach().double().flatten()
    weights = torch.arange(1, flat.numel() + 1, dtype=torch.float64) / flat.numel()
    return {
        "sum": flat.sum().item(),
        "absolute": flat.abs().sum().item(),
        "position": (flat * weights).sum().item(),
        "first": [float(x) for x in flat[:6]],
    }


torch.set_num_threads(1)
activations = tensor((N, L, D), 1, 1.5)
labels = torch.tensor([(i * 5 + i // 7) % C for i in range(N)])
delta = F.one_hot(labels, C).float() - 1 / C
parameters = {"alpha": tensor((L,), 2, 0.5)}
for i in range(L):
    parameters[f"layers.{i}.down"] = tensor((D, R), 10 + i, 0.3)
    parameters[f"layers.{i}.up"] = tensor((R, D), 20 + i, 0.2)
parameters["norm.gain"] = 1 + tensor((D,), 3, 0.1)
parameters["norm.bias"] = tensor((D,), 4, 0.1)
parameters["output.weight"] = tensor((D, C), 5, 0.05)
parameters["output.bias"] = tensor((C,), 6, 0.05)
for p in parameters.values():
    p.requires_grad_()


def outputs(a):
    s = torch.zeros_like(a[:, 0])
    for i in range(L):
        mu = torch.sigmoid(parameters["alpha"][i])
        u = (1 - mu) * a[:, i] + mu * s
        s = u + F.gelu(u @ parameters[f"layers.{i}.down"]) @ parameters[f"layers.{i}.up"]
    n = F.layer_norm(s, (D,), parameters["norm.gain"], parameters["norm.bias"], 1e-5)
    return n @ parameters["output.weight"] + parameters["output.bias"]


optimizer = torch.optim.AdamW(
    parameters.values(), lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=DECAY)
losses, gradients = [], None
for epoch in range(EPOCHS):
    order = [(j * 37 + epoch * 11) % N for j in range(N)]
    for start in range(0, N, BATCH):
        rows = order[start:start + BATCH]
        loss = ((outputs(activations[rows]) - delta[rows]) ** 2).sum(1).mean()
        optimizer.zero_grad()
        loss.backward()
        if gradients is None:
            gradients = {name: summary(p.grad) for name, p in parameters.items()}
        optimizer.step()
        losses.append(loss.item())

print(json.dumps({
    "torch": torch.__version__,
    "losses": losses,
    "gradients": gradients,
    "parameters": {name: summary(p) for name, p in parameters.items()},
    "outputs": summary(outputs(activations)),
}, indent=1))
