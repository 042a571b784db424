/// Reads files of labelled texts.
///
/// Lines end with LF or CRLF; a UTF-8 byte order mark is skipped; an empty text is a text.
public enum LabelledTextReader {
  /// The first `count` rows, or all, behind `skipping` rows.
  ///
  /// A header counts as no row. Labels must lie in 0..<`classes`; without `classes` the names in
  /// the options say how many there are, or any whole number will do. Rows that are skipped are
  /// not looked into further than their format needs.
  ///
  /// - Throws: `DataError` with the line, when the file cannot be read as the options say.
  public static func read(
    path: String, options: LabelledTextOptions, skipping: Int = 0, count: Int? = nil,
    classes: Int? = nil
  ) throws(DataError) -> [PrivateSample] {
    precondition(skipping >= 0 && (count ?? 0) >= 0, "numbers of rows must not be negative")
    if let problem = options.problem(classes: classes) {
      throw DataError(.badOptions(reason: problem), file: path)
    }
    let file = try MappedFile(path: path)
    var rows = RowCollector(
      file: path, options: options, skipping: skipping, count: count, classes: classes)
    return try withExtendedLifetime(file) { () throws(DataError) -> [PrivateSample] in
      switch options.format {
      case .tsv: try TabSeparatedRows.read(file.bytes, options, path, into: &rows)
      case .csv: try CommaSeparatedRows.read(file.bytes, options, path, into: &rows)
      case .jsonl: try JSONLineRows.read(file.bytes, options, path, into: &rows)
      }
      return try rows.finished()
    }
  }
}
