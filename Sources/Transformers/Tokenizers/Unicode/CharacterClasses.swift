/// Sets of code points, as bits of one table.
struct CharacterClasses: Sendable {
  /// Some of the sets.
  struct Mask: OptionSet, Sendable {
    let rawValue: UInt16

    static let whitespace = Mask(rawValue: 1 << 0)
    static let control = Mask(rawValue: 1 << 1)
    static let nonspacingMark = Mask(rawValue: 1 << 2)
    static let mark = Mask(rawValue: 1 << 3)
    static let punctuation = Mask(rawValue: 1 << 4)
    static let letter = Mask(rawValue: 1 << 5)
    static let number = Mask(rawValue: 1 << 6)
    static let word = Mask(rawValue: 1 << 7)
    static let digit = Mask(rawValue: 1 << 8)
    static let chinese = Mask(rawValue: 1 << 9)
    static let lowercases = Mask(rawValue: 1 << 10)
  }

  /// The one table; it is the same in every process.
  static let shared = CharacterClasses()

  private let masks: [UInt16]
  private let lowercase: [UInt32: [UInt32]]

  private init() {
    // Flat, so that a question is one look-up: what comes here is always a Unicode scalar.
    var masks = [UInt16](repeating: 0, count: 0x110000)
    let sets: [(StaticString, Mask)] = [
      (UnicodeTables.whitespace, .whitespace), (UnicodeTables.control, .control),
      (UnicodeTables.nonspacingMark, .nonspacingMark), (UnicodeTables.mark, .mark),
      (UnicodeTables.punctuation, .punctuation), (UnicodeTables.letter, .letter),
      (UnicodeTables.number, .number), (UnicodeTables.word, .word),
      (UnicodeTables.digit, .digit),
    ]
    for (table, mask) in sets {
      UnicodeTables.forEachRun(table) { run in
        for point in run { masks[point] |= mask.rawValue }
      }
    }
    for run in Self.chineseRuns {
      for point in run { masks[point] |= Mask.chinese.rawValue }
    }
    var lowercase: [UInt32: [UInt32]] = [:]
    UnicodeTables.forEachMapping(UnicodeTables.lowercase) { point, targets in
      masks[point] |= Mask.lowercases.rawValue
      lowercase[UInt32(point)] = targets
    }
    self.masks = masks
    self.lowercase = lowercase
  }

  /// What BERT calls Chinese characters: the blocks of its own list, part of which lies before the
  /// ideographs of later versions.
  private static let chineseRuns: [ClosedRange<Int>] = [
    0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
    0x2B740...0x2B81F, 0x2B920...0x2CEAF, 0x2F800...0x2FA1F,
  ]

  /// Whether a code point is in any of the sets.
  @inline(__always)
  func contains(_ mask: Mask, _ scalar: UInt32) -> Bool {
    masks[Int(scalar)] & mask.rawValue != 0
  }

  /// Appends the lower-case form of a code point.
  @inline(__always)
  func appendLowercase(_ scalar: UInt32, to result: inout [UInt32]) {
    if scalar < 0x80 {
      result.append(scalar &- 0x41 < 26 ? scalar + 0x20 : scalar)
    } else if contains(.lowercases, scalar), let targets = lowercase[scalar] {
      result += targets
    } else {
      result.append(scalar)
    }
  }
}
