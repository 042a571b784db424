internal import Determinism
internal import Traces
internal import Wire

/// One closed-world decode over a trace.
protocol SchemaDecoding {
  /// What departs from the schema.
  var log: FindingLog { get }
  /// What a pass does not say, in whole sentences with a space behind each.
  var notes: String { get }
  /// Decodes one frame.
  mutating func read(_ recorded: TraceFrame, at index: Int)
}

/// The closed-world decode of our own protocol.
struct SchemaPass: SchemaDecoding {
  private(set) var log = FindingLog(check: SchemaCheck.id)

  /// What is known of one device.
  struct Flow {
    let session: SessionShape
    var helloSeen = false
    var lastSequence: UInt64 = 0
    var keys: Set<Digest128> = []
    /// Tokens of each sequence of the last batch at a cut.
    var lengths: [Int] = []
  }

  /// Batch numbers that a lossy world may skip: more than any window holds.
  private static let gapLimit: UInt64 = 1 << 16

  private let repeatsFrames: Bool
  let tree: SchemaTree
  var flows: [Flow]
  private(set) var flow = 0

  // The frame under way.
  private(set) var bytes: [UInt8] = []
  private var batchKeys: Set<Digest128> = []
  private var batchSamples = 0
  private var hello: [UInt64] = []
  private var hasGroup = false
  private var rootField: Int?
  private var shape: Range<Int>?
  private var values: Range<Int>?

  init(sessions: [SessionShape], repeatsFrames: Bool) {
    precondition(!sessions.isEmpty, "a scenario promises a session")
    self.repeatsFrames = repeatsFrames
    tree = .own(sessions[0].method)
    flows = sessions.map { Flow(session: $0) }
  }

  var notes: String {
    repeatsFrames ? "Frames get lost, so batch numbers may repeat and skip. " : ""
  }

  var expected: SessionShape { flows[flow].session }

  mutating func read(_ recorded: TraceFrame, at index: Int) {
    log.frame = index
    bytes = recorded.bytes
    rootField = nil
    hello = []
    hasGroup = false
    batchKeys = []
    batchSamples = 0
    let number = Int(recorded.flow)
    flow = min(max(number, 1), flows.count) - 1
    if number != flow + 1 {
      note(0..<bytes.count, "", "flow \(number) is not one of the scenario's \(flows.count)")
    }
    let fromDevice = recorded.direction == .toServer
    ProtobufWalker.walk(recorded.bytes, tree: tree, fromDevice: fromDevice) {
      handle($0, fromDevice)
    }
    checkKind(recorded, fromDevice)
  }

  private mutating func handle(_ event: ProtobufWalker.Event, _ fromDevice: Bool) {
    switch event {
    case .problem(let range, let path, let message): note(range, path, message)
    case .enter(let node, let range): enter(node, range, fromDevice)
    case .leave(let node): leave(node)
    case .leaf(let node?, _, let range):
      if expected.method.isSplit, checkSplit(tree.nodes[node], range) { return }
      check(tree.nodes[node], range)
    case .leaf(nil, _, _): break  // Reported as a problem already.
    }
  }

  private mutating func enter(_ node: Int, _ range: Range<Int>, _ fromDevice: Bool) {
    let roots = fromDevice ? tree.deviceRoot : tree.serverRoot
    if roots.contains(node) { rootField = tree.nodes[node].field.number }
    switch tree.nodes[node].path {
    case "cut", "feature_gradient":
      let path = tree.nodes[node].path
      if !flows[flow].helloSeen { note(range, path, "a batch comes before a hello") }
    case "samples":
      if !flows[flow].helloSeen, !repeatsFrames {
        note(range, "samples", "samples come before a hello")
      }
    case "samples.samples":
      batchSamples += 1
      if batchSamples == expected.batch + 1 {
        note(range, "samples.samples", "the batch holds more than \(expected.batch) samples")
      }
    case "local_update":
      if !flows[flow].helloSeen { note(range, "local_update", "an update comes before a hello") }
    case "side_network.tensors", "global_model.tensors", "local_update.tensors":
      shape = nil
      values = nil
    default: break
    }
  }

  private mutating func leave(_ node: Int) {
    switch tree.nodes[node].path {
    case "hello": checkHello()
    case "side_network.tensors", "global_model.tensors", "local_update.tensors":
      checkTensor(tree.nodes[node].path)
    default: break
    }
  }

  private mutating func check(_ node: SchemaTree.Node, _ range: Range<Int>) {
    switch node.field.type {
    case .fixed32: checkCounter(node, range)
    case .packedFixed32:
      shape = range
      if range.count % 4 != 0 { note(range, node.path, "packed numbers must be whole") }
    case .enumeration(let allowed):
      let value = ProtobufWalker.varint(bytes, at: range.lowerBound, end: range.upperBound)?.value
      if node.path == "hello.format" || node.path == "hello.method" { hello.append(value ?? 0) }
      if !allowed.contains(value ?? 0) { note(range, node.path, "the value is not in the schema") }
    case .bytes(let size):
      if size == .tensor { values = range }
      if let count = size.byteCount(in: expected), count != range.count {
        note(range, node.path, "the field holds \(range.count) bytes, not \(count)")
      }
      if size == .tokenActivations, expected.tokens(inBytes: range.count) == nil {
        note(
          range, node.path,
          "the field holds \(range.count) bytes, not those of 1 to \(expected.tokens) tokens")
      }
      if size == .label { checkLabel(node, range) }
      if node.path == "samples.samples.key" { checkKey(node, range) }
    case .text:
      if !isTensorName(bytes[range]) {
        note(range, node.path, "a name must be 1 to 64 of the characters \(letters) 0-9 . _")
      }
    case .message, .number:
      preconditionFailure("our messages are entered, and hold no such numbers")
    }
  }

