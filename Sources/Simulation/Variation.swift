internal import DeviceSide
internal import PrivateData

/// How a paired run's secrets differ from the recorded run's.
///
/// Everything public stays the same.
public enum Variation: String, CaseIterable, Sendable {
  /// Every label becomes the next one.
  case labels
  /// All labels become equal, so that relations between samples vanish too.
  case equalLabels = "equal-labels"
  /// Every token of content becomes another one; lengths stay.
  case tokens
  /// All tokens of content become equal; lengths stay.
  case equalTokens = "equal-tokens"
  /// Samples exchange their texts, so that lengths move; labels stay.
  case lengths
}

/// The samples of a paired run.
struct VariedSamples {
  /// The samples, in the original order.
  var samples: [TokenizedSample]
  /// Secrets that differ from the original ones.
  var changed: Int
  /// Secrets that could differ: a text without tokens has none to change.
  var total: Int

  /// Varies `samples`; `substitute` maps a token to another one, and marks to themselves;
  /// `constant` is some token of content.
  init(
    _ variation: Variation, of samples: [TokenizedSample], classes: Int, constant: Int,
    substitute: (Int) -> Int
  ) {
    switch variation {
    case .labels:
      self.samples = samples.map { sample in
        let label = sample.label.withRevealed { ($0 + 1) % classes }
        return TokenizedSample(tokens: sample.tokens, text: sample.text, label: Secret(label))
      }
      changed = samples.count
      total = samples.count
    case .equalLabels:
      self.samples = samples.map {
        TokenizedSample(tokens: $0.tokens, text: $0.text, label: Secret(0))
      }
      changed = samples.filter { $0.label.withRevealed { $0 != 0 } }.count
      total = samples.count
    case .tokens: (self.samples, changed, total) = Self.otherTokens(samples, substitute)
    case .equalTokens:
      (self.samples, changed, total) = Self.otherTokens(samples) { token in
        substitute(token) == token ? token : constant
      }
    case .lengths:
      self.samples = Self.exchangedTexts(samples)
      changed = zip(samples, self.samples).filter { $0.length != $1.length }.count
      total = changed
    }
  }

  /// Puts `assignment` in place of the secrets of `samples`.
  init(
    _ assignment: SecretAssignment, of samples: [TokenizedSample], classes: Int,
    tokenize: ([UInt8]) -> [Int]
  ) {
    precondition(assignment.labels.count == samples.count, "every sample is assigned its secrets")
    precondition(
      assignment.labels.allSatisfy((0..<classes).contains), "a label is one of the classes")
    self.samples = zip(assignment.texts, assignment.labels).map { text, label in
      TokenizedSample(tokens: Secret(tokenize(text)), text: Secret(text), label: Secret(label))
    }
    changed =
      zip(samples, zip(assignment.texts, assignment.labels)).filter { sample, new in
        sample.label.withRevealed { $0 != new.1 } || sample.text.withRevealed { $0 != new.0 }
      }.count
    total = samples.count
  }

  private static func otherTokens(
    _ samples: [TokenizedSample], _ substitute: (Int) -> Int
  ) -> ([TokenizedSample], changed: Int, total: Int) {
    var changed = 0
    var total = 0
    let varied = samples.map { sample in
      let tokens = sample.tokens.withRevealed { tokens in
        let replaced = tokens.map(substitute)
        changed += replaced == tokens ? 0 : 1
        total += tokens.contains { substitute($0) != $0 } ? 1 : 0
        return replaced
      }
      return TokenizedSample(tokens: Secret(tokens), text: sample.text, label: sample.label)
    }
    return (varied, changed, total)
  }

  /// Gives the text of rank k by length to the sample of rank k + N/2.
  ///
  /// No activation is new, and every length moves as far as the data allow.
  private static func exchangedTexts(_ samples: [TokenizedSample]) -> [TokenizedSample] {
    let order = samples.indices.sorted { (samples[$0].length, $0) < (samples[$1].length, $1) }
    var varied = samples
    for (rank, index) in order.enumerated() {
      let source = samples[order[(rank + order.count / 2) % order.count]]
      varied[index] = TokenizedSample(
        tokens: source.tokens, text: source.text, label: samples[index].label)
    }
    return varied
  }
}
