import Adversaries
import ArgumentParser
import Determinism
import Tensors
import Transformers
import Wire

/// `sidelight bench inversion`: prompts computed from one activation each.
struct InversionBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inversion",
    abstract: "Whole prompts recovered from the pivot's activation, and the time each takes.",
    discussion: """
      Random texts go through embedded backbones of random weights, and the attack behind \
      token.inversion gets what float32 on the wire leaves of the last token's first activation: \
      it meets in the middle of the text, and a sum that vanishes certifies the answer. Prints \
      JSON: texts recovered exactly, texts guessed wrongly, and seconds a text on one thread.

      EXAMPLE
        sidelight bench inversion --vocabulary 200 --length 5
      """)

  @Option(help: "Tokens that a text is drawn from.") var vocabulary = 200
  @Option(help: "Tokens of a text; the last one is the pivot.") var length = 5
  @Option(help: "Width of the backbone.") var width = 64
  @Option(help: "Layers of the backbone.") var layers = 2
  @Option(help: "Texts for each backbone.") var texts = 20
  @Option(help: "Backbones, each with its own random weights.") var backbones = 5
  @Flag(help: "Print JSON (always on).") var json = false

  func validate() throws {
    for (name, value, range) in [
      ("Vocabulary", vocabulary, 2...259), ("Length", length, 1...16), ("Width", width, 8...512),
      ("Layers", layers, 2...16), ("Texts", texts, 1...1_000), ("Backbones", backbones, 1...1_000),
    ] where !range.contains(value) {
      throw ValidationError("\(name) must lie between \(range.lowerBound) and \(range.upperBound).")
    }
    guard width % 4 == 0 else { throw ValidationError("Width must be a multiple of 4 heads.") }
  }

  private struct Report: Encodable {
    struct Backbone: Encodable {
      var seed: UInt64
      var recovered = 0
      var wrong = 0
      var out_of_reach = 0
      var mean_seconds = 0.0
      var largest_seconds = 0.0
    }

    var vocabulary: Int
    var length: Int
    var width: Int
    var layers: Int
    var texts: Int
    var backbones: [Backbone]
  }

  mutating func run() throws {
    var report = Report(
      vocabulary: vocabulary, length: length, width: width, layers: layers, texts: texts,
      backbones: [])
    for seed in 1...UInt64(backbones) { report.backbones.append(try attack(seed)) }
    try StandardOutput.write(json: report)
  }

  private func attack(_ seed: UInt64) throws -> Report.Backbone {
    var stream = Seed(seed).stream("bench.inversion", ledger: nil)
    var knowledge = PublicKnowledge(classes: 2)
    knowledge.format = .fp32
    knowledge.backbone = EmbeddedBackbone(
      shape: .init(layers: layers, width: width, heads: 4, maxLength: 16), backend: .openBLAS,
      stream: &stream)
    let texts = (0..<texts).map { _ in (0..<length).map { _ in stream.next(below: vocabulary) } }
    guard
      let attack = InversionAttack(
        knowledge, tokens: Array(0..<vocabulary), lengths: length...length),
      let activations = knowledge.activations(of: texts)
    else { throw Failure(internalFault: "the attack refused an embedded backbone") }
    var result = Report.Backbone(seed: seed)
    for (text, values) in zip(texts, activations) {
      let sample = Observations.Sample(
        key: SampleKey(drawnFrom: &stream), delta: [], activations: values)
      let clock = ProcessorClock()
      let outcome = attack.invert(sample)
      let seconds = clock.seconds
      switch outcome {
      case .found(text): result.recovered += 1
      case .found: result.wrong += 1
      case .outOfReach: result.out_of_reach += 1
      case .nothing: break
      }
      result.mean_seconds += seconds / Double(texts.count)
      result.largest_seconds = max(result.largest_seconds, seconds)
    }
    return result
  }
}
