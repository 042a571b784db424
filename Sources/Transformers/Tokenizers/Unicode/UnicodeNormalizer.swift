/// The four Unicode normalisation forms (UAX 15), over the recorded tables.
struct UnicodeNormalizer: Sendable {
  /// A normalisation form.
  enum Form: Sendable { case nfc, nfd, nfkc, nfkd }

  /// The one set of tables; it is the same in every process.
  static let shared = UnicodeNormalizer()

  /// Hangul syllables are composed by arithmetic (Unicode Standard, section 3.12).
  private enum Hangul {
    static let syllables: UInt32 = 0xAC00
    static let leading: UInt32 = 0x1100
    static let vowels: UInt32 = 0x1161
    /// One before the first trailing consonant: zero means that there is none.
    static let trailing: UInt32 = 0x11A7
    static let leadingCount: UInt32 = 19
    static let vowelCount: UInt32 = 21
    static let trailingCount: UInt32 = 28
    static let blockCount = vowelCount * trailingCount
    static let count = leadingCount * blockCount
  }

  /// Below this code point nothing decomposes and no combining class is set.
  private static let quietLimit: UInt32 = 0xA0

  private let canonical: [UInt32: [UInt32]]
  private let compatibility: [UInt32: [UInt32]]
  private let compositions: [UInt64: UInt32]
  /// Combining classes; code points behind the end have class zero.
  private let classes: [UInt8]

  private init() {
    var canonical: [UInt32: [UInt32]] = [:]
    var compatibility: [UInt32: [UInt32]] = [:]
    var excluded: Set<UInt32> = []
    var composed: [(point: UInt32, parts: [UInt32])] = []
    UnicodeTables.forEachRun(UnicodeTables.compositionExclusion) { run in
      for point in run { excluded.insert(UInt32(point)) }
    }
    UnicodeTables.forEachMapping(UnicodeTables.canonical) { point, targets in
      canonical[UInt32(point)] = targets
      if targets.count > 1, !excluded.contains(UInt32(point)) {
        composed.append((UInt32(point), targets))
      }
    }
    UnicodeTables.forEachMapping(UnicodeTables.compatibility) { point, targets in
      compatibility[UInt32(point)] = targets
    }
    var classes = [UInt8](repeating: 0, count: 0x1F000)
    UnicodeTables.forEachCombiningClass { value, run in
      for point in run { classes[point] = value }
    }
    // Shorter decompositions first: a longer one is its prefix, composed, and one part more.
    var compositions: [UInt64: UInt32] = [:]
    for length in 2...4 {
      for (point, parts) in composed where parts.count == length {
        var prefix = parts[0]
        for part in parts[1..<(length - 1)] {
          prefix = compositions[UInt64(prefix) << 32 | UInt64(part)] ?? prefix
        }
        compositions[UInt64(prefix) << 32 | UInt64(parts[length - 1])] = point
      }
    }
    self.canonical = canonical
    self.compatibility = compatibility
    self.compositions = compositions
    self.classes = classes
  }

  /// `text` in normalisation form `form`.
  func normalized(_ text: [UInt32], _ form: Form) -> [UInt32] {
    if text.allSatisfy({ $0 < Self.quietLimit }) { return text }
    var result: [UInt32] = []
    result.reserveCapacity(text.count)
    let isCompatible = form == .nfkc || form == .nfkd
    for scalar in text { appendDecomposed(scalar, isCompatible, to: &result) }
    sortMarks(&result)
    return form == .nfc || form == .nfkc ? composed(result) : result
  }

  private func combiningClass(_ scalar: UInt32) -> UInt8 {
    Int(scalar) < classes.count ? classes[Int(scalar)] : 0
  }

  private func appendDecomposed(_ scalar: UInt32, _ isCompatible: Bool, to result: inout [UInt32]) {
    if scalar < Self.quietLimit {
      result.append(scalar)
    } else if scalar &- Hangul.syllables < Hangul.count {
      let index = scalar - Hangul.syllables
      result.append(Hangul.leading + index / Hangul.blockCount)
      result.append(Hangul.vowels + index % Hangul.blockCount / Hangul.trailingCount)
      let trailing = index % Hangul.trailingCount
      if trailing > 0 { result.append(Hangul.trailing + trailing) }
    } else if isCompatible, let targets = compatibility[scalar] {
      result += targets
    } else if let targets = canonical[scalar] {
      result += targets
    } else {
      result.append(scalar)
    }
  }

  /// Sorts each run of marks by combining class, keeping the order within a class.
  private func sortMarks(_ text: inout [UInt32]) {
    var start = 0
    while start < text.count {
      guard combiningClass(text[start]) > 0 else {
        start += 1
        continue
      }
      var end = start + 1
      while end < text.count, combiningClass(text[end]) > 0 { end += 1 }
      if end - start > 1 {
        // A run may be as long as the text, so it must not be sorted by insertion.
        let order = (start..<end).sorted { left, right in
          (combiningClass(text[left]), left) < (combiningClass(text[right]), right)
        }
        text.replaceSubrange(start..<end, with: order.map { text[$0] })
      }
      start = end
    }
  }

  private func pair(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if first &- Hangul.leading < Hangul.leadingCount, second &- Hangul.vowels < Hangul.vowelCount {
      let block = (first - Hangul.leading) * Hangul.vowelCount + second - Hangul.vowels
      return Hangul.syllables + block * Hangul.trailingCount
    }
    if first &- Hangul.syllables < Hangul.count,
      (first - Hangul.syllables) % Hangul.trailingCount == 0,
      second > Hangul.trailing, second < Hangul.trailing + Hangul.trailingCount
    {
      return first + second - Hangul.trailing
    }
    return compositions[UInt64(first) << 32 | UInt64(second)]
  }

  /// Composes decomposed text: each mark joins the last starter unless another blocks it.
  private func composed(_ text: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(text.count)
    var starter: Int?
    var lastClass: UInt8 = 0
    for scalar in text {
      let value = combiningClass(scalar)
      if let index = starter, index == result.count - 1 || (lastClass != 0 && lastClass < value),
        let whole = pair(result[index], scalar)
      {
        result[index] = whole
        continue
      }
      if value == 0 { starter = result.count }
      lastClass = value
      result.append(scalar)
    }
    return result
  }
}
