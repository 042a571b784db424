/// Reads a tree of values by the description of scenarios, and collects what is wrong with it.
struct ScenarioReader {
  /// Makes a path absolute, given where it was written.
  let resolvePath: (String, ScenarioProblem.Origin) -> String

  private(set) var problems: [ScenarioProblem] = []
  /// Where the values that were read stand.
  private(set) var places = ScenarioPlaces()

  init(resolvePath: @escaping (String, ScenarioProblem.Origin) -> String) {
    self.resolvePath = resolvePath
  }

  /// Reads `node` into `root`.
  ///
  /// What has a problem keeps its value.
  mutating func read<Root>(
    _ group: FieldGroup<Root>, _ node: SourceNode, at keyPath: String, into root: inout Root
  ) {
    places.note(node.origin, of: keyPath)
    guard let entries = entries(of: node, group, keyPath) else { return }
    let known = group.fields.map(\.key)
    for entry in entries where !known.contains(entry.key) {
      let nearest = EditDistance.nearest(to: entry.key, among: known)
      report(.unknownKey(nearest: nearest), entry.keyOrigin, join(keyPath, entry.key))
    }
    let problemsBefore = problems.count
    var failed: [String] = []
    for field in group.fields {
      let path = join(keyPath, field.key)
      let entry = entries.first { $0.key == field.key }
      if let condition = field.condition {
        guard !failed.contains(condition.key) else { continue }
        guard group.holds(condition, root) else {
          if let entry {
            report(.notApplicable(unless: condition.words), entry.keyOrigin, path)
          }
          continue
        }
      }
      let count = problems.count
      if let entry {
        read(field, entry.value, at: path, into: &root)
      } else {
        let isFollowUp = problems.count > problemsBefore
        fill(field, of: group, isFollowUp: isFollowUp, node.origin, at: path, into: &root)
      }
      if problems.count > count { failed.append(field.key) }
    }
  }

  private func entries<Root>(
    _ node: SourceNode, _ group: FieldGroup<Root>
  ) -> [SourceNode.Entry]? {
    if let entries = node.entries { return entries }
    guard let key = group.shorthand, case .text = node.found else { return nil }
    return [SourceNode.Entry(key: key, keyOrigin: node.origin, value: node)]
  }

  private mutating func entries<Root>(
    of node: SourceNode, _ group: FieldGroup<Root>, _ keyPath: String
  ) -> [SourceNode.Entry]? {
    if let entries = entries(node, group) { return entries }
    let expected = group.shorthand.map { "a mapping or a \($0)'s name" } ?? "a mapping"
    report(.wrongType(expected: expected, found: node.found), node.origin, keyPath)
    return nil
  }

  private mutating func read<Root>(
    _ field: Field<Root>, _ node: SourceNode, at path: String, into root: inout Root
  ) {
    places.note(node.origin, of: path)
    switch field.content {
    case .group(let group):
      if let flag = field.flag { root[keyPath: flag] = true }
      read(group, node, at: path, into: &root)
    case .items(let list):
      guard case .sequence(let items) = node.content else {
        return report(.wrongType(expected: "a list", found: node.found), node.origin, path)
      }
      guard items.count <= ScenarioLimits.items else {
        let limit = "at most \(ScenarioLimits.items) entries"
        return report(.outOfRange(range: limit, found: "\(items.count)"), node.origin, path)
      }
      for (index, item) in items.enumerated() {
        list.append(&self, item, "\(path)[\(index)]", &root)
      }
    case .texts(let list): root[keyPath: list.path] = texts(list.accepted, node, at: path)
    case .protections(let list): read(list, node, at: path, into: &root)
    case .free(let value): value.read(&self, node, path, &root)
    case .scalar(let kind, _, let set):
      guard case .scalar(let text, let isQuoted) = node.content, case .text = node.found else {
        return report(.wrongType(expected: kind.noun, found: node.found), node.origin, path)
      }
      do throws(ScenarioProblem.Code) {
        var value = try kind.parse(text, isQuoted: isQuoted)
        if case .path = kind { value = .text(resolvePath(text, node.origin)) }
        try set(&root, value)
      } catch {
        report(error, node.origin, path)
      }
    }
  }

