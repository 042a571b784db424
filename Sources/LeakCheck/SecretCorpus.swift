internal import PrivateData

/// Every form of every secret, ready to be looked for.
struct SecretCorpus: Sendable {
  /// Most seeds in one index; beyond it only the first, middle and last ones of each secret stay.
  static let seedBudget = 24_000_000
  /// Bytes of a seed of bytes.
  ///
  /// A shorter text is not seen at all.
  static let byteSeed = 8
  /// Distance between seeds of bytes of token forms: every leaked stretch of 11 bytes holds one.
  ///
  /// Texts have seeds everywhere, so that a form that equals the text is never found without it.
  static let byteStride = 4
  /// Numbers of a seed of numbers.
  static let numberSeed = 6
  /// Different symbols that a seed must hold: runs and alternations occur by chance.
  static let leastVariety = 3

  /// Forms of bytes.
  let bytes: SeedIndex<UInt8>
  /// Forms of numbers: ids, differences, character codes.
  let numbers: SeedIndex<Int32>
  /// Labels, in every order.
  let labels: SeedIndex<Int32>
  /// One model for each order of the labels.
  let models: [LabelModel]
  /// Declared number of classes.
  let classes: Int
  /// The largest absolute number that ids, differences and character codes reach.
  let numberLimit: Int32
  /// Texts too short for a seed.
  let shortTexts: Int
  /// Token sequences too short for a seed.
  let shortTokens: Int
  /// Texts of no bytes.
  let emptyTexts: Int
  /// Token sequences of no ids.
  let emptyTokens: Int
  /// Records, by kind of secret that has one.
  let recordCount: Int

  /// Symbol frequencies of each form, for the least surprise that a match needs.
  private let formCounts: [[Int32: Double]]
  private let formTotals: [Double]

  /// Builds every form.
  ///
  /// `orders` holds further orders of the labels, as indices of records.
  init(
    records: [JudgeRecord], classes: Int, orders: [[Int]] = [], together: RawCheck.Together
  ) {
    var builder = CorpusBuilder()
    let allLabels = records.map { $0.label.withRevealed { $0 } }
    var labelOrders = [allLabels]
    for order in orders {
      precondition(order.allSatisfy(records.indices.contains), "an order names records")
      labelOrders.append(order.map { allLabels[$0] })
    }
    for (index, record) in records.enumerated() {
      record.text.withRevealed { builder.addText($0, record: index) }
      record.tokens.withRevealed { tokens in
        record.text.withRevealed { builder.addTokens(tokens, text: $0, record: index) }
      }
    }
    let models = labelOrders.map { LabelModel(labels: $0, classes: classes) }
    for (order, labels) in labelOrders.enumerated() {
      builder.addPackedLabels(labels, classes: classes, order: order)
    }
    formCounts = builder.formCounts
    formTotals = formCounts.map { counts in counts.values.reduce(0, +) }
    shortTexts = builder.shortTexts
    shortTokens = builder.shortTokens
    emptyTexts = builder.emptyTexts
    emptyTokens = builder.emptyTokens
    numberLimit = builder.numberLimit
    recordCount = records.count
    self.models = models
    self.classes = classes
    (bytes, numbers) = Self.indices(builder, together)
    let seed = Self.labelSeed(models[0])
    labels = Self.labelIndex(labelOrders, seed: seed)
  }

  /// Seeds of texts and tokens.
  var patternCount: Int { bytes.seedCount + numbers.seedCount }

  /// Bits of surprise in `symbols` under the form's own frequencies.
  func surprise(_ form: SecretForm, _ symbols: some Sequence<Int32>) -> Double {
    let counts = formCounts[form.rawValue]
    let total = formTotals[form.rawValue]
    return symbols.reduce(0) { sum, symbol in
      sum - Statistics.logTwo((counts[symbol] ?? 1) / max(1, total))
    }
  }

  /// The indices of bytes and of numbers, which take most of the time.
  private static func indices(
    _ builder: CorpusBuilder, _ together: RawCheck.Together
  ) -> (bytes: SeedIndex<UInt8>, numbers: SeedIndex<Int32>) {
    // Each piece of work writes its own.
    nonisolated(unsafe) var bytes: SeedIndex<UInt8>?
    nonisolated(unsafe) var numbers: SeedIndex<Int32>?
    together(2) { piece in
      if piece == 0 {
        bytes = SeedIndex(
          symbols: builder.bytes, sequences: builder.byteSequences, seedLength: byteSeed,
          budget: seedBudget, isUseful: { isVaried($0, byteSeed) })
      } else {
        numbers = SeedIndex(
          symbols: builder.numbers, sequences: builder.numberSequences, seedLength: numberSeed,
          budget: seedBudget, isUseful: { isVaried($0, numberSeed) })
      }
    }
    guard let bytes, let numbers else { preconditionFailure("every piece of work is done") }
    return (bytes, numbers)
  }

  /// Labels of a seed: about 24 bits' worth, so that few stretches of small numbers look like one.
  private static func labelSeed(_ model: LabelModel) -> Int {
    guard !model.labels.isEmpty, model.totalBits > 0 else { return 512 }
    let each = model.totalBits / Double(model.labels.count)
    return min(512, max(8, Int((24 / each).rounded(.up))))
  }

  private static func labelIndex(_ orders: [[Int]], seed: Int) -> SeedIndex<Int32> {
    var symbols: [Int32] = []
    var sequences: [SecretSequence] = []
    for (order, labels) in orders.enumerated() {
      sequences.append(
        SecretSequence(
          start: symbols.count, count: labels.count, kind: .labels,
          form: SecretForm.labels.rawValue, record: order))
      symbols += labels.map(Int32.init(truncatingIfNeeded:))
    }
    // Stretches with hardly a change, as in sorted labels, are met wherever zeros are.
    return SeedIndex(
      symbols: symbols, sequences: sequences, seedLength: seed, budget: seedBudget
    ) { seedPointer in
      var changes = 0
      for index in 1..<seed where seedPointer[index] != seedPointer[index - 1] { changes += 1 }
      return changes >= 4
    }
  }
}

/// Whether the first `length` symbols hold enough different ones.
private func isVaried<Symbol: SeedSymbol>(
  _ pointer: UnsafePointer<Symbol>, _ length: Int
) -> Bool {
  let first = pointer[0]
  var second: Symbol?
  for index in 1..<length where pointer[index] != first {
    guard let known = second else {
      second = pointer[index]
      continue
    }
    if pointer[index] != known { return true }
  }
  return false
}
