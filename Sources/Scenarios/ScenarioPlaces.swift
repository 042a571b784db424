/// Where the keys of a scenario stand: in its file, or on the command line.
public struct ScenarioPlaces: Equatable, Sendable {
  /// By key path; for look-up only.
  private var origins: [String: ScenarioProblem.Origin] = [:]

  init() {}

  mutating func note(_ origin: ScenarioProblem.Origin, of keyPath: String) {
    origins[keyPath] = origin
  }

  /// The place of a key, or of the nearest mapping around it that was written down.
  func origin(of keyPath: String) -> ScenarioProblem.Origin {
    var place = keyPath
    while origins[place] == nil, let dot = place.lastIndex(of: ".") {
      place = String(place[..<dot])
    }
    guard let origin = origins[place] ?? origins[""] else {
      preconditionFailure("the whole tree has a place once it has been read")
    }
    return origin
  }

  /// Rules that turned out to be broken behind the loading of a scenario; at least one.
  public func error(_ violations: [ScenarioViolation]) -> ScenarioError {
    ScenarioError(
      violations.map { violation in
        ScenarioProblem(
          .conflict(ScenarioProblem.shown(violation.sentence, limit: .max)),
          at: origin(of: violation.keyPath),
          keyPath: violation.keyPath)
      })
  }
}
