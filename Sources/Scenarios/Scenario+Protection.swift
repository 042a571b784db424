public import Determinism

extension Scenario.Method {
  /// How uploads are spread over time.
  public struct UniformSlots: Equatable, Sendable {
    /// From one slot to the next; nil for the longest that an upload's forward pass can take.
    public var interval: SimDuration?

    /// Slots of `interval`.
    public init(interval: SimDuration?) { self.interval = interval }
  }

  /// The epsilon of the declared randomized response; nil without one.
  public var randomizedResponseEpsilon: Double? {
    for case .randomizedResponse(let epsilon) in protection { return epsilon }
    return nil
  }

  /// The deviation of the declared noise on delta; nil without one.
  public var noiseDeviation: Double? {
    for case .noise(let sigma) in protection { return sigma }
    return nil
  }

  /// Whether a secret matrix turns delta.
  public var rotatesDelta: Bool { protection.contains(.rotation) }

  /// Whether a secret matrix turns activations.
  public var keysActivations: Bool { protection.contains(.key) }

  /// The slots in which uploads leave; nil where they leave at once.
  public var uniformSlots: UniformSlots? {
    for case .uniformSlots(let slots) in protection { return slots }
    return nil
  }
}

extension Scenario.Method.Protection: CustomStringConvertible {
  /// The defence as the scenario names it, with its setting.
  public var description: String {
    switch self {
    case .randomizedResponse(let epsilon):
      "randomized-response (epsilon \(ScalarKind.text(epsilon)))"
    case .noise(let sigma): "noise (sigma \(ScalarKind.text(sigma)))"
    case .rotation: "rotation"
    case .key: "key"
    case .uniformSlots(let slots):
      "uniform-slots" + (slots.interval.map { " (\($0))" } ?? "")
    }
  }
}
