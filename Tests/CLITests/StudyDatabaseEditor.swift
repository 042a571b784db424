import GRDB

/// Damages the results of a study, as a bad disk or a stranger would.
enum StudyDatabaseEditor {
  static func execute(_ statement: String, in path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: statement) }
    try queue.close()
  }
}
