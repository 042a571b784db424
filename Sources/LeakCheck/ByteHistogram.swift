/// Counts bytes by value.
struct ByteHistogram {
  /// Four tables, so that equal bytes in a row do not wait for each other.
  private var tables = [UInt64](repeating: 0, count: 4 * 256)

  /// How often each value occurred.
  var counts: [UInt64] {
    (0..<256).map { byte in (0..<4).reduce(0) { $0 + tables[$1 << 8 | byte] } }
  }

  /// Counts the bytes of `bytes`.
  mutating func add(_ bytes: [UInt8]) {
    tables.withUnsafeMutableBufferPointer { tables in
      for index in bytes.indices { tables[(index & 3) << 8 | Int(bytes[index])] += 1 }
    }
  }
}
