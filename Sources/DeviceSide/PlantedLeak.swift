internal import PrivateData
internal import Wire

/// A leak planted on purpose, so that a check can be seen to fire.
///
/// Honest devices have none.
public enum PlantedLeak: Sendable {
  /// A field outside the schema, with constant content.
  case schemaField
  /// The label, as four bytes inside the sample key.
  case rawLabels
  /// Token ids, as 16-bit numbers inside the sample key.
  case rawTokens
  /// The beginning of the text, inside the sample key.
  case rawText
  /// Extra work for some labels.
  case interferenceLabels
  /// Extra work for some tokens.
  case interferenceTokens
  /// Randomized response is declared and left out.
  case labelSign

  /// Operations that the timing leaks spend for each unit of the secret: enough to show through
  /// the queue of an uplink that is slower than the device.
  private static let extraOperations: UInt64 = 400_000_000

  /// Overwrites a part of `key` with a secret of `sample`.
  ///
  /// Six random bytes keep keys apart.
  func key(_ key: [UInt8], for sample: TokenizedSample) -> [UInt8] {
    var secret: [UInt8]
    switch self {
    case .rawLabels:
      secret = sample.label.withRevealed { label in
        (0..<4).map { UInt8(truncatingIfNeeded: label >> (8 * $0)) }
      }
    case .rawTokens:
      // With the begin mark: without it, ids of bytes would read as UTF-16 text.
      secret = sample.tokens.withRevealed { tokens in
        tokens.prefix(5).flatMap {
          [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
        }
      }
    case .rawText:
      secret = sample.text.withRevealed { Array($0.prefix(10)) }
    default: return key
    }
    secret = Array(secret.prefix(10))
    return secret + key.dropFirst(secret.count)
  }

  /// Extra operations for a batch, which depend on its secrets.
  func extraOperations(_ samples: [TokenizedSample]) -> UInt64 {
    var units: UInt64 = 0
    for (position, sample) in samples.enumerated() {
      let secret: Int =
        switch self {
        case .interferenceLabels: sample.label.withRevealed { $0 }
        case .interferenceTokens: sample.tokens.withRevealed { $0.dropFirst().first ?? 0 } & 1
        default: 0
        }
      units += UInt64(secret * (position + 1))
    }
    return units * Self.extraOperations
  }

  /// The frame with a field that the schema does not know (number 15, sixteen constant bytes).
  func rewrite(_ frame: [UInt8]) -> [UInt8] {
    guard case .schemaField = self, let payload = try? MessageFrame.unwrap(frame) else {
      return frame
    }
    let field: [UInt8] = [15 << 3 | 2, 16] + [UInt8](repeating: 0x2A, count: 16)
    return MessageFrame.wrap(Array(payload) + field)
  }
}
