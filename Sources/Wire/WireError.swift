/// A frame or message that cannot be read.
///
/// The text names places and sizes, never contents.
public struct WireError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Code: Equatable, Sendable {
    /// The frame is shorter than its prefix, or its prefix disagrees with its length.
    case badFrame(length: Int)
    /// The payload is not a protobuf message of the expected type.
    case notProtobuf
    /// The message says nothing.
    case emptyMessage
    /// A field has the wrong size or value.
    case badField(name: String, got: Int, expected: Int)
  }

  /// What was wrong.
  public let code: Code

  /// Makes an error.
  public init(_ code: Code) { self.code = code }

  /// One sentence about the error.
  public var description: String {
    switch code {
    case .badFrame(let length): "a frame of \(length) bytes does not match its own length prefix"
    case .notProtobuf: "the payload is not a message of the expected type"
    case .emptyMessage: "the message has no body"
    case .badField(let name, let got, let expected):
      "field \(name) has size or value \(got), expected \(expected)"
    }
  }
}
