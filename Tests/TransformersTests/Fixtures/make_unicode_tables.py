"""Writes Sources/Transformers/Tokenizers/Unicode/UnicodeTables+*.swift.

The tables record how the Python package `tokenizers` treats every code point. Its parts were built
against several versions of Unicode, none of them Swift's, and token ids must agree exactly; so the
library is asked and not a standard.

Run: python make_unicode_tables.py FOLDER   (FOLDER holds the Swift files; about a minute)
"""

import os
import sys
import textwrap
import unicodedata

import tokenizers
from tokenizers import Regex, normalizers, pre_tokenizers

POINTS = [point for point in range(0x110000) if not 0xD800 <= point < 0xE000]
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number):
    """`number` in base 36, with a sign if negative."""
    if number < 0:
        return "-" + base36(-number)
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
        if number == 0:
            return text


def changes(normalizer):
    """What the normaliser makes of each code point that it changes."""
    result = {}
    for point in POINTS:
        text = normalizer.normalize_str(chr(point))
        if text != chr(point):
            result[point] = [ord(character) for character in text]
    return result


def pieces(pre_tokenizer, pattern, count):
    """Code points that make `count` pieces of the pattern."""
    return {
        point
        for point in POINTS
        if len(pre_tokenizer.pre_tokenize_str(pattern % chr(point))) == count
    }


def matching(pattern):
    """Code points that the regular expression of a Split matches."""
    split = pre_tokenizers.Split(Regex(pattern), "removed")
    return pieces(split, "%s", 0)


def runs(points):
    """The set as lengths of runs, outside and inside in turn."""
    lengths, position = [], 0
    for point in sorted(points):
        if lengths and point == position:
            lengths[-1] += 1
        else:
            lengths += [point - position, 1]
        position = point + 1
    return " ".join(base36(length) for length in lengths)


def mapping(table):
    """The mapping as records `gap*count/stride:delta target ...`."""
    points, records, position, index = sorted(table), [], 0, 0
    while index < len(points):
        point, targets = points[index], table[points[index]]
        count, stride = 1, 1
        if len(targets) == 1:
            for candidate in (1, 2):
                length = 1
                while True:
                    step = length * candidate
                    # A run with gaps must have nothing in them.
                    is_free = candidate == 1 or point + step - 1 not in table
                    if not is_free or table.get(point + step) != [targets[0] + step]:
                        break
                    length += 1
                if length > count:
                    count, stride = length, candidate
        head = base36(point - position)
        if count > 1:
            head += "*" + base36(count)
        if stride > 1:
            head += "/" + base36(stride)
        body = [base36(targets[0] - point) if targets else ""] + [base36(t) for t in targets[1:]]
        records.append(head + ":" + " ".join(body))
        position = point + (count - 1) * stride
        index += count
    return ", ".join(records)


def combining_classes():
    """The canonical combining classes that the library sorts by."""
    nfd = normalizers.NFD()
    by_class = {}
    for point in POINTS:
        value = unicodedata.combining(chr(point))
        if value and len(nfd.normalize_str(chr(point))) == 1:
            by_class.setdefault(value, []).append(point)

    def swaps(first, second):
        pair = chr(first) + chr(second)
        return first != second and nfd.normalize_str(pair) == chr(second) + chr(first)

    # Classes 1 and 240, the lowest and the highest, have always had these members.
    lowest, highest = 0x334, 0x345

    def known(point):
        return point in (lowest, highest) or swaps(point, lowest) or swaps(highest, point)

    by_class = {value: [p for p in members if known(p)] for value, members in by_class.items()}
    by_class = {value: members for value, members in by_class.items() if members}
    oldest = {value: min(members) for value, members in by_class.items()}

    result = {}
    for value, members in sorted(by_class.items()):
        for point in members:
            for other, representative in oldest.items():
                assert swaps(representative, point) == (other > value), hex(point)
                assert swaps(point, representative) == (other < value), hex(point)
            result.setdefault(value, set()).add(point)
    return result


