/// Collects the symbols of all forms before they are indexed.
struct CorpusBuilder {
  private(set) var bytes: [UInt8] = []
  private(set) var byteSequences: [SecretSequence] = []
  private(set) var numbers: [Int32] = []
  private(set) var numberSequences: [SecretSequence] = []
  private var numberCounts = [NumberCounts](
    repeating: NumberCounts(), count: SecretForm.allCases.count)
  private var byteCounts = [[Double]](
    repeating: [Double](repeating: 0, count: 256), count: SecretForm.allCases.count)
  private(set) var shortTexts = 0
  private(set) var shortTokens = 0
  private(set) var emptyTexts = 0
  private(set) var emptyTokens = 0
  private(set) var numberLimit: Int32 = 1

  /// How often each symbol occurs in each form.
  var formCounts: [[Int32: Double]] {
    zip(numberCounts, byteCounts).map { numbers, bytes in
      var counts = numbers.counts
      for (byte, count) in bytes.enumerated() where count > 0 { counts[Int32(byte)] = count }
      return counts
    }
  }

  /// Adds the forms of one text.
  mutating func addText(_ text: [UInt8], record: Int) {
    if text.isEmpty { emptyTexts += 1 }
    if text.count < SecretCorpus.byteSeed { shortTexts += 1 }
    add(text, .utf8, .text, record)
    guard text.contains(where: { $0 >= 0x80 }) else {
      return add(text.map(Int.init), .textUnits, .text, record)
    }
    let string = String(decoding: text, as: UTF8.self)
    let units = string.utf16.map(Int.init)
    add(units, .textUnits, .text, record)
    // Beyond the basic plane, characters and UTF-16 units part.
    let scalars = string.unicodeScalars.map { Int($0.value) }
    if scalars != units { add(scalars, .textUnits, .text, record) }
  }

  /// Adds the forms of one sequence of token ids.
  mutating func addTokens(_ tokens: [Int], text: [UInt8], record: Int) {
    if tokens.isEmpty { emptyTokens += 1 }
    if tokens.count < SecretCorpus.numberSeed { shortTokens += 1 }
    let differences = SecretEncoder.differences(tokens)
    add(tokens, .ids, .tokens, record)
    add(differences, .differences, .tokens, record)
    let half = tokens.map { SecretEncoder.roundedToHalf($0) ?? -1 }
    if half != tokens { add(half, .idsHalf, .tokens, record) }
    let brain = tokens.map(SecretEncoder.roundedToBrain)
    if brain != tokens { add(brain, .idsBrain, .tokens, record) }

    // Ids that do not fit a byte part the sequence; what equals the text is the text's.
    for part in tokens.split(whereSeparator: { !(0..<256).contains($0) }) {
      let narrow = part.map { UInt8(truncatingIfNeeded: $0) }
      if !text.starts(with: narrow) { add(narrow, .ids8, .tokens, record) }
    }
    add(differences.map { UInt8(truncatingIfNeeded: $0) }, .differences8, .tokens, record)
    if tokens.contains(where: { $0 >= 0x80 }) { addVarints(tokens, .varint, record) { UInt64($0) } }
    addVarints(tokens, .zigZag, record, SecretEncoder.zigZag)
    addVarints(differences, .zigZagDifferences, record, SecretEncoder.zigZag)
  }

  /// Adds labels packed into bits: every width that holds a label, both orders, every phase.
  mutating func addPackedLabels(_ labels: [Int], classes: Int, order: Int) {
    for bits in [1, 2, 4] where classes <= 1 << bits {
      for phase in 0..<8 / bits {
        for form in [SecretForm.labelBitsLow, .labelBitsHigh] {
          let packed = SecretEncoder.packed(
            labels, phase: phase, bits: bits, lowFirst: form == .labelBitsLow)
          byteSequences.append(
            SecretSequence(
              start: bytes.count, count: packed.count, kind: .labels, form: form.rawValue,
              record: order, labelStart: phase, labelsPerSymbol: 8 / bits))
          bytes += packed
        }
      }
    }
  }

  private mutating func addVarints(
    _ values: [Int], _ form: SecretForm, _ record: Int, _ map: (Int) -> UInt64
  ) {
    var encoded: [UInt8] = []
    for value in values {
      precondition(form != .varint || value >= 0, "token ids are not negative")
      SecretEncoder.varint(map(value), into: &encoded)
    }
    add(encoded, form, .tokens, record)
  }

  private mutating func add(
    _ symbols: [UInt8], _ form: SecretForm, _ kind: SecretKind, _ record: Int
  ) {
    byteSequences.append(
      SecretSequence(
        start: bytes.count, count: symbols.count, kind: kind, form: form.rawValue,
        record: record, seedStride: kind == .text ? 1 : SecretCorpus.byteStride))
    bytes += symbols
    for symbol in symbols { byteCounts[form.rawValue][Int(symbol)] += 1 }
  }

  private mutating func add(
    _ symbols: [Int], _ form: SecretForm, _ kind: SecretKind, _ record: Int
  ) {
    numberSequences.append(
      SecretSequence(
        start: numbers.count, count: symbols.count, kind: kind, form: form.rawValue,
        record: record))
    for symbol in symbols {
      let number = Int32(clamping: symbol)
      numberLimit = max(numberLimit, Int32(clamping: symbol.magnitude))
      numbers.append(number)
      numberCounts[form.rawValue].add(number)
    }
  }
}

/// How often each number occurs, in a table where it is small.
private struct NumberCounts {
  private static let tableLimit = 1 << 16
  /// Numbers from -limit on.
  private var table: [Double] = []
  private var others: [Int32: Double] = [:]

  mutating func add(_ number: Int32) {
    guard number.magnitude < Self.tableLimit else { return others[number, default: 0] += 1 }
    if table.isEmpty { table = [Double](repeating: 0, count: 2 * Self.tableLimit) }
    table[Int(number) + Self.tableLimit] += 1
  }

  var counts: [Int32: Double] {
    var counts = others
    for (index, count) in table.enumerated() where count > 0 {
      counts[Int32(index - Self.tableLimit)] = count
    }
    return counts
  }
}
