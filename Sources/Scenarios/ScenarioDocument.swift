/// Writes scenarios as files.
public enum ScenarioDocument {
  /// The scenario as YAML: every key with its value, in canonical order and units.
  ///
  /// Loading the text gives an equal scenario, and the text depends on nothing else.
  public static func resolvedYAML(_ scenario: Scenario) -> String {
    lines(scenario) { _ in true }.joined(separator: "\n") + "\n"
  }

  /// A scenario to start from: every key behind a comment that explains it.
  public static func starter() throws(ScenarioError) -> String {
    let loaded = try ScenarioLoader.load(contents: Array(starterText.utf8), path: "scenario.yaml")
    let lines = lines(
      ScenarioDescription.root, ScenarioDraft(loaded.scenario), indent: "", explains: true
    ) { _ in true }
    return ([starterHead] + lines).joined(separator: "\n") + "\n"
  }

  private static let starterHead = """
    # A phone fine-tunes a small model with a server's help. Change what your question needs:
    #
    #   sidelight scenario validate scenario.yaml     finds mistakes, by line and column
    #   sidelight run scenario.yaml                   simulates, records and checks
    #
    # Most keys may be left out; `sidelight scenario schema` tells an editor about all of them.
    """

  private static let starterText = """
    name: starter
    seed: 1
    model: { kind: embedded }
    data: { kind: embedded, train: 512, test: 256, classes: 2 }
    method: { name: pae, batch: 16, epochs: 5 }
    device: jetson-xavier-nx
    link:
      up: { rate: 20 Mbit/s, delay: 25 ms }
      down: { rate: 80 Mbit/s, delay: 25 ms }
    server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s, cache: 1 GiB }
    """

  /// The lines for all keys whose exposure passes `isIncluded`.
  static func lines(_ scenario: Scenario, where isIncluded: (Exposure) -> Bool) -> [String] {
    lines(ScenarioDescription.root, ScenarioDraft(scenario), indent: "", isIncluded)
  }

  /// The lines for the keys of `group`; with `explains`, each behind what it means, and those that
  /// are absent as comments.
  static func lines<Root>(
    _ group: FieldGroup<Root>, _ root: Root, indent: String, explains: Bool = false,
    _ isIncluded: (Exposure) -> Bool
  ) -> [String] {
    var lines: [String] = []
    for field in group.fields where isIncluded(field.exposure) {
      if let condition = field.condition, !group.holds(condition, root) { continue }
      let own = self.lines(field, root, indent: indent, explains: explains, isIncluded)
      if explains { lines += explanation(field, isAbsent: own.isEmpty, indent: indent) }
      lines += own
    }
    return lines
  }

  private static func lines<Root>(
    _ field: Field<Root>, _ root: Root, indent: String, explains: Bool,
    _ isIncluded: (Exposure) -> Bool
  ) -> [String] {
    var lines: [String] = []
    let head = "\(indent)\(field.key):"
    switch field.content {
    case .scalar(let kind, let get, _):
      if let value = get(root) { lines.append("\(head) \(kind.canonical(value))") }
    case .group(let inner):
      if let flag = field.flag, !root[keyPath: flag] { return [] }
      let held = self.lines(inner, root, indent: indent + "  ", explains: explains, isIncluded)
      // A head above nothing would read as a value that is missing.
      if !held.isEmpty { lines = [head] + held }
    case .items(let list):
      let items = list.lines(root, isIncluded)
      if !items.isEmpty { lines.append(head) }
      for item in items {
        lines += item.enumerated().map { "\(indent)  \($0 == 0 ? "- " : "  ")\($1)" }
      }
    case .texts(let list):
      let items = root[keyPath: list.path].map { ScalarKind.quoted($0) }
      if !items.isEmpty { lines.append("\(head) [\(items.joined(separator: ", "))]") }
    case .free: break
    case .protections(let list):
      let items = root[keyPath: list.path]
      lines.append(items.isEmpty ? "\(head) []" : head)
      for item in items { lines += self.lines(item, list.variants, indent: indent + "  ") }
    }
    return lines
  }

  private static func explanation<Root>(
    _ field: Field<Root>, isAbsent: Bool, indent: String
  ) -> [String] {
    var lines = indent.isEmpty ? [""] : []
    var line = indent + "#"
    for word in ((isAbsent ? "\(field.key): " : "") + field.summary).split(separator: " ") {
      if line.count + word.count >= 96 {
        lines.append(line)
        line = indent + "#"
      }
      line += " " + word
    }
    return lines + [line]
  }

  private static func lines(
    _ item: Scenario.Method.Protection, _ variants: [ProtectionVariant], indent: String
  ) -> [String] {
    for variant in variants {
      guard let draft = variant.match(item) else { continue }
      let settings = lines(variant.group, draft, indent: indent + "    ") { _ in true }
      return ["\(indent)- \(variant.name)\(settings.isEmpty ? "" : ":")"] + settings
    }
    preconditionFailure("the description must know every defence")
  }
}
