/// A change of one key from the command line: `link.up.rate=2 Mbit/s`.
struct ScenarioOverride {
  let keys: [String]
  /// The value, or nil to take the key away.
  let value: SourceNode?
  private let origin: ScenarioProblem.Origin

  /// Puts `text` in the place of `keys`, or takes that key away; messages show `option`.
  init(keys: [String], text: String?, option: String) {
    let origin = ScenarioProblem.Origin.argument(option)
    self.keys = keys
    self.origin = origin
    value = text.map { SourceNode(content: .scalar($0, isQuoted: true), origin: origin) }
  }

  /// Reads `text`, which messages show behind `option`.
  init(_ text: String, option: String) throws(ScenarioError) {
    try self.init(text, at: .argument("\(option) \(text)"))
  }

  /// Reads `text`, which stands at `origin`.
  init(_ text: String, at origin: ScenarioProblem.Origin) throws(ScenarioError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let keys = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, keys.count <= YAMLTree.depthLimit,
      keys.allSatisfy({ !$0.isEmpty && !$0.contains(" ") })
    else { throw ScenarioError([ScenarioProblem(.badOverride, at: origin)]) }
    guard text.utf8.count <= ScenarioLimits.fileLength else {
      throw ScenarioError([
        ScenarioProblem(.tooLarge(limit: ScenarioLimits.fileLength), at: origin)
      ])
    }
    var tree = YAMLTree(at: origin)
    let nothing = SourceNode(content: .scalar("", isQuoted: false), origin: origin)
    self.init(
      keys: keys, value: try tree.parse(String(parts[1])) ?? nothing, origin: origin)
  }

  /// Puts `value` in the place of `keys`.
  init(keys: [String], value: SourceNode, origin: ScenarioProblem.Origin) {
    self.keys = keys
    self.value = value
    self.origin = origin
  }

  /// Puts the value in its place, making mappings on the way where there are none.
  func apply<Root>(to node: inout SourceNode, by group: FieldGroup<Root>) throws(ScenarioError) {
    try apply(keys[...], to: &node, by: group, path: [])
  }

  private func apply<Root>(
    _ rest: ArraySlice<String>, to node: inout SourceNode, by group: FieldGroup<Root>?,
    path: [String]
  ) throws(ScenarioError) {
    guard let key = rest.first else {
      if let value { node = value }
      return
    }
    var entries = try openedEntries(of: node, by: group, path: path)
    let index = entries.firstIndex { $0.key == key }
    if value == nil, rest.count == 1 {
      entries.removeAll { $0.key == key }
      node = SourceNode(content: .mapping(entries), origin: node.origin)
      return
    }
    let empty = SourceNode(content: .mapping([]), origin: origin)
    var child = index.map { entries[$0].value } ?? empty
    let field = group?.fields.first { $0.key == key }
    var childGroup: FieldGroup<Root>?
    if case .group(let group)? = field?.content { childGroup = group }
    try apply(rest.dropFirst(), to: &child, by: childGroup, path: path + [key])
    let entry = SourceNode.Entry(
      key: key, keyOrigin: index.map { entries[$0].keyOrigin } ?? origin, value: child)
    if let index { entries[index] = entry } else { entries.append(entry) }
    node = SourceNode(content: .mapping(entries), origin: node.origin)
  }

  private func openedEntries<Root>(
    of node: SourceNode, by group: FieldGroup<Root>?, path: [String]
  ) throws(ScenarioError) -> [SourceNode.Entry] {
    if let entries = node.entries { return entries }
    if case .nothing = node.found { return [] }
    if let shorthand = group?.shorthand, case .text = node.found {
      return [SourceNode.Entry(key: shorthand, keyOrigin: node.origin, value: node)]
    }
    throw ScenarioError([
      ScenarioProblem(
        .wrongType(expected: "a mapping", found: node.found), at: origin,
        keyPath: path.joined(separator: "."))
    ])
  }
}
