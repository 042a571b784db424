/// What becomes of the delimiters at which a pre-tokenizer splits.
enum SplitBehavior: String, Sendable, CaseIterable {
  case removed = "Removed"
  case isolated = "Isolated"
  case mergedWithPrevious = "MergedWithPrevious"
  case mergedWithNext = "MergedWithNext"
  case contiguous = "Contiguous"

  /// A stretch of text, and whether it is a delimiter.
  struct Match {
    var range: Range<Int>
    var isDelimiter: Bool
  }

  /// The pieces that `matches`, which cover a text in order, leave.
  func ranges(_ matches: [Match]) -> [Range<Int>] {
    switch self {
    case .removed:
      return matches.filter { !$0.isDelimiter }.map(\.range)
    case .isolated:
      return matches.map(\.range)
    case .contiguous:
      return Self.merged(matches) { current, previous in current == previous }
    case .mergedWithPrevious:
      return Self.merged(matches) { current, previous in current && !previous }
    case .mergedWithNext:
      return Self.merged(matches.reversed()) { current, previous in current && !previous }
        .reversed()
    }
  }

  /// Joins each match to the one before it, in the order given, where `joins` says so.
  private static func merged(
    _ matches: [Match], _ joins: (_ current: Bool, _ previous: Bool) -> Bool
  ) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var previous = false
    for match in matches {
      if joins(match.isDelimiter, previous), let last = result.last {
        let start = min(last.lowerBound, match.range.lowerBound)
        result[result.count - 1] = start..<max(last.upperBound, match.range.upperBound)
      } else {
        result.append(match.range)
      }
      previous = match.isDelimiter
    }
    return result
  }
}
