"""Writes the tokenizers, the stress text and the expected ids of the tokenizer tests.

Run: python make_tokenizers.py FOLDER [MINILM]   (with the package `tokenizers`; a few seconds)

FOLDER gets unicode_stress.txt, and a folder Tokenizers for the rest. MINILM is the tokenizer.json
of all-MiniLM-L6-v2, of which only expected ids are written. The trainer of WordPiece breaks ties as
it likes, so that a second run may give other, equally good, files.

The tokenizers are small and are trained on text that this script generates. The expected ids are
what `tokenizers` gives for each line of unicode_stress.txt and of sentences.txt.
"""

import json
import os
import random
import sys

from tokenizers import (
    AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers)

GPT2_SPLIT = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2_SPLIT = LLAMA3_SPLIT.replace("{1,3}", "")

STRESS = [
    "",
    " ",
    "   \t  ",
    "plain words, with punctuation!",
    "it's we'll they've I'm you'd don't IT'S WE'LL they'RE x'\u017ft ''s 'l 'r' 'v",
    "e\u0301 \u00e9 E\u0301\u0327 \u1e09 c\u0327\u0301 c\u0301\u0327 a\u0334\u0300\u0316 "
    "\u0344 x\u0345\u0300",
    "\u0301leading mark, z" + "\u0300\u0316\u0334" * 12 + "algo",
    "\u1ed9 \u01d5 \u1f82 \u1e69 \u0958 \u09cb \u0b4b \u0cca \u212b \u2126 \u0374 \u1fef \u2adc",
    "\uac00\uac01\u1100\u1161\u11a8 \ud7a3 \u1112\u1175\u11c2 \u1100\u1100\u1161",
    "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1e9"
    "\U0001f1ea \U0001f44d\U0001f3fd \u2764\ufe0f \u263a",
    "\u4e2d\u6587\u5b57\u7b26 mixed\u6587text \u3042\u3044\u30ab\u30ca \uff76\uff85 \u3400 "
    "\U00020000 \U0002b820 \uf900 \ufa0e \U0002f800 \u9fff",
    "a\x00b\x01c\x07d\x08e\x0bf\x0cg\x1bh\x7fi\x80j\x85k\x9fl\xadm",
    "tab\there\rreturn\r\rtwo  \t mixed \r  end ",
    "\u05e9\u05dc\u05d5\u05dd \u05d1\u05bc\u05b0 \u0645\u0631\u062d\u0628\u0627 \u202bRTL"
    "\u202c \u200fmark\u200e \u0661\u0662\u0663 \u06f4\u06f5",
    "a" * 99 + " " + "b" * 100 + " " + "c" * 101 + " " + "\u00e9" * 100,
    "abc" * 60 + "\u6587" * 20 + "." * 70 + "-" * 41,
    "no\u00a0break thin\u2009space em\u2003space ideographic\u3000space line\u2028sep para"
    "\u2029sep ogham\u1680mark mvs\u180ehere nel\u0085x",
    "zero\u200bwidth joiner\u200d nonjoiner\u200c word\u2060joiner bom\ufeffinside \ufeff",
    "\uff26\uff35\uff2c\uff2c\uff57\uff49\uff44\uff54\uff48 \uff11\uff12\uff13 \uff01\uff1f "
    "\uffe5 \uff9e",
    "\u0130stanbul \u0131 I i \u0130\u0307 \u1e9e \u00df stra\u00dfe STRASSE \u03a3\u03a3 "
    "\u03c3\u03c2 \u039f\u0394\u039f\u03a3",
    "\ufb01 \ufb03 \ufb05 \u0133 \u01c4 \u01c5 \u01c6 \u00bd \u00b2 \u2460 \u33a1 \u3392 "
    "\u2163 \u210c \U0001d400\U0001d7d8 \ufdfa \ufefb",
    "\ud7ff \ue000 \uf8ff \ufffd \ufffe \uffff \U00010000 \U0001f000 \U000e0001 \U000f0000 "
    "\U0010ffff \ufdd0 \u0378",
    "[CLS] [SEP][MASK]x [UNK] [PAD] [cls] [MASK ] <s></s><mask> <unk> <pad> <|endoftext|>x<|b"
    "egin_of_text|> <0x0A> \u2581",
    " <mask>  spaces <mask> [MASK]  , [X]in [X] a[X]b \u00e9[X] word word's sword words "
    "\u00c9T\u00c9 e\u0301te\u0301 <|x",
    "12 123 1234 12345678901 3.14 1,000 \u00bc\u2167\u0967\u0968 x1y22z \u2074\u2085 "
    "\U0001d7ce\U0001d7cf",
    "...  !!! ?!\u2026 \u2014\u2013- \u00ab\u00bb \u201cquotes\u201d \u2018\u2019 \u00a1"
    "\u00bf \u20ac\u00a3$ +=<>|~^` @#%&* \\/ _under_score_",
    "\u0939\u093f\u0928\u094d\u0926\u0940 \u0e44\u0e17\u0e22\u0e20\u0e32\u0e29\u0e32 \u0f0b"
    "\u0f40\u0f71\u0f72 \u1200 \u13a0\uab70 \U00010400\U00010428 \ua64a\u1c88",
    "newer: \u1c89 \ua7cb \ua7da \U0001fae8 \U00011f00 \U0001e4d0 \u20c0 \u2e5d \U00010d50 "
    "\U00016e40 \u0c3c \u0897 \ua7f1",
    " leading and trailing   ",
    "\u3000\u2581\u2581 double  metaspace \u2581word \u2581",
    "http://example.com/a?b=c&d=%20#e user@host C++ C# .NET v1.2.3-rc4 $5.00 50% a_b-c",
]


