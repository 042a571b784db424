internal import Wire

/// The fields of one uploaded sample, known and unknown, in the order of the bytes.
struct SampleFields {
  /// Places of the fields.
  var fields: [TracePlace] = []
  /// Where the key lies, if there is one.
  var key: Range<Int>?
}

/// Finds the samples in the frames of a device.
struct SampleLayout {
  private let tree: SchemaTree
  /// Fields that have the same place in every sample, whether a message holds them or not.
  ///
  /// Other clients leave out numbers that are 0, so that the absence of a field is a value of it.
  /// Ours always sends all fields.
  private let slots: [Int]

  init(_ tree: SchemaTree) {
    self.tree = tree
    guard !tree.schema.isOrdered else {
      slots = []
      return
    }
    func leaves(_ nodes: [Int]) -> [Int] {
      nodes.filter { !tree.nodes[$0].field.repeated }.flatMap { node in
        if case .message = tree.nodes[node].field.type { return leaves(tree.nodes[node].children) }
        return [node]
      }
    }
    switch tree.sample {
    case .none: slots = []
    case .frame: slots = leaves(tree.deviceRoot)
    case .message(let node): slots = leaves(tree.nodes[node].children)
    }
  }

  /// Zeros behind a frame, which numbers that are left out refer to.
  private static let padding = 8

  /// The samples in one frame from the device, and the bytes that their places refer to: those of
  /// the frame, and perhaps zeros behind them.
  func read(
    _ bytes: [UInt8], kind: UInt8, at frame: Int
  ) -> (bytes: [UInt8], samples: [SampleFields]) {
    var result: [SampleFields] = []
    var current: SampleFields? = tree.sample == .frame ? emptySample(bytes.count, frame) : nil
    ProtobufWalker.walk(bytes, kind: kind, tree: tree, fromDevice: true) { event in
      switch event {
      case .enter(let node, _):
        if tree.sample == .message(node) { current = emptySample(bytes.count, frame) }
      case .leave(let node):
        if tree.sample == .message(node), let sample = current {
          result.append(sample)
          current = nil
        }
      case .leaf(let node, let path, let range):
        let isKey = node.map { tree.nodes[$0].role == .key } ?? false
        if isKey, current?.key == nil { current?.key = range }
        let place = TracePlace(frame: frame, bytes: range, field: path)
        if let slot = node.flatMap(slots.firstIndex(of:)) {
          current?.fields[slot] = place
        } else {
          current?.fields.append(place)
        }
      case .problem: break
      }
    }
    // A frame that names no sample is none.
    if let whole = current, tree.sample == .frame, whole.key != nil { result.append(whole) }
    guard !slots.isEmpty else { return (bytes, result) }
    return (bytes + [UInt8](repeating: 0, count: Self.padding), result)
  }

  private func emptySample(_ end: Int, _ frame: Int) -> SampleFields {
    SampleFields(
      fields: slots.map { slot in
        let node = tree.nodes[slot]
        let width =
          switch node.field.type {
          case .number(let type): type.byteCount ?? 1
          case .enumeration: 1
          default: 0
          }
        return TracePlace(frame: frame, bytes: end..<end + width, field: node.path, isAbsent: true)
      })
  }
}
