"""PyTorch's training steps a second for the work of `sidelight bench step`, on all cores.

usage: torch_step.py MODEL_DIR TRAIN_TSV METHOD [--steps N] [--threads N]

METHOD is mobillm or lst; split learning's step is that of torch_finetune.py with lora. Padded
batches of 32 in the order of the file; the backbone's states of all levels are computed beforehand,
as a server has them. The last number printed is steps a second: a side network at every token,
pooled by the mean over real tokens, cross-entropy, AdamW.
"""
import argparse
import os
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from transformers import AutoConfig, AutoModel, AutoTokenizer
from transformers.models.bert.modeling_bert import BertLayer

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("train")
parser.add_argument("method", choices=["mobillm", "lst"])
parser.add_argument("--steps", type=int, default=20)
parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
options = parser.parse_args()
BATCH, RANK, REDUCTION, TEMPERATURE = 32, 48, 4, 0.1
torch.set_num_threads(options.threads)
torch.manual_seed(1)


def pooled(states, mask):
    return (states * mask).sum(1) / mask.sum(1)


class Adapters(nn.Module):
    """Parallel adapters (MobiLLM)."""

    def __init__(self, layers, width, classes):
        super().__init__()
        self.alpha = nn.Parameter(torch.zeros(layers))
        self.down = nn.ParameterList(
            [nn.Parameter(torch.randn(width, RANK) / width ** 0.5) for _ in range(layers)])
        self.up = nn.ParameterList(
            [nn.Parameter(torch.zeros(RANK, width)) for _ in range(layers)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes)

    def forward(self, states, mask):
        s = torch.zeros_like(states[1])
        for i, (down, up) in enumerate(zip(self.down, self.up)):
            mu = torch.sigmoid(self.alpha[i])
            u = (1 - mu) * states[i + 1] + mu * s
            s = u + F.gelu(u @ down) @ up
        return self.head(self.norm(pooled(s, mask)))


class Ladder(nn.Module):
    """Ladder side-tuning with narrow blocks of the backbone's family."""

    def __init__(self, config, classes):
        super().__init__()
        width, narrow = config.hidden_size, config.hidden_size // REDUCTION
        small = AutoConfig.from_pretrained(options.model)
        small.hidden_size = narrow
        small.num_attention_heads = config.num_attention_heads // REDUCTION
        small.intermediate_size = config.intermediate_size // REDUCTION
        small.hidden_dropout_prob = small.attention_probs_dropout_prob = 0.0
        small._attn_implementation = "sdpa"
        layers = config.num_hidden_layers
        self.alpha = nn.Parameter(torch.zeros(layers))
        self.down = nn.ModuleList([nn.Linear(width, narrow) for _ in range(layers + 1)])
        self.blocks = nn.ModuleList([BertLayer(small) for _ in range(layers)])
        self.up = nn.Linear(narrow, width)
        self.head = nn.Linear(width, classes)

    def forward(self, states, mask):
        bias = (1 - mask[:, None, None, :, 0]) * torch.finfo(torch.float32).min
        s = self.down[0](states[0])
        for i, block in enumerate(self.blocks):
            mu = torch.sigmoid(self.alpha[i] / TEMPERATURE)
            x = mu * self.down[i + 1](states[i + 1]) + (1 - mu) * s
            s = block(x, bias)
            s = s[0] if isinstance(s, tuple) else s
        return self.head(self.up(pooled(s, mask)))


with open(options.train, encoding="utf-8", errors="replace") as file:
    rows = [line.rstrip("\n").rsplit("\t", 1) for line in file][:options.steps * BATCH]
labels = torch.tensor([int(row[1]) for row in rows])
tokenizer = AutoTokenizer.from_pretrained(options.model)
backbone = AutoModel.from_pretrained(
    options.model, dtype=torch.float32, add_pooling_layer=False).eval()
batches = []
with torch.no_grad():
    for i in range(0, len(rows), BATCH):
        batch = tokenizer([row[0] for row in rows[i:i + BATCH]], padding=True, return_tensors="pt")
        states = backbone(**batch, output_hidden_states=True).hidden_states
        mask = batch["attention_mask"][:, :, None].float()
        batches.append((states, mask, labels[i:i + BATCH]))
config, classes = backbone.config, int(labels.max()) + 1
if options.method == "mobillm":
    network = Adapters(config.num_hidden_layers, config.hidden_size, classes)
else:
    network = Ladder(config, classes)
optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.01)


def step(states, mask, wanted):
    loss = F.cross_entropy(network(states, mask), wanted)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


step(*batches[0])
start = time.perf_counter()
for batch in batches:
    step(*batch)
print(f"{len(batches) / (time.perf_counter() - start):.3f}")
