/// A name in which `*` stands for any characters, also none.
public struct NamePattern: Hashable, Sendable, CustomStringConvertible {
  /// The pattern as written.
  public let description: String

  /// Takes any text as a pattern.
  public init(_ text: String) { description = text }

  /// Whether the pattern names one thing only.
  public var isExact: Bool { !description.utf8.contains(Self.star) }

  /// Whether every name fits.
  var matchesEverything: Bool { !isExact && description.utf8.allSatisfy { $0 == Self.star } }

  /// Whether the whole of `name` fits.
  ///
  /// Complexity: the product of both lengths, whatever the pattern.
  public func matches(_ name: String) -> Bool {
    let (pattern, text) = (Array(description.utf8), Array(name.utf8))
    var (place, position) = (0, 0)
    // Where the last star stands, and how far it reaches so far.
    var star: (place: Int, position: Int)?
    while position < text.count {
      if place < pattern.count, pattern[place] == Self.star {
        star = (place, position)
        place += 1
      } else if place < pattern.count, pattern[place] == text[position] {
        place += 1
        position += 1
      } else if let last = star {
        star = (last.place, last.position + 1)
        (place, position) = (last.place + 1, last.position + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == Self.star }
  }

  private static let star = UInt8(ascii: "*")
}
