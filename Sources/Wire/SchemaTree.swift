/// A schema as a tree: every field at every place where it may occur, with its path.
public struct SchemaTree: Sendable {
  /// A field at one place.
  public struct Node: Sendable {
    /// Names from the root, such as `samples.samples.key`.
    public var path: String
    /// The field itself.
    public var field: WireSchema.Field
    /// Index of the field that holds it; nil for a root's.
    public var parent: Int?
    /// Indices of the nested message's fields, in the order of their numbers.
    public var children: [Int]
    /// Whether the nested message is a oneof.
    public var exactlyOne: Bool
    /// Its own role, or the one that was given to a message around it.
    public var role: FieldRole?
  }

  /// What one sample is in a frame from the device.
  public enum Sample: Equatable, Sendable {
    /// No field is a key.
    case none
    /// The whole frame is one sample.
    case frame
    /// Each message at this node is one.
    case message(Int)
  }

  /// Most fields of a tree; a schema may name a message in several places.
  public static let nodeLimit = 20_000
  /// Deepest nesting of messages.
  public static let depthLimit = 32

  /// The schema that this is the tree of.
  public let schema: WireSchema
  /// All nodes; a node's index names it.
  public let nodes: [Node]
  /// Fields of the root message from the device.
  public let deviceRoot: [Int]
  /// Fields of the root message from the server.
  public let serverRoot: [Int]
  private let deviceIsOneof: Bool
  private let serverIsOneof: Bool
  /// Where samples lie.
  public let sample: Sample

  /// The tree of the project's own schema.
  public static let standard: SchemaTree = {
    guard let tree = SchemaTree(WireSchema.standard) else {
      preconditionFailure("our own schema is finite")
    }
    return tree
  }()

  /// Makes the tree; nil where a message holds itself or the tree would be out of bounds.
  public init?(_ schema: WireSchema) {
    var builder = Builder(schema)
    guard let device = builder.add(schema.deviceRoot, under: nil, depth: 0) else { return nil }
    if schema.serverRoot == schema.deviceRoot {
      serverRoot = device
    } else {
      guard let server = builder.add(schema.serverRoot, under: nil, depth: 0) else { return nil }
      serverRoot = server
    }
    self.schema = schema
    deviceRoot = device
    deviceIsOneof = schema.message(schema.deviceRoot).exactlyOne
    serverIsOneof = schema.message(schema.serverRoot).exactlyOne
    nodes = builder.nodes
    sample = Self.sample(nodes, device)
  }

  /// Fields of the root message from the device or the server.
  public func root(fromDevice: Bool) -> [Int] { fromDevice ? deviceRoot : serverRoot }

  /// Whether the root message is a oneof.
  public func rootIsOneof(fromDevice: Bool) -> Bool {
    fromDevice ? deviceIsOneof : serverIsOneof
  }

  /// The nodes from a root's field down to `node`.
  public func chain(to node: Int) -> [Int] {
    var chain = [node]
    while let parent = nodes[chain[0]].parent { chain.insert(parent, at: 0) }
    return chain
  }

  /// Whether `node` travels from the device.
  public func isFromDevice(_ node: Int) -> Bool { deviceRoot.contains(chain(to: node)[0]) }

  /// The innermost message around the device's key and delta.
  private static func sample(_ nodes: [Node], _ device: [Int]) -> Sample {
    func parents(_ node: Int) -> [Int] {
      var chain: [Int] = []
      var current = nodes[node].parent
      while let parent = current {
        chain.insert(parent, at: 0)
        current = nodes[parent].parent
      }
      return chain
    }
    func first(_ role: FieldRole) -> Int? {
      nodes.indices.first { node in
        nodes[node].role == role && device.contains(parents(node).first ?? node)
      }
    }
    guard let key = first(.key) else { return .none }
    var around = parents(key)
    if let delta = first(.delta) {
      around = zip(around, parents(delta)).prefix { $0 == $1 }.map(\.0)
    }
    return around.last.map(Sample.message) ?? .frame
  }

  private struct Builder {
    var nodes: [Node] = []
    /// For look-up only.
    private var messages: [String: WireSchema.Message] = [:]
    private var roles: [String: FieldRole] = [:]

    init(_ schema: WireSchema) {
      for message in schema.messages { messages[message.name] = message }
      for assignment in schema.roles { roles[assignment.path] = assignment.role }
    }

    mutating func add(_ name: String, under parent: Int?, depth: Int) -> [Int]? {
      guard depth < SchemaTree.depthLimit else { return nil }
      var indices: [Int] = []
      guard let message = messages[name] else {
        preconditionFailure("the schema names only messages that it holds: \(name)")
      }
      for field in message.fields {
        guard nodes.count < SchemaTree.nodeLimit else { return nil }
        let own = nodes.count
        let path = parent.map { "\(nodes[$0].path).\(field.name)" } ?? field.name
        let inherited = parent.flatMap { nodes[$0].role }
        nodes.append(
          Node(
            path: path, field: field, parent: parent, children: [], exactlyOne: false,
            role: roles[path] ?? inherited))
        indices.append(own)
        if case .message(let nested) = field.type {
          guard let children = add(nested, under: own, depth: depth + 1) else { return nil }
          nodes[own].children = children
          nodes[own].exactlyOne = messages[nested]?.exactlyOne ?? false
        }
      }
      return indices
    }
  }
}
