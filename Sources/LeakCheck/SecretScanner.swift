/// A stretch of the trace that holds an encoding of a secret.
struct SecretMatch {
  /// The secret.
  var kind: SecretKind
  /// Name of the encoding, such as `base64 of UTF-8`.
  var encoding: String
  /// The record that the secret belongs to; for labels, the order.
  var record: Int
  /// The bytes of the window.
  var range: Range<Int>
}

/// What makes a match more than an accident.
///
/// Two independent readings must agree. If the trace is noise with the byte frequencies that it
/// has, a stretch of length m equals a given secret with the probability 2^-(surprise of its
/// bytes); over all pairs of places fewer than 1e-6 accidents are expected. And the secret itself
/// must be varied: 32 bits of surprise under its own frequencies.
struct MatchThreshold: Sendable {
  /// Accidents expected over a whole trace for text and tokens, at most.
  static let expectedAccidents = 1e-6
  /// Probability of an accident over a whole trace for labels, at most.
  static let labelChance = 1e-9
  /// Least surprise of the secret, under its own frequencies.
  static let leastSecretBits = 32.0
  /// Readings of each byte: the codecs with their phases, and the text encodings. Rounded up.
  static let readings = 64.0

  /// Bits that a match of text or tokens must carry.
  let bits: Double
  /// Bits that a match of labels must carry.
  let labelBits: Double
  /// Surprise of each byte under the trace's own frequencies.
  let byteSurprise: [Double]

  /// Derives the thresholds from the trace's `histogram` and the number of `seeds` and `labels`.
  init(histogram: [UInt64], seeds: Int, labels: Int) {
    precondition(histogram.count == 256, "a histogram of bytes has 256 entries")
    let total = Double(max(1, histogram.reduce(0, +)))
    let places = Statistics.logTwo(total * Self.readings)
    bits =
      places + Statistics.logTwo(Double(max(1, seeds)))
      - Statistics.logTwo(Self.expectedAccidents)
    labelBits =
      places + Statistics.logTwo(Double(max(1, labels))) - Statistics.logTwo(Self.labelChance)
    // No byte counts as rarer than in uniform noise.
    byteSurprise = histogram.map { count in
      min(8, -Statistics.logTwo(max(1 / 256, Double(count) / total)))
    }
  }
}

/// Looks for every form of every secret in windows of bytes.
final class SecretScanner {
  /// Longest stretch that is seen whole even where windows meet.
  static let overlap = 1 << 16

  private let corpus: SecretCorpus
  private let threshold: MatchThreshold
  private let labelNumbers: ClosedRange<Int32>
  /// Comparisons of seeds that are left; bounds the time that repetitive secrets can take.
  private var budget = 200_000_000

  init(corpus: SecretCorpus, threshold: MatchThreshold) {
    self.corpus = corpus
    self.threshold = threshold
    labelNumbers = 0...Int32(clamping: max(1, corpus.classes - 1))
  }

  /// Every significant match in `window`, in order. Matches inside longer ones are left out.
  func scan(_ window: UnsafeBufferPointer<UInt8>) -> [SecretMatch] {
    var matches: [SecretMatch] = []
    let whole = Layer(window: window, stretch: nil)
    scanLayer(window, whole, &matches)
    TextEncodings.find(in: window) { stretch in
      stretch.bytes.withUnsafeBufferPointer { bytes in
        scanLayer(bytes, Layer(window: window, stretch: stretch), &matches)
      }
    }
    return MatchResolution.resolve(matches)
  }

  /// The window itself, or bytes decoded from a part of it.
  private struct Layer {
    var window: UnsafeBufferPointer<UInt8>
    var stretch: DecodedStretch?

    func bytes(_ range: Range<Int>) -> Range<Int> { stretch?.characters(range) ?? range }
    func name(_ encoding: String) -> String {
      guard let stretch else { return encoding }
      return "\(stretch.name) of \(encoding)"
    }
  }

  private func scanLayer(
    _ bytes: UnsafeBufferPointer<UInt8>, _ layer: Layer, _ matches: inout [SecretMatch]
  ) {
    corpus.bytes.scan(bytes, budget: &budget, better: Self.isBetter) { hit in
      consider(hit, layer, &matches)
    }
    scanLabels(IntegerCodec<UInt8, LittleEndian>.self, bytes, layer, &matches)
    scanLabels(DigitCodec.self, bytes, layer, &matches)
    scanNumbers(bytes, layer, &matches)
  }

