"""Writes reference values of small Hugging Face models, computed by PyTorch in float32.

    python3 make_models.py > models.json                 the committed reference values
    python3 make_models.py --folders DIR > models.json   and the folders, as transformers saves them
    python3 make_models.py --minilm DIR > minilm.json    of all-MiniLM-L6-v2 in DIR

Weights are functions of their tensor's name and position, so that no weights have to be committed:
the Swift tests write the same folders themselves. Written with transformers 5.23.0, torch 2.15.0.
"""
import copy
import json
import math
import os
import sys

import numpy as np
import torch
import transformers as hf

torch.set_num_threads(1)
torch.set_grad_enabled(False)
TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def mixed(name, count):
    """Pseudo-random numbers in [-1, 1); the Swift test has the same function."""
    salt = 2166136261
    for byte in name.encode():
        salt = ((salt ^ byte) * 16777619) % 2**32
    x = (np.arange(count, dtype=np.uint64) * 2654435761 + salt) % 2**32
    x ^= x >> np.uint64(15)
    x = x * 2246822519 % 2**32
    x ^= x >> np.uint64(13)
    return (x >> np.uint64(8)).astype(np.float64) / 2**23 - 1


def weights(name, shape):
    count = math.prod(shape)
    lower = name.lower()
    values = mixed(name, count)
    if len(shape) == 1:
        is_gain = ("norm" in lower or "ln_" in lower) and name.endswith("weight")
        values = 1 + 0.2 * values if is_gain else 0.2 * values
    elif "embed" in lower or "wte" in lower or "wpe" in lower:
        values = 0.8 * values
    else:
        values = 1.5 / math.sqrt(shape[-1]) * values
    return torch.from_numpy(values.reshape(shape).astype(np.float32))


def tokens(case, vocabulary):
    """A few sequences; one token, block edges, and lengths of every remainder modulo four."""
    lengths = case.get("lengths", [1, 2, 7, 12, 13, 31])
    return [
        [(position * position * 31 + position * 17 + 5 * length) % (vocabulary - 4) + 3
         for position in range(length)]
        for length in lengths
    ]


def short(value):
    """Nine digits tell all float32 numbers apart."""
    return float(f"{value.item():.9g}")


def summary(states):
    """Sums, one of which depends on the order of the elements, and elements of both ends."""
    flat = states.double().flatten()
    order = torch.arange(1, flat.numel() + 1, dtype=torch.float64) / flat.numel()
    return {
        "sum": short(flat.sum()),
        "absolute": short(flat.abs().sum()),
        "position": short((flat * order).sum()),
        "first": [short(x) for x in flat[:3]],
        "last": [short(x) for x in flat[-3:]],
    }


BERT = dict(vocab_size=61, hidden_size=24, num_hidden_layers=2, num_attention_heads=3,
            intermediate_size=40, max_position_embeddings=40)
OPT = dict(vocab_size=67, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, ffn_dim=52,
           max_position_embeddings=40)
GPT2 = dict(vocab_size=59, n_embd=28, n_layer=2, n_head=2, n_positions=48)
LLAMA = dict(vocab_size=71, hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
             intermediate_size=44, max_position_embeddings=64)

