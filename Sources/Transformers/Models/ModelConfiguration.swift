internal import Determinism
internal import Tensors

/// What a model's `config.json` says, checked and in one vocabulary for all families.
///
/// Every family here is a stack of blocks that differ in the order of their norms, their
/// projections and their positions; the fields say how.
public struct ModelConfiguration: Hashable, Sendable {
  /// The family.
  public let architecture: ModelArchitecture
  /// Number of tokens.
  public internal(set) var vocabularySize: Int
  /// Hidden width, d.
  public internal(set) var width: Int
  /// Transformer layers, L.
  public internal(set) var layers: Int
  /// Attention heads.
  public internal(set) var heads: Int
  /// Longest sequence.
  public internal(set) var maxLength: Int

  /// Width of the token embeddings; differs from `width` in OPT-350m, which projects.
  var embeddingWidth: Int
  /// Heads of keys and values, shared by groups of query heads.
  var keyValueHeads: Int
  /// Width of one head.
  var headWidth: Int
  /// Width between the two maps of the feed-forward part.
  var innerWidth: Int
  var activation: Activation
  /// Whether the activation multiplies a second projection (SwiGLU).
  var isGated = false
  var normKind: NormKind = .layer
  var normEpsilon: Double
  /// Whether norms have gain and bias; without, they only normalise.
  var normHasWeights = true
  /// Whether norms stand before attention and feed-forward rather than behind their residuals.
  var normFirst: Bool
  var hasFinalNorm: Bool
  var hasBiases = HasBiases(attention: true, feedForward: true)
  var positions: Positions
  /// Whether the table of positions is never trained.
  var hasFixedPositions = false
  /// Rows of the token-type table; nil where the family has none.
  var tokenTypes: Int?
  /// A token that takes no position of its own (RoBERTa's padding).
  var paddingToken: Int?
  /// The token that fills rows up, which a causal model's classifier passes over at the end.
  var fillToken: Int?
  /// Stands in for a text without tokens: the token that begins a text, else the one that ends it.
  var standInToken = 0
  /// Factors of the attention scores besides the softmax (GPT-2 can switch or refine them).
  var scoreScale: ScoreScale = .inverseRoot
  /// Whether the language-model head is the token embedding.
  var tiesEmbeddings: Bool

  enum NormKind: String, Hashable, Sendable {
    case layer, rootMeanSquare
  }

  struct HasBiases: Hashable, Sendable {
    var attention: Bool
    var feedForward: Bool
  }

  enum Positions: Hashable, Sendable {
    /// A table with `rows` rows; the first token takes row `offset`.
    case table(rows: Int, offset: Int)
    /// Rotations of queries and keys.
    case rotary(RotaryScaling)
  }

  enum ScoreScale: Hashable, Sendable {
    case none, inverseRoot, inverseRootByLayer, inverseByLayer
  }

  /// Number of outputs of the three attention projections together.
  var projectionWidth: Int { (heads + 2 * keyValueHeads) * headWidth }
  /// Width of all query heads.
  var queryWidth: Int { heads * headWidth }
  /// Outputs of the three attention projections that are queries, keys and values.
  var projectionColumns: [Range<Int>] {
    let keys = queryWidth + keyValueHeads * headWidth
    return [0..<queryWidth, queryWidth..<keys, keys..<projectionWidth]
  }

  /// The factor of the scores of layer `layer`.
  func scale(layer: Int) -> Float {
    let root = 1 / Double(headWidth).squareRoot()
    return switch scoreScale {
    case .none: 1
    case .inverseRoot: Float(root)
    case .inverseRootByLayer: Float(root / Double(layer + 1))
    case .inverseByLayer: Float(1 / Double(layer + 1))
    }
  }

  /// Reads `config.json` of a model folder.
  public init(folder: String) throws(ModelError) {
    try self.init(file: folder + "/config.json")
  }

  /// Reads a configuration file.
  init(file path: String) throws(ModelError) {
    let settings = ModelSettings(members: try JSONFile.members(of: path), path: path)
    let name = try settings.text("model_type")
    guard let architecture = ModelArchitecture(rawValue: name) else {
      throw ModelError(
        .unknownArchitecture(
          name: name, known: ModelArchitecture.allCases.map(\.rawValue)), path: path)
    }
    try self.init(architecture, settings)
  }

  /// Reads the settings of a family.
  init(_ architecture: ModelArchitecture, _ settings: ModelSettings) throws(ModelError) {
    switch architecture {
    case .bert, .roberta: try self.init(encoder: architecture, settings)
    case .opt: try self.init(opt: settings)
    case .gpt2: try self.init(gpt2: settings)
    case .llama: try self.init(llama: settings)
    }
    fillToken = Self.token("pad_token_id", settings)
    let marks = ["bos_token_id", "eos_token_id", "pad_token_id"].lazy.compactMap {
      Self.token($0, settings)
    }
    standInToken = marks.first { $0 < vocabularySize } ?? 0
  }

  /// The id that `name` holds, the first one where it holds several; nil where it holds none.
  private static func token(_ name: String, _ settings: ModelSettings) -> Int? {
    switch settings.value(name) {
    case .array(let items)?: items.first?.asInteger.flatMap { $0 >= 0 ? $0 : nil }
    case let value?: value.asInteger.flatMap { $0 >= 0 ? $0 : nil }
    case nil: nil
    }
  }

  /// A line that determines the forward pass together with the weights, for digests.
  var signature: String {
    let parts: [String] = [
      architecture.rawValue, "\(vocabularySize) \(width) \(layers) \(heads) \(embeddingWidth)",
      "\(keyValueHeads) \(headWidth) \(innerWidth) \(activation) \(isGated)",
      "\(normKind) \(normEpsilon.bitPattern) \(normHasWeights) \(normFirst) \(hasFinalNorm)",
      "\(hasBiases.attention) \(hasBiases.feedForward) \(positions.signature)",
      "\(tokenTypes ?? 0) \(paddingToken ?? -1) \(scoreScale)",
    ]
    return parts.joined(separator: "; ")
  }
}

extension ModelConfiguration.Positions {
  /// A text that names all numbers.
  fileprivate var signature: String {
    switch self {
    case .table(let rows, let offset): "table \(rows) \(offset)"
    case .rotary(let scaling): "rotary \(scaling.signature)"
    }
  }
}
