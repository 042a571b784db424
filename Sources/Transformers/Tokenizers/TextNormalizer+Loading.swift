extension TextNormalizer {
  /// The types that are known.
  static let known = [
    "BertNormalizer", "Lowercase", "NFC", "NFD", "NFKC", "NFKD", "Prepend", "Replace", "Sequence",
    "Strip", "StripAccents",
  ]

  /// Reads the part `normalizer`.
  init(_ fields: TokenizerFields) throws(TokenizerError) {
    let type = try fields.required("type").text()
    switch type {
    case "BertNormalizer":
      let lowercases = try fields.required("lowercase").bool()
      self = .bert(
        Bert(
          cleansText: try fields.required("clean_text").bool(),
          spacesChinese: try fields.required("handle_chinese_chars").bool(),
          stripsAccents: try fields.bool("strip_accents", default: lowercases),
          lowercases: lowercases))
    case "NFC": self = .unicode(.nfc)
    case "NFD": self = .unicode(.nfd)
    case "NFKC": self = .unicode(.nfkc)
    case "NFKD": self = .unicode(.nfkd)
    case "Lowercase": self = .lowercase
    case "StripAccents": self = .stripAccents
    case "Strip":
      self = .strip(
        left: try fields.required("strip_left").bool(),
        right: try fields.required("strip_right").bool())
    case "Prepend": self = .prepend(try fields.required("prepend").scalars())
    case "Replace":
      let pattern = try fields.required("pattern")
      guard let text = try pattern.optional("String") else {
        throw fields.unsupported("pattern of a Replace normalizer", "Regex", known: ["String"])
      }
      let scalars = try text.scalars()
      guard !scalars.isEmpty else { throw text.bad("a text that is not empty") }
      self = .replace(pattern: scalars, content: try fields.required("content").scalars())
    case "Sequence":
      var normalizers: [TextNormalizer] = []
      for part in try fields.required("normalizers").elements() {
        normalizers.append(try TextNormalizer(part))
      }
      self = .sequence(normalizers)
    default:
      throw fields.unsupported("normalizer", type, known: Self.known)
    }
  }
}
