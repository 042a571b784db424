/// A number of bytes.
public struct ByteCount: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number itself.
  public let bytes: UInt64

  /// No bytes.
  public static let zero = ByteCount(0)

  /// Makes a count of `bytes`.
  public init(_ bytes: UInt64) { self.bytes = bytes }

  /// Makes a count from the length of a buffer.
  public init(_ count: Int) {
    precondition(count >= 0, "a byte count must not be negative")
    self.bytes = UInt64(count)
  }

  /// Smaller counts come first.
  public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

  /// The sum of two counts.
  ///
  /// Traps beyond 2^64 bytes.
  public static func + (left: ByteCount, right: ByteCount) -> ByteCount {
    ByteCount(left.bytes + right.bytes)
  }

  /// Adds `right` to `left`.
  public static func += (left: inout ByteCount, right: ByteCount) { left = left + right }

  /// The count in decimal units, as `1.06 MB`.
  public var description: String {
    let units: [(String, Double)] = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)]
    for (name, size) in units where Double(bytes) >= size {
      let hundredths = (Double(bytes) / size * 100).rounded()
      let whole = Int(hundredths) / 100
      let rest = Int(hundredths) % 100
      return "\(whole).\(rest < 10 ? "0" : "")\(rest) \(name)"
    }
    return "\(bytes) B"
  }
}