def generated(count, seed):
    """Sentences of pseudo-words."""
    draw = random.Random(seed)
    vowels = ("a", "e", "i", "o", "u", "an", "er", "in")
    syllables = [consonant + vowel for consonant in "bcdfglmnprstv" for vowel in vowels]
    words = ["".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(300)]
    words += [
        "caf\u00e9", "na\u00efve", "\u6587\u5b57", "don't", "it's",
        "\u03bb\u03cc\u03b3\u03bf\u03c2", "2024", "3.5", "\U0001f600"]
    lines = []
    for _ in range(count):
        line = []
        for _ in range(draw.randint(1, 16)):
            word = draw.choice(words)
            style = draw.random()
            line.append(word.title() if style < 0.1 else word.upper() if style < 0.13 else word)
            if draw.random() < 0.12:
                line[-1] += draw.choice(",.;:!?")
        lines.append((" " if draw.random() < 0.9 else "  ").join(line))
    return lines


def byte_level_bpe(lines, size, pre_tokenizer, special, **options):
    tokenizer = Tokenizer(models.BPE(**options))
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=size, special_tokens=special, show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    return tokenizer


def gpt2(lines):
    tokenizer = byte_level_bpe(
        lines, 700, pre_tokenizers.ByteLevel(add_prefix_space=False), ["<|endoftext|>"])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer


def roberta(lines):
    special = ["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, special=True)]
    tokenizer = byte_level_bpe(
        lines, 600, pre_tokenizers.ByteLevel(add_prefix_space=True), special, unk_token="<unk>")
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return tokenizer


def opt(lines):
    names = ("<s>", "<pad>", "</s>", "<unk>")
    special = [AddedToken(name, normalized=True, special=True) for name in names]
    tokenizer = byte_level_bpe(
        lines, 600, pre_tokenizers.ByteLevel(add_prefix_space=False), special, unk_token="</s>")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="</s> $A", pair="</s> $A </s> $B", special_tokens=[("</s>", 2)])
    return tokenizer


def llama3(lines):
    split = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(LLAMA3_SPLIT), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer = byte_level_bpe(lines, 700, split, [], ignore_merges=True)
    # A token that no merge makes, found only as a whole word.
    content = json.loads(tokenizer.to_str())
    content["model"]["vocab"]["\u0120example"] = len(content["model"]["vocab"])
    tokenizer = Tokenizer.from_str(json.dumps(content))
    tokenizer.add_special_tokens(["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"])
    begin = tokenizer.token_to_id("<|begin_of_text|>")
    tokenizer.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=True),
        processors.TemplateProcessing(
            single="<|begin_of_text|> $A", special_tokens=[("<|begin_of_text|>", begin)])])
    return tokenizer


