import Foundation

/// A folder for paired runs, readable by its owner alone, gone when the command ends.
struct TemporaryFolder {
  let path: String

  init() throws {
    let root = NSTemporaryDirectory()
    var template = Array((root + (root.hasSuffix("/") ? "" : "/") + "sidelight-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Failure(badInput: "\(root): error: cannot create a temporary folder there")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
