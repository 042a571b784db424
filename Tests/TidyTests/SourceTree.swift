import Foundation

/// A file of the repository.
struct TrackedFile {
  /// The path from the repository's root.
  var path: String
  var contents: Data

  var text: String { String(decoding: contents, as: UTF8.self) }

  /// Swift that people write and review, unlike what `make proto` writes.
  var isHandWrittenSwift: Bool { path.hasSuffix(".swift") && !path.contains("/Generated/") }
}

/// The source tree that this test was compiled from.
enum SourceTree {
  /// The repository's root.
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every file that belongs to the repository, in order of path.
  static let files: [TrackedFile] = paths().sorted().compactMap { path in
    let contents = FileManager.default.contents(atPath: root.appendingPathComponent(path).path)
    return contents.map { TrackedFile(path: path, contents: $0) }
  }

  /// The hand-written Swift files.
  static let swift: [SwiftFile] = files.filter(\.isHandWrittenSwift)
    .map { SwiftFile(path: $0.path, text: $0.text) }

  /// The hand-written Swift files of modules and program.
  static var sources: [SwiftFile] { swift.filter { $0.path.hasPrefix("Sources/") } }

  /// The files under `folder` whose names end in `suffix`.
  static func files(in folder: String = "", suffix: String) -> [TrackedFile] {
    files.filter { $0.path.hasPrefix(folder) && $0.path.hasSuffix(suffix) }
  }

  /// Tracked files and new ones that are not ignored; in an unpacked archive, all files.
  private static func paths() -> [String] {
    let listed = git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
    if let listed {
      return String(decoding: listed, as: UTF8.self).split(separator: "\0").map(String.init)
    }
    let skipped = [".build", ".git", "runs", ".venv"]
    let all = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return all.filter { path in
      !skipped.contains { path == $0 || path.hasPrefix($0 + "/") }
    }
  }

  private static func git(_ arguments: [String]) -> Data? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // Git refuses repositories of other users unless told otherwise; this only lists names.
    process.arguments = ["git", "-C", root.path, "-c", "safe.directory=*"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 && !data.isEmpty ? data : nil
  }
}
