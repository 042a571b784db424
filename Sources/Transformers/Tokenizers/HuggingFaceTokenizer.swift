/// A tokenizer read from the `tokenizer.json` of a Hugging Face folder.
///
/// It gives the ids that the Python package `tokenizers` gives, to the last one: normalisation,
/// pre-tokenization, model and post-processing follow that library's order of steps and its Unicode
/// tables. Sections `padding` and `truncation` of the file are ignored: only `maxLength` cuts. It
/// holds no cache, so it is a pure function of file and text.
public struct HuggingFaceTokenizer: Sendable {
  /// The number of tokens, added ones included.
  public let vocabularySize: Int
  /// The highest id that a text can get, which an embedding table must cover.
  public let highestID: Int

  private let vocabulary: Vocabulary
  private let model: TokenizerModel
  private let normalizer: TextNormalizer?
  private let preTokenizer: PreTokenizer?
  private let postProcessor: PostProcessor
  /// Finds tokens in text as it came, and in normalised text.
  private let literalFinder: AddedTokenFinder
  private let normalizedFinder: AddedTokenFinder
  /// Texts of all tokens by id; of two with one id the added one counts.
  private let texts: [Int: [UInt8]]
  /// Ids of added tokens by their bytes.
  private let addedIDs: [[UInt8]: Int]
  /// Ids that mark rather than mean: special added tokens, and what the post-processor adds.
  private let specialIDs: Set<Int>

  /// Reads the file at `path`.
  ///
  /// - Throws: `TokenizerError` when the file cannot be read, is malformed, or names a component
  ///   that is not supported.
  public init(contentsOf path: String) throws(TokenizerError) {
    try self.init(try TokenizerFile.read(path))
  }

  /// Reads a tokenizer from the parts of its file.
  init(_ fields: TokenizerFields) throws(TokenizerError) {
    (model, vocabulary) = try TokenizerModel.read(try fields.required("model"))
    normalizer = try fields.optional("normalizer").map { part throws(TokenizerError) in
      try TextNormalizer(part)
    }
    preTokenizer = try fields.optional("pre_tokenizer").map { part throws(TokenizerError) in
      try PreTokenizer(part)
    }
    postProcessor =
      try fields.optional("post_processor").map { part throws(TokenizerError) in
        try PostProcessor(part)
      } ?? PostProcessor()
    let addedTokens = try TokenizerFile.addedTokens(fields, vocabulary)

    // Special tokens come first, so that they win among tokens that normalise to the same text.
    let ordered = addedTokens.filter(\.isSpecial) + addedTokens.filter { !$0.isSpecial }
    let literal = ordered.filter { !$0.isNormalized }
    let normalized = ordered.filter(\.isNormalized)
    let vocabulary = vocabulary
    let normalizer = normalizer
    literalFinder = AddedTokenFinder(literal, patterns: literal.map(\.content))
    normalizedFinder = AddedTokenFinder(
      normalized,
      patterns: normalized.map {
        var text = TextNormalizer.Text(scalars: $0.content, isAtOrigin: true)
        normalizer?.apply(to: &text)
        return text.scalars
      })

    var texts: [Int: [UInt8]] = [:]
    vocabulary.forEach { texts[Int($1)] = Array($0) }
    var addedIDs: [[UInt8]: Int] = [:]
    for token in addedTokens {
      let bytes = UTF8Text.bytes(token.content)
      texts[token.id] = bytes
      addedIDs[bytes] = token.id
    }
    self.texts = texts
    self.addedIDs = addedIDs
    specialIDs = Set(
      addedTokens.filter(\.isSpecial).map(\.id) + postProcessor.prefix + postProcessor.suffix)
    vocabularySize =
      vocabulary.count
      + addedTokens.count {
        vocabulary.id(UTF8Text.bytes($0.content)) == nil
      }
    highestID = (Array(texts.keys) + postProcessor.prefix + postProcessor.suffix).max() ?? 0
  }

  /// The text of the token `id`, as the file has it.
  public func token(_ id: Int) -> String? {
    texts[id].map { String(decoding: $0, as: UTF8.self) }
  }

  /// The id of `token`, written as in the file.
  public func id(of token: String) -> Int? {
    let bytes = Array(token.utf8)
    return addedIDs[bytes] ?? vocabulary.id(bytes).map { Int($0) }
  }

  /// Ids that stand for content, in ascending order: all but the special ones.
  public var contentIDs: [Int] { texts.keys.filter { !specialIDs.contains($0) }.sorted() }

  /// The ids of `word` alone, without the special tokens around a text.
  public func wordIDs(_ word: String) -> [Int] {
    let ids = encode(Array(word.utf8), maxLength: nil)
    return Array(ids.dropFirst(postProcessor.prefix.count).dropLast(postProcessor.suffix.count))
  }

  /// The number of special tokens that are put around every text.
  public var addedPerText: Int { postProcessor.prefix.count + postProcessor.suffix.count }

  /// The ids of `text`, with the special tokens around it.
  ///
  /// With `maxLength` the text is cut at its end so that the special tokens have room; a limit
  /// below `addedPerText` cuts them, too. Bytes that are not UTF-8 count as U+FFFD. Time grows as n
  /// log n with the length of the text.
  public func encode(_ text: [UInt8], maxLength: Int?) -> [Int] {
    precondition((maxLength ?? 0) >= 0, "a length must not be negative")
    var pieces = TextPieces()
    pieces.scalars = UTF8Text.scalars(text)
    pieces.closePiece(from: 0, isAtOrigin: true)
    if !literalFinder.isEmpty { pieces.split { literalFinder.split($0, $1, into: &$2) } }
    if let normalizer {
      pieces.rewrite { scalars, piece, result in
        var text = TextNormalizer.Text(scalars: Array(scalars), isAtOrigin: piece.isAtOrigin)
        normalizer.apply(to: &text)
        result += text.scalars
        return text.isAtOrigin
      }
    }
    if !normalizedFinder.isEmpty { pieces.split { normalizedFinder.split($0, $1, into: &$2) } }
    preTokenizer?.apply(to: &pieces)

    let room = maxLength.map { max(0, $0 - addedPerText) } ?? .max
    var ids = postProcessor.prefix
    ids.reserveCapacity(pieces.pieces.count + addedPerText)
    var scratch = ModelScratch()
    for piece in pieces.pieces {
      if let token = piece.token {
        ids.append(token)
      } else {
        model.encode(pieces.scalars[piece.range], &scratch, to: &ids)
      }
      // The rest would be cut off.
      if ids.count - postProcessor.prefix.count >= room { break }
    }
    let excess = ids.count - postProcessor.prefix.count - room
    if excess > 0 { ids.removeLast(excess) }
    ids += postProcessor.suffix
    if let maxLength, ids.count > maxLength { ids.removeLast(ids.count - maxLength) }
    return ids
  }
}
