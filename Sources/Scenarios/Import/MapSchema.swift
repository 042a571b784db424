internal import Wire

/// Joins messages, roots and roles to a schema, and says where they do not fit.
struct MapSchema {
  let messages: [WireSchema.Message]

  /// The tree of the schema; nil after a problem.
  func tree(
    _ reader: inout MapReader, _ members: [String: SourceNode], framing: Framing
  ) -> SchemaTree? {
    let device = root(&reader, members["to_server"], "to_server")
    let server = root(&reader, members["to_device"], "to_device")
    guard let device, let server, let fields = members["fields"] else { return nil }
    var schema = WireSchema(
      deviceRoot: device, serverRoot: server, messages: reachable([device, server]),
      framing: framing, roles: [])
    guard let plain = SchemaTree(schema) else {
      reader.report(
        .conflict(
          "the messages hold themselves, or are more than \(SchemaTree.nodeLimit) fields; a closed "
            + "world has an end"),
        members["to_server"]?.origin ?? fields.origin, "to_server")
      return nil
    }
    let paths = plain.nodes.map(\.path)
    var places: [String: ScenarioProblem.Origin] = [:]
    for entry in reader.entries(fields, "fields") {
      let place = "fields.\(entry.key)"
      guard paths.contains(entry.key) else {
        let nearest = EditDistance.nearest(to: entry.key, among: paths)
        reader.report(.unknownKey(nearest: nearest), entry.keyOrigin, place)
        continue
      }
      let words = FieldRole.allCases.map(\.rawValue)
      guard let word = reader.choice(entry.value, place, of: words),
        let role = FieldRole(rawValue: word)
      else { continue }
      places[entry.key] = entry.keyOrigin
      schema.roles.append(WireSchema.Assignment(entry.key, role))
    }
    guard reader.problems.isEmpty, let tree = SchemaTree(schema) else { return nil }
    check(&reader, tree, fields, places)
    return tree
  }

  /// The full name of the message that a root names by the end of it.
  private func root(
    _ reader: inout MapReader, _ node: SourceNode?, _ keyPath: String
  ) -> String? {
    guard let node, let name = reader.text(node, keyPath, limit: 1_000) else { return nil }
    guard !messages.isEmpty else {
      reader.report(.conflict("there are no messages"), node.origin, keyPath)
      return nil
    }
    if messages.contains(where: { $0.name == name }) { return name }
    let ending = messages.map(\.name).filter { $0.hasSuffix(".\(name)") }
    if ending.count == 1 { return ending[0] }
    let names = messages.map(\.name).filter { !$0.contains("#") }
    reader.report(
      .unknownChoice(
        found: name, accepted: ending.isEmpty ? Array(names.prefix(20)) : ending,
        nearest: EditDistance.nearest(to: name, among: names)), node.origin, keyPath)
    return nil
  }

  /// The messages that the roots lead to, in the order of the file.
  private func reachable(_ roots: [String]) -> [WireSchema.Message] {
    var byName: [String: WireSchema.Message] = [:]
    for message in messages { byName[message.name] = message }
    var names = Set(roots)
    var open = roots
    while let name = open.popLast() {
      for field in byName[name]?.fields ?? [] {
        guard case .message(let nested) = field.type, names.insert(nested).inserted else {
          continue
        }
        open.append(nested)
      }
    }
    return messages.filter { names.contains($0.name) }
  }

  private func check(
    _ reader: inout MapReader, _ tree: SchemaTree, _ fields: SourceNode,
    _ places: [String: ScenarioProblem.Origin]
  ) {
    func report(_ sentence: String, _ path: String) {
      reader.report(
        .conflict(sentence), places[path] ?? fields.origin,
        path.isEmpty ? "fields" : "fields.\(path)")
    }
    let assigned = tree.nodes.indices.filter { places[tree.nodes[$0].path] != nil }
    for node in assigned where tree.nodes[node].role != .allowed {
      if case .message = tree.nodes[node].field.type {
        report("a message can only be `allowed`; name the field in it", tree.nodes[node].path)
        return
      }
    }
    let device = assigned.filter(tree.isFromDevice)
    let keys = device.filter { tree.nodes[$0].role == .key }
    guard let key = keys.first else {
      report("no field that travels to the server is the `key` of a sample", "")
      return
    }
    for role in [FieldRole.key, .activations, .delta] {
      let several = device.filter { tree.nodes[$0].role == role }.dropFirst()
      if let other = several.first {
        report("another field is the \(role.rawValue) already", tree.nodes[other].path)
      }
    }
    let around: [Int] =
      if case .message(let node) = tree.sample { tree.chain(to: node) } else { [] }
    let below = tree.chain(to: key).dropFirst(around.count)
    if below.contains(where: { tree.nodes[$0].field.repeated }) {
      report(
        "a sample has one key; here the key repeats within one sample", tree.nodes[key].path)
    }
    for node in device {
      let content = tree.nodes[node]
      guard content.role == .delta || content.role == .activations else { continue }
      if !tree.chain(to: node).starts(with: around) {
        report("the field lies outside of the message that holds the key", content.path)
      }
      switch content.field.type {
      case .bytes, .number: break
      default: report("activations and deltas are numbers or bytes", content.path)
      }
    }
  }
}