def literal(name, comment, text):
    """A Swift constant; long text is folded into lines."""
    lines = textwrap.wrap(text, 92, break_long_words=False, break_on_hyphens=False)
    folded = " \\\n    ".join(lines)
    return f'  /// {comment}\n  static let {name}: StaticString = """\n    {folded}\n    """\n'


def write(folder, aspect, parts):
    path = os.path.join(folder, f"UnicodeTables+{aspect}.swift")
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(
            "// Made by Tests/TransformersTests/Fixtures/make_unicode_tables.py with tokenizers "
            f"{tokenizers.__version__};\n// change the script, not this file.\n\n"
            "extension UnicodeTables {\n" + "\n".join(parts) + "}\n"
        )
    print(path, os.path.getsize(path))


def main():
    folder = sys.argv[1]
    bert = normalizers.BertNormalizer
    cleaned = changes(bert(True, False, False, False))
    nfd = changes(normalizers.NFD())
    nfc = changes(normalizers.NFC())
    nfkd = changes(normalizers.NFKD())
    lower = changes(normalizers.Lowercase())
    assert lower == changes(bert(False, False, False, True))
    space = pieces(pre_tokenizers.WhitespaceSplit(), "a%sa", 2)
    assert space == pieces(pre_tokenizers.Whitespace(), "a%sa", 2) == matching(r"\s")
    assert space == pieces(pre_tokenizers.BertPreTokenizer(), "a%sa", 2)
    assert space == {point for point, text in changes(normalizers.Strip()).items() if not text}
    punctuation = pieces(pre_tokenizers.Punctuation(), "a%sa", 3)
    assert punctuation == pieces(pre_tokenizers.BertPreTokenizer(), "a%sa", 3)
    accents = changes(bert(False, False, True, False))
    marks = {point for point, text in changes(normalizers.StripAccents()).items() if not text}
    nonspacing = {
        point
        for point, text in accents.items()
        if not text and point not in nfd and point not in (0,)
    }
    hangul = range(0xAC00, 0xAC00 + 11172)
    canonical = {point: text for point, text in nfd.items() if point not in hangul}
    compatible = {point: text for point, text in nfkd.items() if nfd.get(point) != text}
    excluded = {point for point in nfc if len(canonical[point]) > 1}

    sets = [
        ("whitespace", "White space.", space),
        ("control", "What BERT's cleaning removes.",
         {point for point, text in cleaned.items() if not text}),
        ("nonspacingMark", "What BERT's accent stripping removes.", nonspacing),
        ("mark", "What the StripAccents normaliser removes.", marks),
        ("punctuation", "Punctuation.", punctuation),
        ("letter", "What `\\\\p{L}` matches.", matching(r"\p{L}")),
        ("number", "What `\\\\p{N}` matches.", matching(r"\p{N}")),
        ("word", "What `\\\\w` matches.", pieces(pre_tokenizers.Whitespace(), "a%sa", 1)),
        ("digit", "What the Digits pre-tokenizer takes apart.",
         pieces(pre_tokenizers.Digits(False), "a%sa", 3)),
    ]
    write(folder, "Classes", [
        literal(name, comment.replace("\\\\", "\\"), runs(points)) for name, comment, points in sets
    ] + [literal("lowercase", "Lower-case forms.", mapping(lower))])
    classes = ", ".join(
        base36(value) + ":" + runs(points) for value, points in combining_classes().items())
    write(folder, "Canonical", [
        literal("combiningClass", "Canonical combining classes: `class:runs,...`.", classes),
        literal("compositionExclusion", "Decompositions that NFC does not undo.", runs(excluded)),
        literal("canonical", "Full canonical decompositions, without Hangul.", mapping(canonical)),
    ])
    write(folder, "Compatibility", [
        literal("compatibility", "Full compatibility decompositions, where they differ from the "
                "canonical ones.", mapping(compatible)),
    ])


main()
