"""Token ids and activations of a folder held against Hugging Face, over whole files.

usage: huggingface_parity.py SIDELIGHT MODEL_DIR PIVOT TSV...

Prints one JSON object a file and fails on any difference in ids, or on an activation further away
than 2e-5 relative and 1e-5 absolute. PyTorch runs each text without padding.
"""
import json
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import AutoModel

program, folder, pivot, *files = sys.argv[1:]
torch.set_grad_enabled(False)
tokenizer = Tokenizer.from_file(folder + "/tokenizer.json")
tokenizer.no_padding()
model = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
limit = getattr(model.config, "max_position_embeddings", 512)
tokenizer.enable_truncation(limit)
failed = False
for path in files:
    with open(path, encoding="utf-8", newline="\n") as file:
        texts = [line.rstrip("\n").removesuffix("\r").rsplit("\t", 1)[0] for line in file]
    output = subprocess.run(
        [program, "model", "tokenize", folder, "--data", path, "--max-length", str(limit)],
        check=True, capture_output=True, text=True).stdout
    got = [json.loads(line) for line in output.splitlines()]
    want = [tokenizer.encode(text).ids for text in texts]
    wrong_ids = sum(a != b for a, b in zip(got, want)) + abs(len(got) - len(want))
    with tempfile.NamedTemporaryFile(suffix=".safetensors") as out:
        subprocess.run(
            [program, "model", "activations", folder, "--data", path, "--pivot", pivot, "--out",
             out.name, "--max-length", str(limit)], check=True, capture_output=True)
        states = load_file(out.name)["activations"]
    worst = 0.0
    for index, ids in enumerate(want):
        hidden = torch.cat(
            model(torch.tensor([ids]), output_hidden_states=True).hidden_states)
        value = {"first": hidden[:, 0], "last": hidden[:, -1], "mean": hidden.mean(1)}[pivot]
        bound = torch.clamp(2e-5 * value.abs(), min=1e-5)
        worst = max(worst, float(((states[index] - value).abs() / bound).max()))
    failed |= wrong_ids > 0 or worst > 1
    print(json.dumps({
        "file": path.rsplit("/", 1)[-1], "texts": len(texts), "texts_with_other_ids": wrong_ids,
        "worst_activation_over_bound": round(worst, 3)}))
sys.exit(failed)
