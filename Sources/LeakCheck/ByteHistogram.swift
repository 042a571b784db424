internal import CScan

/// Counts bytes by value.
struct ByteHistogram {
  /// How often each value occurred.
  private(set) var counts = [UInt64](repeating: 0, count: 256)

  /// Counts the bytes of `bytes`.
  mutating func add(_ bytes: [UInt8]) {
    counts.withUnsafeMutableBufferPointer { counts in
      bytes.withUnsafeBufferPointer { sl_histogram($0.baseAddress, $0.count, counts.baseAddress) }
    }
  }
}
