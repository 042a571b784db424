internal import Determinism
internal import Devices
internal import Networks

/// What must hold between keys, and what is worth a warning.
struct ScenarioRules {
  let scenario: Scenario

  /// A broken rule and the key that should change.
  struct Violation: Equatable {
    let keyPath: String
    let sentence: String
  }

  /// Every broken rule.
  ///
  /// Size limits are judged only when the simple rules hold.
  var violations: [Violation] {
    let simple = simpleViolations
    return simple.isEmpty ? sizeViolations : simple
  }

  /// What is allowed and probably not meant.
  var warnings: [String] {
    var warnings: [String] = []
    if scenario.method.pivot == .first {
      warnings.append(
        "method.pivot: first: the backbone is causal, so the first token's activations know "
          + "nothing of the text behind it; use last or mean")
    }
    if let canary = scenario.canary {
      warnings.append(
        "canary: \(canary.rawValue): this scenario plants a leak on purpose, which "
          + "\(canary.rawValue) must find")
    }
    return warnings
  }

  private var simpleViolations: [Violation] {
    var violations: [Violation] = []
    func require(_ holds: Bool, _ keyPath: String, _ sentence: @autoclosure () -> String) {
      if !holds { violations.append(Violation(keyPath: keyPath, sentence: sentence())) }
    }
    let (model, data, method) = (scenario.model, scenario.data, scenario.method)
    require(
      model.width % model.heads == 0, "model.heads",
      "\(model.heads) does not divide the width \(model.width)")
    require(
      method.rank <= model.width, "method.adapter.rank",
      "\(method.rank) is above model.width, \(model.width)")
    require(
      method.batch <= data.train, "method.batch",
      "\(method.batch) is above data.train, \(data.train)")
    if case .embedded(let length) = data.kind {
      require(
        length.upperBound + 2 <= model.maxLength, "data.length",
        "\(length.upperBound) and two marks do not fit into model.max_length, "
          + "\(model.maxLength)")
    }
    return violations
  }

  private var sizeViolations: [Violation] {
    let size = ScenarioSize(scenario)
    var violations: [Violation] = []
    func limit(_ value: Double, _ limit: Double, _ keyPath: String, _ what: String) {
      guard value > limit else { return }
      violations.append(Violation(keyPath: keyPath, sentence: what))
    }
    limit(
      size.parameters, ScenarioLimits.parameters, "model",
      "backbone and side network exceed 2^30 parameters")
    limit(
      size.batchBytes, ScenarioLimits.batchBytes, "method.batch",
      "one batch's forward pass would need more than 8 GiB; lower batch or model.max_length")
    limit(
      size.activationBytes, ScenarioLimits.activationBytes, "data.train",
      "the training activations exceed 16 GiB")
    limit(
      size.textBytes, ScenarioLimits.textBytes, "data", "the texts exceed 8 GiB")
    limit(
      size.seconds, ScenarioLimits.seconds, "",
      "the run would take more than ten simulated years")
    return violations
  }
}

/// Rough sizes of a run, from above.
///
/// Only for limits: the simulation counts for itself.
struct ScenarioSize {
  let parameters: Double
  let batchBytes: Double
  let activationBytes: Double
  let textBytes: Double
  let seconds: Double

  init(_ scenario: Scenario) {
    let (layers, width) = (Double(scenario.model.layers), Double(scenario.model.width))
    let length = Double(scenario.model.maxLength)
    let (train, test) = (Double(scenario.data.train), Double(scenario.data.test))
    let (batch, epochs) = (Double(scenario.method.batch), Double(scenario.method.epochs))
    // Attention and feed-forward matrices; bytes and positions.
    let backbone = 12 * width * width * layers + (256 + length) * width
    let side =
      layers * 2 * width * Double(scenario.method.rank) + width * Double(scenario.data.classes)
    // Weight, gradient and two moments.
    parameters = backbone + 4 * side
    // Attention scores a head, and some ten vectors a token.
    batchBytes =
      4 * batch * length * (Double(scenario.model.heads) * length + 10 * width)
    activationBytes = 4 * train * layers * width
    textBytes = (train + test) * length

    let tokens = (train * epochs + test) * length
    let forward = tokens * (2 * backbone + 4 * layers * width * length)
    let device = scenario.device.compute
    let bytes = 4 * tokens * layers * 20 * width + 4 * backbone * (train * epochs + test)
    let onDevice =
      forward / Double(device.sustainedOperationsPerSecond)
      + bytes / Double(device.memoryBytesPerSecond)
    let server = scenario.server.compute
    let onServer =
      6 * train * epochs * side / Double(server.sustainedOperationsPerSecond)
      + 40 * (side * train * epochs + activationBytes * epochs)
      / Double(server.memoryBytesPerSecond)
    // Every epoch sends everything, when the cache is too small.
    let sent = (activationBytes + 4 * train * Double(scenario.data.classes + 32)) * epochs
    let onLink =
      sent / ScenarioSize.bytesPerSecond(scenario.link.up)
      + 4 * side / ScenarioSize.bytesPerSecond(scenario.link.down)
    seconds = onDevice + onServer + onLink
  }

  /// TCP's rate under loss (Mathis et al., 1997): 1460 bytes x 1.22 / (round trip x sqrt(loss)).
  private static func bytesPerSecond(_ link: LinkProfile) -> Double {
    let line = Double(link.rate.bitsPerSecond) / 8
    let roundTrip = max(2 * link.delay.seconds, 1e-6)
    guard link.loss > 0 else { return line }
    return min(line, 1_460 * 1.22 / (roundTrip * link.loss.squareRoot()))
  }
}