  /// Every item as text, whatever a YAML reader would take it for; where only some words are
  /// accepted, in their order.
  private mutating func texts(
    _ accepted: [String], _ node: SourceNode, at path: String
  ) -> [String] {
    guard case .sequence(let items) = node.content else {
      report(.wrongType(expected: "a list of words", found: node.found), node.origin, path)
      return []
    }
    var texts: [String] = []
    for (index, item) in items.enumerated() {
      guard case .scalar(let text, _) = item.content, case .text = item.found, !text.isEmpty,
        text.utf8.count <= ScenarioLimits.wordLength
      else {
        let expected = "a word of at most \(ScenarioLimits.wordLength) bytes"
        report(.wrongType(expected: expected, found: item.found), item.origin, "\(path)[\(index)]")
        continue
      }
      guard !texts.contains(text) else {
        report(.conflict("is in the list already"), item.origin, "\(path)[\(index)]")
        continue
      }
      guard accepted.isEmpty || accepted.contains(text) else {
        let nearest = EditDistance.nearest(to: text, among: accepted)
        let code = ScenarioProblem.Code.unknownChoice(
          found: text, accepted: accepted, nearest: nearest)
        report(code, item.origin, "\(path)[\(index)]")
        continue
      }
      texts.append(text)
    }
    guard !accepted.isEmpty else { return texts }
    if items.isEmpty { report(.conflict("must not be empty"), node.origin, path) }
    return accepted.filter(texts.contains)
  }

  /// Gives an absent key its default, or reports that it must be there.
  ///
  /// `isFollowUp` says that the same mapping already has a problem, which may be the reason why
  /// nothing follows for this key.
  private mutating func fill<Root>(
    _ field: Field<Root>, of group: FieldGroup<Root>, isFollowUp: Bool,
    _ origin: ScenarioProblem.Origin, at path: String, into root: inout Root
  ) {
    let fallback: String
    switch field.presence {
    case .required: return report(.missingKey, origin, path)
    case .optional:
      guard case .group(let group) = field.content, field.flag == nil else { return }
      let nothing = SourceNode(content: .mapping([]), origin: origin)
      return read(group, nothing, at: path, into: &root)
    case .derived(_, let derive):
      if !derive(&root), !isFollowUp { report(.missingKey, origin, path) }
      return
    case .fallback(let text): fallback = text
    }
    guard case .scalar(let kind, _, let set) = field.content else { return }
    do throws(ScenarioProblem.Code) {
      try set(&root, try kind.parse(fallback, isQuoted: false))
    } catch {
      preconditionFailure("the default of \(path) must be a value that a file may hold")
    }
  }

  private mutating func read<Root>(
    _ list: ProtectionList<Root>, _ node: SourceNode, at path: String, into root: inout Root
  ) {
    guard case .sequence(let items) = node.content else {
      return report(.wrongType(expected: "a list", found: node.found), node.origin, path)
    }
    let names = list.variants.map(\.name)
    var found: [Int: Scenario.Method.Protection] = [:]
    for (index, item) in items.enumerated() {
      let itemPath = "\(path)[\(index)]"
      guard let entry = protection(item) else {
        let expected = "a name or a mapping of one key, such as { noise: { sigma: 2 } }"
        report(.wrongType(expected: expected, found: item.found), item.origin, itemPath)
        continue
      }
      guard let place = names.firstIndex(of: entry.key) else {
        let nearest = EditDistance.nearest(to: entry.key, among: names)
        report(.unknownKey(nearest: nearest), entry.keyOrigin, join(itemPath, entry.key))
        continue
      }
      guard found[place] == nil else {
        report(.conflict("is in the list already"), entry.keyOrigin, join(itemPath, entry.key))
        continue
      }
      let variant = list.variants[place]
      var draft = ProtectionVariant.Draft()
      read(variant.group, entry.value, at: join(itemPath, entry.key), into: &draft)
      found[place] = variant.make(draft)
    }
    root[keyPath: list.path] = list.variants.indices.compactMap { found[$0] }
  }

  /// The name of a defence and its settings, if `item` has the form of one.
  private func protection(_ item: SourceNode) -> SourceNode.Entry? {
    if case .scalar(let name, _) = item.content, case .text = item.found {
      let nothing = SourceNode(content: .mapping([]), origin: item.origin)
      return SourceNode.Entry(key: name, keyOrigin: item.origin, value: nothing)
    }
    guard let entries = item.entries, entries.count == 1 else { return nil }
    return entries.first
  }

  /// Notes a problem that is not one key's.
  mutating func report(_ conflict: String, at keyPath: String) {
    report(.conflict(conflict), places.origin(of: keyPath), keyPath)
  }

  /// Notes a problem at a place.
  mutating func report(
    _ code: ScenarioProblem.Code, _ origin: ScenarioProblem.Origin, _ keyPath: String
  ) {
    problems.append(ScenarioProblem(code, at: origin, keyPath: keyPath))
  }

  private func join(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }
}

extension FieldGroup {
  /// Whether the sibling that `condition` names has the value that it wants.
  func holds(_ condition: SiblingCondition, _ root: Root) -> Bool {
    let sibling = fields.first { $0.key == condition.key }
    guard case .scalar(_, let get, _)? = sibling?.content else {
      preconditionFailure("a condition must name a scalar key of the same mapping")
    }
    guard case .text(let value)? = get(root) else { return false }
    return condition.values.contains(value)
  }
}
