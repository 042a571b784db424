internal import Determinism
internal import DeviceSide
import Foundation
internal import Layers
public import PrivateData
public import Scenarios
internal import Tensors
public import Transformers

/// A text's class, as a trained model sees it.
public struct Prediction: Equatable, Sendable {
  /// The class of the greatest output.
  public let predicted: Int
  /// The softmax of the outputs, class by class; not numbers where training has diverged.
  public let probabilities: [Float]
}

/// What a run trained, read back from its folder and ready to predict.
///
/// It predicts with the function that measured the run's accuracy, so the same texts in the same
/// order have the same accuracy.
public final class TrainedRun {
  /// The run's scenario.
  public let scenario: Scenario

  /// Most bytes of a file of texts.
  private static let textLimit = 1 << 30

  private let model: TrainedModel
  private let reader: BackboneReader
  private let rule: PredictionRule?

  /// Opens the backbone of `scenario` and reads the trained numbers in `folder`.
  ///
  /// Activations of folder models are kept in `store`, if there is one. `progress` hears of long
  /// computations.
  ///
  /// - Throws: `MaterialError`, `ModelError`, `TokenizerError`, `InputFileError` or
  ///   `RunFolderError`, where scenario, model and files are not those of one run.
  public init(
    _ scenario: Scenario, in folder: RunFolder, workers: Int, store: ActivationStore? = nil,
    progress: Simulator.Progress? = nil
  ) throws {
    guard scenario.hasValues else {
      throw MaterialError(
        "numerics.mode", "shape computes no values, so the run trained nothing to predict with")
    }
    guard FileManager.default.fileExists(atPath: folder.sidePath) else {
      throw InputFileError(
        folder.sidePath, "the file is missing: the run did not come to its end; run it again")
    }
    let backend: MatrixBackend =
      scenario.numerics.backend == .openblas ? .openBLAS : .reference
    let loaded = try LoadedBackbone(scenario, backend: backend, ledger: nil)
    let backbone = loaded.backbone
    let violations = scenario.violations(
      ScenarioDimensions(
        layers: backbone.layers, width: backbone.width, heads: loaded.heads,
        backboneParameters: Double(backbone.parameterCount), longest: 1,
        train: scenario.data.train.number ?? scenario.method.batch, test: 1))
    guard violations.isEmpty else { throw MaterialError(violations) }
    self.scenario = scenario
    let pool = WorkerPool(workers: workers)
    let source = ActivationSource(
      backbone: backbone, numerics: NumericRuntime.fingerprint(backend: backend), pool: pool,
      store: loaded.isWorthStoring ? store : nil, room: nil,
      progress: progress.map { progress in { progress("activations", $0, $1) } })
    reader = BackboneReader(
      model: loaded, pivot: Pivot(scenario.method.pivot), source: source, pool: pool)
    model = TrainedModel(
      blank: scenario, backbone, ladder: try LadderShape.of(scenario), backend: backend, pool: pool)
    try TrainedFile.read(
      folder.sidePath, into: model.arrays, scenario: scenario, backbone: backbone)
    rule = try Self.rule(scenario, loaded, backend, folder)
  }

  /// How PAE's device predicts; nil for methods in which the backbone predicts nothing by itself.
  private static func rule(
    _ scenario: Scenario, _ model: LoadedBackbone, _ backend: MatrixBackend, _ folder: RunFolder
  ) throws -> PredictionRule? {
    guard scenario.method.isPAE else { return nil }
    let settings = DeviceKnowledge.Settings(scenario, model)
    let (width, classes) = (model.backbone.width, scenario.data.classes)
    var fitted: [Float]?
    if settings.fitsHead {
      guard FileManager.default.fileExists(atPath: folder.headPath) else {
        throw InputFileError(
          folder.headPath, "the file is missing: it held the head that was fitted to labels")
      }
      let head = ParameterArray(
        name: "weight", shape: [width, classes], in: FloatBuffer(count: width * classes), at: 0)
      try TrainedFile.read(
        folder.headPath, into: [head], scenario: scenario, backbone: model.backbone)
      fitted = head.values
    }
    return PredictionRule(
      settings, fitted: fitted, width: width, backend: backend, seed: Seed(scenario.seed))
  }

  /// The test samples that the run measured its accuracy on.
  ///
  /// - Throws: `DataError`.
  public func testSamples() throws(DataError) -> [PrivateSample] {
    try PrivateDataset(scenario.data, seed: Seed(scenario.seed), ledger: Ledger(sink: nil)).test
  }

  /// Labelled texts from a file that is laid out like the run's own.
  ///
  /// The name's ending decides the format; where it differs from that of the run's own data, text
  /// and label stand in their usual places.
  ///
  /// - Throws: `DataError`.
  public func samples(in path: String) throws(DataError) -> [PrivateSample] {
    var options = LabelledTextOptions(format: LabelledTextOptions.Format(path: path) ?? .tsv)
    if case .file(let file) = scenario.data.kind {
      let own = LabelledTextOptions(file)
      if (LabelledTextOptions.Format(path: path) ?? own.format) == own.format {
        options = own
      } else {
        options.labels = own.labels
      }
    }
    return try LabelledTextReader.read(
      path: path, options: options, classes: scenario.data.classes)
  }

  /// The lines of a file, each of which is a text; an empty one is a text, too.
  ///
  /// - Throws: `InputFileError`.
  public static func texts(in path: String) throws(InputFileError) -> [Secret<[UInt8]>] {
    var lines = try InputFile.bytes(of: path, limit: textLimit)
      .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // What follows the last line feed is no line.
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { line in
      Secret(Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
    }
  }

  /// Names of the classes in order; empty where they have none.
  public var classNames: [String] {
    if case .file(let file) = scenario.data.kind { file.labels } else { [] }
  }

  /// The class of each text.
  ///
  /// - Throws: `ModelError` where the backbone cannot read a text.
  public func predictions(for texts: [Secret<[UInt8]>]) throws(ModelError) -> [Prediction] {
    let backbone = reader.backbone
    let sequences = texts.map { text in text.withRevealed { backbone.tokenize($0) } }
    try backbone.validate(sequences)
    let outputs = Predictor(
      of: sequences.map { Secret($0) }, reader: reader, rule: rule, keepsStates: false
    ).outputs(of: model)
    return outputs.map { output in
      let values = FloatBuffer(output)
      softmaxRows(values, rows: 1, columns: output.count)
      return Prediction(
        predicted: argumentOfMaximum(output), probabilities: values.values)
    }
  }

  /// The share of `samples` whose class is the predicted one.
  public static func accuracy(
    of predictions: [Prediction], on samples: [PrivateSample]
  ) -> Double {
    AccuracyMeter.accuracy(of: predictions.map(\.predicted), samples.map(\.label))
  }
}
