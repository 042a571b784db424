import Determinism
import LeakCheck
import PrivateData
import Wire

/// Records whose secrets are chosen, so that what a judge makes of guesses can be counted.
struct PlantedSecrets {
  var labels: [Int]
  var tokens: [[Int]]
  let keys: [SampleKey]

  /// Samples of these labels, each with its label as the only token unless `tokens` says otherwise.
  init(labels: [Int], tokens: [[Int]]? = nil) {
    var stream = Seed(1).stream("keys", ledger: nil)
    self.labels = labels
    self.tokens = tokens ?? labels.map { [$0] }
    keys = labels.map { _ in SampleKey(drawnFrom: &stream) }
  }

  /// The labels 0 and 1 in turn.
  init(alternating count: Int) { self.init(labels: (0..<count).map { $0 % 2 }) }

  private var records: [JudgeRecord] {
    keys.indices.map { index in
      JudgeRecord(
        key: keys[index].bytes, sample: index, label: Secret(labels[index]),
        tokens: Secret(tokens[index]), text: Secret([]))
    }
  }

  var judge: Judge { Judge(records: records, classes: (labels.max() ?? 0) + 1) }
  var tokenJudge: TokenJudge { TokenJudge(records: records) }

  /// A value for each sample, in order.
  func each<Value>(_ values: [Value]) -> [SampleKey: Value] {
    Dictionary(uniqueKeysWithValues: zip(keys, values))
  }
}
