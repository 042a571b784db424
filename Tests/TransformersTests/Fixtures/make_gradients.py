"""Writes gradients of the small models of make_models.py, computed by PyTorch in float64.

    python3 make_gradients.py > gradients.json
    python3 make_gradients.py --minilm DIR > minilm_gradients.json    of all-MiniLM-L6-v2 in DIR

The loss is a sum of all hidden states of the last level and of level 1, times numbers that are
functions of their position, so that any wrong path shows in some gradient; entries with a pooling
have a head and its loss instead. LoRA is written as a changed weight, adapters as hooks on the
modules whose outputs they follow. `operations` are PyTorch's own counts of the arithmetic in matrix
products, forward and backward; its backward pass keeps attention weights. `losses` are those of a
few steps of AdamW on the same batch.
"""
import json
import os
import sys

import torch
from torch.func import functional_call
from torch.utils.flop_counter import FlopCounterMode

import make_models as base

torch.set_grad_enabled(True)
MODELS = ["bert", "bert-wide-heads", "bert-classifier", "roberta-classifier", "opt-125m",
          "opt-350m", "opt-plain", "gpt2", "gpt2-head", "gpt2-odd", "llama", "llama-grouped",
          "llama-wide", "llama-yarn-gain"]
# Methods other than `full` are recorded of one model a family, with every form of projection.
ADDED = ["bert", "opt-350m", "gpt2", "llama-grouped"]
LENGTHS = [5, 12, 1, 19]
RANK, ALPHA, BOTTLENECK, CLASSES, STEPS = 3, 12.0, 4, 3, 8
# A model, how its last states are pooled, and the loss of the head behind.
HEADS = [("bert", "mean", "cross-entropy"), ("gpt2", "last", "cross-entropy"),
         ("llama", "first", "squared-error")]
# Where the families keep a block's maps.
MAPS = {
    "bert": dict(query="attention.self.query", key="attention.self.key",
                 value="attention.self.value", output="attention.output.dense",
                 expand="intermediate.dense", contract="output.dense"),
    "opt": dict(query="self_attn.q_proj", key="self_attn.k_proj", value="self_attn.v_proj",
                output="self_attn.out_proj", expand="fc1", contract="fc2"),
    "gpt2": dict(output="attn.c_proj", expand="mlp.c_fc", contract="mlp.c_proj"),
    "llama": dict(query="self_attn.q_proj", key="self_attn.k_proj", value="self_attn.v_proj",
                  output="self_attn.o_proj", gate="mlp.gate_proj", expand="mlp.up_proj",
                  contract="mlp.down_proj"),
}
BLOCKS = {"bert": "encoder.layer.", "opt": "layers.", "gpt2": "h.", "llama": "layers."}


def build(case):
    """The bare backbone with the weights of make_models.py, and the names without prefix."""
    kind = base.TYPES[case.get("type", "F32")]
    config = base.copy.deepcopy(case["config"])
    config.pad_token_id = config.pad_token_id if config.pad_token_id is not None else 0
    config._attn_implementation = "eager"
    model = getattr(base.hf, case["model"])(config).eval()
    tied = set(getattr(model, "all_tied_weights_keys", {}) or {})
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name not in tied:
                tensor.copy_(base.weights(name, list(tensor.shape)).to(kind).float())
    model = model.double().base_model
    model = getattr(model, "decoder", model)
    if getattr(model, "project_out", None) is not None:
        model.project_out = torch.nn.Identity()
    if getattr(model, "pooler", None) is not None:
        model.pooler = None
    return model, config


def drawn(name, *shape):
    return base.weights(name, list(shape)).double().requires_grad_()


def updated(model, config, family):
    """Weights W + (alpha / r) B A for every map, and the A and B."""
    added, weights = {}, {}
    for layer in range(len(blocks(model, family))):
        def delta(name, outputs, inputs):
            path = f"layers.{layer}.{name}"
            a = drawn(path + ".lora_A.weight", RANK, inputs)
            b = drawn(path + ".lora_B.weight", outputs, RANK)
            added[path + ".lora_A.weight"], added[path + ".lora_B.weight"] = a, b
            return ALPHA / RANK * b @ a

        for name, path in MAPS[family].items():
            path = f"{BLOCKS[family]}{layer}.{path}.weight"
            old = model.get_parameter(path).detach()
            if family == "gpt2":
                weights[path] = old + delta(name, old.shape[1], old.shape[0]).T
            else:
                weights[path] = old + delta(name, *old.shape)
        if family == "gpt2":
            path = f"h.{layer}.attn.c_attn.weight"
            old = model.get_parameter(path).detach()
            parts = [delta(name, config.n_embd, config.n_embd).T for name in
                     ("query", "key", "value")]
            weights[path] = old + torch.cat(parts, dim=1)
    return added, weights


def blocks(model, family):
    return model.get_submodule(BLOCKS[family][:-1])


