import Testing

/// Runs `body` for every seed in `seeds` and stops at the first one that throws, naming it.
///
/// Random tests loop through here and throw `CaseFailed` (or use `#require`), so that each failing
/// case is named by its seed and can be frozen.
public func withEvery(
  _ label: String, in seeds: Range<UInt64>, _ body: (UInt64) throws -> Void
) {
  for seed in seeds {
    do {
      try body(seed)
    } catch {
      Issue.record("\(label) \(seed): \(error)")
      return
    }
  }
}