  private func scanNumbers(
    _ bytes: UnsafeBufferPointer<UInt8>, _ layer: Layer, _ matches: inout [SecretMatch]
  ) {
    scanOrder(LittleEndian.self, bytes, layer, &matches)
    scanOrder(BigEndian.self, bytes, layer, &matches)
    NumberRuns.findDecimal(in: bytes, limit: corpus.numberLimit, least: leastNumbers) { run in
      consider(run, layer, &matches)
    }
  }

  private func scanOrder<Order: ByteOrder>(
    _ order: Order.Type, _ bytes: UnsafeBufferPointer<UInt8>, _ layer: Layer,
    _ matches: inout [SecretMatch]
  ) {
    scanCodec(IntegerCodec<Int16, Order>.self, bytes, layer, &matches)
    if corpus.numberLimit > Int32(Int16.max) {
      scanCodec(IntegerCodec<UInt16, Order>.self, bytes, layer, &matches)
    }
    scanCodec(IntegerCodec<Int32, Order>.self, bytes, layer, &matches)
    scanCodec(IntegerCodec<Int64, Order>.self, bytes, layer, &matches)
    scanCodec(HalfCodec<Order>.self, bytes, layer, &matches)
    scanCodec(BrainCodec<Order>.self, bytes, layer, &matches)
    scanCodec(SingleCodec<Order>.self, bytes, layer, &matches)
    scanCodec(DoubleCodec<Order>.self, bytes, layer, &matches)
  }

  private var leastNumbers: Int { min(SecretCorpus.numberSeed, corpus.labels.seedLength) }

  private func scanCodec<Codec: NumberCodec>(
    _ codec: Codec.Type, _ bytes: UnsafeBufferPointer<UInt8>, _ layer: Layer,
    _ matches: inout [SecretMatch]
  ) {
    let limit = corpus.numberLimit
    NumberRuns.find(codec, in: bytes, range: -limit...limit, least: leastNumbers) { run in
      consider(run, layer, &matches)
    }
  }

  private func scanLabels<Codec: NumberCodec>(
    _ codec: Codec.Type, _ bytes: UnsafeBufferPointer<UInt8>, _ layer: Layer,
    _ matches: inout [SecretMatch]
  ) {
    NumberRuns.find(codec, in: bytes, range: labelNumbers, least: corpus.labels.seedLength) {
      considerLabels($0, layer, &matches)
    }
  }

  private func consider(_ run: NumberRun, _ layer: Layer, _ matches: inout [SecretMatch]) {
    run.numbers.withUnsafeBufferPointer { numbers in
      corpus.numbers.scan(numbers, budget: &budget, better: Self.isBetter) { hit in
        let sequence = corpus.numbers.sequences[hit.sequence]
        let form = SecretForm(rawValue: sequence.form) ?? .ids
        let secretBits = corpus.surprise(form, run.numbers[hit.range])
        accept(
          sequence, layer.name("\(run.codec) \(form.name)"), layer.bytes(run.bytes(hit.range)),
          layer.window, secretBits, &matches)
      }
    }
    considerLabels(run, layer, &matches)
  }

  /// Labels in the stretches of a run that hold nothing but classes, plain and one-hot.
  private func considerLabels(_ run: NumberRun, _ layer: Layer, _ matches: inout [SecretMatch]) {
    let seed = corpus.labels.seedLength
    var low = 0
    while low < run.numbers.count {
      guard labelNumbers.contains(run.numbers[low]) else {
        low += 1
        continue
      }
      var high = low + 1
      while high < run.numbers.count, labelNumbers.contains(run.numbers[high]) { high += 1 }
      if high - low >= seed { lookUpLabels(run, low..<high, layer, &matches) }
      low = high
    }
  }

  private func lookUpLabels(
    _ run: NumberRun, _ range: Range<Int>, _ layer: Layer, _ matches: inout [SecretMatch]
  ) {
    let plain = Array(run.numbers[range])
    search(plain, "\(run.codec) labels", layer, &matches) { part in
      run.bytes(range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound)
    }
    let classes = corpus.classes
    guard classes > 1, range.count >= corpus.labels.seedLength * classes else { return }
    for phase in 0..<classes {
      for (first, labels) in OneHot.runs(plain, phase: phase, classes: classes) {
        search(labels, "one-hot \(run.codec) labels", layer, &matches) { part in
          let base = range.lowerBound + first
          return run.bytes(base + part.lowerBound * classes..<base + part.upperBound * classes)
        }
      }
    }
  }

