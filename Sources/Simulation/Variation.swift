internal import DeviceSide
internal import PrivateData

/// How a paired run's secrets differ from the recorded run's.
///
/// Everything public stays the same.
public enum Variation: String, CaseIterable, Sendable {
  /// Every label becomes the next one.
  case labels
  /// Every byte token becomes another one; lengths stay.
  case tokens
  /// Texts lose tokens; their number and labels stay.
  case lengths

  /// The varied samples, and how many of them differ from the originals.
  func apply(
    to samples: [TokenizedSample], classes: Int, substitute: (Int) -> Int
  ) -> (samples: [TokenizedSample], changed: Int) {
    var changed = 0
    let varied = samples.map { sample -> TokenizedSample in
      switch self {
      case .labels:
        changed += 1
        let label = sample.label.withRevealed { ($0 + 1) % classes }
        return TokenizedSample(tokens: sample.tokens, text: sample.text, label: Secret(label))
      case .tokens:
        let (tokens, differs) = sample.tokens.withRevealed { tokens in
          let replaced = tokens.map(substitute)
          return (replaced, replaced != tokens)
        }
        changed += differs ? 1 : 0
        return TokenizedSample(tokens: Secret(tokens), text: sample.text, label: sample.label)
      case .lengths:
        // Marks at both ends stay; the middle loses its second half.
        let (tokens, differs) = sample.tokens.withRevealed { tokens in
          let inner = tokens.dropFirst().dropLast()
          let kept = tokens.prefix(1) + inner.prefix((inner.count + 1) / 2) + tokens.suffix(1)
          return (Array(kept), kept.count != tokens.count)
        }
        changed += differs ? 1 : 0
        return TokenizedSample(tokens: Secret(tokens), text: sample.text, label: sample.label)
      }
    }
    return (varied, changed)
  }
}