CASES = [
    dict(name="bert", model="BertModel", config=hf.BertConfig(**BERT)),
    dict(name="bert-wide-heads", model="BertModel", lengths=[3, 36, 130],
         config=hf.BertConfig(**BERT | dict(hidden_size=64, num_attention_heads=1,
                                            max_position_embeddings=130, type_vocab_size=1))),
    dict(name="bert-classifier", model="BertForSequenceClassification",
         config=hf.BertConfig(**BERT, num_labels=5, hidden_act="gelu_new", layer_norm_eps=1e-5)),
    dict(name="roberta", model="RobertaModel",
         config=hf.RobertaConfig(**BERT, pad_token_id=1, type_vocab_size=1)),
    dict(name="roberta-classifier", model="RobertaForSequenceClassification", padding=True,
         config=hf.RobertaConfig(**BERT | dict(hidden_size=30, hidden_act="relu"), num_labels=3,
                                 pad_token_id=2)),
    dict(name="opt-125m", model="OPTForCausalLM", config=hf.OPTConfig(**OPT)),
    dict(name="opt-350m", model="OPTForCausalLM",
         config=hf.OPTConfig(**OPT, do_layer_norm_before=False, word_embed_proj_dim=10)),
    dict(name="opt-350m-classifier", model="OPTForSequenceClassification",
         config=hf.OPTConfig(**OPT, do_layer_norm_before=False, word_embed_proj_dim=10,
                             num_labels=4, activation_function="gelu")),
    dict(name="opt-plain", model="OPTModel",
         config=hf.OPTConfig(**OPT, enable_bias=False, layer_norm_elementwise_affine=False)),
    dict(name="gpt2", model="GPT2Model", config=hf.GPT2Config(**GPT2)),
    dict(name="gpt2-head", model="GPT2LMHeadModel", type="F16",
         config=hf.GPT2Config(**GPT2, n_inner=50, scale_attn_by_inverse_layer_idx=True)),
    dict(name="gpt2-odd", model="GPT2LMHeadModel", lengths=[5, 48],
         config=hf.GPT2Config(**GPT2 | dict(n_embd=51, n_head=3), scale_attn_weights=False,
                              tie_word_embeddings=False)),
    dict(name="llama", model="LlamaForCausalLM", config=hf.LlamaConfig(**LLAMA)),
    dict(name="llama-grouped", model="LlamaForCausalLM", type="BF16", shards=3,
         config=hf.LlamaConfig(**LLAMA, num_key_value_heads=2, tie_word_embeddings=True)),
    dict(name="llama-wide", model="LlamaModel", lengths=[9, 50],
         config=hf.LlamaConfig(**LLAMA | dict(hidden_size=36), num_key_value_heads=1, head_dim=12,
                               attention_bias=True, mlp_bias=True, rms_norm_eps=1e-5)),
    dict(name="llama-linear", model="LlamaModel",
         config=hf.LlamaConfig(**LLAMA, rope_parameters=dict(
             rope_type="linear", rope_theta=10000.0, factor=4.0))),
    dict(name="llama-3", model="LlamaForSequenceClassification",
         config=hf.LlamaConfig(**LLAMA, num_key_value_heads=2, num_labels=2, rope_parameters=dict(
             rope_type="llama3", rope_theta=500000.0, factor=8.0, low_freq_factor=1.0,
             high_freq_factor=4.0, original_max_position_embeddings=32))),
    dict(name="llama-yarn", model="LlamaModel", lengths=[9, 40],
         config=hf.LlamaConfig(**LLAMA, rope_parameters=dict(
             rope_type="yarn", rope_theta=10000.0, factor=4.0, beta_fast=4.0, beta_slow=1.0,
             original_max_position_embeddings=16))),
    dict(name="llama-yarn-gain", model="LlamaModel",
         config=hf.LlamaConfig(**LLAMA, rope_parameters=dict(
             rope_type="yarn", rope_theta=10000.0, factor=4.0, mscale=0.8, mscale_all_dim=0.3,
             original_max_position_embeddings=16, truncate=False))),
    dict(name="llama-yarn-factor", model="LlamaModel",
         config=hf.LlamaConfig(**LLAMA, rope_parameters=dict(
             rope_type="yarn", rope_theta=10000.0, factor=4.0, attention_factor=1.3,
             original_max_position_embeddings=16))),
    dict(name="llama-long", model="LlamaModel", lengths=[130],
         config=hf.LlamaConfig(**LLAMA | dict(max_position_embeddings=160, num_hidden_layers=1))),
    dict(name="llama-older-3", model="LlamaModel", older=True,
         config=hf.LlamaConfig(**LLAMA, rope_parameters=dict(
             rope_type="llama3", rope_theta=500000.0, factor=8.0, low_freq_factor=1.0,
             high_freq_factor=4.0, original_max_position_embeddings=32))),
    dict(name="llama-older", model="LlamaForCausalLM", older=True, shards=2,
         config=hf.LlamaConfig(**LLAMA, rope_parameters=dict(
             rope_type="dynamic", rope_theta=1000.0, factor=2.0))),
]


