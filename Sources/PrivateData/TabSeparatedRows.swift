/// Rows of a TSV: no quoting, no trimming.
enum TabSeparatedRows {
  private static let tab = UInt8(ascii: "\t")

  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ options: LabelledTextOptions, _ file: String,
    into rows: inout RowCollector
  ) throws(DataError) {
    var lines = LineScanner(bytes)
    var fields: [ByteView] = []
    if options.hasHeader {
      guard let header = lines.next() else { throw DataError(.noHeader, file: file, line: 1) }
      split(header, into: &fields)
    }
    let columns = try TableColumns(options, header: fields, file: file)
    let isPlain = options.text == nil && options.label == nil
    while !rows.isFull, let line = lines.next() {
      guard rows.wantsRow() else { continue }
      if isPlain {
        // Texts may hold tabs, labels cannot.
        guard let place = line.lastIndex(of: tab) else {
          throw DataError(.noTab, file: file, line: lines.line)
        }
        try rows.add(text: line[..<place], label: line[(place + 1)...], line: lines.line)
      } else {
        split(line, into: &fields)
        let places = try columns.places(count: fields.count, line: lines.line)
        try rows.add(text: fields[places.text], label: fields[places.label], line: lines.line)
      }
    }
  }

  private static func split(_ line: ByteView, into fields: inout [ByteView]) {
    fields.removeAll(keepingCapacity: true)
    var start = line.startIndex
    for place in line.indices where line[place] == tab {
      fields.append(line[start..<place])
      start = place + 1
    }
    fields.append(line[start...])
  }
}
