/// A data file that cannot be used.
///
/// The text names places and sizes, never contents; column and class names in it come from the
/// options, which are public.
public struct DataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Code: Equatable, Sendable {
    /// The file cannot be opened or read.
    case unreadable(reason: String)
    /// The options contradict each other or the format.
    case badOptions(reason: String)
    /// A line holds no tab.
    case noTab
    /// A row has fewer columns than are asked for.
    case tooFewColumns(found: Int, wanted: Int)
    /// A row has another number of columns than the first one.
    case unevenColumns(found: Int, expected: Int)
    /// The header names no such column.
    case noSuchColumn(name: String)
    /// The header names a column twice.
    case columnTwice(name: String)
    /// The file is empty where a header should be.
    case noHeader
    /// A quoted field does not end.
    case openQuote
    /// A quote stands inside a field, or something follows a quoted one.
    case strayQuote
    /// The line is not a JSON object.
    case notJSON(reason: String)
    /// The JSON object lacks a key.
    case missingKey(name: String)
    /// The JSON object has a key twice.
    case keyTwice(name: String)
    /// Another line has the key of this sample.
    case sameKey(line: Int)
    /// The JSON object has a value of the wrong type.
    case badType(name: String, expected: String)
    /// The label is not a whole number of 0..<classes; without a number of classes, of 0 and above.
    case badLabel(classes: Int?)
    /// The label is not one of the names.
    case unknownLabel(known: [String])
    /// The line is not UTF-8.
    case notUTF8
    /// There are fewer rows than the scenario asks for.
    case tooFewRows(found: Int, wanted: Int)
  }

  /// What was wrong.
  public let code: Code
  /// The file.
  public let file: String
  /// The line, counted from one, where there is one.
  public let line: Int?
  /// The byte in the line, counted from one, where it says more than the line.
  public let column: Int?

  /// Makes an error.
  public init(_ code: Code, file: String, line: Int? = nil, column: Int? = nil) {
    self.code = code
    self.file = file
    self.line = line
    self.column = column
  }

  /// The error as `FILE:LINE:COLUMN: error: ...`.
  public var description: String {
    let place = ([file] + [line, column].compactMap { $0 }.map(String.init))
      .joined(separator: ":")
    return "\(place): error: \(code.wording)"
  }
}

extension DataError.Code {
  fileprivate var wording: String {
    switch self {
    case .unreadable(let reason): "cannot read the data: \(reason)"
    case .badOptions(let reason): reason
    case .noTab: "expected `text TAB label`, found no tab"
    case .tooFewColumns(let found, let wanted):
      "the row has \(found) columns, column \(wanted) is asked for"
    case .unevenColumns(let found, let expected):
      "the row has \(found) columns, the first one has \(expected)"
    case .noSuchColumn(let name): "the header has no column `\(name)`"
    case .columnTwice(let name): "the header has two columns `\(name)`"
    case .noHeader: "expected a header, found an empty file"
    case .openQuote: "a quoted field does not end"
    case .strayQuote: "a quote must open a field, close it, or be doubled"
    case .notJSON(let reason): "expected a JSON object: \(reason)"
    case .missingKey(let name): "the object has no `\(name)`"
    case .keyTwice(let name): "the object has `\(name)` twice"
    case .sameKey(let line): "line \(line) has the same key"
    case .badType(let name, let expected): "`\(name)` must be \(expected)"
    case .badLabel(let classes?):
      "the label must be a whole number from 0 to \(classes - 1)"
    case .badLabel(nil): "the label must be a whole number, 0 or above"
    case .unknownLabel(let known): "the label must be one of " + known.joined(separator: ", ")
    case .notUTF8: "the text is not UTF-8"
    case .tooFewRows(let found, let wanted):
      "the file holds \(found) rows, the scenario asks for \(wanted)"
    }
  }
}
