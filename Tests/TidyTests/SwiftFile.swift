import Foundation

/// A Swift file, with copies in which comments, or comments and text in quotes, are blanks.
///
/// Blanks keep every line where it was. Regular expressions between slashes are not understood;
/// this project has none.
struct SwiftFile {
  let path: String
  let text: String
  /// Without comments.
  let uncommented: String
  /// Without comments and without the content of string literals; interpolations stay.
  let code: String

  init(path: String, text: String) {
    self.path = path
    self.text = text
    var masker = SwiftMasker(text)
    masker.run()
    uncommented = String(decoding: masker.uncommented, as: UTF8.self)
    code = String(decoding: masker.code, as: UTF8.self)
  }

  /// The target that the file belongs to: the folder below `Sources` or `Tests`.
  var target: String? {
    let parts = path.split(separator: "/")
    guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
    return String(parts[1])
  }

  /// The string literals of the file, each as written between its quotes.
  var literals: [String] { matches(#""([^"\\\n]*)""#, in: uncommented).map(\.group) }
}

/// Where a pattern matches, and its first group (or the whole match).
func matches(_ pattern: String, in text: String) -> [(line: Int, offset: Int, group: String)] {
  guard
    let expression = try? NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
  else { preconditionFailure("not a regular expression: \(pattern)") }
  let whole = text as NSString
  var (line, position) = (1, 0)
  return expression.matches(in: text, range: NSRange(location: 0, length: whole.length)).map {
    let start = $0.range.location
    while position < start {
      if whole.character(at: position) == 0x0A { line += 1 }
      position += 1
    }
    let group = $0.numberOfRanges > 1 ? $0.range(at: 1) : $0.range
    let found = group.location == NSNotFound ? "" : whole.substring(with: group)
    return (line, start, found)
  }
}