def llama2(lines, is_old):
    marked = ["\u2581" + line.replace(" ", "\u2581") for line in lines]
    trained = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    trained.pre_tokenizer = pre_tokenizers.Split("\u2581", "merged_with_next")
    trained.train_from_iterator(marked, trainers.BpeTrainer(
        vocab_size=800, show_progress=False, limit_alphabet=60,
        special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]))
    content = json.loads(trained.to_str())
    content["added_tokens"] = [t for t in content["added_tokens"] if t["id"] < 3]
    if is_old:
        content["normalizer"] = {"type": "Sequence", "normalizers": [
            {"type": "Prepend", "prepend": "\u2581"},
            {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]}
        content["pre_tokenizer"] = None
        # Files from before version 0.20 have merges as texts.
        content["model"]["merges"] = [" ".join(pair) for pair in content["model"]["merges"]]
    else:
        content["pre_tokenizer"] = {
            "type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "first", "split": False}
    tokenizer = Tokenizer.from_str(json.dumps(content))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", 1)])
    return tokenizer


def wordpiece(lines, is_cased):
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=not is_cased)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(lines, trainers.WordPieceTrainer(
        vocab_size=500, special_tokens=special, show_progress=False))
    if is_cased:
        tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    else:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
        tokenizer.enable_padding(length=64)
        tokenizer.enable_truncation(64)
    return tokenizer


def mixed(lines, normalizer, pre_tokenizer, **options):
    """A BPE with components of the rarer kinds, and added tokens with every option."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", **options))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=300, special_tokens=["<unk>"], show_progress=False, limit_alphabet=80))
    tokenizer.add_tokens([
        AddedToken("[X]", single_word=True, normalized=False),
        AddedToken("word", single_word=True, normalized=True),
        AddedToken("[MASK]", lstrip=True, rstrip=True, normalized=False, special=True),
        AddedToken("\u00e9t\u00e9", normalized=True), AddedToken("\u6587", normalized=False),
        AddedToken("<|x", normalized=False), AddedToken("<|x|>", normalized=False)])
    return tokenizer


def all_tokenizers(lines):
    n, p = normalizers, pre_tokenizers
    yield "gpt2", gpt2(lines)
    yield "roberta", roberta(lines)
    yield "opt", opt(lines)
    yield "llama3", llama3(lines)
    yield "llama2_old", llama2(lines, True)
    yield "llama2_new", llama2(lines, False)
    yield "wordpiece_uncased", wordpiece(lines, False)
    yield "wordpiece_cased", wordpiece(lines, True)
    yield "mixed_nfkc", mixed(
        lines, n.Sequence([n.NFKC(), n.Lowercase(), n.Strip()]),
        p.Sequence([p.WhitespaceSplit(), p.Punctuation("merged_with_previous"), p.Digits(True)]))
    yield "mixed_nfd", mixed(
        lines, n.Sequence([n.NFD(), n.StripAccents(), n.Replace("ss", "\u00df")]),
        p.Sequence([p.Whitespace(), p.Digits(False)]), fuse_unk=True)
    yield "mixed_nfc", mixed(
        lines, n.Sequence([n.NFKD(), n.NFC(), n.Strip(left=True, right=False)]),
        p.Sequence([p.Split(Regex(r"\s+"), "contiguous"), p.Split("-", "merged_with_next"),
                    p.Punctuation("contiguous"),
                    p.Metaspace(prepend_scheme="always", split=True)]))
    yield "mixed_metaspace", mixed(
        lines, n.Sequence([n.Strip(), n.Prepend("\u2581")]), p.Metaspace(prepend_scheme="first"))
    yield "mixed_qwen2", mixed(
        lines, n.BertNormalizer(clean_text=False, strip_accents=True, lowercase=False),
        p.Sequence([p.Split(Regex(QWEN2_SPLIT), "removed", invert=True), p.Punctuation("removed")]))
    yield "mixed_gpt2", mixed(
        lines, None, p.Sequence([p.Split(Regex(GPT2_SPLIT), "isolated"),
                                 p.Split("a", "removed", invert=False)]))


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def ids(tokenizer, lines):
    """What the library gives for each line, whole and cut."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    whole = [tokenizer.encode(line).ids for line in lines]
    tokenizer.enable_truncation(12)
    cut = [tokenizer.encode(line).ids for line in lines]
    return {"whole": whole, "at_most_12": cut,
            "size": tokenizer.get_vocab_size(with_added_tokens=True)}


def main():
    write(sys.argv[1], "unicode_stress.txt", "\n".join(STRESS) + "\n")
    folder = os.path.join(sys.argv[1], "Tokenizers")
    os.makedirs(folder, exist_ok=True)
    sentences = generated(40, seed=2)
    write(folder, "sentences.txt", "\n".join(sentences) + "\n")
    expected = {}
    for name, tokenizer in all_tokenizers(generated(400, seed=1)):
        write(folder, f"{name}.tokenizer.json", tokenizer.to_str())
        content = json.loads(tokenizer.to_str())
        if name == "llama2_old":
            content["model"]["merges"] = [" ".join(pair) for pair in content["model"]["merges"]]
            write(folder, f"{name}.tokenizer.json", json.dumps(content, ensure_ascii=False))
        expected[name] = ids(Tokenizer.from_file(
            os.path.join(folder, f"{name}.tokenizer.json")), STRESS + sentences)
    if len(sys.argv) > 2:
        minilm = ids(Tokenizer.from_file(sys.argv[2]), STRESS + sentences)
        write(folder, "expected_minilm_ids.json", json.dumps(minilm, separators=(",", ":")) + "\n")
    write(folder, "expected_ids.json",
          "{\n" + ",\n".join(f'"{name}": {json.dumps(value, separators=(",", ":"))}'
                            for name, value in expected.items()) + "\n}\n")


main()
