internal import Determinism
internal import Foundation
internal import Wire

/// Reads frames from JSON Lines: `time` in nanoseconds, `direction`, `flow`, `kind` as a number or
/// a name, and `bytes` in base64.
///
/// Other keys are skipped.
final class FrameLines {
  private static let chunk = 1 << 20
  /// Most bytes of a line.
  static let lineLimit = 1 << 30

  private struct Line: Decodable {
    var time: UInt64
    var direction: String
    var flow: UInt32
    var kind: Kind?
    var bytes: String
  }

  private enum Kind: Decodable {
    case number(UInt8)
    case name(String)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let number = try? value.decode(UInt8.self) {
        self = .number(number)
      } else {
        self = .name(try value.decode(String.self))
      }
    }
  }

  private let file: InputFile
  private let tree: SchemaTree
  private let decoder = JSONDecoder()
  private var buffer: [UInt8]
  private var start = 0
  private var line = 0
  private var lastTime = SimInstant.zero

  /// `beginning` are the bytes that have been read already.
  init(_ file: InputFile, beginning: [UInt8], tree: SchemaTree) {
    self.file = file
    self.tree = tree
    buffer = beginning
  }

  /// The next frame, or nil at the end.
  func next() throws -> TraceFrame? {
    while let text = try nextLine() {
      guard text.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
      return try frame(Data(text))
    }
    return nil
  }

  private func problem(_ reason: String) -> CaptureError {
    CaptureError(.badLine(reason: reason), path: file.path, at: .line(line, column: 1))
  }

  private func nextLine() throws -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        line += 1
        return buffer[start..<end]
      }
      searched = buffer.count
      guard file.remaining > 0 else { break }
      guard buffer.count - start <= Self.lineLimit else {
        line += 1
        throw problem("the line is longer than \(Self.lineLimit) bytes")
      }
      buffer.removeFirst(start)
      searched -= start
      start = 0
      buffer += try file.read(Int(min(file.remaining, UInt64(Self.chunk))), of: .header)
    }
    guard start < buffer.count else { return nil }
    defer { start = buffer.count }
    line += 1
    return buffer[start...]
  }

  private func frame(_ text: Data) throws -> TraceFrame {
    let parsed: Line
    do { parsed = try decoder.decode(Line.self, from: text) } catch {
      throw problem(JSONFault.reason(error))
    }
    guard let direction = TraceDirection.allCases.first(where: { $0.name == parsed.direction })
    else { throw problem("`direction` is neither to-server nor to-device") }
    guard let bytes = Data(base64Encoded: parsed.bytes) else {
      throw problem("`bytes` is not base64")
    }
    let time = SimInstant(nanoseconds: parsed.time)
    guard time >= lastTime else { throw problem("time goes back") }
    lastTime = time
    let content = [UInt8](bytes)
    return TraceFrame(
      time: time, direction: direction, flow: parsed.flow,
      kind: try kind(parsed.kind, content, direction), bytes: content)
  }

  private func kind(
    _ stated: Kind?, _ bytes: [UInt8], _ direction: TraceDirection
  ) throws -> UInt8 {
    let fromDevice = direction == .toServer
    switch stated {
    case .number(let number): return number
    case .name(let name):
      let node = tree.root(fromDevice: fromDevice).first { index in
        let field = tree.nodes[index].field.name
        return field == name || field.split(separator: "_").joined(separator: "-") == name
      }
      guard let node else { throw problem("`kind` names no field of the root message") }
      return WireSchema.kind(
        ofRootField: tree.nodes[node].field.number, fromDevice: fromDevice)
    case nil: return tree.kind(of: bytes, fromDevice: fromDevice)
    }
  }
}

/// Says what is wrong with a line of JSON without showing any of it.
private enum JSONFault {
  /// A sentence about a decoder's error; names keys and never values.
  static func reason(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, _)?: "`\(key.stringValue)` is missing"
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      context.codingPath.first.map { "`\($0.stringValue)` has the wrong type" }
        ?? "not a JSON object"
    // Foundation does not tell these apart, nor where they are.
    default: "not a JSON object, or a number in it is out of range"
    }
  }
}
