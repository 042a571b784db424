internal import Determinism
internal import DeviceSide
internal import PrivateData
internal import Scenarios
internal import Tensors
public import Transformers

/// Parts that the materials of several scenarios have in common: backbones, samples, activations.
///
/// A part is made once for all scenarios that describe it in the same words, and the parts used
/// last are kept. Files are taken not to change meanwhile. Materials that share parts must be
/// made, and simulators with values prepared, one after the other.
public final class MaterialParts {
  /// Parts of each kind that are kept.
  private static let capacity = 16

  /// What decides a backbone.
  private struct ModelKey: Equatable {
    var model: Scenario.Model
    var backend: MatrixBackend
    /// The embedded backbone is drawn from the run's seed.
    var seed: UInt64?
    /// The model's own head, where it is asked for: its words and its classes.
    var head: [String]?
    var classes: Int?
  }

  /// What decides samples, beside their backbone.
  private struct SamplesKey: Equatable {
    var model: ModelKey
    var data: Scenario.DataSource
    /// Generated texts and lengths are drawn from the run's seed.
    var seed: UInt64?
  }

  /// Training and test samples of one data set, as one backbone reads them.
  final class Samples {
    let training: [TokenizedSample]
    let test: [TokenizedSample]
    /// Tokens and labels.
    lazy var digest = Self.digest(training, test)

    init(training: [TokenizedSample], test: [TokenizedSample]) {
      self.training = training
      self.test = test
    }

    private static func digest(_ parts: [TokenizedSample]...) -> Digest128 {
      let builder = DigestBuilder()
      for samples in parts {
        builder.update(UInt64(samples.count))
        for sample in samples {
          sample.tokens.withRevealed { tokens in
            builder.update(UInt64(tokens.count))
            tokens.withUnsafeBytes { builder.update($0) }
          }
          sample.label.withRevealed { builder.update(UInt64($0)) }
        }
      }
      return builder.digest
    }
  }

  /// The last parts of one kind, the one used last in front.
  private struct Shelf<Key: Equatable, Part> {
    private var entries: [(key: Key, part: Part)] = []

    mutating func part(_ key: Key, _ make: () throws -> Part) rethrows -> Part {
      if let index = entries.firstIndex(where: { $0.key == key }) {
        let entry = entries.remove(at: index)
        entries.insert(entry, at: 0)
        return entry.part
      }
      let part = try make()
      entries.insert((key, part), at: 0)
      if entries.count > MaterialParts.capacity { entries.removeLast() }
      return part
    }
  }

  private var models = Shelf<ModelKey, LoadedBackbone>()
  private var samples = Shelf<SamplesKey, Samples>()
  private var sources = Shelf<ModelKey, ActivationSource>()

  /// States of all tokens, for methods that send them.
  let tokenStates = TokenStateRoom()

  /// Where activations of folder models are kept between runs, if anywhere.
  let store: ActivationStore?

  /// Has no parts yet; activations of folder models are kept in `store`, if there is one.
  public init(store: ActivationStore? = nil) { self.store = store }

  private func key(_ scenario: Scenario, _ backend: MatrixBackend) -> ModelKey {
    let isEmbedded = if case .embedded = scenario.model.kind { true } else { false }
    let isOwn = scenario.method.head == .own
    return ModelKey(
      model: scenario.model, backend: backend, seed: isEmbedded ? scenario.seed : nil,
      head: isOwn ? scenario.method.verbalizers : nil, classes: isOwn ? scenario.data.classes : nil)
  }

  func model(
    _ scenario: Scenario, _ backend: MatrixBackend, ledger: Ledger
  ) throws -> LoadedBackbone {
    try models.part(key(scenario, backend)) {
      try LoadedBackbone(scenario, backend: backend, ledger: ledger)
    }
  }

  func samples(
    _ scenario: Scenario, _ backend: MatrixBackend, _ make: () throws -> Samples
  ) rethrows -> Samples {
    let isFile = if case .file = scenario.data.kind { true } else { false }
    let key = SamplesKey(
      model: key(scenario, backend), data: scenario.data, seed: isFile ? nil : scenario.seed)
    return try samples.part(key, make)
  }

  func source(
    _ scenario: Scenario, _ backend: MatrixBackend, _ make: () -> ActivationSource
  ) -> ActivationSource {
    sources.part(key(scenario, backend), make)
  }
}
