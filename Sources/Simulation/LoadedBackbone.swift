internal import Determinism
internal import Scenarios
internal import Tensors
internal import Transformers

/// The backbone of a run, and what the world needs to know of its tokens.
struct LoadedBackbone {
  /// The frozen transformer, able to tokenize.
  let backbone: any Backbone
  /// The name for people: the folder's, or `embedded`.
  let name: String
  /// Attention heads.
  let heads: Int
  /// The model's own head, where the scenario asks for it.
  let ownHead: OwnHead?
  /// Whether a text's activations are worth keeping on disk.
  let isWorthStoring: Bool
  /// Ids that stand for content, in ascending order.
  private let contentIDs: [Int]

  /// Draws or opens the backbone that `scenario` names.
  ///
  /// - Throws: `ModelError`, `TokenizerError`, or `MaterialError` where they do not fit the
  ///   scenario.
  init(_ scenario: Scenario, backend: MatrixBackend, ledger: Ledger?) throws {
    switch scenario.model.kind {
    case .embedded(let model):
      var weights = Seed(scenario.seed).stream("model.weights", ledger: ledger)
      backbone = EmbeddedBackbone(
        shape: .init(model, scenario), backend: backend, stream: &weights)
      name = "embedded"
      heads = model.heads
      ownHead = nil
      isWorthStoring = false
      contentIDs = Array(0..<256)
    case .preset(let preset):
      let dimensions = try Self.dimensions(preset)
      backbone = try Self.shape(dimensions, preset, scenario)
      (name, heads) = (preset, dimensions.heads)
      (ownHead, isWorthStoring, contentIDs) = (nil, false, [0])
    case .shape(let shape):
      let dimensions = Self.dimensions(shape)
      backbone = try Self.shape(dimensions, dimensions.family.rawValue, scenario)
      (name, heads) = (dimensions.family.rawValue, shape.heads)
      (ownHead, isWorthStoring, contentIDs) = (nil, false, [0])
    case .folder(let path):
      let tokenizer = try HuggingFaceTokenizer(contentsOf: path + "/tokenizer.json")
      var folder = try HuggingFaceBackbone(folder: path, backend: backend)
      let limit = try Self.limit(scenario, folder, tokenizer)
      let opened = folder
      folder.tokenizer = { opened.withoutEmpty([tokenizer.encode($0, maxLength: limit)])[0] }
      backbone = folder
      name = path.split(separator: "/").last.map(String.init) ?? path
      heads = folder.configuration.heads
      ownHead = try Self.ownHead(scenario, folder, tokenizer)
      isWorthStoring = true
      contentIDs = tokenizer.contentIDs.filter { $0 < folder.vocabularySize }
    }
  }

  /// The dimensions of the backbone that `scenario` names, read without its weights.
  ///
  /// - Throws: `ModelError`, or `MaterialError` where there is no such model.
  static func configuration(_ scenario: Scenario) throws -> ModelConfiguration {
    switch scenario.model.kind {
    case .embedded(let model):
      return ShapeBackbone(embedded: .init(model, scenario), precision: .fp32).configuration
    case .preset(let preset):
      return try shape(dimensions(preset), preset, scenario).configuration
    case .shape(let shape):
      return try Self.shape(dimensions(shape), "shape", scenario).configuration
    case .folder(let path): return try ModelConfiguration(folder: path)
    }
  }

  private static func dimensions(_ preset: String) throws(MaterialError) -> ModelDimensions {
    guard let dimensions = ModelPresets.dimensions(named: preset) else {
      throw MaterialError(
        "model.name",
        "no model \(preset) is known; known: \(ModelPresets.names.joined(separator: ", "))")
    }
    return dimensions
  }

  private static func dimensions(_ shape: Scenario.Model.Shape) -> ModelDimensions {
    guard let family = ModelArchitecture(rawValue: shape.family.rawValue) else {
      preconditionFailure("every family of the scenario has an architecture")
    }
    return ModelDimensions(
      family: family, layers: shape.layers, width: shape.width, heads: shape.heads,
      keyValueHeads: shape.keyValueHeads, innerWidth: shape.innerWidth,
      vocabulary: shape.vocabulary, maxLength: shape.positions)
  }

  private static func shape(
    _ dimensions: ModelDimensions, _ name: String, _ scenario: Scenario
  ) throws(MaterialError) -> ShapeBackbone {
    do throws(ModelError) {
      return try ShapeBackbone(
        dimensions: dimensions, name: name,
        precision: scenario.model.precision == .fp32 ? .fp32 : .fp16)
    } catch { throw MaterialError("model.shape", error.description) }
  }

  private static func limit(
    _ scenario: Scenario, _ folder: HuggingFaceBackbone, _ tokenizer: HuggingFaceTokenizer
  ) throws(MaterialError) -> Int {
    guard let asked = scenario.model.maxLength else { return folder.maxLength }
    guard asked <= folder.maxLength else {
      throw MaterialError(
        "model.max_length", "\(asked) is above the model's limit, \(folder.maxLength)")
    }
    guard asked > tokenizer.addedPerText else {
      throw MaterialError(
        "model.max_length", "\(tokenizer.addedPerText) special tokens leave no room for a text")
    }
    return asked
  }

  private static func ownHead(
    _ scenario: Scenario, _ folder: HuggingFaceBackbone, _ tokenizer: HuggingFaceTokenizer
  ) throws -> OwnHead? {
    guard scenario.method.head == .own else { return nil }
    guard !scenario.method.verbalizers.isEmpty else {
      let head = try folder.classifierHead()
      guard head.classes == scenario.data.classes else {
        throw MaterialError(
          "method.head",
          "the model's classifier tells \(head.classes) classes apart, data.classes is "
            + "\(scenario.data.classes)")
      }
      return head
    }
    var tokens: [Int] = []
    for (index, word) in scenario.method.verbalizers.enumerated() {
      let ids = tokenizer.wordIDs(word)
      guard ids.count == 1, let id = ids.first else {
        throw MaterialError(
          "method.verbalizers[\(index)]",
          "the word is \(ids.count) tokens of this model; choose a word of one token")
      }
      tokens.append(id)
    }
    guard Set(tokens).count == tokens.count else {
      throw MaterialError("method.verbalizers", "two words are the same token of this model")
    }
    return try folder.languageModelHead(verbalizers: tokens)
  }

  /// Maps every token of content to another one, and marks to themselves.
  var substitution: (Int) -> Int {
    let shift = contentIDs.count / 2
    var substitutes: [Int: Int] = [:]
    for (place, id) in contentIDs.enumerated() {
      substitutes[id] = contentIDs[(place + shift) % contentIDs.count]
    }
    return { substitutes[$0] ?? $0 }
  }

  /// Some token of content.
  var constantToken: Int { contentIDs.first ?? 0 }
}

extension EmbeddedBackbone.Shape {
  /// The dimensions that the scenario gives.
  fileprivate init(_ model: Scenario.Model.Embedded, _ scenario: Scenario) {
    self.init(
      layers: model.layers, width: model.width, heads: model.heads,
      maxLength: scenario.model.maxLength ?? 256)
  }
}
