"""PyTorch's real tokens a second for the work of `sidelight bench backbone`, on all cores.

usage: torch_backbone.py MODEL_DIR TSV [TEXTS]

Prints one number. Padded batches of 32 in the order of the file, all hidden states, mean over the
real tokens; padding does not count, and tokenizing is not timed.
"""
import os
import sys
import time

import torch
from transformers import AutoModel, AutoTokenizer

folder, path = sys.argv[1:3]
texts = int(sys.argv[3]) if len(sys.argv) > 3 else 2000
with open(path, encoding="utf-8", errors="replace") as file:
    lines = [line.rstrip("\n").rsplit("\t", 1)[0] for line in file][:texts]
torch.set_num_threads(os.cpu_count() or 1)
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
limit = getattr(model.config, "max_position_embeddings", 512)
batches = [
    tokenizer(
        lines[i:i + 32], padding=True, truncation=True, max_length=limit, return_tensors="pt")
    for i in range(0, len(lines), 32)
]


def one_pass():
    tokens = 0
    for batch in batches:
        states = torch.stack(model(**batch, output_hidden_states=True).hidden_states, 1)
        mask = batch["attention_mask"]
        lengths = mask.sum(1)
        (states * mask[:, None, :, None]).sum(2) / lengths[:, None, None]
        tokens += int(lengths.sum())
    return tokens


with torch.inference_mode():
    model(**batches[0])
    start, tokens = time.perf_counter(), 0
    while tokens == 0 or time.perf_counter() - start < 1.5:
        tokens += one_pass()
    print(f"{tokens / (time.perf_counter() - start):.0f}")
