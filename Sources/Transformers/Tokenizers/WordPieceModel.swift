/// WordPiece (Schuster and Nakajima, ICASSP 2012), as BERT uses it: the longest token first.
struct WordPieceModel: Sendable {
  private let beginnings: Vocabulary
  /// Tokens that continue a word, without their prefix.
  private let continuations: Vocabulary
  private let unknown: Int32
  private let longestWord: Int

  /// Makes a model; words of more than `longestWord` code points become `unknown`.
  init(beginnings: Vocabulary, continuations: Vocabulary, unknown: Int32, longestWord: Int) {
    self.beginnings = beginnings
    self.continuations = continuations
    self.unknown = unknown
    self.longestWord = longestWord
  }

  /// Appends the ids of one word.
  func encode(_ word: ArraySlice<UInt32>, _ scratch: inout ModelScratch, to ids: inout [Int]) {
    guard word.count <= longestWord else {
      ids.append(Int(unknown))
      return
    }
    scratch.bytes.removeAll(keepingCapacity: true)
    for scalar in word { UTF8Text.append(scalar, to: &scratch.bytes) }
    let firstID = ids.count
    var start = 0
    while start < scratch.bytes.count {
      guard let piece = longestPiece(scratch.bytes, from: start) else {
        ids.removeSubrange(firstID...)
        ids.append(Int(unknown))
        return
      }
      ids.append(Int(piece.id))
      start = piece.end
    }
  }

  private func longestPiece(_ bytes: [UInt8], from start: Int) -> (id: Int32, end: Int)? {
    let vocabulary = start == 0 ? beginnings : continuations
    let limit = min(bytes.count, start + vocabulary.longest)
    var hash = Vocabulary.Hash()
    var best: (id: Int32, end: Int)?
    for position in start..<limit {
      hash.add(bytes[position])
      // Tokens end between code points.
      let end = position + 1
      if end < bytes.count, bytes[end] & 0xC0 == 0x80 { continue }
      if let id = vocabulary.id(bytes, start..<end, hash) { best = (id, end) }
    }
    return best
  }
}

/// Buffers that the models use again and again.
struct ModelScratch {
  /// The UTF-8 bytes of a word.
  var bytes: [UInt8] = []
  /// The symbols of a word.
  var symbols: [BytePairModel.Symbol] = []
  /// Merges that are possible, the best one first.
  var heap = MinimumHeap()
}

/// A binary heap of numbers, the least one first.
struct MinimumHeap {
  private var values: [UInt64] = []

  /// Adds a number.
  mutating func push(_ value: UInt64) {
    values.append(value)
    var child = values.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if values[parent] <= value { break }
      values[child] = values[parent]
      child = parent
    }
    values[child] = value
  }

  /// Removes the least number.
  mutating func pop() -> UInt64? {
    guard let last = values.popLast() else { return nil }
    guard let top = values.first else { return last }
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < values.count else { break }
      if child + 1 < values.count, values[child + 1] < values[child] { child += 1 }
      if last <= values[child] { break }
      values[parent] = values[child]
      parent = child
    }
    values[parent] = last
    return top
  }
}
