internal import Determinism
public import Wire

extension Judge {
  /// Scores groups that have no names: names are matched on one half of the samples and scored on
  /// the other, and the other way round.
  ///
  /// The matching is the best one of groups with classes, one to one. A sample without a group
  /// counts as a guess of the most frequent label.
  public func score(
    id: String, groups: [SampleKey: Int], _ scale: Scale, note: String = ""
  ) -> CheckResult {
    let halves = halves()
    let folds = [0, 1].map { held in
      let names = names(of: groups, on: halves[1 - held])
      var count = Count()
      for key in halves[held] {
        count.total += 1
        if groups[key].flatMap({ names[$0] }) ?? majority == labels[key] { count.right += 1 }
      }
      return count
    }
    return decide(
      id: id, folds: folds, guessed: keys.count { groups[$0] != nil }, scale, note: note)
  }

  /// The area under the curve of scores for two classes, whichever way they point: 0.5 is chance.
  ///
  /// It is the share of pairs of different classes that the scores order rightly, equal ones by
  /// half. Nil for other numbers of classes, or where a class is missing.
  public func area(under scores: [SampleKey: Double]) -> Double? {
    guard classes == 2 else { return nil }
    let values = keys.compactMap { key in
      scores[key].flatMap { score in labels[key].map { (score: score, label: $0) } }
    }.sorted { $0.score < $1.score }
    let positives = values.count { $0.label == 1 }
    guard positives > 0, positives < values.count else { return nil }
    var (below, sum, start) = (0.0, 0.0, 0)
    while start < values.count {
      let end = values[start...].firstIndex { $0.score > values[start].score } ?? values.count
      let ones = Double(values[start..<end].count { $0.label == 1 })
      let zeros = Double(end - start) - ones
      sum += ones * (below + zeros / 2)
      below += zeros
      start = end
    }
    let area = sum / Double(positives) / Double(values.count - positives)
    return max(area, 1 - area)
  }

  /// Samples with a label.
  public var samples: Int { keys.count }

  /// The share of right guesses among the samples that have one and are not `known`.
  public func share(_ guesses: [SampleKey: Int], known: [SampleKey: Int]) -> Double {
    let scored = keys.filter { known[$0] == nil && guesses[$0] != nil }
    let right = scored.count { guesses[$0] == labels[$0] }
    return Double(right) / Double(max(1, scored.count))
  }

  /// Labels that an attack may be told: `count` of each class, drawn from all samples.
  public func hints(perClass count: Int) -> [SampleKey: Int] {
    var stream = Seed(0).stream("judge.hints", ledger: nil)
    var given = [Int](repeating: 0, count: classes)
    var hints: [SampleKey: Int] = [:]
    for place in stream.permutation(keys.count) {
      guard let label = labels[keys[place]], given[label] < count else { continue }
      given[label] += 1
      hints[keys[place]] = label
    }
    return hints
  }

  /// Two halves by chance: the order of records may follow the labels.
  private func halves() -> [[SampleKey]] {
    var stream = Seed(0).stream("judge.halves", ledger: nil)
    let order = stream.permutation(keys.count)
    return [0, 1].map { half in
      stride(from: half, to: order.count, by: 2).map { keys[order[$0]] }
    }
  }

  private func names(of groups: [SampleKey: Int], on half: [SampleKey]) -> [Int: Int] {
    let found = Set(half.compactMap { groups[$0] }).sorted()
    let size = max(found.count, classes)
    var gains = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
    for key in half {
      guard let group = groups[key].flatMap({ found.firstIndex(of: $0) }), let label = labels[key]
      else { continue }
      gains[group][label] += 1
    }
    let matching = Matching.best(gains)
    var names: [Int: Int] = [:]
    // Groups beyond the classes stay without a name.
    for (place, group) in found.enumerated() where matching[place] < classes {
      names[group] = matching[place]
    }
    return names
  }
}
