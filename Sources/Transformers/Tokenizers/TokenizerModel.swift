/// A model of `tokenizer.json`: turns words into ids.
enum TokenizerModel: Sendable {
  case wordPiece(WordPieceModel)
  case bytePair(BytePairModel)

  /// The types that are known.
  static let known = ["BPE", "WordPiece"]

  /// Appends the ids of one word.
  @inline(__always)
  func encode(_ word: ArraySlice<UInt32>, _ scratch: inout ModelScratch, to ids: inout [Int]) {
    switch self {
    case .wordPiece(let model): model.encode(word, &scratch, to: &ids)
    case .bytePair(let model): model.encode(word, &scratch, to: &ids)
    }
  }

  /// Reads the part `model` and its vocabulary.
  static func read(
    _ fields: TokenizerFields
  ) throws(TokenizerError) -> (model: TokenizerModel, vocabulary: Vocabulary) {
    switch try type(fields) {
    case "WordPiece":
      let vocabulary = try vocabulary(fields)
      return (.wordPiece(try wordPiece(fields, vocabulary)), vocabulary)
    case "BPE":
      let vocabulary = try vocabulary(fields)
      return (.bytePair(try bytePair(fields, vocabulary)), vocabulary)
    case let name:
      throw fields.unsupported("tokenizer model", name, known: known)
    }
  }

  /// The model's type; the oldest files leave it to be guessed from the other fields.
  private static func type(_ fields: TokenizerFields) throws(TokenizerError) -> String {
    if let type = try fields.optional("type") { return try type.text() }
    if try fields.optional("merges") != nil { return "BPE" }
    if try fields.optional("max_input_chars_per_word") != nil { return "WordPiece" }
    throw TokenizerError(.missing(field: fields.path("type")), file: fields.file)
  }

  private static func vocabulary(_ fields: TokenizerFields) throws(TokenizerError) -> Vocabulary {
    let vocab = try fields.required("vocab")
    var entries: [(token: [UInt8], id: Int32)] = []
    for member in try vocab.members() {
      let id = TokenizerFields(file: fields.file, path: vocab.path, tree: member.value)
      entries.append((member.key, try id.tokenID()))
    }
    return try table(entries, fields)
  }

  private static func table(
    _ entries: [(token: [UInt8], id: Int32)], _ fields: TokenizerFields
  ) throws(TokenizerError) -> Vocabulary {
    switch Vocabulary.make(entries) {
    case .success(let vocabulary): return vocabulary
    case .failure(let duplicate):
      throw fields.inconsistent(
        "the token `\(name(duplicate.token))` stands twice in the vocabulary")
    }
  }

  private static func name(_ token: [UInt8]) -> String {
    TokenizerFields.shortened(String(decoding: token, as: UTF8.self))
  }

  private static func wordPiece(
    _ fields: TokenizerFields, _ vocabulary: Vocabulary
  ) throws(TokenizerError) -> WordPieceModel {
    let prefix = try fields.required("continuing_subword_prefix").bytes()
    let unknown = try fields.required("unk_token").bytes()
    guard let unknownID = vocabulary.id(unknown) else {
      throw fields.inconsistent("the unknown token `\(name(unknown))` is not in the vocabulary")
    }
    var entries: [(token: [UInt8], id: Int32)] = []
    vocabulary.forEach { token, id in
      if token.starts(with: prefix) { entries.append((Array(token.dropFirst(prefix.count)), id)) }
    }
    return WordPieceModel(
      beginnings: vocabulary, continuations: try table(entries, fields), unknown: unknownID,
      longestWord: try fields.required("max_input_chars_per_word").count())
  }

  private static func bytePair(
    _ fields: TokenizerFields, _ vocabulary: Vocabulary
  ) throws(TokenizerError) -> BytePairModel {
    try refuseOptions(fields)
    var options = BytePairModel.Options()
    options.fusesUnknown = try fields.bool("fuse_unk", default: false)
    options.ignoresMerges = try fields.bool("ignore_merges", default: false)
    if try fields.bool("byte_fallback", default: false) {
      options.byteTokens = (0..<256).map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return vocabulary.id(Array("<0x\(byte < 16 ? "0" : "")\(digits)>".utf8))
      }
    }
    if let unknown = try fields.optional("unk_token") {
      options.unknown = vocabulary.id(try unknown.bytes())
      let coversBytes = ByteLevelAlphabet.standIns.allSatisfy {
        vocabulary.id(UTF8Text.bytes([$0])) != nil
      }
      // Where all bytes are tokens, nothing is ever unknown, and the name does not matter.
      guard options.unknown != nil || coversBytes else {
        throw fields.inconsistent(
          "the unknown token `\(name(try unknown.bytes()))` is not in the vocabulary")
      }
    }
    let merges = try fields.required("merges")
    return BytePairModel(
      vocabulary: vocabulary, merges: MergeTable(try read(merges, vocabulary)), options: options)
  }

  private static func refuseOptions(_ fields: TokenizerFields) throws(TokenizerError) {
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let option = try fields.optional(key), try !option.bytes().isEmpty {
        throw fields.unsupported("option of the BPE model", key, known: ["none, or empty"])
      }
    }
    guard let dropout = try fields.optional("dropout") else { return }
    switch dropout.tree {
    case .integer(0): break
    case .number(0): break
    default: throw fields.unsupported("option of the BPE model", "dropout", known: ["none, or 0"])
    }
  }

  /// Reads merges, each `"a b"` or `["a", "b"]`.
  private static func read(
    _ merges: TokenizerFields, _ vocabulary: Vocabulary
  ) throws(TokenizerError) -> [(left: Int32, right: Int32, product: Int32)] {
    guard case .array(let elements) = merges.tree else { throw merges.bad("a list") }
    var result: [(left: Int32, right: Int32, product: Int32)] = []
    result.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      guard let (left, right) = pair(element) else {
        throw TokenizerError(
          .badValue(
            field: "\(merges.path)[\(index)]", expected: "two tokens, as a list or with a space"),
          file: merges.file)
      }
      guard let leftID = vocabulary.id(left), let rightID = vocabulary.id(right),
        let product = vocabulary.id(left + right)
      else {
        throw merges.inconsistent(
          "`\(merges.path)[\(index)]` has a part or a product that is not in the vocabulary")
      }
      result.append((leftID, rightID, product))
    }
    return result
  }

  private static func pair(_ tree: JSONTree) -> (left: [UInt8], right: [UInt8])? {
    switch tree {
    case .string(let text):
      let parts = text.split(separator: 0x20, omittingEmptySubsequences: false)
      return parts.count == 2 ? (Array(parts[0]), Array(parts[1])) : nil
    case .array(let parts):
      guard parts.count == 2, case .string(let left) = parts[0], case .string(let right) = parts[1]
      else { return nil }
      return (left, right)
    default:
      return nil
    }
  }
}
