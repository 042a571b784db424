import ArgumentParser
import Determinism
import Foundation
import PrivateData
import Scenarios
import Simulation
import Transformers

/// `sidelight predict`: what a run trained, put to use.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict the classes of texts with what a run trained.",
    discussion: """
      Reads scenario.yaml and side.safetensors of the run, and the model that the scenario names.
      The class is that of the greatest output, the probability the softmax of the outputs.

      A file of texts is laid out like the run's own data: by default `text TAB label`. With its \
      labels the accuracy is printed, too. With the run's own test texts it is the final accuracy \
      of the run's summary.json.

      EXAMPLES
        sidelight predict runs/quickstart-7 --test
        sidelight predict runs/minilm-sst2-1 --text "a gripping film" "two hours of nothing"
        sidelight predict runs/minilm-sst2-1 --data SST-2/test.tsv
        sidelight predict runs/minilm-sst2-1 --data texts.txt --unlabelled --json
      """)

  @Argument(help: "The folder of a run.", completion: .directory)
  var runFolder: String

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Texts to predict.", valueName: "text"))
  var text: [String] = []

  @Option(
    help: "Labelled texts to predict: .tsv (text TAB label), .jsonl or .csv.",
    completion: .texts)
  var data: String?

  @Flag(help: "Each line of the --data file is a text.")
  var unlabelled = false

  @Flag(help: "Predict the test texts on which the run measured its accuracy.")
  var test = false

  @Flag(help: "Print JSON, with the probabilities of all classes.")
  var json = false

  @OptionGroup var workers: WorkerOption
  @OptionGroup var store: StoreOption

  func validate() throws {
    guard [!text.isEmpty, data != nil, test].count(where: { $0 }) == 1 else {
      throw ValidationError("Give one of --text TEXT..., --data FILE and --test.")
    }
    if unlabelled, data == nil { throw ValidationError("--unlabelled goes with --data.") }
  }

  /// Texts, and what is known of them.
  private struct Input {
    var texts: [Secret<[UInt8]>]
    /// The texts with their classes; nil where nobody told.
    var labelled: [PrivateSample]?
    /// What to call the whole of them in an error.
    var name: String
  }

  mutating func run() throws {
    let folder = RunFolder(path: runFolder)
    try folder.checkReadable(["scenario.yaml"])
    let loaded = try ScenarioLoader.load(path: folder.scenarioPath)
    let progress = ProgressLine()
    // What somebody types now and then is not worth a place in the store.
    let kept = text.isEmpty ? store.activationStore : nil
    let trained = try loaded.placingErrors {
      try TrainedRun(loaded.scenario, in: folder, workers: workers.count, store: kept) {
        phase, done, total in progress.show(phase, done: done, total: total)
      }
    }
    let input = try input(trained)
    let predictions: [Prediction]
    do throws(ModelError) {
      predictions = try trained.predictions(for: input.texts)
    } catch { throw Failure(badInput: "\(input.name): error: \(error)") }
    progress.clear()
    if !predictions.allSatisfy({ $0.probabilities.allSatisfy(\.isFinite) }) {
      StandardError.write(
        "warning: \(runFolder): the model's outputs are not finite numbers, so its classes mean "
          + "nothing; the run's training has diverged")
    }
    let accuracy = input.labelled.map { TrainedRun.accuracy(of: predictions, on: $0) }
    try json
      ? StandardOutput.write(json: report(trained, predictions, accuracy))
      : StandardOutput.write(lines(trained, predictions, accuracy))
  }

  private func input(_ trained: TrainedRun) throws -> Input {
    if !text.isEmpty {
      return Input(texts: text.map { Secret(Array($0.utf8)) }, name: "--text")
    }
    guard let data else {
      let samples = try trained.testSamples()
      return Input(texts: samples.map(\.text), labelled: samples, name: runFolder)
    }
    let samples = unlabelled ? nil : try trained.samples(in: data)
    let texts = try samples?.map(\.text) ?? TrainedRun.texts(in: data)
    guard !texts.isEmpty else {
      throw Failure(badInput: "\(data): error: the file holds no texts")
    }
    return Input(texts: texts, labelled: samples, name: data)
  }

  /// A class as people call it.
  private func name(_ number: Int, _ trained: TrainedRun) -> String {
    trained.classNames.isEmpty
      ? String(number) : TerminalText.lines(trained.classNames[number])
  }

  /// A line a text: its class, how probable it is, and the text if it was typed.
  private func lines(
    _ trained: TrainedRun, _ predictions: [Prediction], _ accuracy: Double?
  ) -> String {
    let names = predictions.map { name($0.predicted, trained) }
    let width = names.map(\.count).max() ?? 0
    var lines = predictions.indices.map { index in
      let probability = Double(predictions[index].probabilities[predictions[index].predicted])
      let shown = text.isEmpty ? "" : "  " + TerminalText.lines(text[index])
      return TextColumns.left(names[index], width) + "  "
        + (probability.isFinite ? fixed(probability, 3) : "nan") + shown.replacing("\n", with: " ")
    }
    if let accuracy {
      let count = predictions.count
      let right = Int((accuracy * Double(count)).rounded())
      lines.append("accuracy \(fixed(accuracy, 3)), \(right) of \(count)")
    }
    return lines.joined(separator: "\n")
  }

  private struct Report: Encodable {
    struct Row: Encodable {
      var text: String?
      var predicted: Int
      var name: String?
      /// Null for what is not a number.
      var probabilities: [Float?]
    }

    var method: String
    var classes: Int
    var predictions: [Row]
    var accuracy: Double?
  }

  private func report(
    _ trained: TrainedRun, _ predictions: [Prediction], _ accuracy: Double?
  ) -> Report {
    let names = trained.classNames
    return Report(
      method: trained.scenario.method.name.rawValue, classes: trained.scenario.data.classes,
      predictions: predictions.enumerated().map { index, prediction in
        Report.Row(
          text: text.isEmpty ? nil : text[index], predicted: prediction.predicted,
          name: names.isEmpty ? nil : names[prediction.predicted],
          probabilities: prediction.probabilities.map { $0.isFinite ? $0 : nil })
      }, accuracy: accuracy)
  }
}
