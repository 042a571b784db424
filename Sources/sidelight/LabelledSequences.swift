import Transformers

/// Tokenized texts and their classes.
struct LabelledSequences {
  let sequences: [[Int]]
  let labels: [Int]

  init(
    _ file: ModelCommand.TextFile, _ backbone: HuggingFaceBackbone,
    _ tokenizer: HuggingFaceTokenizer
  ) throws {
    let samples = try file.someSamples()
    sequences = backbone.withoutEmpty(try file.sequences(samples, tokenizer))
    labels = file.classes(samples)
    try backbone.validate(sequences)
  }

  var count: Int { sequences.count }
  var lastClass: Int { labels.max() ?? 0 }

  func batch(_ indices: some Sequence<Int>) -> (sequences: [[Int]], labels: [Int]) {
    (indices.map { sequences[$0] }, indices.map { labels[$0] })
  }

  /// The share of labels that `tuner` predicts.
  func accuracy(of tuner: FineTuner) -> Double {
    let right = zip(tuner.predictions(for: sequences), labels).count { $0 == $1 }
    return Double(right) / Double(count)
  }
}