def older(config):
    """The same configuration in the words of transformers 4."""
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    config["rope_scaling"] = {"type": rope.pop("rope_type"), **rope}
    # Some folders keep this length outside, where it counts for more.
    if "original_max_position_embeddings" in rope:
        config["original_max_position_embeddings"] = rope["original_max_position_embeddings"]
        config["rope_scaling"]["original_max_position_embeddings"] = 7
    config["torch_dtype"] = config.pop("dtype", "float32")
    return config


def states_of(model, ids):
    """All hidden states [L + 1, T, d], the last one before OPT-350m's projection."""
    base = model.base_model
    decoder = getattr(base, "decoder", base)
    kept = getattr(decoder, "project_out", None)
    if kept is not None:
        decoder.project_out = torch.nn.Identity()
    states = base(torch.tensor([ids]), output_hidden_states=True).hidden_states
    if kept is not None:
        decoder.project_out = kept
    return torch.cat(states)


def reference(case, folders):
    kind = TYPES[case.get("type", "F32")]
    config = copy.deepcopy(case["config"])
    config.pad_token_id = config.pad_token_id if config.pad_token_id is not None else 0
    model = getattr(hf, case["model"])(config).eval()
    state = model.state_dict()
    tied = set(getattr(model, "all_tied_weights_keys", {}) or {})
    stored = {}
    for name, tensor in state.items():
        if name in tied:
            continue
        stored[name] = weights(name, list(tensor.shape)).to(kind)
        tensor.copy_(stored[name].float())
    ids = tokens(case, config.vocab_size)
    if case.get("padding"):
        ids.append([5, config.pad_token_id, 9, 9, config.pad_token_id, 4])
    settings = json.loads(config.to_json_string(use_diff=False))
    settings["architectures"] = [case["model"]]
    settings["dtype"] = str(kind).split(".")[1]
    keep = ("model_type", "architectures", "dtype", *type(config)().to_dict().keys())
    settings = {key: value for key, value in settings.items() if key in keep}
    settings = {key: value for key, value in settings.items()
                if not key.startswith(("_", "id2", "label2", "output", "transformers", "summary"))}
    if case.get("older"):
        settings = older(settings)
    result = {
        "name": case["name"], "config": json.dumps(settings, sort_keys=True),
        "type": case.get("type", "F32"), "shards": case.get("shards", 1),
        "tensors": [{"name": name, "shape": list(t.shape)} for name, t in stored.items()],
        "sequences": [],
    }
    logits = case["model"].endswith(("Classification", "LM", "LMHeadModel"))
    for sequence in ids:
        entry = {"ids": sequence, "levels": [summary(s) for s in states_of(model, sequence)]}
        if logits:
            values = model(torch.tensor([sequence])).logits
            if values.dim() == 3:
                values = values[:, -1, [7, 3, 40]]
            entry["logits"] = [short(x) for x in values.flatten()]
        result["sequences"].append(entry)
    if folders:
        save(case, model, settings, stored, kind, os.path.join(folders, case["name"]))
    return result


def save(case, model, settings, stored, kind, folder):
    """The folder as `transformers` saves it; only the older words are put in by hand."""
    size = sum(t.numel() * t.element_size() for t in stored.values())
    shards = case.get("shards", 1)
    model.to(kind).save_pretrained(
        folder, max_shard_size=size // shards + 1)
    model.float()
    if case.get("older"):
        with open(os.path.join(folder, "config.json"), "w") as file:
            json.dump(settings, file)


def minilm(folder):
    """Of a real model, whose folder tests get by an environment variable."""
    model = hf.AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    lengths = [2, 9, 24, 61, 128, 512]
    sequences = [
        [101] + [(p * p * 37 + p * 911 + n) % 28000 + 1000 for p in range(n - 2)] + [102]
        for n in lengths
    ]
    return [{"ids": ids, "levels": [summary(s) for s in states_of(model, ids)]}
            for ids in sequences]


if __name__ == "__main__":
    option, target = (sys.argv[1:3] + [None, None])[:2]
    if option == "--minilm":
        entries = minilm(target)
    else:
        entries = [reference(case, target if option == "--folders" else None) for case in CASES]
    print("[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]")
