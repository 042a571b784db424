/// A table of observations that cannot be read.
///
/// The text names places and counts, never the content of a cell: a cell may hold a secret.
public struct ObservationTableError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Code: Equatable, Sendable {
    /// There is no row of numbers.
    case noRows
    /// Nothing stands between two commas.
    case emptyCell
    /// The first cell is not a whole number of 64 bits.
    case badSecret
    /// Another cell is not a decimal number.
    case badNumber
    /// A number is beyond the range of a double.
    case tooLarge
    /// A row holds a secret only.
    case noObservation
    /// A row has another number of cells than the first one.
    case unevenRow(found: Int, expected: Int)
  }

  /// What was wrong.
  public let code: Code
  /// The line, counted from one, where there is one.
  public let line: Int?
  /// The byte in the line, counted from one, where there is one.
  public let column: Int?

  init(_ code: Code, line: Int? = nil, column: Int? = nil) {
    self.code = code
    self.line = line
    self.column = column
  }

  /// The error as `LINE:COLUMN: error: ...`.
  public var description: String {
    ([line, column].compactMap { $0 }.map { "\($0):" } + [" error: \(code.wording)"]).joined()
  }
}

extension ObservationTableError.Code {
  fileprivate var wording: String {
    switch self {
    case .noRows: "the table has no rows"
    case .emptyCell: "the cell is empty"
    case .badSecret: "the secret must be a whole number of 64 bits"
    case .badNumber: "the observation must be a decimal number"
    case .tooLarge: "the number is too large"
    case .noObservation: "the row has a secret and no observation"
    case .unevenRow(let found, let expected):
      "the row has \(found) cells, the first one has \(expected)"
    }
  }
}
