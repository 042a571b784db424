/// Decides which of several matches at one place explains it.
///
/// The same bytes often read as several secrets: 16-bit ids that are character codes look like
/// UTF-16, in either byte order. The longest reading counts, and of nearly equal ones the most
/// telling.
enum MatchResolution {
  /// Drops every match that lies by half or more within a longer one.
  ///
  /// The result is in order.
  static func resolve(_ matches: [SecretMatch]) -> [SecretMatch] {
    let ordered = matches.sorted { left, right in
      (left.range.lowerBound, -left.range.upperBound, left.kind.rank)
        < (right.range.lowerBound, -right.range.upperBound, right.kind.rank)
    }
    var result: [SecretMatch] = []
    for match in ordered {
      guard let last = result.last else {
        result.append(match)
        continue
      }
      let shared = last.range.upperBound - match.range.lowerBound
      if 2 * shared < min(match.range.count, last.range.count) {
        result.append(match)
      } else if weight(match.range.count, match.kind) > weight(last.range.count, last.kind) {
        result[result.count - 1] = match
      }
    }
    return result
  }

  /// What a reading over `byteCount` bytes weighs.
  ///
  /// A less telling one must be longer by two bytes: one byte more is met once in 256 by accident.
  static func weight(_ byteCount: Int, _ kind: SecretKind) -> Int {
    2 * byteCount - 3 * kind.rank
  }
}

extension SecretKind {
  /// The more telling secret first.
  var rank: Int {
    switch self {
    case .text: 0
    case .tokens: 1
    case .labels: 2
    }
  }
}
