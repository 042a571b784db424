extension PreTokenizer {
  /// The types that are known.
  static let known = [
    "BertPreTokenizer", "ByteLevel", "Digits", "Metaspace", "Punctuation", "Sequence", "Split",
    "Whitespace", "WhitespaceSplit",
  ]

  /// Reads the part `pre_tokenizer`.
  init(_ fields: TokenizerFields) throws(TokenizerError) {
    let type = try fields.required("type").text()
    switch type {
    case "BertPreTokenizer": self = .bert
    case "Whitespace": self = .whitespace
    case "WhitespaceSplit": self = .whitespaceSplit
    case "ByteLevel":
      self = .byteLevel(
        addsPrefixSpace: try fields.required("add_prefix_space").bool(),
        splits: try fields.bool("use_regex", default: true))
    case "Digits":
      self = .digits(areIndividual: try fields.required("individual_digits").bool())
    case "Punctuation":
      let behavior: SplitBehavior = try fields.optional("behavior")?.choice() ?? .isolated
      self = .punctuation(behavior)
    case "Metaspace": self = try Self.metaspace(fields)
    case "Split": self = try Self.split(fields)
    case "Sequence":
      var preTokenizers: [PreTokenizer] = []
      for part in try fields.required("pretokenizers").elements() {
        preTokenizers.append(try PreTokenizer(part))
      }
      self = .sequence(preTokenizers)
    default:
      throw fields.unsupported("pre-tokenizer", type, known: Self.known)
    }
  }

  private static func metaspace(_ fields: TokenizerFields) throws(TokenizerError) -> PreTokenizer {
    let replacement = try fields.required("replacement")
    let scalars = try replacement.scalars()
    guard scalars.count == 1, let mark = scalars.first else {
      throw replacement.bad("one character")
    }
    // Older files say only whether there is a prefix; newer ones name the scheme.
    let addsPrefix = try fields.bool("add_prefix_space", default: true)
    let scheme: PrependScheme =
      try fields.optional("prepend_scheme")?.choice() ?? (addsPrefix ? .always : .never)
    guard addsPrefix || scheme == .never else {
      throw fields.inconsistent(
        "`\(fields.path("add_prefix_space"))` and `prepend_scheme` contradict each other")
    }
    return .metaspace(
      replacement: mark, scheme: scheme, splits: try fields.bool("split", default: true))
  }

  private static func split(_ fields: TokenizerFields) throws(TokenizerError) -> PreTokenizer {
    let pattern = try fields.required("pattern")
    let known: SplitPattern
    if let text = try pattern.optional("String") {
      let scalars = try text.scalars()
      guard !scalars.isEmpty else { throw text.bad("a text that is not empty") }
      known = .text(scalars)
    } else {
      let regex = try pattern.required("Regex").text()
      guard let match = SplitPattern.known.first(where: { $0.regex == regex }) else {
        throw fields.unsupported(
          "regular expression of a Split pre-tokenizer", regex,
          known: ["those of GPT-2, LLaMA 3 and Qwen 2", #"\s+"#])
      }
      known = match.pattern
    }
    return .split(
      known, try fields.required("behavior").choice(),
      isInverted: try fields.required("invert").bool())
  }
}
