public import Determinism

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

/// One direction of a link.
public struct LinkProfile: Hashable, Sendable {
  /// Bottleneck rate.
  public var rate: BitRate
  /// One-way propagation delay.
  public var delay: SimDuration
  /// Probability that a packet is lost, 0..<1.
  public var loss: Double

  /// Makes a direction from its parts.
  public init(rate: BitRate, delay: SimDuration, loss: Double) {
    precondition(loss >= 0 && loss < 1, "a loss probability must lie in [0, 1)")
    self.rate = rate
    self.delay = delay
    self.loss = loss
  }
}
