/// A normaliser of `tokenizer.json`.
indirect enum TextNormalizer: Sendable {
  /// The options of BERT's own normaliser.
  struct Bert: Sendable {
    var cleansText: Bool
    var spacesChinese: Bool
    var stripsAccents: Bool
    var lowercases: Bool
  }

  case bert(Bert)
  case unicode(UnicodeNormalizer.Form)
  case lowercase
  case stripAccents
  case replace(pattern: [UInt32], content: [UInt32])
  case prepend([UInt32])
  case strip(left: Bool, right: Bool)
  case sequence([TextNormalizer])

  /// A text, and whether its first code point goes back to the first byte of the input.
  struct Text {
    var scalars: [UInt32]
    var isAtOrigin: Bool
  }

  /// Normalises `text`.
  func apply(to text: inout Text) {
    let classes = CharacterClasses.shared
    switch self {
    case .bert(let options):
      Self.applyBert(options, classes, to: &text)
    case .unicode(let form):
      text.scalars = UnicodeNormalizer.shared.normalized(text.scalars, form)
    case .lowercase:
      Self.lowercase(classes, &text.scalars)
    case .stripAccents:
      Self.remove(.mark, classes, from: &text)
    case .replace(let pattern, let content):
      Self.replace(pattern, by: content, in: &text)
    case .prepend(let prefix):
      if !text.scalars.isEmpty { text.scalars.insert(contentsOf: prefix, at: 0) }
    case .strip(let left, let right):
      Self.strip(left: left, right: right, classes, &text)
    case .sequence(let normalizers):
      for normalizer in normalizers { normalizer.apply(to: &text) }
    }
  }

  private static func applyBert(
    _ options: Bert, _ classes: CharacterClasses, to text: inout Text
  ) {
    if options.cleansText {
      remove(.control, classes, from: &text)
      for index in text.scalars.indices
      where classes.contains(.whitespace, text.scalars[index]) {
        text.scalars[index] = 0x20
      }
    }
    if options.spacesChinese, text.scalars.contains(where: { classes.contains(.chinese, $0) }) {
      var result: [UInt32] = []
      result.reserveCapacity(text.scalars.count + 16)
      for scalar in text.scalars {
        if classes.contains(.chinese, scalar) {
          result += [0x20, scalar, 0x20]
        } else {
          result.append(scalar)
        }
      }
      text.scalars = result
    }
    if options.stripsAccents {
      text.scalars = UnicodeNormalizer.shared.normalized(text.scalars, .nfd)
      remove(.nonspacingMark, classes, from: &text)
    }
    if options.lowercases { lowercase(classes, &text.scalars) }
  }

  private static func lowercase(_ classes: CharacterClasses, _ scalars: inout [UInt32]) {
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count + 8)
    for scalar in scalars { classes.appendLowercase(scalar, to: &result) }
    scalars = result
  }

  private static func remove(
    _ mask: CharacterClasses.Mask, _ classes: CharacterClasses, from text: inout Text
  ) {
    guard let first = text.scalars.firstIndex(where: { classes.contains(mask, $0) }) else {
      return
    }
    if first == 0 { text.isAtOrigin = false }
    text.scalars.removeAll { classes.contains(mask, $0) }
  }

  private static func strip(
    left: Bool, right: Bool, _ classes: CharacterClasses, _ text: inout Text
  ) {
    var range = text.scalars.indices
    while left, let first = range.first, classes.contains(.whitespace, text.scalars[first]) {
      range = (first + 1)..<range.upperBound
    }
    while right, let last = range.last, classes.contains(.whitespace, text.scalars[last]) {
      range = range.lowerBound..<last
    }
    if range.lowerBound > 0 { text.isAtOrigin = false }
    if range.count < text.scalars.count { text.scalars = Array(text.scalars[range]) }
  }

  private static func replace(_ pattern: [UInt32], by content: [UInt32], in text: inout Text) {
    precondition(!pattern.isEmpty, "a text to replace must not be empty")
    let scalars = text.scalars
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count)
    var position = 0
    while position < scalars.count {
      guard scalars[position] == pattern[0], position + pattern.count <= scalars.count,
        scalars[position..<(position + pattern.count)].elementsEqual(pattern)
      else {
        result.append(scalars[position])
        position += 1
        continue
      }
      // `tokenizers` aligns what it inserts with the last code point that it takes away.
      if position == 0, pattern.count > 1 || content.isEmpty { text.isAtOrigin = false }
      result += content
      position += pattern.count
    }
    text.scalars = result
  }
}
