import ArgumentParser
import Determinism
import Foundation
import PrivateData
import Tensors
import Transformers

/// `sidelight model`: looks at a Hugging Face folder and runs it.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Look at a Hugging Face model folder, tokenize with it, compute its activations.",
    discussion: """
      EXAMPLES
        sidelight model info Models/minilm
        sidelight model tokenize Models/minilm --data test.tsv
        sidelight model activations Models/minilm --data test.tsv --out a.safetensors
      """,
    subcommands: [Info.self, Tokenize.self, Activations.self])

  /// The folder of a model.
  struct Folder: ParsableArguments {
    @Argument(
      help: "A folder with config.json, model.safetensors and tokenizer.json.",
      completion: .directory)
    var folder: String

    func backbone() throws -> HuggingFaceBackbone {
      try HuggingFaceBackbone(folder: folder, backend: .openBLAS)
    }

    func tokenizer() throws -> HuggingFaceTokenizer {
      try HuggingFaceTokenizer(contentsOf: folder + "/tokenizer.json")
    }
  }

  /// A file of labelled texts.
  struct TextFile: ParsableArguments {
    @Option(help: "Labelled texts: .tsv (text TAB label), .jsonl or .csv.", completion: .texts)
    var data: String

    @Flag(help: "The first row names the columns.")
    var header = false

    @Option(help: "Where the text stands: a column's number from 1, its name, or a JSON key.")
    var textColumn: String?

    @Option(help: "Where the label stands.")
    var labelColumn: String?

    @Option(help: "Names of the classes in order, with commas between them.")
    var labels: String?

    @Option(help: "Cut sequences to this many tokens, special tokens included.")
    var maxLength: Int?

    func samples() throws -> [PrivateSample] {
      func column(_ text: String?) -> LabelledTextOptions.Column? {
        text.map { text in Int(text).map { .number($0) } ?? .name(text) }
      }
      return try LabelledTextReader.read(
        path: data,
        options: LabelledTextOptions(
          format: LabelledTextOptions.Format(path: data) ?? .tsv, hasHeader: header,
          text: column(textColumn), label: column(labelColumn),
          labels: labels.map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
          }))
    }

    /// The samples of a file that holds some.
    func someSamples() throws -> [PrivateSample] {
      let samples = try samples()
      guard !samples.isEmpty else {
        throw Failure(badInput: "\(data): error: the file holds no texts")
      }
      return samples
    }

    /// Token ids of every text.
    func sequences(_ samples: [PrivateSample], _ tokenizer: HuggingFaceTokenizer) throws -> [[Int]]
    {
      if let maxLength, maxLength < max(1, tokenizer.addedPerText) {
        throw ValidationError(
          "--max-length must be at least \(max(1, tokenizer.addedPerText)), for the special tokens."
        )
      }
      return samples.map { sample in
        sample.text.withRevealed { tokenizer.encode($0, maxLength: maxLength) }
      }
    }

    /// The class of every text.
    func classes(_ samples: [PrivateSample]) -> [Int] {
      samples.map { $0.label.withRevealed { $0 } }
    }
  }

  /// `sidelight model info`.
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a model's architecture, dimensions and size.",
      discussion: "EXAMPLE\n  sidelight model info Models/minilm")

    @OptionGroup var model: Folder

    mutating func run() throws {
      let backbone = try model.backbone()
      try StandardOutput.write(
        """
        folder       \(backbone.folder)
        architecture \(backbone.architectureName), \(backbone.isCausal ? "causal" : "bidirectional")
        layers       \(backbone.layers)
        width        \(backbone.width)
        vocabulary   \(backbone.vocabularySize)
        max length   \(backbone.maxLength)
        parameters   \(backbone.parameterCount)
        weights      \(backbone.weightBytes), digest \(backbone.weightsDigest)
        """)
    }
  }

  /// `sidelight model tokenize`.
  struct Tokenize: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print one JSON list of token ids a text.",
      discussion: "EXAMPLE\n  sidelight model tokenize Models/minilm --data test.tsv")

    @OptionGroup var model: Folder
    @OptionGroup var texts: TextFile

    mutating func run() throws {
      let sequences = try texts.sequences(texts.samples(), model.tokenizer())
      let lines = sequences.map { "[" + $0.map(String.init).joined(separator: ", ") + "]" }
      if !lines.isEmpty { try StandardOutput.write(lines.joined(separator: "\n")) }
    }
  }

  /// `sidelight model activations`.
  struct Activations: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the pivot's hidden states of every text as safetensors.",
      discussion: """
        Writes activations [N, L+1, d] float32 in the order of Hugging Face's hidden_states (index 0
        is the embeddings' output), label [N] int64 and length [N] int64.

        EXAMPLE
          sidelight model activations Models/minilm --data test.tsv --pivot mean --out a.safetensors
        """)

    @OptionGroup var model: Folder
    @OptionGroup var texts: TextFile

    @Option(help: "The token that stands for a text: first, last or mean.")
    var pivot = PivotName.last

    @Option(help: "The file to write.", completion: .file(extensions: ["safetensors"]))
    var out: String

    @OptionGroup var workers: WorkerOption

    /// The output must replace none of what it is made from.
    private func refuseInputs() throws {
      let target = URL(fileURLWithPath: out).resolvingSymlinksInPath().path
      let folder = URL(fileURLWithPath: model.folder).resolvingSymlinksInPath().path
      let data = URL(fileURLWithPath: texts.data).resolvingSymlinksInPath().path
      guard target != data, !target.hasPrefix(folder + "/") else {
        throw Failure(badInput: "\(out): error: this is an input; choose another file for --out")
      }
    }

    /// Texts computed and written at a time, so that memory stays bounded.
    private static let chunk = 2048

    mutating func run() throws {
      try refuseInputs()
      let backbone = try model.backbone()
      let samples = try texts.samples()
      let sequences = backbone.withoutEmpty(try texts.sequences(samples, model.tokenizer()))
      do { try backbone.validate(sequences) } catch {
        throw Failure(badInput: "\(texts.data): error: \(error)")
      }
      let pool = WorkerPool(workers: workers.count)
      let progress = ProgressLine()
      let writer = try SafetensorsWriter(
        path: out,
        tensors: [
          .init("activations", .float32, [samples.count, backbone.layers + 1, backbone.width]),
          .init("label", .int64, [samples.count]), .init("length", .int64, [samples.count]),
        ])
      for start in stride(from: 0, to: sequences.count, by: Self.chunk) {
        let part = Array(sequences[start..<min(start + Self.chunk, sequences.count)])
        let states = backbone.pivotStates(of: part, pivot: pivot.pivot, pool: pool) { done in
          progress.show("activations", done: start + done, total: sequences.count)
        }
        for state in states { try writer.append(state) }
      }
      try writer.append(texts.classes(samples).map(Int64.init))
      try writer.append(sequences.map { Int64($0.count) })
      try writer.finish()
      progress.clear()
    }
  }
}

/// The pivots as the command line spells them.
enum PivotName: String, CaseIterable, ExpressibleByArgument {
  case first, last, mean

  var pivot: Pivot {
    switch self {
    case .first: .first
    case .last: .last
    case .mean: .mean
    }
  }
}
