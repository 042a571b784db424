internal import Scenarios
internal import Simulation

/// The results of a study as tables for other programs.
struct StudyExport {
  let table: StudyTable

  private var columns: [String] {
    ["cell_id", "point"]
      + table.study.axes.flatMap { [$0.name, "\($0.name)_label"] } + ["status", "outcome"]
      + Metric.names + ["numeric_digest", "run_digest", "error"]
  }

  private func values(_ cell: CellRow) -> [JSONText] {
    let settings = table.study.settings(of: cell.point)
    var values: [JSONText] = [.string(cell.id), .number("\(cell.point)")]
    for (axis, setting) in zip(table.study.axes, settings) {
      values.append(axis.isNumeric ? .number(setting.number) : .string(setting.label))
      values.append(.string(setting.label))
    }
    values += [.string(cell.status.rawValue), .string(cell.outcome)]
    values += cell.metrics.map { .number($0) }
    values += [.string(cell.numericDigest), .string(cell.runDigest), .string(cell.error)]
    return values
  }

  /// Comma-separated values (RFC 4180, with plain line feeds), one row a cell in order of points.
  var csv: String {
    var lines = [columns.map(Self.field).joined(separator: ",")]
    for cell in table.rows.compactMap({ $0 }) {
      lines.append(
        values(cell).map { value in
          switch value {
          case .number(let text): text
          case .string(let text): Self.field(text)
          default: ""
          }
        }.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A list of objects, one a cell in order of points; epochs and verdicts included.
  var json: String {
    let objects = table.rows.compactMap { $0 }.map(object)
    return JSONText.array(objects).rendered() + "\n"
  }

  /// The object of one cell; nil where it is not there.
  func object(at point: Int) -> String? {
    table.rows[point].map { object($0).rendered() + "\n" }
  }

  private func object(_ cell: CellRow) -> JSONText {
    let epochs = cell.epochs.map {
      JSONText.object([
        ("loss", .number($0.loss)), ("accuracy", .number($0.accuracy)),
        ("seconds", .number($0.seconds)),
      ])
    }
    let leaks = cell.leaks.map {
      JSONText.object([
        ("id", .string($0.id)), ("verdict", .string($0.verdict)),
        ("estimate", .number($0.estimate)),
      ])
    }
    return .object(
      Array(zip(columns, values(cell))) + [
        ("epoch_reports", .array(epochs)), ("leak_verdicts", .array(leaks)),
      ])
  }

  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// Arguments as a shell reads them.
  static func shell(_ arguments: [String]) -> String {
    arguments.map { argument in
      let isPlain = argument.unicodeScalars.allSatisfy { scalar in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "=", "/", ":", ",", "+", "%": true
        default: false
        }
      }
      return isPlain && !argument.isEmpty
        ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }
}
