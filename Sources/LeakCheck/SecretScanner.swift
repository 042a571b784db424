/// A stretch of the trace that holds an encoding of a secret.
struct SecretMatch: Equatable {
  /// The secret.
  var kind: SecretKind
  /// Name of the encoding, such as `base64 of UTF-8`.
  var encoding: String
  /// The record that the secret belongs to; for labels, the order.
  var record: Int
  /// The bytes of the window.
  var range: Range<Int>
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

  /// Every significant match in `window`, in order.
  ///
  /// Matches inside longer ones are left out.
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
    corpus.bytes.scan(bytes, budget: &budget, weight: MatchResolution.weight) { hit in
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
      corpus.numbers.scan(
        numbers, budget: &budget, weight: { MatchResolution.weight(2 * $0, $1) }
      ) { hit in
        let sequence = corpus.numbers.sequences[hit.sequence]
        let form = SecretForm(rawValue: sequence.form) ?? .ids
        guard !form.isRounded || run.codec.contains("float") else { return }
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
      corpus.labels.scan(buffer, budget: &budget, weight: MatchResolution.weight) { hit in
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
}
