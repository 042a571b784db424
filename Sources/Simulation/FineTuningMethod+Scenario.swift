internal import DeviceSide
internal import Layers
internal import Scenarios
internal import Transformers

extension FineTuningMethod {
  /// What the method trains of the backbone.
  init(_ method: Scenario.Method) {
    self =
      switch method.name {
      case .full: .full
      case .bitfit: .bias
      case .adapter: .adapters(.init(bottleneck: method.rank))
      case .lora, .split, .uSplit, .fedavgLora: .lowRank(LowRankSettings(method.lowRank))
      case .pae, .fedPAE, .mobillm, .lst: .frozen
      }
  }
}

extension FineTunedModel.Settings {
  /// Takes what the scenario says.
  init(_ scenario: Scenario) {
    self.init(
      method: FineTuningMethod(scenario.method), recomputes: scenario.method.recomputes,
      classes: scenario.data.classes, pooling: Pivot(scenario.method.pivot),
      optimizer: .init(scenario.method.optimizer), hasValues: scenario.hasValues)
  }
}

extension LowRankSettings {
  /// Takes what the scenario says.
  init(_ update: Scenario.Method.LowRank) {
    self.init(
      rank: update.rank, alpha: update.alpha,
      projections: Set(update.projections.compactMap { Projection(rawValue: $0.rawValue) }))
  }
}

extension AdamW.Settings {
  /// Takes what the scenario says.
  init(_ optimizer: Scenario.Method.Optimizer) {
    self.init(
      learningRate: optimizer.learningRate, weightDecay: optimizer.weightDecay,
      beta1: optimizer.beta1, beta2: optimizer.beta2, epsilon: optimizer.epsilon)
  }
}
