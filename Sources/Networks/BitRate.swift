/// A data rate in bits a second, at least 1.
public struct BitRate: Hashable, Comparable, Sendable {
  /// Bits a second.
  public let bitsPerSecond: UInt64

  /// Makes a rate.
  ///
  /// Traps on zero.
  public init(bitsPerSecond: UInt64) {
    precondition(bitsPerSecond > 0, "a link's rate must be positive")
    self.bitsPerSecond = bitsPerSecond
  }

  /// Slower rates come first.
  public static func < (left: BitRate, right: BitRate) -> Bool {
    left.bitsPerSecond < right.bitsPerSecond
  }
}
