import Wire

/// Says what the fields of a client's frame are, never what they hold.
struct ClientFrame {
  private var leaves: [(path: String, range: Range<Int>)] = []
  private var problems: [String] = []

  init(_ frame: TraceFrame, _ tree: SchemaTree) {
    var leaves: [(path: String, range: Range<Int>)] = []
    var problems: [String] = []
    ProtobufWalker.walk(
      frame.bytes, kind: frame.kind, tree: tree, fromDevice: frame.direction == .toServer
    ) { event in
      switch event {
      case .leaf(_, let path, let range): leaves.append((path, range))
      case .problem(let range, let path, let sentence):
        problems.append("byte \(range.lowerBound) \(path): \(sentence)")
      case .enter, .leave: break
      }
    }
    self.leaves = leaves
    self.problems = problems
  }

  /// How often each field occurs, with how many bytes.
  var summary: String {
    var order: [String] = []
    var sums: [String: (count: Int, bytes: Int)] = [:]
    for (path, range) in leaves {
      if sums[path] == nil { order.append(path) }
      sums[path, default: (0, 0)].count += 1
      sums[path, default: (0, 0)].bytes += range.count
    }
    var parts = order.map { path in
      let sum = sums[path] ?? (0, 0)
      return "\(sum.count) x \(path) (\(sum.bytes) B)"
    }
    if !problems.isEmpty { parts.append("\(problems.count) departures from the schema") }
    return parts.joined(separator: ", ")
  }

  /// A line a field, and what departs from the schema.
  var details: [String] {
    leaves.map { "\($0.path): \($0.range.count) B at byte \($0.range.lowerBound)" } + problems
  }
}
