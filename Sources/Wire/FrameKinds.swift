/// Names for the kinds of frames in a trace.
public struct FrameKinds: Sendable {
  private let names: [UInt8: String]

  /// The kinds of our own messages.
  public static let standard = FrameKinds(
    names: Dictionary(uniqueKeysWithValues: MessageKind.allCases.map { ($0.rawValue, $0.name) }))

  /// The kinds of a client's messages: the alternatives of its root messages.
  public init(_ tree: SchemaTree) {
    var names: [UInt8: String] = [:]
    for fromDevice in [true, false] {
      names[WireSchema.kind(ofRootField: nil, fromDevice: fromDevice)] = "message"
      names[WireSchema.opaqueKind(fromDevice: fromDevice)] = "transport"
      for node in tree.root(fromDevice: fromDevice) {
        let field = tree.nodes[node].field
        let kind = WireSchema.kind(ofRootField: field.number, fromDevice: fromDevice)
        if kind % UInt8(WireSchema.serverKindOffset) != 0 { names[kind] = field.name }
      }
    }
    self.init(names: names)
  }

  private init(names: [UInt8: String]) { self.names = names }

  /// The kind's name, or `kind 99` for one that is not known.
  public func name(_ kind: UInt8) -> String { names[kind] ?? "kind \(kind)" }

  /// The kinds that have this name.
  public func codes(named name: String) -> [UInt8] {
    names.filter { $0.value == name }.map(\.key).sorted()
  }

  /// All names, in the order of the kinds.
  public var all: [String] { names.sorted { $0.key < $1.key }.map(\.value) }
}
