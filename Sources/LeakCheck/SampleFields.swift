/// The fields of one uploaded sample, known and unknown, in the order of the bytes.
struct SampleFields {
  /// Places of the fields.
  var fields: [TracePlace] = []
  /// Where the key lies, if there is one.
  var key: Range<Int>?

  /// The samples in one frame from the device.
  static func read(_ bytes: [UInt8], at frame: Int) -> [SampleFields] {
    let nodes = SchemaTree.standard.nodes
    var result: [SampleFields] = []
    var current: SampleFields?
    ProtobufWalker.walk(bytes, fromDevice: true) { event in
      switch event {
      case .enter(let node, _):
        if nodes[node].path == SamplePath.sample { current = SampleFields() }
      case .leave(let node):
        if nodes[node].path == SamplePath.sample, let sample = current {
          result.append(sample)
          current = nil
        }
      case .leaf(_, let path, let range):
        if path == SamplePath.key, current?.key == nil { current?.key = range }
        current?.fields.append(TracePlace(frame: frame, bytes: range, field: path))
      case .problem: break
      }
    }
    return result
  }
}

/// Paths of a sample's fields in the schema.
enum SamplePath {
  /// The sample itself.
  static let sample = "samples.samples"
  /// Its opaque name.
  static let key = "samples.samples.key"
}
