public import Determinism
public import Wire

/// What a map says about a client that is not ours.
public struct ClientMap: Sendable {
  /// A check that cannot be made for this client.
  public struct LeftOut: Equatable, Sendable {
    /// The check's name.
    public var check: String
    /// Why, in the words of whoever wrote the map.
    public var reason: String

    /// Leaves out `check` for `reason`.
    public init(check: String, reason: String) {
      self.check = check
      self.reason = reason
    }
  }

  /// The server's TCP port; nil where no packets are read.
  public let port: UInt16?
  /// The client's messages, their framing, and the roles of their fields.
  public let tree: SchemaTree
  /// What is known of its sessions.
  public let sizes: SessionSizes
  /// Checks that are not made.
  public let leftOut: [LeftOut]

  /// The map as YAML that needs no other file, with keys in canonical order.
  ///
  /// Loading it gives an equal map, and the text depends on nothing else.
  public var resolvedYAML: String { lines.joined(separator: "\n") + "\n" }

  /// The digest of the resolved map, which a trace's header carries.
  public var digest: Digest128 { Digest128(of: resolvedYAML) }

  private var lines: [String] {
    var lines: [String] = []
    if let port { lines.append("port: \(port)") }
    lines += [
      "framing: \(tree.schema.framing.rawValue)",
      "to_server: \(quoted(tree.schema.deviceRoot))",
      "to_device: \(quoted(tree.schema.serverRoot))",
      "session: { \(sessionEntries.joined(separator: ", ")) }", "fields:",
    ]
    lines += tree.schema.roles.map { "  \(quoted($0.path)): \($0.role.rawValue)" }
    lines.append(leftOut.isEmpty ? "leave_out: []" : "leave_out:")
    lines += leftOut.map { "  - { check: \($0.check), reason: \(quoted($0.reason)) }" }
    lines.append("messages:")
    for message in tree.schema.messages {
      let isEmpty = message.fields.isEmpty
      lines.append("  \(quoted(message.name)):" + (isEmpty ? " {}" : ""))
      lines += message.fields.map { "    \($0.number): { \(entries($0).joined(separator: ", ")) }" }
    }
    return lines
  }

  private var sessionEntries: [String] {
    let numbers = [
      ("layers", sizes.layers), ("width", sizes.width), ("classes", sizes.classes),
      ("samples", sizes.samples), ("batch", sizes.batch),
    ]
    return numbers.compactMap { name, value in value.map { "\(name): \($0)" } }
      + (sizes.format.map { ["format: \($0.element.rawValue)"] } ?? [])
  }

  private func entries(_ field: WireSchema.Field) -> [String] {
    var entries = ["name: \(quoted(field.name))"]
    switch field.type {
    case .message(let name): entries.append("type: \(quoted(name))")
    case .number(let type): entries.append("type: \(type.rawValue)")
    case .text: entries.append("type: string")
    case .bytes: entries.append("type: bytes")
    case .enumeration(let values):
      let list = values.map(String.init).joined(separator: ", ")
      entries += ["type: enum", "values: [\(list)]"]
    case .fixed32, .packedFixed32:
      preconditionFailure("only our own schema has counters of its own")
    }
    if field.repeated { entries.append("repeated: true") }
    if !field.optional { entries.append("required: true") }
    if let oneof = field.oneof { entries.append("oneof: \(quoted(oneof))") }
    return entries
  }

  private func quoted(_ text: String) -> String { ScalarKind.quoted(text) }
}
