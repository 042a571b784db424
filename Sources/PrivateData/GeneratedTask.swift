public import Determinism

/// A generated text-classification task: pseudo-words, some of which belong to a class.
///
/// A language is drawn first: neutral words, and a small lexicon for each class. A text is a row of
/// words; each word comes from the text's own lexicon with probability 0.5, from another class's
/// with probability 0.04, and is neutral otherwise. So no single word decides the class, the
/// classes overlap, and a good classifier still exceeds 0.95 at the default length.
public struct GeneratedTask: Sendable {
  /// Words of a class's lexicon.
  private static let lexiconSize = 4
  /// Words without a class.
  private static let neutralSize = 24
  private static let ownShare = 0.5
  private static let otherShare = 0.04

  private let neutral: [[UInt8]]
  private let lexicons: [[[UInt8]]]

  /// Draws the language for `classes` classes from `stream`.
  public init(classes: Int, stream: inout RandomStream) {
    precondition(classes >= 2, "a classification task needs two classes")
    neutral = (0..<Self.neutralSize).map { _ in Self.word(&stream) }
    lexicons = (0..<classes).map { _ in
      (0..<Self.lexiconSize).map { _ in Self.word(&stream) }
    }
  }

  /// Draws `count` samples whose texts have a length in `lengths`, in bytes.
  ///
  /// Every sample takes the same number of draws, whatever its class and words.
  public func samples(
    _ count: Int, lengths: ClosedRange<Int>, stream: inout RandomStream
  ) -> [PrivateSample] {
    precondition(lengths.lowerBound > 0, "a text must not be empty")
    // Words have at least three letters and a space.
    let words = lengths.upperBound / 4 + 1
    return (0..<count).map { _ in
      let label = stream.next(below: lexicons.count)
      let length = lengths.lowerBound + stream.next(below: lengths.count)
      var text: [UInt8] = []
      for _ in 0..<words {
        let kind = stream.nextUnit()
        let other = (label + 1 + stream.next(below: lexicons.count - 1)) % lexicons.count
        let pick = stream.nextUnit()
        let source =
          kind < Self.ownShare
          ? lexicons[label]
          : kind < Self.ownShare + Self.otherShare ? lexicons[other] : neutral
        if !text.isEmpty { text.append(UInt8(ascii: " ")) }
        text += source[Int(pick * Double(source.count))]
      }
      precondition(text.count >= length, "enough words must have been drawn")
      return PrivateSample(text: Array(text.prefix(length)), label: label)
    }
  }

  /// A word of two syllables, or of one and a final consonant: three to five letters.
  private static func word(_ stream: inout RandomStream) -> [UInt8] {
    let consonants = Array("bcdfghjklmnprstvwz".utf8)
    let vowels = Array("aeiou".utf8)
    var letters: [UInt8] = []
    for _ in 0..<2 {
      letters.append(consonants[stream.next(below: consonants.count)])
      letters.append(vowels[stream.next(below: vowels.count)])
    }
    switch stream.next(below: 3) {
    case 0: letters.removeLast()
    case 1: break
    default: letters.append(consonants[stream.next(below: consonants.count)])
    }
    return letters
  }
}
