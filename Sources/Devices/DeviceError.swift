public import Determinism

/// A file of device profiles that cannot be used.
public struct DeviceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Code: Equatable, Sendable {
    /// There is no such file, or it is not an ordinary one.
    case missingFile
    /// The file cannot be read.
    case unreadable
    /// The file is larger than such files may be.
    case tooLarge(limit: ByteCount)
    /// The file is not JSON.
    case invalidJSON
    /// An object has a key that means nothing there.
    case unknownKey(known: [String])
    /// An object lacks a key.
    case missingKey
    /// A value is of the wrong kind or impossible.
    case invalidValue(expected: String)
    /// Two devices have this name.
    case duplicateName(String)
  }

  /// What was wrong.
  public let code: Code
  /// The file.
  public let path: String
  /// The place inside the file, such as `devices[2].memory_bytes.value`; empty for the whole file.
  public let key: String

  /// One line that says what is wrong and where.
  public var description: String {
    let place = key.isEmpty ? path : "\(path): \(key)"
    let problem =
      switch code {
      case .missingFile: "no such file"
      case .unreadable: "cannot be read"
      case .tooLarge(let limit): "is larger than \(limit)"
      case .invalidJSON: "is not JSON"
      case .unknownKey(let known): "unknown key; known are \(known.joined(separator: ", "))"
      case .missingKey: "is missing"
      case .invalidValue(let expected): "must be \(expected)"
      case .duplicateName(let name): "a second device is called `\(name)`"
      }
    return "\(place): \(problem)"
  }
}
