/// Writes scenarios as files.
public enum ScenarioDocument {
  /// The scenario as YAML: every key with its value, in canonical order and units.
  ///
  /// Loading the text gives an equal scenario, and the text depends on nothing else.
  public static func resolvedYAML(_ scenario: Scenario) -> String {
    lines(scenario) { _ in true }.joined(separator: "\n") + "\n"
  }

  /// The lines for all keys whose exposure passes `isIncluded`.
  static func lines(_ scenario: Scenario, where isIncluded: (Exposure) -> Bool) -> [String] {
    lines(ScenarioDescription.root, ScenarioDraft(scenario), indent: "", isIncluded)
  }

  static func lines<Root>(
    _ group: FieldGroup<Root>, _ root: Root, indent: String, _ isIncluded: (Exposure) -> Bool
  ) -> [String] {
    var lines: [String] = []
    for field in group.fields where isIncluded(field.exposure) {
      if let condition = field.condition, !group.holds(condition, root) { continue }
      let head = "\(indent)\(field.key):"
      switch field.content {
      case .scalar(let kind, let get, _):
        if let value = get(root) { lines.append("\(head) \(kind.canonical(value))") }
      case .group(let inner):
        if let flag = field.flag, !root[keyPath: flag] { continue }
        lines.append(head)
        lines += self.lines(inner, root, indent: indent + "  ", isIncluded)
      case .items(let list):
        let items = list.lines(root, isIncluded)
        if !items.isEmpty { lines.append(head) }
        for item in items {
          lines += item.enumerated().map { "\(indent)  \($0 == 0 ? "- " : "  ")\($1)" }
        }
      case .texts(let list):
        let items = root[keyPath: list].map { ScalarKind.quoted($0) }
        if !items.isEmpty { lines.append("\(head) [\(items.joined(separator: ", "))]") }
      case .free: continue
      case .protections(let list):
        let items = root[keyPath: list.path]
        lines.append(items.isEmpty ? "\(head) []" : head)
        for item in items { lines += self.lines(item, list.variants, indent: indent + "  ") }
      }
    }
    return lines
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
