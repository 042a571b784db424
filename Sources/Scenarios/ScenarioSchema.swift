/// The JSON Schema of scenario files, for editors and other tools.
public enum ScenarioSchema {
  /// The schema as JSON (draft 2020-12), with a stable order of keys.
  ///
  /// It knows types, words, ranges, defaults and which keys exist. Ranges of quantities and rules
  /// between keys are beyond it: loading a scenario checks more.
  public static func jsonSchema() -> String {
    var members: [(String, JSONText)] = [
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("title", .string("Sidelight scenario")),
    ]
    members += object(ScenarioDescription.root)
    return JSONText.object(members).rendered() + "\n"
  }

  private static func object<Root>(_ group: FieldGroup<Root>) -> [(String, JSONText)] {
    var members: [(String, JSONText)] = [
      ("type", .string("object")),
      ("properties", .object(group.fields.map { ($0.key, .object(field($0, of: group))) })),
    ]
    let required = group.fields.filter {
      if case .required = $0.presence { $0.condition == nil } else { false }
    }
    if !required.isEmpty {
      members.append(("required", .array(required.map { .string($0.key) })))
    }
    members.append(("additionalProperties", .boolean(false)))
    let conditions = conditionals(group)
    if !conditions.isEmpty { members.append(("allOf", .array(conditions))) }
    return members
  }

  /// For every sibling's value that matters: which keys it demands, and which it forbids.
  private static func conditionals<Root>(_ group: FieldGroup<Root>) -> [JSONText] {
    var conditions: [SiblingCondition] = []
    func note(_ condition: SiblingCondition) {
      if !conditions.contains(condition) { conditions.append(condition) }
    }
    for field in group.fields {
      if let condition = field.condition { note(condition) }
      if case .fallbackUnless(let condition, _) = field.presence { note(condition) }
    }
    return conditions.map { condition in
      let demanded = group.fields.filter { field in
        switch field.presence {
        case .required: field.condition == condition
        case .fallbackUnless(let unless, _): unless == condition
        default: false
        }
      }
      let forbidden = group.fields.filter { field in
        field.condition.map { $0.key == condition.key && $0.value != condition.value } ?? false
      }
      var consequence: [(String, JSONText)] = []
      if !demanded.isEmpty {
        consequence.append(("required", .array(demanded.map { .string($0.key) })))
      }
      if !forbidden.isEmpty {
        consequence.append(
          ("properties", .object(forbidden.map { ($0.key, .boolean(false)) })))
      }
      return .object([("if", premise(condition, in: group)), ("then", .object(consequence))])
    }
  }

  /// An absent key counts as its default, which JSON Schema leaves to us.
  private static func premise<Root>(
    _ condition: SiblingCondition, in group: FieldGroup<Root>
  ) -> JSONText {
    let value = JSONText.object([("const", .string(condition.value))])
    var members: [(String, JSONText)] = [("properties", .object([(condition.key, value)]))]
    let sibling = group.fields.first { $0.key == condition.key }
    if case .fallback(condition.value)? = sibling?.presence {
      return .object(members)
    }
    members.append(("required", .array([.string(condition.key)])))
    return .object(members)
  }

  private static func field<Root>(
    _ field: Field<Root>, of group: FieldGroup<Root>
  ) -> [(String, JSONText)] {
    var members: [(String, JSONText)] = [("description", .string(note(field)))]
    switch field.content {
    case .scalar(let kind, _, _):
      members += kind.schema
      switch field.presence {
      case .fallback(let text), .fallbackUnless(_, let text):
        members.append(("default", kind.schemaValue(text)))
      case .required, .optional, .derived: break
      }
    case .group(let inner):
      guard let shorthand = inner.shorthand,
        let named = inner.fields.first(where: { $0.key == shorthand }),
        case .scalar(let kind, _, _) = named.content
      else { return members + object(inner) }
      members.append(("anyOf", .array([.object(kind.schema), .object(object(inner))])))
    case .protections(let list):
      let items = list.variants.map { variant in
        JSONText.object([
          ("description", .string(variant.summary)),
          ("type", .string("object")),
          ("properties", .object([(variant.name, .object(object(variant.group)))])),
          ("required", .array([.string(variant.name)])),
          ("additionalProperties", .boolean(false)),
        ])
      }
      members += [
        ("type", .string("array")), ("items", .object([("anyOf", .array(items))])),
        ("default", .array([])),
      ]
    }
    return members
  }

  /// The doc line, with what the schema cannot say otherwise.
  private static func note<Root>(_ field: Field<Root>) -> String {
    var note = field.summary
    if let condition = field.condition { note += " Only with \(condition.words)." }
    if case .derived(let words, _) = field.presence { note += " Default: \(words)." }
    if case .fallbackUnless(let condition, _) = field.presence {
      note += " Required with \(condition.words)."
    }
    if case .scalar(.quantity(let family, let range), _, _) = field.content {
      note += " \(family.words(for: range).capitalizedFirst)."
    }
    return note
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