def adapted(model, family):
    """Hooks adapters into a model; their weights."""
    added = {}
    for layer, block in enumerate(blocks(model, family)):
        for name, place in [("attention", "output"), ("feed_forward", "contract")]:
            path = f"layers.{layer}.{name}.adapter."
            module = block.get_submodule(MAPS[family][place])
            d = model.config.hidden_size
            parts = [drawn(path + "down.weight", BOTTLENECK, d),
                     drawn(path + "down.bias", BOTTLENECK),
                     drawn(path + "up.weight", d, BOTTLENECK), drawn(path + "up.bias", d)]
            for part, value in zip(("down.weight", "down.bias", "up.weight", "up.bias"), parts):
                added[path + part] = value

            def hook(_, __, o, parts=parts):
                down, down_bias, up, up_bias = parts
                return o + torch.nn.functional.gelu(o @ down.T + down_bias) @ up.T + up_bias

            module.register_forward_hook(hook)
    return added


def loss_of(model, sequences, weights):
    """The sum of states times numbers; states of all sequences lie behind each other."""
    kept, states = [], []
    for ids in sequences:
        hidden = functional_call(
            model, weights, (torch.tensor([ids]),), dict(output_hidden_states=True)).hidden_states
        kept.append(hidden)
    loss = 0
    for level in {1, len(kept[0]) - 1}:
        states = torch.cat([hidden[level][0] for hidden in kept])
        numbers = torch.from_numpy(base.mixed(f"level {level}", states.numel()))
        loss = loss + (states.flatten() * numbers).sum()
    return loss, [hidden[0] for hidden in kept]


def head_of(model):
    return {"head.weight": drawn("head.weight", CLASSES, model.config.hidden_size),
            "head.bias": drawn("head.bias", CLASSES)}


def head_loss(model, head, sequences, pooling, objective):
    """The loss of a linear head on pooled states; sample n has the label n modulo the classes."""
    inputs, outputs = [], []
    for ids in sequences:
        hidden = model(torch.tensor([ids]), output_hidden_states=True).hidden_states
        inputs.append(hidden[0])
        last = hidden[-1][0]
        pooled = {"mean": last.mean(0), "first": last[0], "last": last[-1]}[pooling]
        outputs.append(head["head.weight"] @ pooled + head["head.bias"])
    outputs = torch.stack(outputs)
    labels = torch.arange(len(sequences)) % CLASSES
    if objective == "cross-entropy":
        loss = torch.nn.functional.cross_entropy(outputs, labels)
    else:
        targets = torch.from_numpy(base.mixed("targets", outputs.numel())).view_as(outputs)
        loss = ((outputs - targets) ** 2).sum(1).mean()
    return loss, inputs


def trajectory(model, head, sequences, pooling, objective, rate):
    optimizer = torch.optim.AdamW(
        list(model.parameters()) + list(head.values()), lr=rate, weight_decay=0.01)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss, _ = head_loss(model, head, sequences, pooling, objective)
        loss.backward()
        optimizer.step()
        losses.append(base.short(loss))
    return losses


def record(case, method, pooling=None, objective=None):
    model, config = build(case)
    family = {"roberta": "bert"}.get(config.model_type, config.model_type)
    sequences = base.tokens(dict(lengths=case.get("lengths", LENGTHS)), config.vocab_size)
    if case.get("padding"):
        sequences.append([5, config.pad_token_id, 9, 9, config.pad_token_id, 4])
    return measured(case["name"], model, family, sequences, method, pooling, objective)


def measured(name, model, family, sequences, method, pooling, objective, rate=1e-3):
    weights, wanted = {}, dict(model.named_parameters())
    if method == "lora":
        wanted, weights = updated(model, model.config, family)
    elif method == "adapter":
        norms = {name: value for name, value in wanted.items()
                 if "norm" in name.lower() or "ln_" in name}
        wanted = adapted(model, family) | norms
    head = head_of(model) if pooling else {}
    wanted |= head
    forward, backward = FlopCounterMode(display=False), FlopCounterMode(display=False)
    with forward:
        if pooling:
            loss, inputs = head_loss(model, head, sequences, pooling, objective)
        else:
            loss, inputs = loss_of(model, sequences, weights)
    names = list(wanted)
    with backward:
        gradients = torch.autograd.grad(
            loss, [wanted[name] for name in names] + inputs, allow_unused=True)
    found = {name: base.summary(g) for name, g in zip(names, gradients) if g is not None}
    losses = []
    if pooling:
        losses = trajectory(model, head, sequences, pooling, objective, rate)
    return {"model": name, "method": method, "pooling": pooling,
            "objective": objective, "sequences": sequences, "losses": losses,
            "operations": [forward.get_total_flops(), backward.get_total_flops()],
            "loss": base.short(loss), "gradients": found,
            "input": base.summary(torch.cat([g[0] for g in gradients[len(names):]]))}


def minilm(folder):
    """Of a real model, whose folder tests get by an environment variable."""
    model = base.hf.AutoModel.from_pretrained(
        folder, dtype=torch.float64, add_pooling_layer=False, attn_implementation="eager").eval()
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "minilm.json")) as file:
        sequences = [entry["ids"] for entry in json.load(file)][:4]
    return [measured(
        "minilm", model, "bert", sequences, "full", "mean", "cross-entropy", rate=5e-5)]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--minilm"]:
        entries = minilm(sys.argv[2])
    else:
        cases = {case["name"]: case for case in base.CASES}
        entries = [record(cases[name], "full") for name in MODELS]
        entries += [record(cases[name], method) for name in ADDED
                    for method in ("lora", "adapter")]
        entries += [record(cases[name], "full", *head) for name, *head in HEADS]
    print("[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]")
