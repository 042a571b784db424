/// The root of all randomness of one run.
///
/// There is no default seed.
public struct Seed: Hashable, Sendable {
  /// The seed as the scenario or the command line gave it.
  public let value: UInt64

  /// Makes the seed `value`.
  public init(_ value: UInt64) { self.value = value }

  /// The random stream called `name`.
  ///
  /// Streams are derived by name, so adding a consumer moves no other stream.
  public func stream(_ name: String, ledger: Ledger?) -> RandomStream {
    RandomStream(seed: self, name: name, ledger: ledger)
  }
}
