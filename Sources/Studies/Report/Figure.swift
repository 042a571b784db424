/// A table behind a figure, or on its own.
struct DataTable {
  var columns: [String]
  var rows: [[String]]

  /// Rows that a page shows; files hold all.
  static let shownRows = 400

  /// The table as markup.
  var html: String {
    let head = columns.map { "<th scope=\"col\">\(Markup.escaped($0))</th>" }.joined()
    let body = rows.prefix(Self.shownRows).map { row in
      "<tr>" + row.map { "<td>\(Markup.escaped($0))</td>" }.joined() + "</tr>"
    }
    let rest =
      rows.count > Self.shownRows
      ? "<p class=\"note\">\(rows.count - Self.shownRows) more rows stand in results.csv.</p>" : ""
    return "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead><tbody>"
      + body.joined(separator: "\n") + "</tbody></table></div>" + rest
  }
}

/// A chart with its words and the table behind it.
struct Figure {
  /// The name of its file, without an ending.
  var name: String
  var title: String
  var caption = ""
  var canvas: Canvas
  var table: DataTable?

  /// The figure as markup.
  var html: String {
    let note = caption.isEmpty ? "" : "<p class=\"note\">\(Markup.escaped(caption))</p>"
    let details =
      table.map { "<details><summary>The numbers</summary>\($0.html)</details>" } ?? ""
    return
      "<figure id=\"\(Markup.escaped(name))\"><figcaption>\(Markup.escaped(title))</figcaption>"
      + canvas.svg(title: title) + note + details + "</figure>"
  }
}

/// What a question came to.
struct Answer {
  /// What was asked, in words.
  var question: String
  /// The answer, in a few words.
  var headline: String
  /// More about it, a sentence each.
  var details: [String]
  var figures: [Figure]
  var table: DataTable?
}
