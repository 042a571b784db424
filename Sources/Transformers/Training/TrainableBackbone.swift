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
  /// The layers in which they are trained.
  public let trainedLayers: Range<Int>
  /// The trained arrays; those of the embedding tables come first.
  public let parameters: ParameterSet

  let weights: TrainableWeights
  let zeros: FloatBuffer
  /// Holds the memory of the frozen weights.
  private let source: any Backbone

  /// Makes the weights of `backbone` trainable; `stream` draws those that `method` adds.
  ///
  /// Only `layers` are trained, all of them by default; the first has the embeddings with it, the
  /// last the final norm.
  public convenience init(
    _ backbone: HuggingFaceBackbone, method: FineTuningMethod, layers: Range<Int>? = nil,
    stream: inout RandomStream
  ) {
    self.init(
      backbone, backbone.configuration, backbone.backend, method, layers, stream: &stream
    ) { $0.weights(of: backbone.weights) }
  }

  /// Makes the weights of `backbone` trainable; `stream` draws those that `method` adds.
  ///
  /// Only `layers` are trained, all of them by default. Positions stay as they are.
  public convenience init(
    _ backbone: EmbeddedBackbone, method: FineTuningMethod, layers: Range<Int>? = nil,
    stream: inout RandomStream
  ) {
    self.init(
      backbone, ModelConfiguration(embedded: backbone.shape), backbone.backend, method, layers,
      stream: &stream
    ) { $0.weights(of: backbone) }
  }

  init(
    _ source: any Backbone, _ configuration: ModelConfiguration, _ backend: MatrixBackend,
    _ method: FineTuningMethod, _ layers: Range<Int>?, stream: inout RandomStream,
    _ weights: (inout TrainableWeightsBuilder) -> TrainableWeights
  ) {
    trainedLayers = layers ?? 0..<configuration.layers
    precondition(
      trainedLayers.lowerBound >= 0 && trainedLayers.upperBound <= configuration.layers,
      "the trained layers are the model's")
    var builder = TrainableWeightsBuilder(
      configuration: configuration, method: method, layers: trainedLayers, stream: stream)
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
