internal import Determinism

/// Reading of small JSON files and of the JSON inside weight files.
enum JSONFile {
  /// Far above every real configuration or index of shards.
  static let limit = ByteCount(64_000_000)
  /// Far above every real model's number of settings or tensors; bounds the memory of a parse.
  private static let valueLimit = 4_000_000

  /// The members of the object that the file at `path` holds.
  static func members(of path: String) throws(ModelError) -> [JSONTree.Member] {
    let file = try MappedFile(path: path, limit: limit)
    return try members(of: file.bytes, path: path)
  }

  /// The members of the object in `bytes`.
  static func members(
    of bytes: UnsafeRawBufferPointer, path: String
  ) throws(ModelError) -> [JSONTree.Member] {
    func fault(_ offset: Int, _ reason: String) -> ModelError {
      ModelError(.invalidJSON(offset: offset, reason: reason), path: path)
    }
    let commas = bytes.reduce(0) { $0 + ($1 == UInt8(ascii: ",") ? 1 : 0) }
    guard commas < valueLimit else { throw fault(0, "more than \(valueLimit) values") }
    let text = bytes.bindMemory(to: UInt8.self)
    guard String(validating: text, as: UTF8.self) != nil else { throw fault(0, "not UTF-8") }
    let tree: JSONTree
    do {
      tree = try JSONTreeParser.parse(text)
    } catch {
      throw fault(error.offset, error.reason)
    }
    guard case .object(let members) = tree else { throw fault(0, "expected an object") }
    return members
  }
}

extension JSONTree {
  /// The value as an integer; numbers such as 512.0 count.
  var asInteger: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The value as a number.
  var asNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The value as text.
  var asText: String? {
    guard case .string(let bytes) = self else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
