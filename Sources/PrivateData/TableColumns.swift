/// Where text and label stand in the rows of a table.
struct TableColumns {
  private let file: String
  /// Counted from zero; without it, the first column that is not the label.
  private let text: Int?
  /// Counted from zero; without it, the last column.
  private let label: Int?

  /// Finds the columns, by the header where they have names.
  init(_ options: LabelledTextOptions, header: [ByteView], file: String) throws(DataError) {
    self.file = file
    func place(_ column: LabelledTextOptions.Column?) throws(DataError) -> Int? {
      switch column {
      case nil: return nil
      case .number(let number): return number - 1
      case .name(let name):
        let places = header.indices.filter { header[$0].elementsEqual(name.utf8) }
        guard places.count < 2 else {
          throw DataError(.columnTwice(name: name), file: file, line: 1)
        }
        guard let place = places.first else {
          throw DataError(.noSuchColumn(name: name), file: file, line: 1)
        }
        return place
      }
    }
    text = try place(options.text)
    label = try place(options.label)
    if let text, text == label {
      throw DataError(
        .badOptions(reason: "text and label cannot stand in one column"), file: file)
    }
  }

  /// The places of text and label in a row of `count` columns.
  func places(count: Int, line: Int) throws(DataError) -> (text: Int, label: Int) {
    let label = label ?? count - 1
    let text = text ?? (label == 0 ? 1 : 0)
    let wanted = max(text, label, 1) + 1
    guard wanted <= count else {
      throw DataError(.tooFewColumns(found: count, wanted: wanted), file: file, line: line)
    }
    guard text != label else {
      throw DataError(
        .badOptions(reason: "text and label cannot stand in one column"), file: file, line: line)
    }
    return (text, label)
  }
}
