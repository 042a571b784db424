/// What every check means, why it fires, and what to do then: one screen each.
public enum Explanations {
  /// The names of the checks that have an explanation, in the order in which they run.
  public static var ids: [String] { Auditor.ids }

  /// The explanation of `id`, or nil when no check has this name.
  public static func text(for id: String) -> String? {
    switch id {
    case "schema.fields": schema
    case "raw.labels": rawLabels
    case "raw.tokens": rawTokens
    case "raw.text": rawText
    case "interference.labels": interferenceLabels
    case "interference.tokens": interferenceTokens
    case "timing.length": timingLength
    case "label.sign": labelSign
    default: labelAttacks[id] ?? tokenAttacks[id]
    }
  }

  private static let schema = """
    schema.fields: does every byte that crosses belong to a field that the schema allows?

    What it does: decodes every frame in both directions with a decoder of its own. Unknown
    fields, wrong types, wrong sizes, numbers out of sequence and any second way of writing the
    same thing are findings, for each of them can carry a secret.

    Why it fires: a message has a field that the schema lacks, a size that the session does not
    promise, or an encoding that is not the canonical one.

    What to do: remove the field, or add it to the .proto file and to the schema if it is meant
    to cross.

    What a pass says: proved for this trace. What the allowed fields reveal is for other checks.

    """

  private static let rawLabels = """
    raw.labels: do the labels cross in the clear?

    What it does: looks for the labels in the order of first upload as integers, floats, digits,
    packed bits and one-hot groups, plain, in base64 and in hexadecimal; and tests every byte
    offset of every uploaded field against the label of its sample.

    Why it fires: the device writes labels into a message. A stretch of labels or a column that
    follows the label for at least 99 % of the samples has a chance below 1e-9.

    What to do: find the field and offset that the finding names, and keep the label out of it.
    Keys must be random, and nothing may be derived from a label but delta.

    What a pass says: none of these encodings occurs in this trace. It does not say that labels
    are hidden: plain PAE passes here and shows every label in the sign of delta (label.sign).

    """

  private static let rawTokens = """
    raw.tokens: do token ids cross in the clear?

    What it does: reads what the device sent as integers of 8 to 64 bits, floats of 16 to 64
    bits, variable-length and decimal numbers, in both byte orders and every alignment, plain, in
    base64 and in hexadecimal, and looks for the samples' token ids and their differences.

    Why it fires: at least six ids of a sample stand one behind the other, or one place of a
    field holds one of the first eight ids in nearly all samples. The length that it takes depends
    on the size of the trace, so that fewer than 1e-6 accidents are expected.

    What to do: find the field that the finding names and keep ids out of it.

    What a pass says: none of these encodings occurs in this trace. Activations are a function of
    the tokens; the token attacks try to invert them.

    """

  private static let rawText = """
    raw.text: does the text itself cross?

    What it does: looks for every stretch of every text as UTF-8, UTF-16, UTF-32 or numbers,
    plain, in base64 and in hexadecimal, within fields and across fields and frames.

    Why it fires: at least eight bytes of a text, and usually twelve, stand one behind the other,
    or one place of a field holds one of the first eight bytes in nearly all samples. The length
    that it takes depends on the size of the trace.

    What to do: find the field that the finding names. A frequent cause is a sample key made from
    the text; keys must be drawn at random.

    What a pass says: none of these encodings occurs in this trace. Texts below eight bytes are
    counted in the evidence; they are found only where they lie at one place in all samples.

    """

  private static let interferenceLabels = """
    interference.labels: do sizes and times change when only the labels change?

    What it does: runs the scenario again with every label changed and nothing else, and compares
    count, order, direction, flow, kind, size and time of all frames, and the sample keys.

    Why it fires: something that the server can observe depends on labels: a sort or a stratified
    split by label, an early stop, a different number of random draws, work that depends on a
    label, or a size that depends on a value.

    What to do: look at the first frame that differs and at what the device did before it. Make
    the path independent of labels, and the encoding of constant size.

    What a pass says: tested for this pair of runs. It is inconclusive unless every label changed
    and some payload differs.

    """

  private static let interferenceTokens = """
    interference.tokens: do sizes and times change when only the tokens change?

    What it does: runs the scenario again with other tokens of the same lengths, and compares
    count, order, direction, flow, kind, size and time of all frames, and the sample keys.

    Why it fires: device time or message size depends on which tokens a text has: a cache over
    token ids, compression, or an encoding whose length depends on values.

    What to do: look at the first frame that differs and at what the device did before it.

    What a pass says: tested for this pair of runs. Lengths have a check of their own,
    timing.length.

    """

  private static let timingLength = """
    timing.length: can the server see how long the texts are?

    What it does: if all texts have the same number of tokens, there is nothing to see. Otherwise
    it runs the scenario again with other lengths and compares the frames' metadata.

    Why it fires: a forward pass over a longer text takes longer, and the message leaves later.

    What to do: protection: [uniform-slots], which sends messages of one size at fixed moments, or
    pad all texts to one length. Where lengths may be known, leave them out of the secrets of a
    policy.

    What a pass says: nothing about data of other lengths when all lengths were equal; otherwise
    tested for this pair of runs.

    """

  private static let labelSign = """
    label.sign: can the server read the labels off delta?

    What it does: guesses the place of the largest entry of delta for every sample. A judge, who
    alone knows the labels, counts the right guesses and gives a 95 % interval.

    Why it fires: delta = onehot(y) - softmax(.) has exactly one positive entry, and that is the
    label. This is the published target, so plain PAE fires with all labels recovered. It also
    fires when randomized response or noise is declared and the guesses beat its bound.

    What to do: protection: [{ randomized-response: { epsilon: 2 } }] and a smaller epsilon for a
    stronger promise, or [{ noise: { sigma: 1 } }] and a larger sigma. A secret rotation does not
    help: inner products survive. Under one, this attack's failure shows nothing, so that the check
    does not apply unless it finds a leak; label.clusters and label.gram decide.

    What a pass says: this attack stays within the declared bound plus the tolerance. Others may
    do better, for one that uses activations learns what a classifier on them learns.

    """
}
