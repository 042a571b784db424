/// A .proto file that cannot be used, and where.
public struct ProtoError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Code: Equatable, Sendable {
    /// Something else should stand here.
    case expected(String)
    /// A character or a text that no .proto holds.
    case badToken
    /// The file ends inside this.
    case unfinished(String)
    /// A number outside the range of fields, or of an enum's values.
    case badNumber
    /// The name or number is taken.
    case duplicate(String)
    /// Another file is needed.
    case importedFile
    /// Something of protobuf that is not read.
    case unsupported(String)
    /// No message or enum has this name.
    case unknownType(String)
    /// Messages nest too deeply, or there are too many.
    case tooLarge
  }

  /// What is wrong.
  public let code: Code
  /// The file, as the caller named it.
  public let path: String
  /// Where it is wrong; both count from one.
  public let line: Int
  /// Counted in bytes.
  public let column: Int

  /// Makes an error.
  public init(_ code: Code, path: String, line: Int, column: Int) {
    self.code = code
    self.path = path
    self.line = line
    self.column = column
  }

  /// One sentence, such as `app.proto:3:9: error: a name should stand here`.
  public var description: String { "\(path):\(line):\(column): error: \(sentence)" }

  private var sentence: String {
    switch code {
    case .expected(let what): "\(what) should stand here"
    case .badToken: "no .proto file holds this here"
    case .unfinished(let what): "\(what) does not end"
    case .badNumber: "the number is out of range"
    case .duplicate(let name): "'\(name)' is taken already"
    case .importedFile:
      "imports are not followed; copy the messages that are used into this file"
    case .unsupported(let what): "\(what) are not read"
    case .unknownType(let name): "no message or enum is called '\(name)'"
    case .tooLarge: "the file holds more, or deeper, messages than are read"
    }
  }
}
