internal import Wire

/// Compares every place within an uploaded sample with that sample's label, over all samples.
///
/// A column is a byte offset within a field. A literal encoding of the label at one column, right
/// for (nearly) every sample, is a leak that no sequence of bytes shows.
struct ColumnTest {
  /// Samples that may disagree, as a share: a leak with a few exceptions is a leak.
  static let exceptions = 0.01

  /// A column that holds the label.
  struct Hit {
    /// Where it lies in the first sample.
    var place: TracePlace
    var encoding: String
    var matches: Int
  }

  /// Samples seen at their first upload, with a label.
  private(set) var samples = 0
  /// Columns times encodings that were tested.
  private(set) var candidates = 0
  /// Uploads whose key is in no record.
  private(set) var strangers = 0

  /// Narrow numbers: a large backbone has millions of candidates.
  private struct Candidate {
    var field: UInt16
    var encoding: UInt16
    var offset: UInt32
    var mismatches: UInt32
  }

  /// Whether messages name samples at all; without names there are no columns.
  let namesSamples: Bool
  private let labels: [SampleKey: Int]
  private let classes: Int
  private let encodings: [LabelEncoding]
  private let largestShare: Double
  /// Fields whose single bits are compared, too.
  private let bitPaths: [String]
  /// Surprise of matching every label: n H(labels), against the best column that knows only shares.
  private let exactBits: Double
  private let presentClasses: Int
  private let mismatchLimit: Int
  private var seen: Set<SampleKey> = []
  /// The fields of the first sample.
  private var fields: [TracePlace] = []
  private var counts = OffsetCounts()
  /// What is left once most columns are ruled out.
  private var alive: [Candidate]?

  init(labels: [SampleKey: Int], classes: Int, tree: SchemaTree) {
    bitPaths = tree.nodes.filter { $0.role == .key || $0.role == .allowed }.map(\.path)
    namesSamples = tree.sample != .none
    self.labels = labels
    self.classes = classes
    encodings = LabelEncoding.all(classes: classes)
    var counts = [Int](repeating: 0, count: classes)
    for label in labels.values { counts[label] += 1 }
    largestShare = Double(counts.max() ?? 0) / Double(max(1, labels.count))
    presentClasses = counts.count { $0 > 0 }
    exactBits = counts.reduce(0) { bits, count in
      guard count > 0 else { return bits }
      let share = Double(count) / Double(labels.count)
      return bits - Double(count) * Statistics.logTwo(share)
    }
    mismatchLimit = min(OffsetCounts.limit, Int(Double(labels.count) * Self.exceptions))
  }

  /// Takes in one uploaded sample: its fields with their paths, and which of them is the key.
  mutating func read(_ frame: [UInt8], fields parts: [TracePlace], key: Range<Int>?) {
    guard let key else {
      strangers += 1
      return
    }
    let name = SampleKey(naming: frame[key])
    guard let label = labels[name] else {
      strangers += 1
      return
    }
    guard seen.insert(name).inserted else { return }
    samples += 1
    if samples == 1 { start(parts) }
    let places = fields.ranges(in: parts)
    guard var candidates = alive else { return count(frame, places, label) }
    alive = nil  // One owner, so that the filter works in place.
    candidates.keep { candidate in
      if !isMatch(candidate, frame, places[Int(candidate.field)], label) {
        candidate.mismatches += 1
      }
      return candidate.mismatches <= mismatchLimit
    }
    alive = candidates
  }

  private mutating func count(_ frame: [UInt8], _ places: [Range<Int>?], _ label: Int) {
    for (index, group) in counts.groups.enumerated() {
      let encoding = encodings[group.pattern]
      counts.count(
        index, frame, places[group.field], encoding.bytes[label], mask: encoding.mask)
    }
    if samples % OffsetCounts.period == 0, counts.areFew(limit: mismatchLimit) {
      alive = candidatesLeft
      counts = OffsetCounts()
    }
  }

  /// Columns that are not ruled out.
  private var candidatesLeft: [Candidate] {
    if let alive { return alive }
    var result: [Candidate] = []
    counts.forEach(limit: mismatchLimit) { group, offset, mismatches in
      result.append(
        Candidate(
          field: UInt16(group.field), encoding: UInt16(group.pattern), offset: UInt32(offset),
          mismatches: UInt32(mismatches)))
    }
    return result
  }

  /// Columns that hold the label beyond all chance.
  var hits: [Hit] {
    guard samples > 0, presentClasses > 1 else { return [] }
    return candidatesLeft.compactMap { candidate in
      let matches = samples - Int(candidate.mismatches)
      guard chanceBits(matches) >= neededBits else { return nil }
      let encoding = encodings[Int(candidate.encoding)]
      var place = fields[Int(candidate.field)]
      let start = place.bytes.lowerBound + Int(candidate.offset)
      place.bytes = start..<start + (place.isAbsent ? 0 : encoding.width)
      return Hit(place: place, encoding: encoding.name, matches: matches)
    }
  }

  /// Whether a column that holds every label would raise the alarm.
  var canAlarm: Bool { presentClasses > 1 && chanceBits(samples) >= neededBits }

  /// Chernoff's bound for a column that follows the most frequent label at best.
  private func chanceBits(_ matches: Int) -> Double {
    guard samples > 0 else { return 0 }
    if matches == samples { return exactBits * Double(samples) / Double(max(1, labels.count)) }
    let share = Double(matches) / Double(samples)
    return Double(samples) * Statistics.divergence(share: share, chance: largestShare)
  }

  private var neededBits: Double {
    Statistics.logTwo(Double(max(1, candidates))) - Statistics.logTwo(MatchThreshold.labelChance)
  }

  private mutating func start(_ parts: [TracePlace]) {
    // Beyond the narrow numbers' range nothing honest is left.
    fields = Array(parts.prefix { $0.bytes.count < UInt32.max }.prefix(Int(UInt16.max)))
    for (field, place) in fields.enumerated() {
      // The sign bit of delta shows the label by design: that is `label.sign`, an inference. Those
      // of activations may follow the class as well as any feature does.
      let allowsBits = bitPaths.contains(place.field)
      for (index, encoding) in encodings.enumerated() where allowsBits || !encoding.isBit {
        counts.add(
          field: field, pattern: index, width: encoding.width, byteCount: place.bytes.count)
      }
    }
    candidates = counts.count
  }

  private func isMatch(
    _ candidate: Candidate, _ frame: [UInt8], _ place: Range<Int>?, _ label: Int
  ) -> Bool {
    let encoding = encodings[Int(candidate.encoding)]
    let offset = Int(candidate.offset)
    guard let place, place.count >= offset + encoding.width else { return false }
    let start = place.lowerBound + offset
    let expected = encoding.bytes[label]
    for (index, byte) in expected.enumerated() where frame[start + index] & encoding.mask != byte {
      return false
    }
    return true
  }
}
