internal import Determinism
internal import Traces
internal import Wire

/// A closed-world decode over the frames of a client that is not ours.
///
/// Its map is the policy: a field without a role is a finding wherever it occurs.
struct ClientSchemaPass: SchemaDecoding {
  private(set) var log = FindingLog(check: SchemaCheck.id)
  /// Frames of the transport, which no schema describes.
  private(set) var opaqueFrames = 0

  private let client: ImportedClient
  private var tree: SchemaTree { client.tree }
  private var keys: Set<SampleKey> = []

  // The frame under way.
  private var bytes: [UInt8] = []
  private var samples = 0
  /// Bytes that the sample under way holds in fields of a role, by node.
  private var held: [(node: Int, count: Int)] = []

  init(client: ImportedClient) { self.client = client }

  var notes: String {
    let opaque =
      opaqueFrames > 0
      ? "\(opaqueFrames) frames belong to the transport; they were searched, not decoded. " : ""
    return "Protobuf leaves the order of fields open, so it was not judged. \(opaque)"
  }

  mutating func read(_ recorded: TraceFrame, at index: Int) {
    log.frame = index
    bytes = recorded.bytes
    samples = 0
    held = []
    let fromDevice = recorded.direction == .toServer
    if (Int(recorded.kind) < WireSchema.serverKindOffset) != fromDevice {
      note(0..<bytes.count, "", "kind \(recorded.kind) does not travel in this direction")
    }
    if tree.schema.isOpaque(recorded.kind) {
      opaqueFrames += 1
      return
    }
    ProtobufWalker.walk(bytes, kind: recorded.kind, tree: tree, fromDevice: fromDevice) {
      handle($0, fromDevice)
    }
    if fromDevice, tree.sample == .frame { finishSample() }
    let decoded = tree.kind(of: bytes, fromDevice: fromDevice)
    if decoded != recorded.kind {
      note(
        0..<bytes.count, "", "the record says kind \(recorded.kind) and the bytes \(decoded)")
    }
  }

  private mutating func handle(_ event: ProtobufWalker.Event, _ fromDevice: Bool) {
    switch event {
    case .problem(let range, let path, let message): note(range, path, message)
    case .enter(let node, let range):
      if tree.sample == .message(node), fromDevice { startSample(range) }
      // A message that holds nothing has no fields that could be found instead.
      if range.isEmpty, tree.nodes[node].role == nil, !holdsRoles(node) {
        noteStranger(node, range)
      }
    case .leave(let node):
      if tree.sample == .message(node), fromDevice { finishSample() }
    case .leaf(let node?, _, let range): check(node, range, fromDevice)
    case .leaf(nil, _, _): break  // Reported as a problem already.
    }
  }

  private mutating func startSample(_ range: Range<Int>) {
    held = []
    samples += 1
    if let batch = client.sizes.batch, samples == batch + 1 {
      note(range, "", "the frame holds more than \(batch) samples")
    }
  }

  private mutating func finishSample() {
    for (node, count) in held {
      guard let role = tree.nodes[node].role,
        let expected = client.sizes.byteCount(of: role, as: tree.nodes[node].field.type),
        expected != count
      else { continue }
      note(
        0..<bytes.count, tree.nodes[node].path,
        "the sample holds \(count) bytes of \(role.rawValue), not \(expected)")
    }
    held = []
  }

  private mutating func check(_ index: Int, _ range: Range<Int>, _ fromDevice: Bool) {
    let node = tree.nodes[index]
    switch node.role {
    case nil: noteStranger(index, range)
    case .key: if fromDevice { checkKey(node, range) }
    case .activations, .delta:
      if let known = held.firstIndex(where: { $0.node == index }) {
        held[known].count += range.count
      } else {
        held.append((index, range.count))
      }
    case .allowed: break
    }
    switch node.field.type {
    case .text:
      if String(validating: bytes[range], as: UTF8.self) == nil {
        note(range, node.path, "the text is not UTF-8")
      }
    case .enumeration(let allowed):
      var position = range.lowerBound
      while let (value, length) = ProtobufWalker.varint(
        bytes, at: position, end: range.upperBound)
      {
        if !allowed.contains(value) {
          note(range, node.path, "the value is not in the schema")
          return
        }
        position += length
      }
      if position != range.upperBound { note(range, node.path, "a number does not end") }
    default: break
    }
  }

  private mutating func checkKey(_ node: SchemaTree.Node, _ range: Range<Int>) {
    guard keys.insert(SampleKey(naming: bytes[range])).inserted else { return }
    if let samples = client.sizes.samples, keys.count == samples + 1 {
      note(range, node.path, "there are more keys than the \(samples) samples")
    }
  }

  private func holdsRoles(_ node: Int) -> Bool {
    tree.nodes[node].children.contains { tree.nodes[$0].role != nil || holdsRoles($0) }
  }

  private mutating func noteStranger(_ node: Int, _ range: Range<Int>) {
    note(range, tree.nodes[node].path, "the map gives this field no role")
  }

  private mutating func note(_ range: Range<Int>, _ path: String, _ message: String) {
    log.note(range, path, message)
  }
}
