public import Determinism
internal import Synchronization
public import Tensors

/// A backbone from a Hugging Face folder: `config.json` beside `model.safetensors`.
///
/// Weights stay in the mapped files and are read where they lie.
public struct HuggingFaceBackbone: Backbone {
  /// The folder.
  public let folder: String
  /// What `config.json` says.
  public let configuration: ModelConfiguration
  /// Which matrix code is used.
  public let backend: MatrixBackend
  /// Turns a text into token ids; nil where only ids are given.
  public var tokenizer: (@Sendable ([UInt8]) -> [Int])?

  let weights: ModelWeights
  let store: WeightStore
  var prefix: String { weights.prefix }
  private let digestOnce = OnceDigest()

  /// Opens the model in `folder`.
  ///
  /// Checks the configuration and every tensor's name, shape and type; reads vectors, but no
  /// matrices yet.
  public init(folder: String, backend: MatrixBackend) throws(ModelError) {
    self.folder = folder
    self.backend = backend
    configuration = try ModelConfiguration(folder: folder)
    store = try WeightStore(folder: folder)
    weights = try WeightLoader.load(configuration, store)
  }

  /// Transformer layers, L.
  public var layers: Int { configuration.layers }
  /// Hidden width, d.
  public var width: Int { configuration.width }
  /// Whether a token sees only the tokens before it.
  public var isCausal: Bool { configuration.architecture.isCausal }
  /// The family's name in `config.json`.
  public var architectureName: String { configuration.architecture.rawValue }
  /// Longest sequence.
  public var maxLength: Int { configuration.maxLength }
  /// Number of tokens.
  public var vocabularySize: Int { configuration.vocabularySize }
  /// Numbers in all weights of the backbone, heads apart.
  public var parameterCount: Int { weights.used.reduce(0) { $0 + $1.tensor.count } }
  /// Bytes of all weights of the backbone as they are stored.
  public var weightBytes: ByteCount {
    ByteCount(weights.used.reduce(0) { $0 + $1.tensor.byteCount })
  }

  /// A digest of all weights in use and of the settings that decide the forward pass.
  ///
  /// Does not depend on how the folder cuts its shards or prefixes its names. Computed at first
  /// use, at memory speed.
  public var weightsDigest: Digest128 {
    digestOnce.value {
      let builder = DigestBuilder()
      builder.update(configuration.signature)
      for (name, tensor) in weights.used {
        builder.update(name)
        builder.update(tensor.stored.type.name)
        builder.update(tensor.bytes)
      }
      releaseWeights()
      return builder.digest
    }
  }

  /// Lets the system take back the pages of the mapped files.
  public func releaseWeights() { store.releasePages() }

  /// `sequences` with a token in the empty ones, since a model has no state of nothing.
  ///
  /// It is the token that begins a text, else the one that ends it, as `config.json` names them.
  public func withoutEmpty(_ sequences: [[Int]]) -> [[Int]] {
    sequences.map { $0.isEmpty ? [configuration.standInToken] : $0 }
  }

  /// Token ids of a text.
  ///
  /// Traps where no tokenizer was set.
  public func tokenize(_ text: [UInt8]) -> [Int] {
    guard let tokenizer else { preconditionFailure("set a tokenizer before texts are given") }
    return tokenizer(text)
  }
}

/// A digest that is computed at first use and then kept.
final class OnceDigest: Sendable {
  private final class Box: Sendable {
    let digest: Digest128
    init(_ digest: Digest128) { self.digest = digest }
  }

  private let box = AtomicLazyReference<Box>()

  /// The kept digest, or what `compute` returns.
  func value(_ compute: () -> Digest128) -> Digest128 {
    if let known = box.load() { return known.digest }
    return box.storeIfNil(Box(compute())).digest
  }
}
