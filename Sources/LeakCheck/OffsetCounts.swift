internal import CScan

/// Counts for every offset of a field the samples in which a pattern does not stand there.
///
/// At first every offset is a candidate, so that counting all of them at once is fastest; once
/// most are ruled out, the caller goes on with those that are left.
struct OffsetCounts {
  /// Samples after which it is worth asking anew how many offsets are left.
  static let period = 64
  /// Share of the offsets below which those left are better looked at one by one.
  private static let worthwhile = 1.0 / 16
  /// The largest count that is told apart.
  static let limit = Int(UInt16.max) - 1

  /// A pattern of a fixed width in one field.
  struct Group {
    /// Number of the field.
    var field: Int
    /// Number of the pattern, of the caller's choice.
    var pattern: Int
    /// Bytes of the pattern.
    var width: Int
    /// Offsets at which the pattern may stand.
    fileprivate var offsets: Range<Int>
  }

  /// The groups, in the order in which they were added.
  private(set) var groups: [Group] = []
  private var mismatches: [UInt16] = []

  /// Offsets of all groups.
  var count: Int { mismatches.count }

  /// Adds a pattern of `width` bytes in a field of `byteCount` bytes.
  mutating func add(field: Int, pattern: Int, width: Int, byteCount: Int) {
    guard byteCount >= width else { return }
    let first = mismatches.count
    mismatches.append(contentsOf: repeatElement(0, count: byteCount - width + 1))
    groups.append(
      Group(field: field, pattern: pattern, width: width, offsets: first..<mismatches.count))
  }

  /// Takes in one sample: `expected` is what should stand in `place` of the frame.
  ///
  /// Without one of them every offset is a mismatch.
  mutating func count(
    _ index: Int, _ frame: [UInt8], _ place: Range<Int>?, _ expected: [UInt8]?, mask: UInt8
  ) {
    let group = groups[index]
    var read = 0
    if let place, let expected { read = min(group.offsets.count, place.count - expected.count + 1) }
    mismatches.withUnsafeMutableBufferPointer { mismatches in
      if read > 0, let place, let expected, let base = mismatches.baseAddress {
        frame.withUnsafeBufferPointer { frame in
          guard let bytes = frame.baseAddress else { return }
          sl_count_mismatches(
            bytes + place.lowerBound, read, expected, expected.count, mask,
            base + group.offsets.lowerBound)
        }
      }
      for offset in group.offsets.dropFirst(max(0, read)) where mismatches[offset] < .max {
        mismatches[offset] += 1
      }
    }
  }

  /// Whether few offsets have at most `limit` mismatches.
  func areFew(limit: Int) -> Bool {
    let left = mismatches.count { $0 <= limit }
    return Double(left) <= Self.worthwhile * Double(mismatches.count)
  }

  /// Calls `body` with every offset that has at most `limit` mismatches, in order.
  func forEach(limit: Int, _ body: (_ group: Group, _ offset: Int, _ mismatches: Int) -> Void) {
    for group in groups {
      for (offset, count) in mismatches[group.offsets].enumerated() where count <= limit {
        body(group, offset, Int(count))
      }
    }
  }
}
