internal import Determinism
internal import Foundation
internal import GRDB
internal import Scenarios
internal import Simulation

/// The results of a study in SQLite: each finished cell is there whole, or not at all.
final class StudyDatabase: Sendable {
  /// A cell between two values of an axis, where a threshold was looked for.
  struct Probe: Equatable, Sendable {
    /// The axis.
    var axis: String
    /// The first point of those that differ from it along that axis alone.
    var context: Int
    /// The value on the axis.
    var label: String
    /// What came of it.
    var cell: CellRow
  }

  private static let format = "1"

  let path: String
  private let queue: DatabaseQueue

  /// Opens the database at `path`, which need not exist yet.
  init(path: String) throws {
    self.path = path
    var configuration = Configuration()
    configuration.busyMode = .timeout(30)
    configuration.prepareDatabase { db in
      // A commit then survives a killed process; only the machine's death may take the last ones.
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
    }
    queue = try Self.attempt(path) { try DatabaseQueue(path: path, configuration: configuration) }
  }

  /// Creates the tables for `study` where they are missing.
  func create(for study: Study, program: String) throws {
    var columns = ["cell_id TEXT PRIMARY KEY", "point INTEGER NOT NULL UNIQUE"]
    for axis in study.axes {
      columns.append("\(Self.quoted(axis.name)) \(axis.isNumeric ? "REAL" : "TEXT")")
      columns.append("\(Self.quoted(axis.name + "_label")) TEXT NOT NULL")
    }
    columns += ["status TEXT NOT NULL", "outcome TEXT"]
    columns += Metric.names.map { "\(Self.quoted($0)) REAL" }
    columns += [
      "epoch_reports TEXT NOT NULL", "leak_verdicts TEXT NOT NULL", "numeric_digest TEXT",
      "run_digest TEXT",
      "error TEXT",
    ]
    let list = columns.joined(separator: ", ")
    let facts = [
      ("format", Self.format), ("program", program), ("study", study.name),
      ("definition_digest", study.digest.description),
      ("study_path", URL(fileURLWithPath: study.path).path),
      ("scenario_path", study.scenarioPath),
      ("study_source", String(decoding: study.sources.study, as: UTF8.self)),
      ("scenario_source", String(decoding: study.sources.scenario, as: UTF8.self)),
    ]
    try write { db in
      try db.execute(sql: "CREATE TABLE IF NOT EXISTS cells (\(list))")
      try db.execute(
        sql: """
          CREATE TABLE IF NOT EXISTS numerics (
            numeric_digest TEXT PRIMARY KEY, result TEXT NOT NULL);
          CREATE TABLE IF NOT EXISTS probes (
            axis TEXT NOT NULL, context INTEGER NOT NULL, label TEXT NOT NULL,
            cell TEXT NOT NULL, PRIMARY KEY (axis, context, label));
          CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)
          """)
      for (name, value) in facts {
        // The questions of a study may change; what its cells are may not.
        try db.execute(
          sql: "INSERT OR REPLACE INTO facts VALUES (?, ?)", arguments: [name, value])
      }
    }
  }