  /// Public counters start at one, and batches are counted without gaps: a free choice of numbers
  /// could carry anything.
  private mutating func checkCounter(_ node: SchemaTree.Node, _ range: Range<Int>) {
    let value = number(range)
    if value == 0 { note(range, node.path, "the number is 0, which proto3 leaves out") }
    if node.path.hasPrefix("hello.") { hello.append(value) }
    if node.path == "hello.group" { hasGroup = true }
    if node.path == "goodbye.protocol", value != UInt64(SessionShape.protocolVersion) {
      note(range, node.path, "the protocol is not \(SessionShape.protocolVersion)")
    }
    if node.path == "local_update.round" {
      let last = flows[flow].lastSequence
      if value != last + 1 {
        note(range, node.path, "rounds count by one, and \(last) came before")
      }
      flows[flow].lastSequence = max(last, value)
    }
    if node.path == "samples.sequence" {
      let last = flows[flow].lastSequence
      let isExpected = repeatsFrames ? value <= last + Self.gapLimit : value == last + 1
      if !isExpected {
        note(range, node.path, "batch numbers count by one, and \(last) came before")
      }
      flows[flow].lastSequence = max(last, value)
    }
  }

  private mutating func checkHello() {
    flows[flow].helloSeen = true
    let format = expected.format
    var promised: [(name: String, value: UInt64)] = [
      ("protocol", UInt64(SessionShape.protocolVersion)), ("layers", UInt64(expected.layers)),
      ("width", UInt64(expected.width)), ("classes", UInt64(expected.classes)),
      ("samples", UInt64(expected.samples)), ("batch", UInt64(expected.batch)),
      ("format", WireSchema.code(of: format.element)),
    ]
    if format.group > 0 { promised.append(("group", UInt64(format.group))) }
    if expected.method != .pae {
      promised.append(("method", WireSchema.code(of: expected.method)))
    }
    if expected.method.sendsSequences { promised.append(("tokens", UInt64(expected.tokens))) }
    if expected.method.isSplit {
      promised.append(("cut", UInt64(expected.cut)))
    }
    guard hasGroup == (format.group > 0) else {
      let group = format.group > 0 ? "\(format.group)" : "none"
      return note(
        0..<bytes.count, "hello.group", "the session differs from the scenario, which says \(group)"
      )
    }
    guard hello.count == promised.count else { return }  // Missing fields are reported already.
    for (value, field) in zip(hello, promised) where value != field.value {
      note(
        0..<bytes.count, "hello.\(field.name)",
        "the session differs from the scenario, which says \(field.value)")
    }
  }

  private mutating func checkLabel(_ node: SchemaTree.Node, _ range: Range<Int>) {
    if range.count == 4, number(range) >= UInt64(expected.classes) {
      note(range, node.path, "the label is none of the \(expected.classes) classes")
    }
  }

  private mutating func checkKey(_ node: SchemaTree.Node, _ range: Range<Int>) {
    let key = Digest128(of: Array(bytes[range]))
    if !batchKeys.insert(key).inserted {
      note(range, node.path, "the batch holds this key twice")
    }
    if flows[flow].keys.insert(key).inserted, flows[flow].keys.count == expected.samples + 1 {
      note(range, node.path, "there are more keys than the \(expected.samples) samples")
    }
  }

  private mutating func checkTensor(_ path: String) {
    var elements = 1
    let extents = shape ?? 0..<0
    for start in stride(from: extents.lowerBound, to: extents.upperBound - 3, by: 4) {
      let (product, overflow) = elements.multipliedReportingOverflow(
        by: Int(number(start..<start + 4)))
      guard !overflow else {
        note(extents, path + ".shape", "the extents are beyond any tensor")
        return
      }
      elements = product
    }
    let (size, overflow) = elements.multipliedReportingOverflow(by: 4)
    let held = values ?? 0..<0
    if overflow || size != held.count {
      note(
        held, path + ".values",
        "the values hold \(held.count) bytes and do not fill the shape")
    }
  }

  private mutating func checkKind(_ recorded: TraceFrame, _ fromDevice: Bool) {
    // Device kinds are field numbers, server kinds lie 16 above them.
    let decoded = rootField.map { UInt8($0 + (fromDevice ? 0 : 16)) }
    if let decoded, decoded != recorded.kind {
      note(
        0..<bytes.count, "",
        "the record says \(kindName(recorded.kind)) and the bytes \(kindName(decoded))")
    }
    if (recorded.kind < 16) != fromDevice {
      note(0..<bytes.count, "", "\(kindName(recorded.kind)) does not travel in this direction")
    }
  }

  /// Low-rank updates have capitals in their names.
  private var letters: String { expected.method.sendsUpdates ? "A-Z a-z" : "a-z" }

  private func isTensorName(_ name: ArraySlice<UInt8>) -> Bool {
    (1...64).contains(name.count)
      && name.allSatisfy { byte in
        (0x61...0x7A).contains(byte)
          || (expected.method.sendsUpdates && (0x41...0x5A).contains(byte))
          || (0x30...0x39).contains(byte) || byte == 0x2E || byte == 0x5F
      }
  }

  func number(_ range: Range<Int>) -> UInt64 {
    range.reversed().reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
  }

  mutating func note(_ range: Range<Int>, _ path: String, _ message: String) {
    log.note(range, path, message)
  }
}
