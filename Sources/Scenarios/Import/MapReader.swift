/// Reads the values of a small YAML file, such as a map or a policy, and collects what is wrong
/// with them.
struct MapReader {
  private(set) var problems: [ScenarioProblem] = []

  /// The root of the one document in `contents`, the bytes of a file that would stand at `path`.
  ///
  /// `noun` says what a message misses in an empty file.
  static func root(
    of contents: [UInt8], path: String, noun: String
  ) throws(ScenarioError) -> SourceNode {
    let text = try ScenarioFile.text(contents, path: path, limit: ScenarioLimits.fileLength)
    var tree = YAMLTree(file: path)
    guard let root = try tree.parse(text), root.found != .nothing else {
      throw ScenarioError([
        ScenarioProblem(.conflict("the file holds no \(noun)"), at: tree.origin(nil, nil))
      ])
    }
    return root
  }

  /// Notes a problem.
  mutating func report(
    _ code: ScenarioProblem.Code, _ origin: ScenarioProblem.Origin, _ keyPath: String
  ) {
    problems.append(ScenarioProblem(code, at: origin, keyPath: keyPath))
  }

  /// Keys and values of a mapping whose keys are free.
  mutating func entries(_ node: SourceNode, _ keyPath: String) -> [SourceNode.Entry] {
    if let entries = node.entries { return entries }
    report(.wrongType(expected: "a mapping", found: node.found), node.origin, keyPath)
    return []
  }

  /// The values of a mapping that may have the keys `known`, and must have those in `required`.
  mutating func members(
    _ node: SourceNode, _ keyPath: String, known: [String], required: [String] = []
  ) -> [String: SourceNode] {
    var members: [String: SourceNode] = [:]
    for entry in entries(node, keyPath) {
      if known.contains(entry.key) {
        members[entry.key] = entry.value
      } else {
        let nearest = EditDistance.nearest(to: entry.key, among: known)
        report(.unknownKey(nearest: nearest), entry.keyOrigin, join(keyPath, entry.key))
      }
    }
    for key in required where node.entries != nil && members[key] == nil {
      report(.missingKey, node.origin, join(keyPath, key))
    }
    return members
  }

  /// The items of a list.
  mutating func items(_ node: SourceNode, _ keyPath: String) -> [SourceNode] {
    if case .sequence(let items) = node.content { return items }
    report(.wrongType(expected: "a list", found: node.found), node.origin, keyPath)
    return []
  }

  /// A whole number in `range`.
  mutating func integer(
    _ node: SourceNode?, _ keyPath: String, in range: ClosedRange<UInt64>
  ) -> UInt64? {
    if case .integer(let value)? = scalar(.integer(range), node, keyPath) { value } else { nil }
  }

  /// A number in `range`.
  mutating func number(_ node: SourceNode?, _ keyPath: String, in range: RealRange) -> Double? {
    if case .real(let value)? = scalar(.real(range), node, keyPath) { value } else { nil }
  }

  /// One of several words.
  mutating func choice(_ node: SourceNode?, _ keyPath: String, of words: [String]) -> String? {
    if case .text(let word)? = scalar(.choice(words), node, keyPath) { word } else { nil }
  }

  /// `true` or `false`; false where there is nothing.
  mutating func flag(_ node: SourceNode?, _ keyPath: String) -> Bool {
    if case .text("true")? = scalar(.flag, node, keyPath) { true } else { false }
  }

  /// A file's path.
  mutating func path(_ node: SourceNode?, _ keyPath: String) -> String? {
    if case .text(let path)? = scalar(.path, node, keyPath) { path } else { nil }
  }

  /// A text of one line, of at most `limit` bytes.
  mutating func text(_ node: SourceNode?, _ keyPath: String, limit: Int) -> String? {
    guard let node else { return nil }
    guard case .scalar(let text, _) = node.content, case .text = node.found, !text.isEmpty,
      text.utf8.count <= limit, !text.contains(where: \.isNewline)
    else {
      let expected = "a text of one line, of at most \(limit) bytes"
      report(.wrongType(expected: expected, found: node.found), node.origin, keyPath)
      return nil
    }
    return text
  }

  private mutating func scalar(
    _ kind: ScalarKind, _ node: SourceNode?, _ keyPath: String
  ) -> ScenarioValue? {
    guard let node else { return nil }
    guard case .scalar(let text, let isQuoted) = node.content, case .text = node.found else {
      report(.wrongType(expected: kind.noun, found: node.found), node.origin, keyPath)
      return nil
    }
    do throws(ScenarioProblem.Code) {
      return try kind.parse(text, isQuoted: isQuoted)
    } catch {
      report(error, node.origin, keyPath)
      return nil
    }
  }

  /// A key below a key.
  func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