  /// What is known of the study: its names, digests and sources; empty in a new database.
  func facts() throws -> [String: String] {
    try read { db in
      guard try db.tableExists("facts") else { return [:] }
      var facts: [String: String] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT name, value FROM facts") {
        let columns = Columns(row: row, path: path)
        facts[try columns.required("name")] = try columns.required("value")
      }
      return facts
    }
  }

  /// The names of all cells that are there, by name in ascending order.
  func finishedCells() throws -> [(id: String, point: Int)] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT cell_id, point FROM cells ORDER BY cell_id").map {
        let columns = Columns(row: $0, path: path)
        return (try columns.required("cell_id"), try columns.required("point"))
      }
    }
  }

  /// Adds a finished cell.
  func add(_ cell: CellRow, of study: Study) throws {
    let settings = study.settings(of: cell.point)
    var values: [(any DatabaseValueConvertible)?] = [cell.id, cell.point]
    for (axis, setting) in zip(study.axes, settings) {
      if axis.isNumeric { values.append(setting.number) } else { values.append(setting.label) }
      values.append(setting.label)
    }
    values.append(cell.status.rawValue)
    values.append(cell.outcome)
    for metric in cell.metrics { values.append(metric) }
    values.append(try Self.text(cell.epochs))
    values.append(try Self.text(cell.leaks))
    values += [cell.numericDigest, cell.runDigest, cell.error]
    let marks = [String](repeating: "?", count: values.count).joined(separator: ", ")
    let arguments = StatementArguments(values)
    try write { db in
      try db.cachedStatement(sql: "INSERT INTO cells VALUES (\(marks))")
        .execute(arguments: arguments)
    }
  }

  /// Every finished cell by name in ascending order; epochs and leaks only where they are wanted.
  func cells(withDetails: Bool = true) throws -> [CellRow] {
    let details = withDetails ? ", epoch_reports, leak_verdicts" : ""
    let metrics = Metric.names.map(Self.quoted).joined(separator: ", ")
    let sql = """
      SELECT cell_id, point, status, outcome, numeric_digest, run_digest, error,
      \(metrics)\(details)
      FROM cells ORDER BY cell_id
      """
    return try read { db in
      let rows = try Row.fetchCursor(db, sql: sql)
      var cells: [CellRow] = []
      while let row = try rows.next() {
        let columns = Columns(row: row, path: path)
        guard let status = CellRow.Status(rawValue: try columns.required("status")) else {
          throw StudyError(.malformed(reason: "a cell has an unknown status"), path: path)
        }
        var cell = CellRow(
          id: try columns.required("cell_id"), point: try columns.required("point"),
          status: status,
          metrics: try Metric.all.indices.map { try columns.number(at: 7 + $0) })
        cell.outcome = columns.optional("outcome")
        cell.numericDigest = columns.optional("numeric_digest")
        cell.runDigest = columns.optional("run_digest")
        cell.error = columns.optional("error")
        if withDetails {
          cell.epochs = try Self.value(columns.required("epoch_reports"), path)
          cell.leaks = try Self.value(columns.required("leak_verdicts"), path)
        }
        cells.append(cell)
      }
      return cells
    }
  }

  /// Writes the times at which cells reached the target accuracy, which may have changed.
  func updateTarget(_ cells: [CellRow]) throws {
    let place = Metric.place(Metric.secondsToTarget)
    let column = Self.quoted(Metric.secondsToTarget)
    try write { db in
      let statement = try db.makeStatement(
        sql: "UPDATE cells SET \(column) = ?1 WHERE cell_id = ?2 AND \(column) IS NOT ?1")
      for cell in cells { try statement.execute(arguments: [cell.metrics[place], cell.id]) }
    }
  }

  /// The values called `digest`, if they are known.
  func numerics(_ digest: String) throws -> NumericResult? {
    let text = try read { db in
      try String.fetchOne(
        db, sql: "SELECT result FROM numerics WHERE numeric_digest = ?", arguments: [digest])
    }
    return try text.map { try Self.value($0, path) }
  }

  /// Keeps values.
  func add(_ result: NumericResult, digest: String) throws {
    let text = try Self.text(result)
    try write { db in
      try db.execute(
        sql: "INSERT OR IGNORE INTO numerics VALUES (?, ?)", arguments: [digest, text])
    }
  }

  /// Every probe, by axis, context and value.
  func probes() throws -> [Probe] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT axis, context, label, cell FROM probes ORDER BY axis, context, label"
      ).map { row in
        let columns = Columns(row: row, path: path)
        let cell: CellRow = try Self.value(columns.required("cell"), path)
        guard cell.metrics.count == Metric.all.count,
          cell.metrics.allSatisfy({ $0.map(Self.isPlausible) ?? true })
        else { throw StudyError(.malformed(reason: "a probe holds foreign values"), path: path) }
        return Probe(
          axis: try columns.required("axis"), context: try columns.required("context"),
          label: try columns.required("label"), cell: cell)
      }
    }
  }

  /// Keeps a probe.
  func add(_ probe: Probe) throws {
    let cell = try Self.text(probe.cell)
    try write { db in
      try db.execute(
        sql: "INSERT OR IGNORE INTO probes VALUES (?, ?, ?, ?)",
        arguments: [probe.axis, probe.context, probe.label, cell])
    }
  }

  /// Takes over what `other` holds of the same study, and this database lacks; returns the number
  /// of cells.
  func merge(_ other: String) throws -> Int {
    try Self.attempt(path) {
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "ATTACH DATABASE ? AS part", arguments: [other])
        defer { try? db.execute(sql: "DETACH DATABASE part") }
        var count = 0
        let differing = try Int.fetchOne(
          db,
          sql: """
            SELECT COUNT(*) FROM cells JOIN part.cells AS other USING (cell_id)
            WHERE cells.run_digest IS NOT other.run_digest OR cells.status IS NOT other.status
            """)
        guard differing == 0 else {
          throw StudyError(.partsDiffer(cells: differing ?? 0), path: other)
        }
        try db.inTransaction {
          try db.execute(sql: "INSERT OR IGNORE INTO cells SELECT * FROM part.cells")
          count = db.changesCount
          try db.execute(sql: "INSERT OR IGNORE INTO numerics SELECT * FROM part.numerics")
          try db.execute(sql: "INSERT OR IGNORE INTO probes SELECT * FROM part.probes")
          return .commit
        }
        return count
      }
    }
  }

  /// Reads columns of a file that anybody may have written.
  private struct Columns {
    let row: Row
    let path: String

    func optional<Value: DatabaseValueConvertible>(_ name: String) -> Value? {
      Value.fromDatabaseValue(row[name])
    }

    /// A metric, of which anything may be in the file.
    func number(at place: Int) throws(StudyError) -> Double? {
      let value: DatabaseValue = row[place]
      if value.isNull { return nil }
      guard let number = Double.fromDatabaseValue(value), StudyDatabase.isPlausible(number) else {
        throw StudyError(.malformed(reason: "a metric holds a foreign value"), path: path)
      }
      return number
    }

    func required<Value: DatabaseValueConvertible>(_ name: String) throws(StudyError) -> Value {
      guard let value: Value = optional(name) else {
        throw StudyError(.malformed(reason: "the column \(name) holds a foreign value"), path: path)
      }
      return value
    }
  }

  /// Whether a metric can be that: no quantity of a run comes near, and charts end there.
  private static func isPlausible(_ value: Double) -> Bool { abs(value) <= 1e18 }

  /// Leaves one plain file behind.
  func close() throws {
    try Self.attempt(path) {
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA journal_mode = DELETE")
      }
      try queue.close()
    }
  }

  private func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try Self.attempt(path) { try queue.unsafeRead(body) }
  }

  private func write(_ body: (Database) throws -> Void) throws {
    try Self.attempt(path) { try queue.write(body) }
  }

  private static func attempt<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED: throw StudyError(.busy, path: path)
      default:
        throw StudyError(.refused(reason: error.message ?? "the database fails"), path: path)
      }
    }
  }

  private static func quoted(_ name: String) -> String { "\"\(name)\"" }

  private static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static func value<Value: Decodable>(_ text: String, _ path: String) throws -> Value {
    do { return try JSONDecoder().decode(Value.self, from: Data(text.utf8)) } catch {
      throw StudyError(.malformed(reason: "a value in the database is damaged"), path: path)
    }
  }
}
