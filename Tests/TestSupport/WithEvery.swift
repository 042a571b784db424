import Testing

/// Runs `body` for every seed in `seeds`; a failure names the seed.
///
/// Every random test loops through here, so that each failing case can be frozen by its seed.
public func withEvery(
  _ label: String, in seeds: Range<UInt64>, _ body: (UInt64) throws -> Void
) {
  for seed in seeds {
    do {
      try withKnownSeed { try body(seed) }
    } catch {
      Issue.record("\(label) \(seed): \(error)")
      return
    }
  }
}

private func withKnownSeed(_ body: () throws -> Void) throws { try body() }
