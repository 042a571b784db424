/// How a file of labelled texts is laid out.
public struct LabelledTextOptions: Equatable, Sendable {
  /// A file format.
  public enum Format: String, CaseIterable, Sendable {
    /// A row a line, columns between tabs; no quoting, no trimming.
    case tsv
    /// A JSON object a line.
    case jsonl
    /// RFC 4180: commas, and quotes around fields that hold commas, quotes or line breaks.
    case csv

    /// The format that a file's name promises.
    public init?(path: String) {
      guard let dot = path.lastIndex(of: ".") else { return nil }
      switch path[path.index(after: dot)...].lowercased() {
      case "tsv", "txt": self = .tsv
      case "jsonl", "ndjson": self = .jsonl
      case "csv": self = .csv
      default: return nil
      }
    }
  }

  /// A column of a table, or a key of an object.
  public enum Column: Equatable, Sendable {
    /// By its place, counted from one.
    case number(Int)
    /// By its name in the header, or the key.
    case name(String)
  }

  /// The format.
  public var format: Format
  /// Whether the first row of a table names the columns.
  public var hasHeader: Bool
  /// Where the text stands.
  ///
  /// By default: in a TSV without chosen columns, all before the last tab; in a table, the first
  /// column that is not the label; in JSON, the key `text`.
  public var text: Column?
  /// Where the label stands.
  ///
  /// By default: in a table, the last column; in JSON, the key `label`.
  public var label: Column?
  /// Names of the classes in order; without them, labels are whole numbers.
  public var labels: [String]?

  /// Describes a layout; what is left out has its default.
  public init(
    format: Format, hasHeader: Bool = false, text: Column? = nil, label: Column? = nil,
    labels: [String]? = nil
  ) {
    self.format = format
    self.hasHeader = hasHeader
    self.text = text
    self.label = label
    self.labels = labels
  }

  /// Why the options cannot hold, or nothing.
  func problem(classes: Int?) -> String? {
    if let labels {
      guard !labels.isEmpty, Set(labels.map { Array($0.utf8) }).count == labels.count else {
        return "the names of the classes must be different, and at least one"
      }
      if let classes, classes != labels.count {
        return "\(labels.count) names are given for \(classes) classes"
      }
    }
    if text != nil, text == label { return "text and label cannot stand in one column" }
    for column in [text, label] {
      switch column {
      case .number(let number):
        if format == .jsonl { return "JSON objects have keys, not columns by number" }
        if number < 1 { return "columns count from 1" }
      case .name:
        if format != .jsonl, !hasHeader { return "columns have names only where there is a header" }
      case nil: break
      }
    }
    if format == .jsonl, hasHeader { return "JSON Lines have no header" }
    return nil
  }
}
