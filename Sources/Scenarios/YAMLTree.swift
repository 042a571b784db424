internal import Yams

/// Turns YAML text into source nodes.
///
/// The only code that knows the YAML library.
struct YAMLTree {
  /// Most values in one tree, after references are followed: more than the longest list of a
  /// scenario has, so that a list that is too long is named by its key.
  static let valueLimit = 100_000
  /// Deepest nesting of the values.
  static let depthLimit = 32

  /// Gives the place of a line and a column.
  let origin: (_ line: Int?, _ column: Int?) -> ScenarioProblem.Origin

  private var values = 0

  /// A tree of values that stand in a file.
  init(file path: String) {
    origin = { line, column in .file(path: path, line: line, column: column) }
  }

  /// A tree of values that stand in one text at `place`, such as an argument.
  init(at place: ScenarioProblem.Origin) { origin = { _, _ in place } }

  /// Parses `text`, which must hold one document; nil when it holds nothing.
  mutating func parse(_ text: String) throws(ScenarioError) -> SourceNode? {
    do throws(YAMLGuard.Fault) {
      try YAMLGuard.check(text)
    } catch {
      throw ScenarioError([ScenarioProblem(error.code, at: origin(error.line, error.column))])
    }
    let root: Node?
    do {
      // The encoding is given because its default depends on an environment variable, and the
      // resolver because ours decides by key what a scalar means.
      root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
    } catch {
      throw ScenarioError([problem(error)])
    }
    values = 0
    return try root.map { node throws(ScenarioError) in try convert(node, depth: 0, inside: "") }
  }

  /// The source node of `node`, which stands inside the list or mapping at the key path `keyPath`;
  /// items of a list share its key path.
  private mutating func convert(
    _ node: Node, depth: Int, inside keyPath: String, isItem: Bool = false
  ) throws(ScenarioError) -> SourceNode {
    let place = origin(node.mark?.line, node.mark?.column)
    values += 1
    guard values <= YAMLTree.valueLimit else {
      let code = ScenarioProblem.Code.tooManyValues(limit: YAMLTree.valueLimit)
      throw ScenarioError([ScenarioProblem(code, at: place, keyPath: keyPath)])
    }
    guard depth < YAMLTree.depthLimit else {
      throw ScenarioError([ScenarioProblem(.tooDeep, at: place)])
    }
    switch node {
    case .scalar(let scalar):
      let isQuoted = scalar.style != .plain && scalar.style != .any
      return SourceNode(content: .scalar(scalar.string, isQuoted: isQuoted), origin: place)
    case .sequence(let sequence):
      var items: [SourceNode] = []
      for item in sequence {
        items.append(try convert(item, depth: depth + 1, inside: keyPath, isItem: true))
      }
      return SourceNode(content: .sequence(items), origin: place)
    case .mapping(let mapping):
      var entries: [SourceNode.Entry] = []
      for (key, value) in mapping {
        guard case .scalar(let scalar) = key else {
          let wrong = ScenarioProblem.Code.wrongType(
            expected: "a key", found: key.sequence == nil ? .mapping : .list)
          throw ScenarioError([
            ScenarioProblem(wrong, at: origin(key.mark?.line, key.mark?.column))
          ])
        }
        let inner =
          isItem || value.scalar != nil
          ? keyPath : keyPath.isEmpty ? scalar.string : "\(keyPath).\(scalar.string)"
        entries.append(
          SourceNode.Entry(
            key: scalar.string, keyOrigin: origin(scalar.mark?.line, scalar.mark?.column),
            value: try convert(value, depth: depth + 1, inside: inner, isItem: isItem)))
      }
      return SourceNode(content: .mapping(entries), origin: place)
    case .alias: preconditionFailure("the parser replaces references by what they name")
    }
  }

  private func problem(_ error: any Error) -> ScenarioProblem {
    switch error as? YamlError {
    case .scanner(_, let reason, let mark, _), .parser(_, let reason, let mark, _):
      return ScenarioProblem(.brokenYAML(reason: reason), at: origin(mark.line, mark.column))
    case .composer(let context, let reason, let mark, _):
      // With a context, the library complains about a second document; else about a reference.
      let code: ScenarioProblem.Code =
        context == nil ? .brokenYAML(reason: reason) : .severalDocuments
      return ScenarioProblem(code, at: origin(mark.line, mark.column))
    case .duplicatedKeysInMapping(let keys, let context):
      return ScenarioProblem(
        .duplicateKeys(keys), at: origin(context.mark.line, context.mark.column))
    case .reader(let reason, _, _, _):
      return ScenarioProblem(.brokenYAML(reason: reason), at: origin(nil, nil))
    default:
      return ScenarioProblem(
        .brokenYAML(reason: "the YAML library gives up"), at: origin(nil, nil))
    }
  }
}
