"""PyTorch's fine-tuning steps a second for the work of `sidelight bench finetune`, on all cores.

usage: torch_finetune.py MODEL_DIR TRAIN_TSV [METHOD] [--steps N] [--threads N]
                         [--test TSV --epochs N]

METHOD is full, bias, lora or adapters. The last number printed is steps a second: padded batches of
32 in the order of the file, a linear head on the mean over real tokens, cross-entropy, AdamW;
tokenizing is not timed. With --epochs it trains in random order instead of timing, and prints the
accuracy behind every epoch.
"""
import argparse
import os
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from transformers import AutoModel, AutoTokenizer

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("train")
parser.add_argument("method", nargs="?", default="full")
parser.add_argument("--steps", type=int, default=20)
parser.add_argument("--test")
parser.add_argument("--epochs", type=int, default=0)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
options = parser.parse_args()
BATCH, RANK, ALPHA, BOTTLENECK = 32, 8, 16, 64
torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)


class LowRank(nn.Module):
    def __init__(self, base):
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.empty(RANK, base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, RANK))
        nn.init.kaiming_uniform_(self.a, a=5 ** 0.5)

    def forward(self, x):
        return self.base(x) + ALPHA / RANK * F.linear(F.linear(x, self.a), self.b)


class Adapted(nn.Module):
    def __init__(self, base):
        super().__init__()
        self.base = base
        self.down = nn.Linear(base.out_features, BOTTLENECK)
        self.up = nn.Linear(BOTTLENECK, base.out_features)
        for layer in (self.down, self.up):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        o = self.base(x)
        return o + self.up(F.gelu(self.down(o)))


def replace(module, wanted, make):
    for name, child in list(module.named_modules()):
        if name.endswith(wanted):
            parent, _, last = name.rpartition(".")
            setattr(module.get_submodule(parent), last, make(child))


def prepare(model):
    for name, value in model.named_parameters():
        value.requires_grad = (options.method == "full"
                               or options.method == "bias" and name.endswith("bias")
                               or options.method == "adapters" and "LayerNorm" in name)
    if options.method == "lora":
        replace(model, ("self.query", "self.value"), LowRank)
    if options.method == "adapters":
        replace(model, "output.dense", Adapted)


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        rows = [line.rstrip("\n").rsplit("\t", 1) for line in file]
    return [row[0] for row in rows], torch.tensor([int(row[1]) for row in rows])


def batch_of(texts, labels, rows):
    rows = list(rows)
    return tokenizer([texts[i] for i in rows], padding=True, return_tensors="pt"), labels[rows]


def outputs(batch):
    states = model(**batch).last_hidden_state
    mask = batch["attention_mask"][:, :, None]
    return head((states * mask).sum(1) / mask.sum(1))


def step(batch, labels):
    loss = F.cross_entropy(outputs(batch), labels)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


tokenizer = AutoTokenizer.from_pretrained(options.model)
# Dropout is off on both sides.
model = AutoModel.from_pretrained(
    options.model, dtype=torch.float32, add_pooling_layer=False).eval()
prepare(model)
texts, labels = read(options.train)
head = nn.Linear(model.config.hidden_size, int(labels.max()) + 1)
trained = [p for p in list(model.parameters()) + list(head.parameters()) if p.requires_grad]
optimizer = torch.optim.AdamW(
    trained, lr=5e-5 if options.method == "full" else 1e-3, weight_decay=0.01)
if options.epochs:
    test_texts, test_labels = read(options.test)
    for _ in range(options.epochs):
        order = torch.randperm(len(texts)).tolist()
        for i in range(0, len(order), BATCH):
            step(*batch_of(texts, labels, order[i:i + BATCH]))
        with torch.inference_mode():
            right = 0
            for i in range(0, len(test_texts), BATCH):
                batch, want = batch_of(
                    test_texts, test_labels, range(i, min(i + BATCH, len(test_texts))))
                right += int((outputs(batch).argmax(1) == want).sum())
        print(f"{right / len(test_texts):.4f}", flush=True)
else:
    batches = [batch_of(texts, labels, range(i, i + BATCH))
               for i in range(0, options.steps * BATCH, BATCH)]
    step(*batches[0])
    start = time.perf_counter()
    for batch in batches:
        step(*batch)
    print(f"{options.steps / (time.perf_counter() - start):.3f}")
