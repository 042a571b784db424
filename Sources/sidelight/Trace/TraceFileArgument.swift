import Audits
import Foundation
import Scenarios
import Simulation
import Wire

/// A trace as a person names it: the file, or the folder of its run.
struct TraceFileArgument {
  /// The trace file.
  let path: String
  /// The run that it belongs to, where the folder was named or the file lies in one.
  let folder: RunFolder

  init(_ argument: String) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder), isFolder.boolValue
    {
      folder = RunFolder(path: argument)
      path = folder.tracePath
    } else {
      path = argument
      folder = RunFolder(path: (argument as NSString).deletingLastPathComponent)
    }
  }

  /// Whether the file has the name of a run's trace.
  var isRunTrace: Bool { (path as NSString).lastPathComponent == "trace.slt" }

  /// The schema of the client that was imported here; nil for a run of ours.
  func client() throws -> SchemaTree? {
    guard isRunTrace, folder.isImported else { return nil }
    return try ClientMapLoader.load(path: folder.clientPath, checks: Auditor.ids).tree
  }

  /// Names for the kinds of its frames.
  func kinds() throws -> FrameKinds { try client().map(FrameKinds.init) ?? .standard }

  /// The run's timeline, if this is a run's trace and its private files are there.
  var timeline: String? {
    let exists = FileManager.default.fileExists(atPath: folder.timelinePath)
    return isRunTrace && exists ? folder.timelinePath : nil
  }
}
