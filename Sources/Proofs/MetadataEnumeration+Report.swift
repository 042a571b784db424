extension MetadataEnumeration {
  /// What all worlds together show.
  public struct Report: Sendable {
    /// Whether the claim stands.
    public var status = ProofStatus.proved
    /// Runs made without a planted leak.
    public var runs = 0
    /// Planted leaks that were noticed.
    public var twins = 0
    /// Planted leaks that were not.
    public var missed = 0
    /// What is wrong; nil where nothing is.
    public var trouble: String?

    fileprivate mutating func fail(_ status: ProofStatus, _ trouble: String) {
      // A refutation outweighs a doubt; the first of a kind is told.
      guard self.status == .proved || (self.status == .unknown && status == .refuted) else {
        return
      }
      (self.status, self.trouble) = (status, trouble)
    }
  }

  /// Enumerates `worlds`, and each again with leaks planted, which must show.
  ///
  /// `progress` hears the number of each world that begins.
  ///
  /// - Throws: what a trace in the folder throws.
  public func prove(_ worlds: [TinyWorld], progress: (Int) -> Void = { _ in }) throws -> Report {
    var report = Report()
    for (index, world) in worlds.enumerated() {
      progress(index)
      let outcome = try run(world)
      report.runs += outcome.runs
      switch outcome.answer {
      case .independent where outcome.traces == outcome.runs: break
      case .independent:
        report.fail(
          .unknown,
          "\(world.name): \(outcome.runs) assignments left \(outcome.traces) different traces")
      case .dependent(let evidence): report.fail(.refuted, "\(world.name): \(evidence)")
      case .vacuous(let evidence): report.fail(.unknown, "\(world.name): \(evidence)")
      }
      for planted in world.plantedLeaks {
        switch try run(world, planted: planted).answer {
        case .dependent: report.twins += 1
        case .independent:
          report.missed += 1
          report.fail(.refuted, "\(world.name): nobody noticed the planted leak \(planted)")
        case .vacuous(let evidence):
          report.missed += 1
          report.fail(.unknown, "\(world.name), \(planted) planted: \(evidence)")
        }
      }
    }
    return report
  }
}
