/// Walks the protobuf bytes of one frame against a schema, without a generated decoder.
///
/// It reads hostile bytes: whatever they hold, it ends, and says what is wrong and where.
public struct ProtobufWalker {
  /// What the walk meets, in the order of the bytes.
  public enum Event {
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
  private let tree: SchemaTree
  private let report: (Event) -> Void

  /// Path of what belongs to the transport and holds no message.
  public static let opaquePath = "#transport"

  /// Walks the message in `bytes` behind the frame's prefix and reports every event.
  ///
  /// A frame of the transport (`kind` says so) is one leaf that no schema knows.
  public static func walk(
    _ bytes: [UInt8], kind: UInt8 = 0, tree: SchemaTree = .standard, fromDevice: Bool,
    report: (Event) -> Void
  ) {
    guard !tree.schema.isOpaque(kind) else {
      report(.leaf(node: nil, path: opaquePath, 0..<bytes.count))
      return
    }
    guard let prefix = tree.schema.framing.prefix(of: bytes[...]) else {
      report(.problem(0..<bytes.count, path: "", "the frame is shorter than its prefix"))
      return
    }
    let start = min(prefix.byteCount, bytes.count)
    check(prefix, of: bytes, tree.schema.framing, report)
    withoutActuallyEscaping(report) { report in
      ProtobufWalker(bytes: bytes, tree: tree, report: report).walkMessage(
        start..<bytes.count, fields: tree.root(fromDevice: fromDevice),
        exactlyOne: tree.rootIsOneof(fromDevice: fromDevice), path: "")
    }
  }

  private static func check(
    _ prefix: Framing.Prefix, of bytes: [UInt8], _ framing: Framing, _ report: (Event) -> Void
  ) {
    switch framing {
    case .grpc, .http2GRPC:
      if bytes[0] != 0 { report(.problem(0..<1, path: "", "the compression flag is not 0")) }
    case .varint:
      if prefix.byteCount > 1, bytes[prefix.byteCount - 1] == 0 {
        report(
          .problem(0..<prefix.byteCount, path: "", "the length is written longer than need be"))
      }
    case .u32BigEndian, .u32LittleEndian: break
    }
    let rest = bytes.count - prefix.byteCount
    if prefix.promised != UInt64(rest) {
      let first = framing == .grpc || framing == .http2GRPC ? 1 : 0
      report(
        .problem(
          first..<prefix.byteCount, path: "",
          "the prefix promises another length than the \(rest) bytes that follow"))
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
      if place < last, tree.schema.isOrdered {
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
    let isPacked = type == .lengthDelimited && mayBePacked(node.field)
    guard isPacked || type == expectedType(node.field.type) else {
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
      checkNumbers(node, content, isPacked)
      report(.leaf(node: index, path: node.path, content))
    }
  }

  /// Numbers of other clients: whole, and within their type.
  private func checkNumbers(_ node: SchemaTree.Node, _ content: Range<Int>, _ isPacked: Bool) {
    guard case .number(let type) = node.field.type else { return }
    if let width = type.byteCount {
      if content.count % width != 0 {
        report(.problem(content, path: node.path, "packed numbers must be whole"))
      }
      return
    }
    var position = content.lowerBound
    while position < content.upperBound {
      let start = position
      guard let value = readVarint(&position, content.upperBound, node.path) else { return }
      if !type.accepts(value) {
        report(.problem(start..<position, path: node.path, "the number is beyond its type"))
      }
      if !isPacked { return }
    }
  }

  private func mayBePacked(_ field: WireSchema.Field) -> Bool {
    guard field.repeated else { return false }
    switch field.type {
    case .number, .enumeration: return true
    default: return false
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
      let field = tree.nodes[index].field
      if count > 1, !field.repeated {
        report(
          .problem(range, path: tree.nodes[index].path, "the field occurs \(count) times"))
      }
      if count == 0, !field.optional {
        report(.problem(range, path: tree.nodes[index].path, "the field is missing"))
      }
    }
    checkAlternatives(fields, seen, range, path)
  }

  private func checkAlternatives(
    _ fields: [Int], _ seen: [Int], _ range: Range<Int>, _ path: String
  ) {
    var groups: [(name: String, fields: Int)] = []
    for (index, count) in zip(fields, seen) where count > 0 {
      guard let name = tree.nodes[index].field.oneof else { continue }
      if let known = groups.firstIndex(where: { $0.name == name }) {
        groups[known].fields += 1
      } else {
        groups.append((name, 1))
      }
    }
    for group in groups where group.fields > 1 {
      report(
        .problem(
          range, path: path, "\(group.fields) of the alternatives of \(group.name) are set"))
    }
  }

  private func expectedType(_ type: WireSchema.FieldType) -> WireType {
    switch type {
    case .message, .packedFixed32, .bytes, .text: .lengthDelimited
    case .fixed32: .fixed32
    case .enumeration: .varint
    case .number(let type):
      switch type.byteCount {
      case 4: .fixed32
      case 8: .fixed64
      default: .varint
      }
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
  public static func varint(
    _ bytes: [UInt8], at start: Int, end: Int
  ) -> (value: UInt64, length: Int)? {
    varint(bytes[start..<end], at: start, end: end)
  }

  static func varint(
    _ bytes: ArraySlice<UInt8>, at start: Int, end: Int
  ) -> (value: UInt64, length: Int)? {
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
