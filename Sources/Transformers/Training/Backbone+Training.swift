public import Determinism

extension Backbone {
  /// The same transformer with weights that can be trained, those of `layers` alone; nil where it
  /// has no values.
  ///
  /// `stream` draws the weights that `method` adds.
  public func trainable(
    _ method: FineTuningMethod, layers: Range<Int>, stream: inout RandomStream
  ) -> TrainableBackbone? {
    switch self {
    case let model as HuggingFaceBackbone:
      TrainableBackbone(model, method: method, layers: layers, stream: &stream)
    case let model as EmbeddedBackbone:
      TrainableBackbone(model, method: method, layers: layers, stream: &stream)
    default: nil
    }
  }

  /// The counts of fine-tuning `layers` of it.
  public func plan(_ method: FineTuningMethod, layers: Range<Int>) -> FineTuningPlan {
    switch self {
    case let model as HuggingFaceBackbone:
      return FineTuningPlan(model.configuration, method, layers: layers)
    case let model as EmbeddedBackbone:
      return FineTuningPlan(
        ModelConfiguration(embedded: model.shape), method, layers: layers)
    case let model as ShapeBackbone: return model.fineTuningPlan(method, layers: layers)
    default: preconditionFailure("every backbone has a plan of its training")
    }
  }
}
