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
struct SecretScanner: Sendable {
  /// Longest stretch that is seen whole even where windows meet.
  static let overlap = 1 << 16
  /// Comparisons of seeds in a window; bounds the time that repetitive secrets can take.
  private static let comparisons = 20_000_000

  private let corpus: SecretCorpus
  private let threshold: MatchThreshold
  private let filter: ScanFilter
  private let labelNumbers: ClosedRange<Int32>
  /// Bytes of the shortest match that bytes as they stand can show.
  private let least: Int

  init(corpus: SecretCorpus, threshold: MatchThreshold, filter: ScanFilter) {
    self.corpus = corpus
    self.threshold = threshold
    self.filter = filter
    labelNumbers = 0...Int32(clamping: max(1, corpus.classes - 1))
    let labelBits = corpus.models.map(\.mostBits).max() ?? 0
    // Eight labels to a byte at most.
    least = Int(min(threshold.bits / 8, threshold.labelBits / max(1, 8 * labelBits)).rounded(.up))
  }

  /// Every significant match in `window`, in order.
  ///
  /// Matches inside longer ones are left out.
  func scan(_ window: UnsafeBufferPointer<UInt8>) -> [SecretMatch] {
    var found = Found(budget: Self.comparisons)
    let regions = filter.regions(of: window, least: least)
    scanLayer(Layer(window: window, bytes: window, regions: regions), &found)
    for region in regions[ScanFilter.Reader.characters.rawValue] {
      TextEncodings.find(in: UnsafeBufferPointer(rebasing: window[region])) { stretch in
        var stretch = stretch
        stretch.start += region.lowerBound
        stretch.bytes.withUnsafeBufferPointer { bytes in
          // Characters carry less than bytes do, so that fewer bytes may be enough.
          let regions = filter.regions(of: bytes, least: 0)
          scanLayer(
            Layer(window: window, stretch: stretch, bytes: bytes, regions: regions), &found)
        }
      }
    }
    return MatchResolution.resolve(found.matches)
  }

  /// What a scan of a window gathers and uses up.
  private struct Found {
    var matches: [SecretMatch] = []
    var budget: Int
  }

  /// The window itself, or bytes decoded from a part of it.
  private struct Layer {
    var window: UnsafeBufferPointer<UInt8>
    var stretch: DecodedStretch?
    var bytes: UnsafeBufferPointer<UInt8>
    /// What each reader reads of the bytes.
    var regions: [[Range<Int>]]
    /// Where the region under way begins.
    var origin = 0

    /// Calls `body` with every region of a reader, and the layer as seen from there.
    func forEach(
      _ reader: ScanFilter.Reader, _ body: (UnsafeBufferPointer<UInt8>, Layer) -> Void
    ) {
      var layer = self
      for region in regions[reader.rawValue] {
        layer.origin = region.lowerBound
        body(UnsafeBufferPointer(rebasing: bytes[region]), layer)
      }
    }

    /// The bytes of the window behind some of a region.
    func place(_ range: Range<Int>) -> Range<Int> {
      let shifted = range.lowerBound + origin..<range.upperBound + origin
      return stretch?.characters(shifted) ?? shifted
    }
    func name(_ encoding: String) -> String {
      guard let stretch else { return encoding }
      return "\(stretch.name) of \(encoding)"
    }
  }

  private func scanLayer(_ layer: Layer, _ found: inout Found) {
    layer.forEach(.bytes) { bytes, layer in
      corpus.bytes.scan(bytes, budget: &found.budget, weight: MatchResolution.weight) { hit in
        consider(hit, layer, &found.matches)
      }
    }
    scanLabels(IntegerCodec<UInt8, LittleEndian>.self, .bytes, layer, &found)
    scanLabels(DigitCodec.self, .characters, layer, &found)
    scanOrder(LittleEndian.self, layer, &found)
    scanOrder(BigEndian.self, layer, &found)
    layer.forEach(.characters) { bytes, layer in
      NumberRuns.findDecimal(in: bytes, limit: corpus.numberLimit, least: leastNumbers) { run in
        consider(run, layer, &found)
      }
    }
  }

  private func scanOrder<Order: ByteOrder>(
    _ order: Order.Type, _ layer: Layer, _ found: inout Found
  ) {
    scanCodec(IntegerCodec<Int16, Order>.self, .pairs, layer, &found)
    if corpus.numberLimit > Int32(Int16.max) {
      scanCodec(IntegerCodec<UInt16, Order>.self, .pairs, layer, &found)
    }
    scanCodec(IntegerCodec<Int32, Order>.self, .wide, layer, &found)
    scanCodec(IntegerCodec<Int64, Order>.self, .wide, layer, &found)
    scanCodec(HalfCodec<Order>.self, .pairs, layer, &found)
    scanCodec(BrainCodec<Order>.self, .pairs, layer, &found)
    scanCodec(SingleCodec<Order>.self, .wide, layer, &found)
    scanCodec(DoubleCodec<Order>.self, .wide, layer, &found)
  }

