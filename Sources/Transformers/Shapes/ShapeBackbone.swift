public import Determinism
public import Layers
public import Tensors

/// A backbone of which only the dimensions are known: it counts parameters, bytes, operations and
/// memory, and has no values.
///
/// It stands for models that are too large to compute here. Its counts equal those of a backbone
/// with values and the same dimensions.
public struct ShapeBackbone: Backbone {
  /// How weights are stored.
  public enum Precision: String, CaseIterable, Sendable {
    /// Four bytes a number.
    case fp32
    /// Two bytes a number; bfloat16 is as large.
    case fp16

    /// Bytes of one number.
    public var bytes: Int { self == .fp32 ? 4 : 2 }
  }

  /// What a backbone is made of.
  enum Form: Hashable, Sendable {
    case family(ModelConfiguration)
    case embedded(EmbeddedBackbone.Shape)
  }

  /// The name of a preset, or of the file or caller that gave the dimensions.
  public let name: String
  /// How weights are stored.
  public let precision: Precision
  /// Turns a text into token ids; by default one token for every four bytes.
  public var tokenizer: (@Sendable ([UInt8]) -> [Int])?

  let form: Form
  private let numbers: WeightSizes
  private let plan: TransformerPlan

  private init(name: String, form: Form, precision: Precision) {
    self.name = name
    self.form = form
    self.precision = precision
    switch form {
    case .family(let configuration):
      numbers = configuration.weightNumbers
      plan = configuration.plan(numbers.times(precision.bytes))
    case .embedded(let shape):
      numbers = shape.weightNumbers
      plan = shape.plan(bytesPerWeight: precision.bytes)
    }
  }

  /// The backbone that a `config.json` describes, without its weights.
  public init(configuration: ModelConfiguration, name: String? = nil, precision: Precision) {
    self.init(
      name: name ?? configuration.architecture.rawValue, form: .family(configuration),
      precision: precision)
  }

  /// The backbone of these dimensions.
  ///
  /// Throws where they contradict each other.
  public init(
    dimensions: ModelDimensions, name: String? = nil, precision: Precision
  ) throws(ModelError) {
    let name = name ?? dimensions.family.rawValue
    self.init(
      configuration: try ModelConfiguration(dimensions: dimensions, name: name), name: name,
      precision: precision)
  }

  /// An embedded backbone without its values.
  public init(embedded shape: EmbeddedBackbone.Shape, precision: Precision) {
    self.init(name: "embedded", form: .embedded(shape), precision: precision)
  }

  /// The family's name in `config.json`, or `embedded`.
  public var architectureName: String {
    switch form {
    case .family(let configuration): configuration.architecture.rawValue
    case .embedded: "embedded"
    }
  }

  /// The dimensions in the vocabulary of the families.
  public var configuration: ModelConfiguration {
    switch form {
    case .family(let configuration): configuration
    case .embedded(let shape): ModelConfiguration(embedded: shape)
    }
  }

  /// Transformer layers, L.
  public var layers: Int {
    switch form {
    case .family(let configuration): configuration.layers
    case .embedded(let shape): shape.layers
    }
  }

  /// Hidden width, d.
  public var width: Int { plan.width }

  /// Longest sequence.
  public var maxLength: Int {
    switch form {
    case .family(let configuration): configuration.maxLength
    case .embedded(let shape): shape.maxLength
    }
  }

  /// Number of tokens.
  public var vocabularySize: Int { numbers.tokens.rows }

  /// Numbers in all weights of the backbone, heads apart.
  public var parameterCount: Int { numbers.total }

  /// Numbers in what published totals count besides the backbone: the pooler of encoders; of
  /// decoders the language-model head, unless it is tied to the embeddings.
  public var headParameterCount: Int {
    switch form {
    case .family(let configuration): configuration.headNumbers
    case .embedded: 0
    }
  }

  /// Bytes of all weights of the backbone.
  public var weightBytes: ByteCount { ByteCount(numbers.total * precision.bytes) }

  /// Whether a token sees only the tokens before it.
  public var isCausal: Bool {
    switch form {
    case .family(let configuration): configuration.architecture.isCausal
    case .embedded: true
    }
  }

  /// It has none.
  public var hasValues: Bool { false }

  /// A digest of the dimensions, since there are no weights.
  public var weightsDigest: Digest128 {
    let builder = DigestBuilder()
    builder.update("shape \(precision.rawValue)")
    switch form {
    case .family(let configuration):
      builder.update("\(configuration.signature) \(configuration.maxLength)")
    case .embedded(let shape):
      builder.update(
        "embedded \(shape.layers) \(shape.width) \(shape.heads) \(shape.maxLength)")
    }
    return builder.digest
  }

  /// Bytes of text for which one token is counted.
  ///
  /// A heuristic: subword vocabularies take about four bytes of English a token.
  public static let textBytesPerToken = 4

  /// Token ids of a text, of which only the number means anything: a beginning, and one token for
  /// every four bytes, as far as they fit.
  public func tokenize(_ text: [UInt8]) -> [Int] {
    if let tokenizer { return tokenizer(text) }
    let wanted = (text.count + Self.textBytesPerToken - 1) / Self.textBytesPerToken
    let pieces = (0..<min(wanted, maxLength - 1)).map { piece in
      let end = min(text.count, (piece + 1) * Self.textBytesPerToken)
      return text[piece * Self.textBytesPerToken..<end].reduce(0) { $0 << 8 | Int($1) }
        % vocabularySize
    }
    return [0] + pieces
  }

  /// Traps: there are no values.
  public func pivotStates(
    of sequences: [[Int]], pivot: Pivot, pool: WorkerPool, progress: ((Int) -> Void)? = nil
  ) -> [[Float]] {
    preconditionFailure("a backbone known by its dimensions alone has no activations")
  }

  /// Traps: there are no values.
  public func hiddenStates(of sequences: [[Int]], pool: WorkerPool) -> [[Float]] {
    preconditionFailure("a backbone known by its dimensions alone has no activations")
  }

  /// Work of a forward pass.
  public func forwardWork(lengths: [Int]) -> WorkList { plan.work(lengths: lengths) }

  /// Operations in matrix products and attention alone: two a multiply-add.
  public func matrixOperations(lengths: [Int]) -> UInt64 { plan.matrixOperations(lengths: lengths) }

  /// Working memory of a forward pass, in float32 whatever the weights are stored as.
  public func forwardMemory(lengths: [Int]) -> ByteCount {
    switch form {
    case .family(let configuration): configuration.forwardMemory(lengths: lengths)
    case .embedded(let shape): shape.forwardMemory(lengths: lengths)
    }
  }
}
