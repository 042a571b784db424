extension ScenarioRules {
  /// What a method does not go with.
  var methodViolations: [ScenarioViolation] {
    let method = scenario.method
    var violations: [ScenarioViolation] = []
    func require(_ holds: Bool, _ keyPath: String, _ sentence: @autoclosure () -> String) {
      if !holds { violations.append(ScenarioViolation(keyPath: keyPath, sentence: sentence())) }
    }
    require(
      scenario.canary == nil || method.isPAE, "canary",
      "leaks are planted in pae's messages, and method.name is \(method.name.rawValue)")
    if method.name == .lst, method.isOnDevice {
      let isPlain = method.activations == .fp32 && method.activationGroup == nil
      require(isPlain, "method.wire", "a ladder on the device sends no states")
    }
    if method.isSplit {
      let word = method.name.rawValue
      require(
        scenario.fleet.isEmpty, "fleet",
        "\(word) parts a model between one device and the server; remove fleet")
      require(
        scenario.faults == nil, "faults",
        "\(word) repeats no message and keeps no checkpoint; remove faults")
    }
    require(
      method.name != .fedPAE || scenario.members.count > 1, "method.name",
      "fed-pae is pae with several devices; add a fleet, or say pae")
    if method.name == .fedavgLora {
      require(
        scenario.faults == nil, "faults",
        "fedavg-lora repeats no message and keeps no checkpoint; remove faults")
    }
    if method.isOnDevice {
      let word = method.name.rawValue
      require(
        scenario.fleet.isEmpty, "fleet",
        "\(word) on the device trains one device's samples, and devices without a server share "
          + "nothing")
      require(
        scenario.faults == nil, "faults",
        "\(word) on the device has no link that could fail; remove faults")
    }
    return violations
  }

  /// What a method asks of the model.
  func methodViolations(_ dimensions: ScenarioDimensions) -> [ScenarioViolation] {
    let method = scenario.method
    var violations: [ScenarioViolation] = []
    func limit(_ value: Int, _ limit: Int, _ keyPath: String, _ what: String) {
      guard value > limit else { return }
      violations.append(
        ScenarioViolation(keyPath: keyPath, sentence: "\(value) is above \(what), \(limit)"))
    }
    switch method.name {
    case .pae, .fedPAE, .mobillm, .adapter:
      limit(method.rank, dimensions.width, "method.adapter.rank", "the model's width")
    case .lora, .split, .uSplit, .fedavgLora:
      limit(method.lowRank.rank, dimensions.width, "method.lora.rank", "the model's width")
    case .lst:
      limit(
        method.ladder.reduction, dimensions.width, "method.ladder.reduction", "the model's width")
    case .full, .bitfit: break
    }
    if method.name == .split || method.name == .uSplit {
      guard dimensions.layers > 1 else {
        let word = method.name.rawValue
        return [
          ScenarioViolation(
            keyPath: "method.name",
            sentence: "\(word) wants a model of two layers or more, to cut between them")
        ]
      }
      let others = "the layers but one that the server needs"
      limit(method.cut ?? 1, dimensions.layers - 1, "method.cut", others)
    }
    return violations
  }
}