  private var leastNumbers: Int { min(SecretCorpus.numberSeed, corpus.labels.seedLength) }

  private func scanCodec<Codec: NumberCodec>(
    _ codec: Codec.Type, _ reader: ScanFilter.Reader, _ layer: Layer, _ found: inout Found
  ) {
    let limit = corpus.numberLimit
    layer.forEach(reader) { bytes, layer in
      NumberRuns.find(codec, in: bytes, range: -limit...limit, least: leastNumbers) { run in
        consider(run, layer, &found)
      }
    }
  }

  private func scanLabels<Codec: NumberCodec>(
    _ codec: Codec.Type, _ reader: ScanFilter.Reader, _ layer: Layer, _ found: inout Found
  ) {
    layer.forEach(reader) { bytes, layer in
      NumberRuns.find(codec, in: bytes, range: labelNumbers, least: corpus.labels.seedLength) {
        considerLabels($0, layer, &found)
      }
    }
  }

  private func consider(_ run: NumberRun, _ layer: Layer, _ found: inout Found) {
    run.numbers.withUnsafeBufferPointer { numbers in
      corpus.numbers.scan(
        numbers, budget: &found.budget, weight: { MatchResolution.weight(2 * $0, $1) }
      ) { hit in
        let sequence = corpus.numbers.sequences[hit.sequence]
        let form = SecretForm(rawValue: sequence.form) ?? .ids
        guard !form.isRounded || run.codec.contains("float") else { return }
        let secretBits = corpus.surprise(form, run.numbers[hit.range])
        accept(
          sequence, layer.name("\(run.codec) \(form.name)"), layer.place(run.bytes(hit.range)),
          layer.window, secretBits, &found.matches)
      }
    }
    considerLabels(run, layer, &found)
  }

  /// Labels in the stretches of a run that hold nothing but classes, plain and one-hot.
  private func considerLabels(_ run: NumberRun, _ layer: Layer, _ found: inout Found) {
    let seed = corpus.labels.seedLength
    var low = 0
    while low < run.numbers.count {
      guard labelNumbers.contains(run.numbers[low]) else {
        low += 1
        continue
      }
      var high = low + 1
      while high < run.numbers.count, labelNumbers.contains(run.numbers[high]) { high += 1 }
      if high - low >= seed { lookUpLabels(run, low..<high, layer, &found) }
      low = high
    }
  }

  private func lookUpLabels(
    _ run: NumberRun, _ range: Range<Int>, _ layer: Layer, _ found: inout Found
  ) {
    let plain = Array(run.numbers[range])
    search(plain, "\(run.codec) labels", layer, &found) { part in
      run.bytes(range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound)
    }
    let classes = corpus.classes
    guard classes > 1, range.count >= corpus.labels.seedLength * classes else { return }
    for phase in 0..<classes {
      for (first, labels) in OneHot.runs(plain, phase: phase, classes: classes) {
        search(labels, "one-hot \(run.codec) labels", layer, &found) { part in
          let base = range.lowerBound + first
          return run.bytes(base + part.lowerBound * classes..<base + part.upperBound * classes)
        }
      }
    }
  }

  private func search(
    _ labels: [Int32], _ encoding: String, _ layer: Layer, _ found: inout Found,
    place: (Range<Int>) -> Range<Int>
  ) {
    labels.withUnsafeBufferPointer { buffer in
      corpus.labels.scan(buffer, budget: &found.budget, weight: MatchResolution.weight) { hit in
        let order = corpus.labels.sequences[hit.sequence].record
        let bits = corpus.models[order].bits(hit.offset..<hit.offset + hit.range.count)
        guard bits >= threshold.labelBits else { return }
        found.matches.append(
          SecretMatch(
            kind: .labels, encoding: layer.name(encoding), record: order,
            range: layer.place(place(hit.range))))
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
          range: layer.place(hit.range)))
      return
    }
    let start = sequence.start + hit.offset
    let symbols = corpus.bytes.symbols[start..<start + hit.range.count].lazy.map { Int32($0) }
    accept(
      sequence, layer.name(form.name), layer.place(hit.range), layer.window,
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
