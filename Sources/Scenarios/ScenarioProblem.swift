/// One thing that is wrong with a scenario, and where.
public struct ScenarioProblem: Equatable, Sendable, CustomStringConvertible {
  /// Where a problem lies.
  public enum Origin: Equatable, Sendable {
    /// In the scenario file; line and column count from 1 and are nil for the file as a whole.
    case file(path: String, line: Int?, column: Int?)
    /// In an argument of the command line, such as `--set link.up.rate=20`.
    case argument(String)
  }

  /// What stands in the place of the expected value.
  public enum Found: Equatable, Sendable {
    /// An empty value or `null`.
    case nothing
    /// A list.
    case list
    /// A mapping of keys to values.
    case mapping
    /// A scalar, as written.
    case text(String)
  }

  /// What is wrong.
  ///
  /// An error by itself only where the place is not known yet.
  public enum Code: Error, Equatable, Sendable {
    /// The file cannot be read.
    case unreadable(reason: String)
    /// The file is longer than `limit` bytes.
    case tooLarge(limit: Int)
    /// The file is not UTF-8.
    case notUTF8
    /// A control character, by its number.
    case forbiddenCharacter(UInt32)
    /// The text is not YAML; `reason` is the YAML library's.
    case brokenYAML(reason: String)
    /// The file holds nothing.
    case empty
    /// More than one YAML document.
    case severalDocuments
    /// Keys that occur more than once in one mapping.
    case duplicateKeys([String])
    /// Brackets, or lists and mappings by indentation, nest too deeply.
    case tooDeep
    /// More than `limit` references to anchors.
    case tooManyAliases(limit: Int)
    /// More than `limit` values, counted after references are followed.
    case tooManyValues(limit: Int)
    /// A key that no scenario has here; the nearest that one may have.
    case unknownKey(nearest: String?)
    /// A key that must be there is not.
    case missingKey
    /// A key that has no meaning beside the value of another.
    case notApplicable(unless: String)
    /// A value of another type.
    case wrongType(expected: String, found: Found)
    /// A quantity without a unit.
    case missingUnit(accepted: [String])
    /// A quantity with a unit of something else.
    case wrongUnit(found: String, accepted: [String])
    /// A quantity that is not a whole multiple of the smallest unit.
    case fractional(found: String, smallest: String)
    /// A value outside the range in which it makes sense.
    case outOfRange(range: String, found: String)
    /// A word that is none of those accepted; the nearest of them.
    case unknownChoice(found: String, accepted: [String], nearest: String?)
    /// Values that are right each by itself and wrong together.
    case conflict(String)
    /// An override that is not `KEY=VALUE`.
    case badOverride
  }

  /// What is wrong.
  public let code: Code
  /// Where it lies.
  public let origin: Origin
  /// The key's path, such as `method.epochs`; empty for the file as a whole.
  public let keyPath: String

  /// Makes a problem.
  public init(_ code: Code, at origin: Origin, keyPath: String = "") {
    self.code = code
    self.origin = origin
    self.keyPath = keyPath
  }

  /// The line of the file, if the problem has one.
  public var line: Int? {
    if case .file(_, let line, _) = origin { line } else { nil }
  }

  /// The column of the file, if the problem has one.
  public var column: Int? {
    if case .file(_, _, let column) = origin { column } else { nil }
  }
}
