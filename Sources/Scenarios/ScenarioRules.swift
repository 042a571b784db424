/// What must hold between keys, and what is worth a warning.
struct ScenarioRules {
  let scenario: Scenario
  let dimensions: ScenarioDimensions?

  /// Every broken rule that can be judged before models and data are read.
  var violations: [ScenarioViolation] {
    let simple = keyViolations + methodViolations + protectionViolations + dimensionViolations
    return simple.isEmpty ? sizeViolations : simple
  }

  /// What is allowed and probably not meant.
  var warnings: [String] {
    var warnings: [String] = []
    if case .embedded = scenario.model.kind, scenario.method.pivot == .first {
      warnings.append(Scenario.firstPivotWarning)
    }
    if let canary = scenario.canary {
      warnings.append(
        "canary: this scenario plants a leak on purpose, which \(canary.check) must find")
    }
    return warnings
  }

  private var keyViolations: [ScenarioViolation] {
    var violations: [ScenarioViolation] = []
    func require(_ holds: Bool, _ keyPath: String, _ sentence: @autoclosure () -> String) {
      if !holds { violations.append(ScenarioViolation(keyPath: keyPath, sentence: sentence())) }
    }
    let (data, method) = (scenario.data, scenario.method)
    if case .embedded(let model) = scenario.model.kind {
      require(
        model.width % model.heads == 0, "model.heads",
        "\(model.heads) does not divide the width \(model.width)")
      if case .embedded(let length) = data.kind, let limit = scenario.model.maxLength {
        require(
          length.upperBound + 2 <= limit, "data.length",
          "\(length.upperBound) and two marks do not fit into model.max_length, \(limit)")
      }
    }
    if method.head == .own {
      let isFolder = if case .folder = scenario.model.kind { true } else { false }
      require(isFolder, "method.head", "own needs a model of kind folder, which has a head")
    }
    require(
      method.verbalizers.isEmpty || method.verbalizers.count == data.classes,
      "method.verbalizers",
      "\(method.verbalizers.count) words for \(data.classes) classes; give one a class")
    if scenario.hasValues {
      let isShape =
        switch scenario.model.kind {
        case .preset, .shape: true
        case .embedded, .folder: false
        }
      require(!isShape, "model.kind", "a model without values needs numerics: { mode: shape }")
      if case .shape = data.kind {
        require(false, "data.kind", "data without content need numerics: { mode: shape }")
      }
    }
    let devices = scenario.members.count
    require(devices <= 1_000, "fleet", "\(devices) devices are more than 1000")
    if let faults = scenario.faults {
      require(
        faults.retryLimit >= faults.retryTimeout, "faults.retry.limit",
        "the longest wait is shorter than the first")
      for (index, fault) in faults.schedule.enumerated() {
        require(
          fault.device <= devices, "faults.schedule[\(index)].device",
          "there is no device \(fault.device); the scenario has \(devices)")
      }
    }
    switch data.kind {
    case .embedded, .shape:
      require(data.train != .all, "data.train", "generated texts need a number")
      require(data.test != .all, "data.test", "generated texts need a number")
    case .file(let file):
      require(
        file.labels.isEmpty || file.labels.count == data.classes, "data.labels",
        "\(file.labels.count) names for \(data.classes) classes")
      require(
        data.train != .all || file.testPath != nil, "data.train",
        "all rows would leave none for the test; give a number, or data.test_path")
    }
    return violations
  }

  var dimensionViolations: [ScenarioViolation] {
    var violations: [ScenarioViolation] = []
    let method = scenario.method
    if let dimensions { violations += methodViolations(dimensions) }
    if let dimensions, let group = method.activationGroup, !dimensions.width.isMultiple(of: group) {
      violations.append(
        ScenarioViolation(
          keyPath: "method.wire.group",
          sentence: "\(group) does not divide the model's width, \(dimensions.width)"))
    }
    if let train = dimensions?.train ?? scenario.data.train.number, method.batch > train {
      violations.append(
        ScenarioViolation(
          keyPath: "method.batch",
          sentence: "\(method.batch) is above data.train, \(train)"))
    }
    return violations
  }

  var sizeViolations: [ScenarioViolation] {
    guard let dimensions else { return [] }
    let size = ScenarioSize(scenario, dimensions)
    var violations: [ScenarioViolation] = []
    func limit(_ value: Double, _ limit: Double, _ keyPath: String, _ what: String) {
      guard value > limit else { return }
      violations.append(ScenarioViolation(keyPath: keyPath, sentence: what))
    }
    // What is only counted takes no memory.
    if scenario.hasValues {
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
    }
    limit(
      size.seconds, ScenarioLimits.seconds, "",
      "the run would take more than ten simulated years")
    return violations
  }
}
