internal import Determinism
internal import Foundation
public import Scenarios

/// The folder of a study: results, tables, the report and its figures.
public final class StudyFolder {
  /// The folder's path.
  public let path: String
  let database: StudyDatabase
  /// The open file whose lock makes the folder this process's alone; negative once it is given up.
  private var lock: Int32

  private static let markerName = ".sidelight-study"

  /// The database.
  private static func databasePath(_ path: String) -> String { path + "/results.sqlite" }

  /// Opens the folder for `study`, or makes it.
  ///
  /// The folder stays this process's alone until it ends, however it ends.
  ///
  /// - Throws: `StudyError` where the folder holds another study, or something else.
  public convenience init(path: String, for study: Study, program: String) throws {
    let manager = FileManager.default
    let exists = manager.fileExists(atPath: path)
    if exists, !manager.fileExists(atPath: path + "/" + Self.markerName) {
      guard (try? manager.contentsOfDirectory(atPath: path))?.isEmpty == true else {
        throw StudyError(.notOurs, path: path)
      }
    }
    do {
      try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch { throw StudyError(.refused(reason: "the folder cannot be made"), path: path) }
    try self.init(locking: path)
    let facts = try database.facts()
    if let digest = facts["definition_digest"], digest != study.digest.description {
      throw StudyError(.otherStudy, path: path)
    }
    try database.create(for: study, program: program)
  }

  /// Opens a folder that holds results.
  ///
  /// - Throws: `StudyError` where it does not.
  public convenience init(existing path: String) throws {
    guard FileManager.default.fileExists(atPath: Self.databasePath(path)) else {
      throw StudyError(.notAStudy, path: path)
    }
    try self.init(locking: path)
  }

  private init(locking path: String) throws {
    self.path = path
    lock = open(path + "/" + Self.markerName, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard lock >= 0 else {
      throw StudyError(.refused(reason: String(cString: strerror(errno))), path: path)
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw StudyError(.busy, path: path)
    }
    database = try StudyDatabase(path: Self.databasePath(path))
  }

  deinit { unlock() }

  private func unlock() {
    if lock >= 0 { close(lock) }
    lock = -1
  }

  /// What the results say of themselves: names, digests and sources.
  public func facts() throws -> [String: String] { try database.facts() }

  /// The study that the results are of, as its file and its scenario stood then.
  ///
  /// - Throws: `StudyError` where the study never began, `ScenarioError` where this program reads
  ///   it otherwise.
  public func study() throws -> Study {
    let facts = try database.facts()
    // A process killed before its first transaction leaves a file without tables.
    guard !facts.isEmpty else { throw StudyError(.notBegun, path: self.path) }
    guard let source = facts["study_source"], let path = facts["study_path"],
      let scenario = facts["scenario_source"]
    else { throw StudyError(.malformed(reason: "the results name no study"), path: self.path) }
    return try StudyLoader.load(
      contents: Array(source.utf8), path: path, metrics: Metric.names,
      scenario: Array(scenario.utf8))
  }

  /// Takes over what the folders `parts` hold of the same study; returns the number of cells.
  ///
  /// - Throws: `StudyError` where one holds another study.
  public func merge(_ parts: [String], study: Study) throws -> Int {
    var count = 0
    for part in parts {
      let other = try StudyFolder(existing: part)
      let facts = try other.facts()
      guard facts["definition_digest"] == study.digest.description else {
        throw StudyError(.otherStudy, path: part)
      }
      try other.finish()
      count += try database.merge(Self.databasePath(part))
    }
    return count
  }

  /// Leaves plain files behind, and the folder to others.
  public func finish() throws {
    try database.close()
    unlock()
  }

  /// Writes a file of the folder in one step.
  func write(_ text: String, to name: String) throws {
    let file = path + "/" + name
    do {
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: file).deletingLastPathComponent().path,
        withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
    } catch { throw StudyError(.refused(reason: "\(name) cannot be written"), path: path) }
  }
}
