internal import Wire

/// The schema as a tree: every field at every place where it may occur, with its path.
struct SchemaTree: Sendable {
  /// A field at one place.
  struct Node: Sendable {
    /// Names from the root, such as `samples.samples.key`.
    var path: String
    /// The field itself.
    var field: WireSchema.Field
    /// Indices of the nested message's fields, in the order of their numbers.
    var children: [Int]
    /// Whether the nested message is a oneof.
    var exactlyOne: Bool
  }

  /// All nodes; a node's index names it.
  let nodes: [Node]
  /// Fields of the root message from the device.
  let deviceRoot: [Int]
  /// Fields of the root message from the server.
  let serverRoot: [Int]

  /// The tree of the project's own schema.
  static let standard = SchemaTree()

  private init() {
    var nodes: [Node] = []
    deviceRoot = Self.add(WireSchema.deviceRoot, under: "", to: &nodes)
    serverRoot = Self.add(WireSchema.serverRoot, under: "", to: &nodes)
    self.nodes = nodes
  }

  private static func add(_ name: String, under path: String, to nodes: inout [Node]) -> [Int] {
    var indices: [Int] = []
    for field in WireSchema.message(name).fields {
      let own = nodes.count
      let ownPath = path.isEmpty ? field.name : "\(path).\(field.name)"
      nodes.append(Node(path: ownPath, field: field, children: [], exactlyOne: false))
      indices.append(own)
      if case .message(let nested) = field.type {
        nodes[own].children = add(nested, under: ownPath, to: &nodes)
        nodes[own].exactlyOne = WireSchema.message(nested).exactlyOne
      }
    }
    return indices
  }
}
