public import Determinism
internal import DeviceSide
import Foundation
internal import Layers
public import PrivateData
public import Scenarios
internal import Tensors
internal import Transformers
public import Wire

/// What a run is made of, before any clock starts: backbone, samples, activations.
///
/// Paired runs share the material, since activations depend on tokens alone.
public final class RunMaterial {
  /// The scenario.
  public let scenario: Scenario
  /// The dimensions of the session.
  public let session: SessionShape
  /// Random draws and events of the run.
  public let ledger: Ledger
  /// Workers for numeric work.
  public let workers: Int
  /// The numeric fingerprint of this process.
  public let fingerprint: String

  let backbone: any Backbone
  let backend: MatrixBackend
  let training: [TokenizedSample]
  let test: [TokenizedSample]
  private let pivot: Pivot
  private let pool: WorkerPool
  private var knownActivations: [Digest128: [Float]] = [:]

  /// Reads or generates the data, builds the backbone and computes all activations.
  ///
  /// - Throws: `DataError` when the data cannot be used.
  public init(
    scenario: Scenario, workers: Int, ledgerSink: (any Ledger.Sink)? = nil
  ) throws(DataError) {
    self.scenario = scenario
    self.workers = workers
    pool = WorkerPool(workers: workers)
    ledger = Ledger(sink: ledgerSink)
    backend = scenario.numerics.backend == .openblas ? .openBLAS : .reference
    fingerprint = NumericRuntime.fingerprint(backend: backend)
    let seed = Seed(scenario.seed)
    var weights = seed.stream("model.weights", ledger: ledger)
    let model = scenario.model
    let backbone = EmbeddedBackbone(
      shape: .init(
        layers: model.layers, width: model.width, heads: model.heads, maxLength: model.maxLength),
      backend: backend, stream: &weights)
    self.backbone = backbone
    let data = try Self.dataset(scenario.data, seed: seed, ledger: ledger)
    func tokenize(_ samples: [PrivateSample]) -> [TokenizedSample] {
      samples.map { sample in
        TokenizedSample(
          tokens: sample.text.withRevealed { Secret(backbone.tokenize($0)) }, text: sample.text,
          label: sample.label)
      }
    }
    training = tokenize(data.training)
    test = tokenize(data.test)
    pivot =
      switch scenario.method.pivot {
      case .first: .first
      case .last: .last
      case .mean: .mean
      }
    session = SessionShape(
      layers: backbone.layers, width: backbone.width, classes: scenario.data.classes,
      samples: training.count, batch: scenario.method.batch,
      format: scenario.method.activations == .fp32 ? .fp32 : .fp16)
  }

  private static func dataset(
    _ source: Scenario.DataSource, seed: Seed, ledger: Ledger
  ) throws(DataError) -> PrivateDataset {
    switch source.kind {
    case .embedded(let lengths):
      var language = seed.stream("data.language", ledger: ledger)
      var training = seed.stream("data.train", ledger: ledger)
      var test = seed.stream("data.test", ledger: ledger)
      let task = GeneratedTask(classes: source.classes, stream: &language)
      return PrivateDataset(
        training: task.samples(source.train, lengths: lengths, stream: &training),
        test: task.samples(source.test, lengths: lengths, stream: &test),
        classes: source.classes)
    case .tsv(let path, let testPath):
      let training = try TabSeparatedReader.read(
        path: path, count: source.train, classes: source.classes)
      let test = try TabSeparatedReader.read(
        path: testPath ?? path, skipping: testPath == nil ? source.train : 0, count: source.test,
        classes: source.classes)
      return PrivateDataset(training: training, test: test, classes: source.classes)
    }
  }

  /// A digest of the training secrets, for noticing that a data file has changed since a run.
  public var dataDigest: Digest128 {
    let builder = DigestBuilder()
    for sample in training {
      sample.text.withRevealed { text in
        builder.update(UInt64(text.count))
        builder.update(text)
      }
      sample.label.withRevealed { builder.update(UInt64($0)) }
    }
    return builder.digest
  }

  /// Pivot activations, computed once for each distinct token sequence.
  func activations(of samples: [TokenizedSample]) -> [[Float]] {
    let keys = samples.map { sample in
      sample.tokens.withRevealed { tokens in
        tokens.withUnsafeBytes { Digest128(of: $0) }
      }
    }
    var wanted: [Digest128] = []
    var sequences: [[Int]] = []
    var seen = Set<Digest128>()
    for (key, sample) in zip(keys, samples)
    where knownActivations[key] == nil && seen.insert(key).inserted {
      wanted.append(key)
      sequences.append(sample.tokens.withRevealed { $0 })
    }
    let values = backbone.pivotActivations(of: sequences, pivot: pivot, pool: pool)
    for (key, value) in zip(wanted, values) { knownActivations[key] = value }
    return keys.map { knownActivations[$0] ?? [] }
  }

  /// The device for these samples.
  func device(_ samples: [TokenizedSample], ledger: Ledger?) -> DeviceKnowledge {
    let head: PredictionHead.Kind =
      switch scenario.method.head {
      case .zero: .zero
      case .random: .random
      case .probe: .probe
      }
    return DeviceKnowledge(
      backbone: backbone, backend: backend, samples: samples,
      activations: activations(of: samples),
      settings: .init(
        classes: scenario.data.classes, head: head,
        randomizedResponseEpsilon: scenario.method.randomizedResponseEpsilon,
        plantedLeak: scenario.canary.map(PlantedLeak.init)),
      seed: Seed(scenario.seed), ledger: ledger)
  }

  /// Samples as a paired run sees them.
  ///
  /// Byte tokens move by 101 places, so that each one changes; marks stay.
  func varied(_ variation: Variation) -> VariedSamples {
    VariedSamples(
      variation, of: training, classes: scenario.data.classes, constant: 97
    ) { token in
      token < 256 ? (token + 101) % 256 : token
    }
  }

  /// Whether the judge's records are those of this data: every sample once, with its secrets.
  public func matches(_ records: [JudgeRecord]) -> Bool {
    guard records.count == training.count, Set(records.map(\.sample)) == Set(training.indices),
      Set(records.map(\.key)).count == records.count
    else { return false }
    return records.allSatisfy { record in
      let sample = training[record.sample]
      return record.label.withRevealed { label in sample.label.withRevealed { $0 == label } }
        && record.tokens.withRevealed { tokens in sample.tokens.withRevealed { $0 == tokens } }
        && record.text.withRevealed { text in sample.text.withRevealed { $0 == text } }
    }
  }
}

extension PlantedLeak {
  fileprivate init(_ canary: Scenario.Canary) {
    self =
      switch canary {
      case .schemaField: .schemaField
      case .rawLabels: .rawLabels
      case .rawTokens: .rawTokens
      case .rawText: .rawText
      case .interferenceLabels: .interferenceLabels
      case .interferenceTokens: .interferenceTokens
      case .labelSign: .labelSign
      }
  }
}
