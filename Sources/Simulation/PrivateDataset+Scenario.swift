internal import Determinism
internal import PrivateData
internal import Scenarios

extension PrivateDataset {
  /// Generates or reads the samples that a scenario names.
  init(
    _ source: Scenario.DataSource, seed: Seed, ledger: Ledger
  ) throws(DataError) {
    switch source.kind {
    case .embedded(let lengths):
      guard let train = source.train.number, let test = source.test.number else {
        preconditionFailure("a scenario says how many texts to generate")
      }
      var language = seed.stream("data.language", ledger: ledger)
      var trainingStream = seed.stream("data.train", ledger: ledger)
      var testStream = seed.stream("data.test", ledger: ledger)
      let task = GeneratedTask(classes: source.classes, stream: &language)
      self.init(
        training: task.samples(train, lengths: lengths, stream: &trainingStream),
        test: task.samples(test, lengths: lengths, stream: &testStream), classes: source.classes)
    case .shape:
      // Texts without content: `RunMaterial` counts their tokens, and nobody reads them.
      func blanks(_ count: Scenario.SampleCount) -> [PrivateSample] {
        [PrivateSample](
          repeating: PrivateSample(text: [], label: 0), count: count.number ?? 0)
      }
      self.init(
        training: blanks(source.train), test: blanks(source.test), classes: source.classes)
    case .file(let file):
      func read(
        _ path: String, skipping: Int, _ count: Int?
      ) throws(DataError) -> [PrivateSample] {
        let samples = try LabelledTextReader.read(
          path: path, options: LabelledTextOptions(file), skipping: skipping, count: count,
          classes: source.classes)
        guard !samples.isEmpty else {
          throw DataError(.tooFewRows(found: skipping, wanted: skipping + 1), file: path)
        }
        return samples
      }
      self.init(
        training: try read(file.path, skipping: 0, source.train.number),
        test: try read(
          file.testPath ?? file.path,
          skipping: file.testPath == nil ? source.train.number ?? 0 : 0, source.test.number),
        classes: source.classes)
    }
  }
}

extension LabelledTextOptions {
  init(_ file: Scenario.DataSource.TextFile) {
    let format: Format =
      switch file.format {
      case .tsv: .tsv
      case .jsonl: .jsonl
      case .csv: .csv
      }
    func column(_ column: Scenario.DataSource.TextFile.Column?) -> Column? {
      switch column {
      case nil: nil
      case .number(let number)?: .number(number)
      case .name(let name)?: .name(name)
      }
    }
    self.init(
      format: format, hasHeader: file.hasHeader, text: column(file.text),
      label: column(file.label), labels: file.labels.isEmpty ? nil : file.labels)
  }
}
