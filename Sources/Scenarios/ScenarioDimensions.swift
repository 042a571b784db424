/// A rule between keys that is broken, and the key that should change.
public struct ScenarioViolation: Equatable, Sendable {
  /// The key's path; empty for the scenario as a whole.
  public let keyPath: String
  /// What is wrong.
  public let sentence: String

  /// Joins the parts.
  public init(keyPath: String, sentence: String) {
    self.keyPath = keyPath
    self.sentence = sentence
  }
}

/// Dimensions that a folder and its data decide, and that rules between keys need.
public struct ScenarioDimensions: Equatable, Sendable {
  /// Transformer layers, L.
  public var layers: Int
  /// Hidden width, d.
  public var width: Int
  /// Attention heads.
  public var heads: Int
  /// Numbers in the backbone.
  public var backboneParameters: Double
  /// Longest sequence in tokens.
  public var longest: Int
  /// Training samples.
  public var train: Int
  /// Test samples.
  public var test: Int

  /// Joins the numbers.
  public init(
    layers: Int, width: Int, heads: Int, backboneParameters: Double, longest: Int, train: Int,
    test: Int
  ) {
    self.layers = layers
    self.width = width
    self.heads = heads
    self.backboneParameters = backboneParameters
    self.longest = longest
    self.train = train
    self.test = test
  }
}

extension Scenario {
  /// What to say of the first token of a causal backbone.
  public static let firstPivotWarning =
    "method.pivot: first: the backbone is causal, so the first token's activations know nothing "
    + "of the text behind it; use last or mean"

  /// The dimensions, where the scenario alone decides them.
  var declaredDimensions: ScenarioDimensions? {
    guard case .embedded(let model) = model.kind, let longest = self.model.maxLength,
      let train = data.train.number, let test = data.test.number
    else { return nil }
    let (d, layers) = (Double(model.width), Double(model.layers))
    return ScenarioDimensions(
      layers: model.layers, width: model.width, heads: model.heads,
      backboneParameters: 12 * d * d * layers + (256 + Double(longest)) * d, longest: longest,
      train: train, test: test)
  }

  /// The rules that a run of these dimensions would break.
  ///
  /// Size limits are judged only when the simple rules hold.
  public func violations(_ dimensions: ScenarioDimensions) -> [ScenarioViolation] {
    let rules = ScenarioRules(scenario: self, dimensions: dimensions)
    let simple = rules.dimensionViolations
    return simple.isEmpty ? rules.sizeViolations : simple
  }
}
