public import Foundation

/// A run folder that cannot be made or used.
public struct RunFolderError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Code: Equatable, Sendable {
    /// Something exists there already.
    case exists
    /// Something exists there that Sidelight did not make.
    case notOurs
    /// It is not a run folder.
    case notARun(missing: String)
    /// The system refused.
    case refused(reason: String)
    /// A file in it cannot be understood.
    case malformed(file: String, reason: String)
  }

  /// What was wrong.
  public let code: Code
  /// The folder.
  public let path: String

  /// Makes an error.
  public init(_ code: Code, path: String) {
    self.code = code
    self.path = path
  }

  /// One sentence about the error, and what to do.
  public var description: String {
    switch code {
    case .exists: "\(path): error: the output folder exists; use --force to replace it"
    case .notOurs:
      "\(path): error: there is something that Sidelight did not make, so nothing is replaced"
    case .notARun(let missing): "\(path): error: not a run folder: \(missing) is missing or no file"
    case .refused(let reason): "\(path): error: \(reason)"
    case .malformed(let file, let reason): "\(path)/\(file): error: \(reason)"
    }
  }
}

/// The folder of one run: what is public at the top, what only the judge may open in `private/`.
public struct RunFolder: Sendable {
  /// The folder's path.
  public let path: String

  private static let markerName = ".sidelight-run"
  private static let sideName = "side.safetensors"

  /// Names an existing or future folder.
  public init(path: String) { self.path = path }

  /// The trace.
  public var tracePath: String { path + "/trace.slt" }
  /// The summary; present when the run came to its end.
  public var summaryPath: String { path + "/summary.json" }
  /// The scenario with all defaults filled in.
  public var scenarioPath: String { path + "/scenario.yaml" }
  /// The map of a client that was imported, which stands in the place of a scenario.
  public var clientPath: String { path + "/client.yaml" }
  /// Holds what only the judge may open.
  public var privatePath: String { path + "/private" }
  /// What was trained, as the device has it at the end; present when it came to have it.
  public var sidePath: String { path + "/" + Self.sideName }
  /// The device's own head, where it was fitted to labels.
  public var headPath: String { privatePath + "/head.safetensors" }
  /// Labels, tokens and texts for the judge.
  public var judgePath: String { privatePath + "/judge.jsonl" }
  /// Marks a folder that Sidelight made.
  private var markerPath: String { path + "/" + Self.markerName }

  /// What happened when: it holds times that the server cannot see.
  public var timelinePath: String { privatePath + "/timeline.csv" }

  /// The last complete run, kept while `--force` replaces it.
  private var replacedPath: String { path + ".replaced" }

  /// What Sidelight writes into a run folder.
  private static let ownNames: Set<String> = [
    markerName, sideName, "trace.slt", "summary.json", "scenario.yaml", "client.yaml", "private",
  ]

  /// Whether Sidelight writes files of this name, or leaves them behind when it is killed.
  private static func isOwn(_ name: String) -> Bool {
    ownNames.contains(name) || name.hasPrefix(sideName + ".")
  }

  /// Makes the folder, or replaces one that Sidelight made when `force` is set.
  ///
  /// A complete run that is replaced moves to `NAME.replaced` and is deleted when the new one is
  /// complete (`keepNew`).
  ///
  /// - Throws: `RunFolderError`; then nothing has been changed.
  public func create(force: Bool) throws(RunFolderError) {
    let manager = FileManager.default
    if isSymbolicLink { throw RunFolderError(.notOurs, path: path) }
    if manager.fileExists(atPath: path) {
      guard force else { throw RunFolderError(.exists, path: path) }
      guard let names = try? manager.contentsOfDirectory(atPath: path),
        names.contains(Self.markerName), names.allSatisfy(Self.isOwn)
      else { throw RunFolderError(.notOurs, path: path) }
      try attempt {
        if isComplete {
          if manager.fileExists(atPath: replacedPath) {
            try manager.removeItem(atPath: replacedPath)
          }
          try manager.moveItem(atPath: path, toPath: replacedPath)
        } else {
          try manager.removeItem(atPath: path)
        }
      }
    }
    try attempt {
      try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Data("Sidelight made this folder and may replace it.\n".utf8).write(
        to: URL(fileURLWithPath: markerPath))
      try manager.createDirectory(
        atPath: privatePath, withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700])
    }
  }

  /// Whether what the folder records came to its end.
  private var isComplete: Bool {
    [summaryPath, clientPath].contains { FileManager.default.fileExists(atPath: $0) }
  }

  /// Whether the folder holds an imported client.
  public var isImported: Bool { FileManager.default.fileExists(atPath: clientPath) }

  /// Removes a folder that `create` made, and puts back the run that it replaced.
  public func abandon() {
    let manager = FileManager.default
    guard manager.fileExists(atPath: markerPath) else { return }
    try? manager.removeItem(atPath: path)
    guard manager.fileExists(atPath: replacedPath + "/" + Self.markerName) else { return }
    try? manager.moveItem(atPath: replacedPath, toPath: path)
  }

  /// The new run is complete: drops the one that it replaced.
  public func keepNew() {
    guard FileManager.default.fileExists(atPath: replacedPath + "/" + Self.markerName) else {
      return
    }
    try? FileManager.default.removeItem(atPath: replacedPath)
  }

  /// Whether `file` lies, or would lie, in the folder of a run, at its top or in `private/`.
  public static func holds(_ file: String) -> Bool {
    let parent = URL(fileURLWithPath: file).deletingLastPathComponent().resolvingSymlinksInPath()
    return [parent, parent.deletingLastPathComponent()].contains { folder in
      FileManager.default.fileExists(atPath: folder.appendingPathComponent(markerName).path)
    }
  }

  /// Checks that this is a folder of a run, which holds files of these names.
  ///
  /// - Throws: `RunFolderError` naming the first file that is missing.
  public func checkReadable(
    _ names: [String] = ["scenario.yaml", "trace.slt"]
  ) throws(RunFolderError) {
    for name in names {
      let kind = try? FileManager.default.attributesOfItem(atPath: path + "/" + name)[.type]
      guard kind as? FileAttributeType == .typeRegular else {
        throw RunFolderError(.notARun(missing: name), path: path)
      }
    }
  }

  /// Writes a file in one step: it is there whole or not at all.
  public func write(_ data: Data, to file: String) throws(RunFolderError) {
    try attempt { try data.write(to: URL(fileURLWithPath: file), options: .atomic) }
  }

  /// Writes a file that only the owner may read.
  public func writePrivate(_ data: Data, to file: String) throws(RunFolderError) {
    try attempt {
      guard
        FileManager.default.createFile(
          atPath: file, contents: data, attributes: [.posixPermissions: 0o600])
      else { throw CocoaError(.fileWriteUnknown) }
    }
  }

  private var isSymbolicLink: Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }

  private func attempt(_ body: () throws -> Void) throws(RunFolderError) {
    do { try body() } catch {
      let reason = (error as NSError).localizedDescription
      throw RunFolderError(.refused(reason: "cannot write here: \(reason)"), path: path)
    }
  }
}
