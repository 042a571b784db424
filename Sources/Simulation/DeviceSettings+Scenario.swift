internal import DeviceSide
internal import Scenarios
internal import Wire

extension DeviceKnowledge.Settings {
  /// Takes what the scenario says of a device whose backbone predicts with `head`.
  init(_ scenario: Scenario, head: PredictionHead.Kind) {
    let method = scenario.method
    self.init(
      classes: scenario.data.classes, head: head,
      randomizedResponseEpsilon: method.randomizedResponseEpsilon,
      plantedLeak: scenario.canary.map(PlantedLeak.init))
    noiseDeviation = method.noiseDeviation
    rotatesDelta = method.rotatesDelta
    keysActivations = method.keysActivations
    usesSlots = method.uniformSlots != nil
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

extension PlantedLeak {
  fileprivate init(_ canary: Scenario.Canary) {
    self =
      switch canary {
      case .schemaField: .schemaField
      case .rawLabels: .rawLabels
      case .rawTokens: .rawTokens
      case .rawText: .rawText
      case .interferenceLabels: .interferenceLabels
      case .interferenceTokens: .interferenceTokens
      case .labelSign: .labelSign
      }
  }
}
