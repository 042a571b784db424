/// A pre-tokenizer of `tokenizer.json`: cuts text into words.
indirect enum PreTokenizer: Sendable {
  /// When a Metaspace pre-tokenizer puts its mark before a text.
  enum PrependScheme: String, Sendable, CaseIterable { case always, first, never }

  case bert
  case byteLevel(addsPrefixSpace: Bool, splits: Bool)
  case metaspace(replacement: UInt32, scheme: PrependScheme, splits: Bool)
  case whitespace
  case whitespaceSplit
  case split(SplitPattern, SplitBehavior, isInverted: Bool)
  case digits(areIndividual: Bool)
  case punctuation(SplitBehavior)
  case sequence([PreTokenizer])

  /// Cuts the pieces of `text` further.
  func apply(to text: inout TextPieces) {
    let classes = CharacterClasses.shared
    switch self {
    case .bert:
      text.split { Self.splitBert($0, $1, classes, into: &$2) }
    case .whitespace:
      text.split { Self.splitWords($0, $1, classes, into: &$2) }
    case .byteLevel(let addsPrefixSpace, let splits):
      Self.applyByteLevel(addsPrefixSpace, splits, to: &text)
    case .metaspace(let replacement, let scheme, let splits):
      Self.applyMetaspace(replacement, scheme, splits, to: &text)
    case .whitespaceSplit:
      Self.splitCharacters(&text, .removed) { classes.contains(.whitespace, $0) }
    case .digits(let areIndividual):
      Self.splitCharacters(&text, areIndividual ? .isolated : .contiguous) {
        classes.contains(.digit, $0)
      }
    case .punctuation(let behavior):
      Self.splitCharacters(&text, behavior) { classes.contains(.punctuation, $0) }
    case .split(let pattern, let behavior, let isInverted):
      Self.split(&text, behavior) { scalars, range in
        var matches = pattern.matches(scalars, range)
        if isInverted {
          for index in matches.indices { matches[index].isDelimiter.toggle() }
        }
        return matches
      }
    case .sequence(let preTokenizers):
      for preTokenizer in preTokenizers { preTokenizer.apply(to: &text) }
    }
  }

  private static func append(
    _ range: Range<Int>, of piece: TextPieces.Piece, to result: inout [TextPieces.Piece]
  ) {
    if range.isEmpty { return }
    result.append(
      .init(
        range: range, token: nil,
        isAtOrigin: piece.isAtOrigin && range.lowerBound == piece.range.lowerBound))
  }

  private static func split(
    _ text: inout TextPieces, _ behavior: SplitBehavior,
    _ matches: ([UInt32], Range<Int>) -> [SplitBehavior.Match]
  ) {
    text.split { scalars, piece, result in
      for range in behavior.ranges(matches(scalars, piece.range)) {
        append(range, of: piece, to: &result)
      }
    }
  }

  /// Splits at single characters: each is a delimiter of its own.
  private static func splitCharacters(
    _ text: inout TextPieces, _ behavior: SplitBehavior, _ isDelimiter: (UInt32) -> Bool
  ) {
    split(&text, behavior) { scalars, range in
      var matches: [SplitBehavior.Match] = []
      var done = range.lowerBound
      for position in range where isDelimiter(scalars[position]) {
        if done < position { matches.append(.init(range: done..<position, isDelimiter: false)) }
        matches.append(.init(range: position..<(position + 1), isDelimiter: true))
        done = position + 1
      }
      if done < range.upperBound {
        matches.append(.init(range: done..<range.upperBound, isDelimiter: false))
      }
      return matches
    }
  }

  /// White space goes, punctuation stands alone.
  private static func splitBert(
    _ scalars: [UInt32], _ piece: TextPieces.Piece, _ classes: CharacterClasses,
    into result: inout [TextPieces.Piece]
  ) {
    var start = piece.range.lowerBound
    for position in piece.range
    where classes.contains([.whitespace, .punctuation], scalars[position]) {
      append(start..<position, of: piece, to: &result)
      if classes.contains(.punctuation, scalars[position]) {
        append(position..<(position + 1), of: piece, to: &result)
      }
      start = position + 1
    }
    append(start..<piece.range.upperBound, of: piece, to: &result)
  }

  /// `\w+|[^\w\s]+`.
  private static func splitWords(
    _ scalars: [UInt32], _ piece: TextPieces.Piece, _ classes: CharacterClasses,
    into result: inout [TextPieces.Piece]
  ) {
    var position = piece.range.lowerBound
    while position < piece.range.upperBound {
      let start = position
      let isSpace = classes.contains(.whitespace, scalars[start])
      let isWord = classes.contains(.word, scalars[start])
      while position < piece.range.upperBound,
        classes.contains(.whitespace, scalars[position]) == isSpace,
        classes.contains(.word, scalars[position]) == isWord
      {
        position += 1
      }
      if !isSpace { append(start..<position, of: piece, to: &result) }
    }
  }

  private static func applyByteLevel(
    _ addsPrefixSpace: Bool, _ splits: Bool, to text: inout TextPieces
  ) {
    if addsPrefixSpace {
      text.rewrite { scalars, piece, result in
        if let first = scalars.first, first != 0x20 { result.append(0x20) }
        result += scalars
        return piece.isAtOrigin
      }
    }
    if splits {
      split(&text, .isolated) { SplitPattern.gpt2.matches($0, $1) }
    }
    text.rewrite { scalars, piece, result in
      for scalar in scalars { ByteLevelAlphabet.append(scalar, to: &result) }
      return piece.isAtOrigin
    }
  }

  private static func applyMetaspace(
    _ replacement: UInt32, _ scheme: PrependScheme, _ splits: Bool, to text: inout TextPieces
  ) {
    text.rewrite { scalars, piece, result in
      let isWanted = scheme == .always || scheme == .first && piece.isAtOrigin
      if isWanted, let first = scalars.first, first != 0x20, first != replacement {
        result.append(replacement)
      }
      for scalar in scalars { result.append(scalar == 0x20 ? replacement : scalar) }
      return piece.isAtOrigin
    }
    if splits { splitCharacters(&text, .mergedWithNext) { $0 == replacement } }
  }
}

/// The printable stand-ins of GPT-2 for the 256 bytes.
enum ByteLevelAlphabet {
  /// The stand-in of each byte: itself where it is printable in Latin-1, else one from 256 on.
  static let standIns: [UInt32] = {
    var table: [UInt32] = []
    var spare: UInt32 = 256
    for byte in UInt32(0)..<256 {
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF:
        table.append(byte)
      default:
        table.append(spare)
        spare += 1
      }
    }
    return table
  }()

  /// Appends the stand-ins of a code point's UTF-8 bytes.
  @inline(__always)
  static func append(_ scalar: UInt32, to result: inout [UInt32]) {
    if scalar > 0x20, scalar < 0x7F {
      result.append(scalar)
      return
    }
    let table = standIns
    if scalar < 0x80 {
      result.append(table[Int(scalar)])
    } else {
      var bytes: [UInt8] = []
      UTF8Text.append(scalar, to: &bytes)
      for byte in bytes { result.append(table[Int(byte)]) }
    }
  }
}
