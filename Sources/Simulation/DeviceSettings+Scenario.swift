internal import DeviceSide
internal import Scenarios
internal import Wire

extension DeviceKnowledge.Settings {
  /// How far a weakened defence exceeds its epsilon, and falls short of its sigma.
  private static let weakening = 4.0

  /// Takes what the scenario says of a device with the backbone `model`; where a leak is planted, a
  /// declared defence may be left out or weakened.
  init(_ scenario: Scenario, _ model: LoadedBackbone) {
    let head: PredictionHead.Kind =
      switch (scenario.method.head, model.ownHead) {
      case (.zero, _): .zero
      case (.random, _): .random
      case (.probe, _): .probe
      case (.own, let head?): .own(head)
      case (.own, nil): preconditionFailure("a model with an own head has loaded it")
      }
    let method = scenario.method
    let isWeak = scenario.canary == .defence(.weakened)
    let isProtected = scenario.canary != .defence(.leftOut)
    let factor = isWeak ? Self.weakening : 1
    self.init(
      classes: scenario.data.classes, head: head,
      randomizedResponseEpsilon: isProtected
        ? method.randomizedResponseEpsilon.map { $0 * factor } : nil,
      plantedLeak: scenario.canary)
    self.method = SessionMethod(method)
    noiseDeviation = isProtected ? method.noiseDeviation.map { $0 / factor } : nil
    rotatesDelta = isProtected && method.rotatesDelta
    keysActivations = isProtected && method.keysActivations
    usesSlots = method.uniformSlots != nil && scenario.canary != .defence(.earlySending)
    hasValues = scenario.hasValues
  }
}

extension ActivationFormat {
  /// The layout that the method asks for; a group is by default a vector of `width`.
  init(_ method: Scenario.Method, width: Int) {
    let element: Element =
      switch method.activations {
      case .fp32: .fp32
      case .fp16: .fp16
      case .bf16: .bf16
      case .int8: .int8
      case .int4: .int4
      }
    self.init(element, group: element.isQuantised ? method.activationGroup ?? width : 0)
  }
}
