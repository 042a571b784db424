public import Determinism

extension Backbone {
  /// The plan of fine-tuning this backbone; all layers by default.
  public func fineTuningPlan(
    _ method: FineTuningMethod, layers: Range<Int>? = nil, recomputes: Bool = false
  ) -> FineTuningPlan {
    let count = UInt64(parameterCount)
    return FineTuningPlan(
      trainingConfiguration, method, layers: layers, recomputes: recomputes,
      bytesPerWeight: Int((weightBytes.bytes + count / 2) / count))
  }

  /// This backbone with weights that `method` may change, in these layers alone if they are given;
  /// nil where it has no values.
  ///
  /// `stream` draws what the method adds.
  public func trainable(
    by method: FineTuningMethod, layers: Range<Int>? = nil, stream: inout RandomStream
  ) -> TrainableBackbone? {
    switch self {
    case let folder as HuggingFaceBackbone:
      TrainableBackbone(folder, method: method, layers: layers, stream: &stream)
    case let embedded as EmbeddedBackbone:
      TrainableBackbone(embedded, method: method, layers: layers, stream: &stream)
    default: nil
    }
  }

  private var trainingConfiguration: ModelConfiguration {
    switch self {
    case let folder as HuggingFaceBackbone: return folder.configuration
    case let embedded as EmbeddedBackbone: return ModelConfiguration(embedded: embedded.shape)
    case let shape as ShapeBackbone: return shape.configuration
    default: preconditionFailure("every backbone has dimensions")
    }
  }
}
