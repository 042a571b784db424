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

  static func object<Root>(_ group: FieldGroup<Root>) -> [(String, JSONText)] {
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
    var premises: [(key: String, value: String)] = []
    for field in group.fields {
      guard let condition = field.condition else { continue }
      for value in condition.values
      where !premises.contains(where: { $0 == (condition.key, value) }) {
        premises.append((condition.key, value))
      }
    }
    return premises.map { key, value in
      let demanded = group.fields.filter { field in
        guard case .required = field.presence, let condition = field.condition else { return false }
        return condition.key == key && condition.values.contains(value)
      }
      let forbidden = group.fields.filter { field in
        field.condition.map { $0.key == key && !$0.values.contains(value) } ?? false
      }
      var consequence: [(String, JSONText)] = []
      if !demanded.isEmpty {
        consequence.append(("required", .array(demanded.map { .string($0.key) })))
      }
      if !forbidden.isEmpty {
        consequence.append(
          ("properties", .object(forbidden.map { ($0.key, .boolean(false)) })))
      }
      return .object([
        ("if", premise(key, value, in: group)), ("then", .object(consequence)),
      ])
    }
  }

  /// An absent key counts as its default, which JSON Schema leaves to us.
  private static func premise<Root>(
    _ key: String, _ value: String, in group: FieldGroup<Root>
  ) -> JSONText {
    var members: [(String, JSONText)] = [
      ("properties", .object([(key, .object([("const", .string(value))]))]))
    ]
    let sibling = group.fields.first { $0.key == key }
    if case .fallback(value)? = sibling?.presence { return .object(members) }
    members.append(("required", .array([.string(key)])))
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
      case .fallback(let text):
        members.append(("default", kind.schemaValue(text)))
      case .required, .optional, .derived: break
      }
    case .group(let inner):
      guard let shorthand = inner.shorthand,
        let named = inner.fields.first(where: { $0.key == shorthand }),
        case .scalar(let kind, _, _) = named.content
      else { return members + object(inner) }
      members.append(("anyOf", .array([.object(kind.schema), .object(object(inner))])))
    case .items(let list):
      members += [("type", .string("array")), ("items", .object(list.schema()))]
    case .texts(let list):
      var item = [("type", JSONText.string("string"))]
      if !list.accepted.isEmpty {
        item.append(("enum", .array(list.accepted.map { .string($0) })))
        members.append(("minItems", .number("1")))
      }
      members += [("type", .string("array")), ("items", .object(item))]
    case .free(let value): members += value.schema
    case .protections(let list):
      let items = list.variants.flatMap(protection)
      members += [
        ("type", .string("array")), ("items", .object([("anyOf", .array(items))])),
        ("default", .array([])),
      ]
    }
    return members
  }

  /// A mapping of one key; also the bare name, where no setting is required.
  private static func protection(_ variant: ProtectionVariant) -> [JSONText] {
    let mapping = JSONText.object([
      ("description", .string(variant.summary)),
      ("type", .string("object")),
      ("properties", .object([(variant.name, .object(object(variant.group)))])),
      ("required", .array([.string(variant.name)])),
      ("additionalProperties", .boolean(false)),
    ])
    let needsSettings = variant.group.fields.contains {
      if case .required = $0.presence { true } else { false }
    }
    guard !needsSettings else { return [mapping] }
    return [
      mapping,
      .object([("description", .string(variant.summary)), ("const", .string(variant.name))]),
    ]
  }

  /// The doc line, with what the schema cannot say otherwise.
  private static func note<Root>(_ field: Field<Root>) -> String {
    var note = field.summary
    if let condition = field.condition { note += " Only with \(condition.words)." }
    if case .derived(let words, _) = field.presence { note += " Default: \(words)." }
    if case .scalar(.quantity(let family, let range), _, _) = field.content {
      note += " \(family.words(for: range).capitalizedFirst)."
    }
    return note
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
