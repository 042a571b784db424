public import Determinism

/// Where one direction of a link takes its random numbers from.
///
/// Each use has a stream of its own, named below `name`, so that a new use moves no other.
public struct LinkRandomness {
  private let seed: Seed
  private let name: String
  private let ledger: Ledger?

  /// Makes the streams below `name`, such as `link.up`.
  public init(seed: Seed, name: String, ledger: Ledger?) {
    self.seed = seed
    self.name = name
    self.ledger = ledger
  }

  /// The stream for one use.
  func stream(_ use: String) -> RandomStream { seed.stream("\(name).\(use)", ledger: ledger) }

  /// The streams of a part of the link.
  func part(_ part: String) -> LinkRandomness {
    LinkRandomness(seed: seed, name: "\(name).\(part)", ledger: ledger)
  }
}

extension RandomStream {
  /// A whole number of nanoseconds, exponentially distributed around `mean`, at least 1, one draw.
  mutating func nextExponential(mean: UInt64) -> UInt64 {
    let scale = -DeterministicMath.log(1 - nextUnit())
    return max(1, UInt64(min(scale * Double(mean), 0x1p62)))
  }
}
