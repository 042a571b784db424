/// An entry of `added_tokens`.
struct AddedToken: Equatable, Sendable {
  /// The text of the token.
  var content: [UInt32]
  var id: Int
  /// Matches only where no word character adjoins.
  var isSingleWord: Bool
  /// Swallows white space on its left.
  var stripsLeft: Bool
  /// Swallows white space on its right.
  var stripsRight: Bool
  /// Is looked for in normalised text.
  var isNormalized: Bool
  var isSpecial: Bool
}

/// Finds added tokens in text: leftmost first, then longest, then first in the list.
struct AddedTokenFinder: Sendable {

  /// An edge of the trie.
  private struct Edge: Hashable, Sendable {
    var node: Int32
    var scalar: UInt32
  }

  private let tokens: [AddedToken]
  private var ends: [Int?] = [nil]
  private var edges: [Edge: Int32] = [:]
  /// Whether a token begins with an ASCII character, so that most text is passed over quickly.
  private var begins = [Bool](repeating: false, count: 128)
  private var beginsBeyondASCII = false
  private let classes = CharacterClasses.shared

  /// Makes a finder for `tokens`, whose text as it is to be found is in `patterns`.
  init(_ tokens: [AddedToken], patterns: [[UInt32]]) {
    precondition(tokens.count == patterns.count, "every token needs its pattern")
    self.tokens = tokens
    for (index, pattern) in patterns.enumerated() {
      guard let first = pattern.first else { continue }
      if first < 128 { begins[Int(first)] = true } else { beginsBeyondASCII = true }
      var node: Int32 = 0
      for scalar in pattern {
        let edge = Edge(node: node, scalar: scalar)
        if let known = edges[edge] {
          node = known
        } else {
          node = Int32(ends.count)
          edges[edge] = node
          ends.append(nil)
        }
      }
      if ends[Int(node)] == nil { ends[Int(node)] = index }
    }
  }

  /// Whether there is nothing to find.
  var isEmpty: Bool { edges.isEmpty }

  /// Cuts one piece at the tokens in it.
  func split(
    _ scalars: [UInt32], _ piece: TextPieces.Piece, into result: inout [TextPieces.Piece]
  ) {
    var position = piece.range.lowerBound
    // Text before this has been given out.
    var done = position
    func close(_ range: Range<Int>, token: Int?) {
      if range.isEmpty, token == nil { return }
      result.append(
        .init(
          range: range, token: token,
          isAtOrigin: piece.isAtOrigin && range.lowerBound == piece.range.lowerBound))
    }
    while position < piece.range.upperBound {
      guard let match = match(scalars, at: position, end: piece.range.upperBound) else {
        position += 1
        continue
      }
      let token = tokens[match.token]
      var start = position
      var end = match.end
      position = match.end
      if token.isSingleWord, adjoinsWord(scalars, start..<end, within: piece.range) { continue }
      if token.stripsLeft {
        while start > piece.range.lowerBound, classes.contains(.whitespace, scalars[start - 1]) {
          start -= 1
        }
        start = max(start, done)
      }
      if token.stripsRight {
        while end < piece.range.upperBound, classes.contains(.whitespace, scalars[end]) {
          end += 1
        }
      }
      if done < start { close(done..<start, token: nil) }
      close(start..<end, token: token.id)
      done = end
    }
    if done < piece.range.upperBound { close(done..<piece.range.upperBound, token: nil) }
  }

  private func adjoinsWord(_ scalars: [UInt32], _ range: Range<Int>, within: Range<Int>) -> Bool {
    range.lowerBound > within.lowerBound && classes.contains(.word, scalars[range.lowerBound - 1])
      || range.upperBound < within.upperBound && classes.contains(.word, scalars[range.upperBound])
  }

  /// The longest token at `start`.
  private func match(
    _ scalars: [UInt32], at start: Int, end: Int
  ) -> (token: Int, end: Int)? {
    let first = scalars[start]
    guard first < 128 ? begins[Int(first)] : beginsBeyondASCII else { return nil }
    var best: (token: Int, end: Int)?
    var node: Int32 = 0
    var position = start
    while position < end, let next = edges[Edge(node: node, scalar: scalars[position])] {
      node = next
      position += 1
      if let token = ends[Int(node)] { best = (token, position) }
    }
    return best
  }
}
