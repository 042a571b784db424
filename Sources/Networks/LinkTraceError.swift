/// Why a recorded link cannot be read.
public struct LinkTraceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Code: Equatable, Sendable {
    /// The file holds nothing.
    case empty
    /// A line without a number.
    case emptyLine
    /// A byte that has no place in such a file.
    case unexpectedByte(UInt8)
    /// A number above the largest one that is read.
    case tooLarge(limit: String)
    /// A time before the one in the line above.
    case decreasing
    /// A time that does not come after the one in the line above.
    case notIncreasing
    /// The last time is zero, so the trace lasts no time.
    case lastsNoTime
    /// The first line does not name two columns with known units.
    case badHeader
    /// A line with another number of values than two.
    case wrongColumnCount(Int)
    /// Something that is not a plain decimal number.
    case notANumber
    /// The first time is not zero.
    case startsLate
    /// No rate is above zero.
    case neverSends
  }

  /// What is wrong.
  public let code: Code
  /// The line, counted from 1; nil for the file as a whole.
  public let line: Int?

  /// Makes an error.
  public init(_ code: Code, line: Int?) {
    self.code = code
    self.line = line
  }

  /// What is wrong, without the file's name.
  public var description: String {
    (line.map { "line \($0): " } ?? "") + reason
  }

  /// What is wrong, without any place.
  public var reason: String {
    switch code {
    case .empty: "the trace is empty"
    case .emptyLine: "an empty line; each line holds one number"
    case .unexpectedByte(let byte): Self.explain(byte)
    case .tooLarge(let limit): "the number is larger than \(limit)"
    case .decreasing: "the time lies before the one in the line above"
    case .notIncreasing: "the time must lie after the one in the line above"
    case .lastsNoTime: "the last time is zero, so the trace lasts no time"
    case .badHeader:
      "the first line must name two columns: a time (s or ms) and a rate "
        + "(bit/s, kbit/s, Mbit/s or Gbit/s), such as 's,Mbit/s'"
    case .wrongColumnCount(let count): "\(count) values; a line holds a time and a rate"
    case .notANumber: "not a plain decimal number such as 12.5"
    case .startsLate: "the first time must be zero"
    case .neverSends: "no rate is above zero"
    }
  }

  private static func explain(_ byte: UInt8) -> String {
    let rule = "a line holds one whole number of milliseconds"
    switch byte {
    case 13: return "the line ends with a carriage return; save the file with Unix line ends"
    case 0x21...0x7E: return "unexpected '\(Character(Unicode.Scalar(byte)))'; \(rule)"
    default: return "unexpected byte 0x\(String(byte, radix: 16)); \(rule)"
    }
  }
}
