/// A study that cannot be run, continued or read.
public struct StudyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Code: Equatable, Sendable {
    /// The folder holds results of another study.
    case otherStudy
    /// The folder holds cells that this study does not have: models, texts, link traces or the
    /// program have changed.
    case otherInputs(cells: Int)
    /// The folder holds something that Sidelight did not make.
    case notOurs
    /// Another process works on the folder.
    case busy
    /// There are no results of a study.
    case notAStudy
    /// Cells that two parts hold came out differently.
    case partsDiffer(cells: Int)
    /// The study was stopped before its first cell.
    case notBegun
    /// No cell has that name.
    case unknownCell(String)
    /// Several cells have a name that begins like this.
    case ambiguousCell(String)
    /// Two points are the same scenario.
    case samePoints(Int, Int)
    /// The system or the database refused.
    case refused(reason: String)
    /// Results that cannot be understood.
    case malformed(reason: String)
  }

  /// What was wrong.
  public let code: Code
  /// The folder or file.
  public let path: String

  /// Makes an error.
  public init(_ code: Code, path: String) {
    self.code = code
    self.path = path
  }

  /// One sentence about the error, and what to do.
  public var description: String {
    switch code {
    case .otherStudy:
      "\(path): error: the folder holds results of another study; choose another with --out"
    case .otherInputs(let cells):
      "\(path): error: \(cells) cells in the folder are none of this study's: the program, the "
        + "model or the data have changed since; choose another folder with --out"
    case .notOurs:
      "\(path): error: there is something that is no study of Sidelight's, so nothing is written"
    case .busy: "\(path): error: another process works on this study"
    case .notAStudy: "\(path): error: not the folder of a study: results.sqlite is missing"
    case .partsDiffer(let cells):
      "\(path): error: \(cells) cells came out differently than in another part; one of the two "
        + "machines, programs or files is not to be trusted"
    case .notBegun:
      "\(path): error: the study was stopped before it began; `sidelight study run` begins it again"
    case .unknownCell(let name): "\(path): error: the study has no cell \(name)"
    case .ambiguousCell(let name): "\(path): error: several cells begin with \(name)"
    case .samePoints(let first, let second):
      "\(path): error: points \(first) and \(second) are the same scenario; take one of them away"
    case .refused(let reason): "\(path): error: \(reason)"
    case .malformed(let reason): "\(path): error: \(reason)"
    }
  }
}
