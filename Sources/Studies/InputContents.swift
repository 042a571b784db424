internal import Determinism
internal import Foundation
internal import Scenarios

/// Digests of the files that scenarios name: models, texts, recorded links.
///
/// Each file is read once. Threads may share an instance.
final class InputContents: @unchecked Sendable {
  private let lock = NSLock()
  private var known: [String: Digest128] = [:]

  /// A digest of the contents of all files that `scenario` names, whatever their paths.
  func digest(of scenario: Scenario) -> Digest128 {
    let builder = DigestBuilder()
    for path in Self.paths(scenario) { builder.update(digest(of: path).bytes) }
    return builder.digest
  }

  private static func paths(_ scenario: Scenario) -> [String] {
    var paths: [String] = []
    if case .folder(let folder) = scenario.model.kind {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let read = names.filter { $0.hasSuffix(".json") || $0.hasSuffix(".safetensors") }
      paths += read.sorted().map { "\(folder)/\($0)" }
    }
    if case .file(let file) = scenario.data.kind {
      paths.append(file.path)
      if let test = file.testPath { paths.append(test) }
    }
    for member in scenario.members {
      paths += [member.link.up, member.link.down].compactMap { $0.trace?.path }
    }
    return paths
  }

  private func digest(of path: String) -> Digest128 {
    lock.lock()
    defer { lock.unlock() }
    if let digest = known[path] { return digest }
    // What cannot be read fails when the cell runs, with a message of its own.
    let data =
      (try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)) ?? Data()
    let digest = data.withUnsafeBytes { Digest128(of: $0) }
    known[path] = digest
    return digest
  }
}
