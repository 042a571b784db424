public import PrivateData
public import Wire

/// Scores guesses of tokens, and makes the list of candidates that a look-up is given.
public struct TokenJudge {
  private let tokens: [SampleKey: Secret<[Int]>]
  private let keys: [SampleKey]

  /// Takes the judge's records; those without tokens are left out.
  public init(records: [JudgeRecord]) {
    var tokens: [SampleKey: Secret<[Int]>] = [:]
    var keys: [SampleKey] = []
    for record in records {
      guard let key = SampleKey(bytes: record.key), tokens[key] == nil,
        record.tokens.withRevealed({ !$0.isEmpty })
      else { continue }
      tokens[key] = record.tokens
      keys.append(key)
    }
    self.tokens = tokens
    self.keys = keys
  }

  /// Samples with tokens, in the order of the records.
  public var samples: [SampleKey] { keys }

  /// Token sequences among which those of the first `count` samples are, in sorted order.
  ///
  /// The decoys are sequences of other samples. An attacker who owns such a list knows candidates,
  /// and not which sample is which. Fewer than two different ones make no list.
  public func candidates(_ count: Int) -> [[Int]] {
    var list = keys.prefix(count).compactMap { tokens[$0]?.withRevealed { $0 } }
    list.sort { $0.lexicographicallyPrecedes($1) }
    var different: [[Int]] = []
    for sequence in list where sequence != different.last { different.append(sequence) }
    return different
  }

  /// Token sequences of some samples that an attack may be told.
  public func hints(_ count: Int) -> [SampleKey: [Int]] {
    var hints: [SampleKey: [Int]] = [:]
    for key in keys.suffix(count) { hints[key] = tokens[key]?.withRevealed { $0 } }
    return hints
  }

  /// Scores whole sequences; the chance is the share of the most frequent one of all samples, or
  /// `leastChance` if that is more.
  public func score(
    id: String, sequences: [SampleKey: [Int]], of attacked: [SampleKey],
    leastChance: Double = 0, family: Int, note: String
  ) -> CheckResult {
    var counts: [[Int]: Int] = [:]
    for key in keys { tokens[key]?.withRevealed { counts[$0, default: 0] += 1 } }
    let share = Double(counts.values.reduce(0, max)) / Double(max(1, keys.count))
    let chance = max(share, leastChance)
    let right = attacked.count { key in
      guard let guess = sequences[key] else { return false }
      return tokens[key]?.withRevealed { $0 == guess } ?? false
    }
    return decide(id, right, attacked.count, chance, family, "whole token sequences", note)
  }

  /// Scores the pivot tokens: the last ones, or the first.
  ///
  /// The chance is the share of the most frequent one; where all are the same, there is nothing
  /// to recover.
  public func score(
    id: String, pivots: [SampleKey: Int], isLast: Bool, of attacked: [SampleKey], family: Int,
    note: String
  ) -> CheckResult {
    var counts: [Int: Int] = [:]
    var right = 0
    for key in attacked {
      tokens[key]?.withRevealed { sequence in
        guard let pivot = isLast ? sequence.last : sequence.first else { return }
        counts[pivot, default: 0] += 1
        if pivots[key] == pivot { right += 1 }
      }
    }
    guard counts.count > 1 else {
      return .notApplicable(
        id, because: "The pivot is one and the same mark in all samples, so it tells nothing.")
    }
    let chance = Double(counts.values.reduce(0, max)) / Double(attacked.count)
    return decide(id, right, attacked.count, chance, family, "pivot tokens", note)
  }

  /// Scores the tokens of all positions of the samples `of` an attack.
  ///
  /// The chance is the share of the most frequent token.
  public func score(
    id: String, positions: [SampleKey: [Int]], of attacked: [SampleKey], family: Int, note: String
  ) -> CheckResult {
    var counts: [Int: Int] = [:]
    var right = 0
    for key in attacked {
      let guess = positions[key] ?? []
      tokens[key]?.withRevealed { sequence in
        for token in sequence { counts[token, default: 0] += 1 }
        right += zip(guess, sequence).count { $0 == $1 }
      }
    }
    let total = counts.values.reduce(0, +)
    let chance = Double(counts.values.reduce(0, max)) / Double(max(1, total))
    return decide(id, right, total, chance, family, "tokens", note)
  }

  /// Pairs of samples that an attack linked: how many have the same tokens.
  public func equalPairs(_ pairs: [(SampleKey, SampleKey)]) -> Int {
    pairs.count { one, two in
      guard let first = tokens[one], let second = tokens[two] else { return false }
      return first.withRevealed { left in second.withRevealed { left == $0 } }
    }
  }

  private func decide(
    _ id: String, _ right: Int, _ total: Int, _ chance: Double, _ family: Int, _ what: String,
    _ note: String
  ) -> CheckResult {
    guard total > 0 else {
      return .inconclusive(id, .inference, because: "There are no tokens to score guesses against.")
    }
    let interval = Statistics.clopperPearson(
      successes: right, trials: total, confidence: Judge.confidence)
    let tail = Judge.alarmLevel / Double(family)
    let isLeak = Statistics.lowEnd(successes: right, trials: total, tail: tail) > chance
    let threshold = chance + min(Judge.defaultTolerance, (1 - chance) / 2)
    let verdict: Verdict =
      isLeak ? .leak : interval.high <= threshold ? .pass : .inconclusive
    return CheckResult(
      id: id, level: .inference, verdict: verdict, estimate: Double(right) / Double(total),
      low: interval.low, high: interval.high, baseline: chance, samples: total,
      evidence: (isLeak ? Judge.verified : "")
        + "\(right) of \(total) \(what) recovered by the server (chance \(decimal(chance)))." + note
    )
  }
}
