public import Determinism

extension Scenario {
  /// Digest of the whole scenario but its data paths, which differ between machines.
  ///
  /// Depends on values only: not on the order, the units or the comments of a file.
  public var digest: Digest128 { digest("sidelight.scenario.v1") { $0 != .machine } }

  /// Digest of the part that the server may know: without seed, canary, test samples and paths.
  public var publicDigest: Digest128 { digest("sidelight.scenario.public.v1") { $0 == .everyone } }

  /// The server's seed: the one given, or else one that follows from the scenario's name.
  ///
  /// So it tells nothing about the run's seed, and a study that varies links, devices or epochs
  /// keeps the server's initial values and shuffles.
  public var effectiveServerSeed: UInt64 {
    if let serverSeed { return serverSeed }
    let derivation = DigestBuilder()
    derivation.update("sidelight.server-seed.v1")
    derivation.update(name)
    return derivation.digest.low
  }

  private func digest(_ purpose: String, where isIncluded: (Exposure) -> Bool) -> Digest128 {
    let builder = DigestBuilder()
    builder.update(purpose)
    for line in ScenarioDocument.lines(self, where: isIncluded) { builder.update(line) }
    return builder.digest
  }
}
