public import Scenarios

/// A scenario that does not fit the model or the data that it names.
public struct MaterialError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, and the keys that should change.
  public let violations: [ScenarioViolation]

  init(_ violations: [ScenarioViolation]) { self.violations = violations }

  init(_ keyPath: String, _ sentence: String) {
    violations = [ScenarioViolation(keyPath: keyPath, sentence: sentence)]
  }

  /// One line a violation, without the scenario's file.
  public var description: String {
    violations.map { violation in
      "error: " + (violation.keyPath.isEmpty ? "" : violation.keyPath + ": ") + violation.sentence
    }.joined(separator: "\n")
  }
}