  private func search(
    _ labels: [Int32], _ encoding: String, _ layer: Layer, _ matches: inout [SecretMatch],
    place: (Range<Int>) -> Range<Int>
  ) {
    labels.withUnsafeBufferPointer { buffer in
      corpus.labels.scan(buffer, budget: &budget, better: { _, _ in false }) { hit in
        let order = corpus.labels.sequences[hit.sequence].record
        let bits = corpus.models[order].bits(hit.offset..<hit.offset + hit.range.count)
        guard bits >= threshold.labelBits else { return }
        matches.append(
          SecretMatch(
            kind: .labels, encoding: layer.name(encoding), record: order,
            range: layer.bytes(place(hit.range))))
      }
    }
  }

  private func consider(
    _ hit: SeedIndex<UInt8>.Hit, _ layer: Layer, _ matches: inout [SecretMatch]
  ) {
    let sequence = corpus.bytes.sequences[hit.sequence]
    let form = SecretForm(rawValue: sequence.form) ?? .utf8
    if sequence.kind == .labels {
      let first = sequence.labelStart + hit.offset * sequence.labelsPerSymbol
      let count = hit.range.count * sequence.labelsPerSymbol
      guard corpus.models[sequence.record].bits(first..<first + count) >= threshold.labelBits
      else { return }
      matches.append(
        SecretMatch(
          kind: .labels, encoding: layer.name(form.name), record: sequence.record,
          range: layer.bytes(hit.range)))
      return
    }
    let start = sequence.start + hit.offset
    let symbols = corpus.bytes.symbols[start..<start + hit.range.count].lazy.map { Int32($0) }
    accept(
      sequence, layer.name(form.name), layer.bytes(hit.range), layer.window,
      corpus.surprise(form, symbols), &matches)
  }

  private func accept(
    _ sequence: SecretSequence, _ encoding: String, _ range: Range<Int>,
    _ window: UnsafeBufferPointer<UInt8>, _ secretBits: Double, _ matches: inout [SecretMatch]
  ) {
    guard secretBits >= MatchThreshold.leastSecretBits else { return }
    let bits = range.reduce(0) { $0 + threshold.byteSurprise[Int(window[$1])] }
    guard bits >= threshold.bits else { return }
    matches.append(
      SecretMatch(kind: sequence.kind, encoding: encoding, record: sequence.record, range: range))
  }

  /// Among equally long matches text comes before tokens, and tokens before labels.
  private static func isBetter(_ left: SecretSequence, _ right: SecretSequence) -> Bool {
    left.kind.rank < right.kind.rank
  }
}

extension SecretKind {
  /// The more telling secret first.
  var rank: Int {
    switch self {
    case .text: 0
    case .tokens: 1
    case .labels: 2
    }
  }
}

/// Reads one-hot groups back into classes.
enum OneHot {
  /// The runs of whole groups from `phase` on: the first number's index, and the classes.
  static func runs(
    _ numbers: [Int32], phase: Int, classes: Int
  ) -> [(first: Int, labels: [Int32])] {
    var result: [(first: Int, labels: [Int32])] = []
    var labels: [Int32] = []
    var first = phase
    var group = phase
    while group + classes <= numbers.count {
      let part = numbers[group..<group + classes]
      if let hot = part.firstIndex(of: 1), part.count(where: { $0 == 0 }) == classes - 1 {
        if labels.isEmpty { first = group }
        labels.append(Int32(hot - group))
      } else if !labels.isEmpty {
        result.append((first, labels))
        labels = []
      }
      group += classes
    }
    if !labels.isEmpty { result.append((first, labels)) }
    return result
  }
}

/// Decides which of several matches at one place explains it.
enum MatchResolution {
  /// Drops what lies inside a longer match, and of equal ones all but the most telling.
  static func resolve(_ matches: [SecretMatch]) -> [SecretMatch] {
    let ordered = matches.sorted { left, right in
      (left.range.lowerBound, -left.range.upperBound, left.kind.rank)
        < (right.range.lowerBound, -right.range.upperBound, right.kind.rank)
    }
    var result: [SecretMatch] = []
    var end = -1
    for match in ordered where match.range.upperBound > end {
      result.append(match)
      end = match.range.upperBound
    }
    return result
  }
}
