internal import Wire

/// The fields of one uploaded sample, known and unknown, in the order of the bytes.
struct SampleFields {
  /// Places of the fields.
  var fields: [TracePlace] = []
  /// Where the key lies, if there is one.
  var key: Range<Int>?

  /// The samples in one frame from the device.
  static func read(
    _ bytes: [UInt8], kind: UInt8, at frame: Int, tree: SchemaTree
  ) -> [SampleFields] {
    var result: [SampleFields] = []
    var current: SampleFields? = tree.sample == .frame ? SampleFields() : nil
    ProtobufWalker.walk(bytes, kind: kind, tree: tree, fromDevice: true) { event in
      switch event {
      case .enter(let node, _):
        if tree.sample == .message(node) { current = SampleFields() }
      case .leave(let node):
        if tree.sample == .message(node), let sample = current {
          result.append(sample)
          current = nil
        }
      case .leaf(let node, let path, let range):
        let isKey = node.map { tree.nodes[$0].role == .key } ?? false
        if isKey, current?.key == nil { current?.key = range }
        current?.fields.append(TracePlace(frame: frame, bytes: range, field: path))
      case .problem: break
      }
    }
    // A frame that names no sample is none.
    if let whole = current, tree.sample == .frame, whole.key != nil { result.append(whole) }
    return result
  }
}
