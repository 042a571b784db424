internal import Foundation

/// A folder for paired runs and other passing files, readable by its owner alone.
///
/// Whoever makes it removes it.
public struct TemporaryFolder: Sendable {
  /// The folder's path.
  public let path: String

  /// Makes an empty folder under a name that nobody else has.
  ///
  /// - Throws: `RunFolderError` where the system's place for such folders takes none.
  public init() throws(RunFolderError) {
    let root = NSTemporaryDirectory()
    var template = Array((root + (root.hasSuffix("/") ? "" : "/") + "sidelight-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw RunFolderError(.refused(reason: "cannot create a temporary folder there"), path: root)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the folder and all that it holds.
  public func remove() { try? FileManager.default.removeItem(atPath: path) }
}
