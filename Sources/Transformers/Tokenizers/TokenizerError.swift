/// A `tokenizer.json` that cannot be used.
public struct TokenizerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Code: Equatable, Sendable {
    /// The file cannot be opened or read.
    case unreadable(reason: String)
    /// The file is not JSON.
    case notJSON(line: Int, column: Int, reason: String)
    /// A field is missing.
    case missing(field: String)
    /// A field has the wrong type or a value that makes no sense.
    case badValue(field: String, expected: String)
    /// A component, or an option of one, that is not supported.
    case unsupported(kind: String, name: String, known: [String])
    /// Parts of the file that contradict each other.
    case inconsistent(reason: String)
  }

  /// What was wrong.
  public let code: Code
  /// The file.
  public let file: String

  /// Makes an error.
  public init(_ code: Code, file: String) {
    self.code = code
    self.file = file
  }

  /// The error as `FILE: error: ...`.
  public var description: String {
    switch code {
    case .unreadable(let reason):
      "\(file): error: cannot read the tokenizer: \(reason)"
    case .notJSON(let line, let column, let reason):
      "\(file):\(line):\(column): error: not JSON: \(reason)"
    case .missing(let field):
      "\(file): error: `\(field)` is missing"
    case .badValue(let field, let expected):
      "\(file): error: `\(field)` must be \(expected)"
    case .unsupported(let kind, let name, let known):
      "\(file): error: the \(kind) `\(name)` is not supported; known: "
        + known.joined(separator: ", ")
    case .inconsistent(let reason):
      "\(file): error: \(reason)"
    }
  }
}
