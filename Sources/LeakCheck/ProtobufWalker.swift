internal import Wire

/// Walks the protobuf bytes of one frame against the schema, without the generated decoder.
///
/// It reads hostile bytes: whatever they hold, it ends, and says what is wrong and where.
struct ProtobufWalker {
  /// What the walk meets, in the order of the bytes.
  enum Event {
    /// A nested message of this node begins; the range is its content.
    case enter(node: Int, Range<Int>)
    /// The nested message of this node ends.
    case leave(node: Int)
    /// A field with content. `node` is nil for what the schema does not know; `path` names it.
    case leaf(node: Int?, path: String, Range<Int>)
    /// A departure from the schema or from the canonical encoding.
    case problem(Range<Int>, path: String, String)
  }

  private enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case startGroup = 3
    case endGroup = 4
    case fixed32 = 5
  }

  private static let maxFieldNumber: UInt64 = (1 << 29) - 1

  private let bytes: [UInt8]
  private let tree = SchemaTree.standard
  private let report: (Event) -> Void

  /// Walks the message in `bytes` behind the frame's prefix and reports every event.
  static func walk(_ bytes: [UInt8], fromDevice: Bool, report: (Event) -> Void) {
    guard bytes.count >= MessageFrame.prefixByteCount else {
      report(.problem(0..<bytes.count, path: "", "the frame is shorter than its prefix"))
      return
    }
    let length = bytes[1..<5].reduce(0) { $0 << 8 | Int($1) }
    if bytes[0] != 0 {
      report(.problem(0..<1, path: "", "the compression flag is not 0"))
    }
    if length != bytes.count - MessageFrame.prefixByteCount {
      report(
        .problem(
          1..<5, path: "",
          "the prefix promises another length than the \(bytes.count - 5) bytes that follow"))
    }
    withoutActuallyEscaping(report) { report in
      let walker = ProtobufWalker(bytes: bytes, report: report)
      let tree = walker.tree
      walker.walkMessage(
        MessageFrame.prefixByteCount..<bytes.count,
        fields: fromDevice ? tree.deviceRoot : tree.serverRoot, exactlyOne: true, path: "")
    }
  }

  private func walkMessage(_ range: Range<Int>, fields: [Int], exactlyOne: Bool, path: String) {
    var position = range.lowerBound
    var last = -1
    var seen = [Int](repeating: 0, count: fields.count)
    while position < range.upperBound {
      let start = position
      guard let (number, type) = readTag(&position, range.upperBound, path) else {
        // Nothing behind a broken tag can be read; its bytes still count as content.
        report(.leaf(node: nil, path: "\(path).?", start..<range.upperBound))
        return
      }
      guard
        let content = readContent(&position, range.upperBound, type, joined(path, "#\(number)"))
      else {
        report(.leaf(node: nil, path: joined(path, "#\(number)"), start..<range.upperBound))
        return
      }
      let place = fields.firstIndex { tree.nodes[$0].field.number == number }
      guard let place else {
        let unknown = joined(path, "#\(number)")
        report(.problem(start..<position, path: unknown, "field \(number) is not in the schema"))
        report(.leaf(node: nil, path: unknown, content))
        continue
      }
      if place < last {
        report(
          .problem(
            start..<position, path: tree.nodes[fields[place]].path, "the field is out of order"))
      }
      last = max(last, place)
      seen[place] += 1
      visit(fields[place], start..<position, content, type)
    }
    checkPresence(fields, seen, exactlyOne, range, path)
  }

  private func visit(_ index: Int, _ whole: Range<Int>, _ content: Range<Int>, _ type: WireType) {
    let node = tree.nodes[index]
    guard type == expectedType(node.field.type) else {
      report(.problem(whole, path: node.path, "the field has the wrong wire type"))
      report(.leaf(node: nil, path: node.path, content))
      return
    }
    if case .message = node.field.type {
      report(.enter(node: index, content))
      walkMessage(
        content, fields: node.children, exactlyOne: node.exactlyOne, path: node.path)
      report(.leave(node: index))
    } else {
      report(.leaf(node: index, path: node.path, content))
    }
  }

  private func checkPresence(
    _ fields: [Int], _ seen: [Int], _ exactlyOne: Bool, _ range: Range<Int>, _ path: String
  ) {
    if exactlyOne {
      let total = seen.reduce(0, +)
      if total != 1 {
        report(.problem(range, path: path, "\(total) of the alternatives are set, not one"))
      }
      return
    }
    for (index, count) in zip(fields, seen) {
      let node = tree.nodes[index]
      if count > 1, !node.field.repeated {
        report(.problem(range, path: node.path, "the field occurs \(count) times"))
      }
      if count == 0, !node.field.optional, !mayBeAbsent(node.field.type) {
        report(.problem(range, path: node.path, "the field is missing"))
      }
    }
  }

  /// Only an empty shape and the empty content that goes with it are left out by proto3; every
  /// other field is never zero.
  private func mayBeAbsent(_ type: WireSchema.FieldType) -> Bool {
    switch type {
    case .packedFixed32, .bytes(.tensor): true
    case .message, .fixed32, .enumeration, .bytes, .text: false
    }
  }

  private func expectedType(_ type: WireSchema.FieldType) -> WireType {
    switch type {
    case .message, .packedFixed32, .bytes, .text: .lengthDelimited
    case .fixed32: .fixed32
    case .enumeration: .varint
    }
  }

  private func readTag(
    _ position: inout Int, _ end: Int, _ path: String
  ) -> (number: Int, type: WireType)? {
    let start = position
    guard let tag = readVarint(&position, end, path) else { return nil }
    guard let type = WireType(rawValue: tag & 7), (1...Self.maxFieldNumber).contains(tag >> 3)
    else {
      report(.problem(start..<position, path: path, "no field has such a tag"))
      return nil
    }
    return (Int(tag >> 3), type)
  }

  private func readContent(
    _ position: inout Int, _ end: Int, _ type: WireType, _ path: String
  ) -> Range<Int>? {
    let start = position
    let length: Int
    switch type {
    case .varint:
      guard readVarint(&position, end, path) != nil else { return nil }
      return start..<position
    case .fixed64: length = 8
    case .fixed32: length = 4
    case .lengthDelimited:
      guard let promised = readVarint(&position, end, path) else { return nil }
      guard promised <= UInt64(end - position) else {
        report(
          .problem(
            start..<end, path: path, "the field promises more bytes than its message holds"))
        return nil
      }
      length = Int(promised)
    case .startGroup, .endGroup:
      report(.problem(start..<end, path: path, "groups are not in the schema"))
      return nil
    }
    guard length <= end - position else {
      report(.problem(start..<end, path: path, "the field is cut off"))
      return nil
    }
    let content = position..<position + length
    position += length
    return content
  }

  private func readVarint(_ position: inout Int, _ end: Int, _ path: String) -> UInt64? {
    let start = position
    guard let (value, length) = Self.varint(bytes, at: position, end: end) else {
      report(.problem(start..<end, path: path, "a variable-length number does not end"))
      return nil
    }
    position += length
    if length > 1, bytes[position - 1] == 0 {
      report(.problem(start..<position, path: path, "a number is longer than it need be"))
    }
    return value
  }

  /// Reads a variable-length number, or nil when it does not end before `end` or 64 bits.
  static func varint(_ bytes: [UInt8], at start: Int, end: Int) -> (value: UInt64, length: Int)? {
    var value: UInt64 = 0
    for length in 0..<min(10, end - start) {
      let byte = bytes[start + length]
      if length == 9, byte > 1 { return nil }
      value |= UInt64(byte & 0x7F) << UInt64(7 * length)
      if byte < 0x80 { return (value, length + 1) }
    }
    return nil
  }

  private func joined(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }
}
