public import Determinism
public import Tensors

/// A transformer some of whose weights may be changed; frozen ones stay where the backbone has
/// them.
public final class TrainableBackbone: @unchecked Sendable {
  /// What the backbone computes.
  public let configuration: ModelConfiguration
  /// Which matrix code is used.
  public let backend: MatrixBackend
  /// Which parameters are trained.
  public let method: FineTuningMethod
  /// The trained arrays; those of the embedding tables come first.
  public let parameters: ParameterSet

  let weights: TrainableWeights
  let zeros: FloatBuffer
  /// Holds the memory of the frozen weights.
  private let source: any Backbone

  /// Makes the weights of `backbone` trainable; `stream` draws those that `method` adds.
  public convenience init(
    _ backbone: HuggingFaceBackbone, method: FineTuningMethod, stream: inout RandomStream
  ) {
    self.init(
      backbone, backbone.configuration, backbone.backend, method, stream: &stream
    ) { $0.weights(of: backbone.weights) }
  }

  /// Makes the weights of `backbone` trainable; `stream` draws those that `method` adds.
  ///
  /// Its positions stay as they are.
  public convenience init(
    _ backbone: EmbeddedBackbone, method: FineTuningMethod, stream: inout RandomStream
  ) {
    self.init(
      backbone, ModelConfiguration(embedded: backbone.shape), backbone.backend, method,
      stream: &stream
    ) { $0.weights(of: backbone) }
  }

  private init(
    _ source: any Backbone, _ configuration: ModelConfiguration, _ backend: MatrixBackend,
    _ method: FineTuningMethod, stream: inout RandomStream,
    _ weights: (inout TrainableWeightsBuilder) -> TrainableWeights
  ) {
    var builder = TrainableWeightsBuilder(
      configuration: configuration, method: method, stream: stream)
    self.weights = weights(&builder)
    stream = builder.stream
    self.source = source
    self.configuration = configuration
    self.backend = backend
    self.method = method
    parameters = ParameterSet(builder.allocator)
    zeros = FloatBuffer(
      count: max(
        configuration.width, configuration.innerWidth, configuration.projectionWidth))
  }

  /// Transformer layers, L.
  public var layers: Int { configuration.layers }
  /// Hidden width, d.
  public var width: Int { configuration.width }

  /// Throws where a sequence is empty, too long, or has an id outside the vocabulary.
  public func validate(_ sequences: [[Int]]) throws(ModelError) { try source.validate(sequences) }
}
