/// A pattern at which a pre-tokenizer splits.
///
/// The regular expressions of known tokenizers are matched by hand: they need look-ahead, and a
/// general engine would bring its own Unicode tables and its own worst case.
enum SplitPattern: Sendable {
  /// A fixed text.
  case text([UInt32])
  /// A run of white space.
  case spaces
  /// GPT-2's words.
  case gpt2
  /// LLaMA 3's words, with numbers cut after so many digits.
  case llama3(digits: Int)

  /// The regular expressions that are known, as they stand in files.
  static let known: [(regex: String, pattern: SplitPattern)] = [
    (
      #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#, .gpt2
    ),
    (llama3Regex(#"\p{N}{1,3}"#), .llama3(digits: 3)),
    (llama3Regex(#"\p{N}"#), .llama3(digits: 1)),
    (#"\s+"#, .spaces),
  ]

  private static func llama3Regex(_ number: String) -> String {
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + number
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  /// Cuts `range` into matches and what lies between them.
  func matches(_ scalars: [UInt32], _ range: Range<Int>) -> [SplitBehavior.Match] {
    let scanner = WordScanner(scalars: scalars, end: range.upperBound)
    var result: [SplitBehavior.Match] = []
    var position = range.lowerBound
    var done = position
    while position < range.upperBound {
      let end: Int? =
        switch self {
        case .text(let text): scanner.text(text, at: position)
        case .spaces: scanner.spaces(at: position)
        case .gpt2: scanner.gpt2(at: position)
        case .llama3(let digits): scanner.llama3(at: position, digits: digits)
        }
      guard let end else {
        position += 1
        continue
      }
      if done < position { result.append(.init(range: done..<position, isDelimiter: false)) }
      result.append(.init(range: position..<end, isDelimiter: true))
      position = end
      done = end
    }
    if done < range.upperBound {
      result.append(.init(range: done..<range.upperBound, isDelimiter: false))
    }
    return result
  }
}

/// Matches the known patterns at one place; each answers where its match ends.
private struct WordScanner {
  private static let space: UInt32 = 0x20
  private static let apostrophe: UInt32 = 0x27
  private static let lineFeed: UInt32 = 0x0A
  private static let carriageReturn: UInt32 = 0x0D
  private static let longS: UInt32 = 0x17F

  let scalars: [UInt32]
  let end: Int
  private let classes = CharacterClasses.shared

  init(scalars: [UInt32], end: Int) {
    self.scalars = scalars
    self.end = end
  }

  func text(_ text: [UInt32], at start: Int) -> Int? {
    guard start + text.count <= end, scalars[start..<(start + text.count)].elementsEqual(text)
    else { return nil }
    return start + text.count
  }

  func spaces(at start: Int) -> Int? {
    let stop = run(.whitespace, from: start)
    return stop > start ? stop : nil
  }

  func gpt2(at start: Int) -> Int {
    if let stop = contraction(at: start, ignoresCase: false) { return stop }
    let first = scalars[start] == Self.space && start + 1 < end ? start + 1 : start
    if isOther(scalars[first]) { return runOfOthers(from: first) }
    if classes.contains(.letter, scalars[first]) { return run(.letter, from: first) }
    if classes.contains(.number, scalars[first]) { return run(.number, from: first) }
    return trailingSpace(at: start)
  }

  func llama3(at start: Int, digits: Int) -> Int {
    if let stop = contraction(at: start, ignoresCase: true) { return stop }
    let scalar = scalars[start]
    if classes.contains(.letter, scalar) { return run(.letter, from: start) }
    if classes.contains(.number, scalar) {
      return run(.number, from: start, limit: start + digits)
    }
    if !isLineBreak(scalar), start + 1 < end, classes.contains(.letter, scalars[start + 1]) {
      return run(.letter, from: start + 1)
    }
    let first = scalar == Self.space && start + 1 < end ? start + 1 : start
    if isOther(scalars[first]) {
      var stop = runOfOthers(from: first)
      while stop < end, isLineBreak(scalars[stop]) { stop += 1 }
      return stop
    }
    // `\s*[\r\n]+`: white space up to the last line break in the run.
    let stop = run(.whitespace, from: start)
    if let last = scalars[start..<stop].lastIndex(where: isLineBreak) { return last + 1 }
    return trailingSpace(at: start)
  }

  /// `\s+(?!\S)|\s+`: a run of white space, without its last character if a word follows.
  private func trailingSpace(at start: Int) -> Int {
    let stop = run(.whitespace, from: start)
    return stop < end && stop - start > 1 ? stop - 1 : stop
  }

  private func isLineBreak(_ scalar: UInt32) -> Bool {
    scalar == Self.lineFeed || scalar == Self.carriageReturn
  }

  private func isOther(_ scalar: UInt32) -> Bool {
    !classes.contains([.whitespace, .letter, .number], scalar)
  }

  private func run(_ mask: CharacterClasses.Mask, from start: Int, limit: Int = .max) -> Int {
    var stop = start
    while stop < end, stop < limit, classes.contains(mask, scalars[stop]) { stop += 1 }
    return stop
  }

  private func runOfOthers(from start: Int) -> Int {
    var stop = start
    while stop < end, isOther(scalars[stop]) { stop += 1 }
    return stop
  }

  /// `'s|'t|'re|'ve|'m|'ll|'d`.
  private func contraction(at start: Int, ignoresCase: Bool) -> Int? {
    guard scalars[start] == Self.apostrophe, start + 1 < end else { return nil }
    func letter(_ index: Int) -> UInt8? {
      let scalar = scalars[index]
      if ignoresCase, scalar == Self.longS { return UInt8(ascii: "s") }
      guard scalar < 0x80 else { return nil }
      return ignoresCase && scalar &- 0x41 < 26 ? UInt8(scalar) + 0x20 : UInt8(scalar)
    }
    switch letter(start + 1) {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
      return start + 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"):
      return start + 2 < end && letter(start + 2) == UInt8(ascii: "e") ? start + 3 : nil
    case UInt8(ascii: "l"):
      return start + 2 < end && letter(start + 2) == UInt8(ascii: "l") ? start + 3 : nil
    default:
      return nil
    }
  }
}
