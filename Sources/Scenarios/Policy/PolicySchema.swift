/// The JSON Schema of policy files, for editors and other tools.
public enum PolicySchema {
  /// The schema as JSON (draft 2020-12), with a stable order of keys.
  ///
  /// `checks` are the names of all checks. What has expired and what matches nothing is beyond it.
  public static func jsonSchema(checks: [String]) -> String {
    let members: [(String, JSONText)] =
      [
        ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
        ("title", .string("Sidelight policy")),
      ]
      + object(
        PolicyLoader.keys.map { ($0, property($0, checks)) },
        required: ["name", "secrets", "required"])
    return JSONText.object(members).rendered() + "\n"
  }

  private static func property(_ key: String, _ checks: [String]) -> JSONText {
    switch key {
    case "name": text("Name of the policy, which reports repeat.", ScenarioLimits.nameLength)
    case "secrets":
      words("What must stay private.", Policy.Secret.allCases.map(\.rawValue))
    case "required":
      list(
        "Checks that must decide: names, or patterns with *.",
        .object([("type", .string("string")), ("examples", .array(checks.map { .string($0) }))]),
        least: 1)
    case "left_out":
      .object([
        ("description", .string("What becomes of required checks that a map leaves out.")),
        ("enum", .array(Policy.LeftOut.allCases.map { .string($0.rawValue) })),
        ("default", .string(Policy.LeftOut.refuse.rawValue)),
      ])
    case "thresholds":
      .object([
        ("description", .string("Check -> largest estimate that passes.")),
        ("type", .string("object")),
        ("properties", .object(checks.map { ($0, number("Largest estimate.")) })),
        ("additionalProperties", .boolean(false)),
      ])
    case "declared":
      entries(
        "Leaks that are part of the design.", PolicyLoader.declaredKeys,
        required: ["check", "reason"])
    case "allowed":
      entries(
        "Fields beyond the schema that may cross.", PolicyLoader.allowedKeys,
        required: PolicyLoader.allowedKeys)
    case "suppressions":
      entries(
        "Findings that are accepted for a time.", PolicyLoader.suppressionKeys,
        required: PolicyLoader.suppressionKeys.filter { $0 != "field" && $0 != "scenario" })
    default: preconditionFailure("every key of a policy has a schema")
    }
  }

  private static func entry(_ key: String) -> JSONText {
    switch key {
    case "check": text("A check's name, or a pattern with *.", ScenarioLimits.wordLength)
    case "field": text("A field's path, or a pattern with *.", ScenarioLimits.wordLength)
    case "scenario": text("A scenario's name, or a pattern with *.", ScenarioLimits.wordLength)
    case "reason": text("Why it is accepted.", 1_000)
    case "behind":
      words(
        "Mechanisms of which the run must declare one.", Policy.Mechanism.allCases.map(\.rawValue))
    case "owner": text("Who answers for it.", ScenarioLimits.wordLength)
    case "expires":
      .object([
        ("description", .string("The last day on which it holds.")),
        ("type", .string("string")), ("pattern", .string("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
      ])
    case "largest":
      number("Largest estimate that is accepted; a check without an estimate counts as 1.")
    default: preconditionFailure("every key of an entry has a schema")
    }
  }

  private static func entries(_ note: String, _ keys: [String], required: [String]) -> JSONText {
    list(note, .object(object(keys.map { ($0, entry($0)) }, required: required)), least: 0)
  }

  private static func object(
    _ properties: [(String, JSONText)], required: [String]
  ) -> [(String, JSONText)] {
    [
      ("type", .string("object")), ("properties", .object(properties)),
      ("required", .array(required.map { .string($0) })),
      ("additionalProperties", .boolean(false)),
    ]
  }

  private static func list(_ note: String, _ items: JSONText, least: Int) -> JSONText {
    .object([
      ("description", .string(note)), ("type", .string("array")), ("items", items),
      ("minItems", .number("\(least)")),
    ])
  }

  private static func words(_ note: String, _ words: [String]) -> JSONText {
    list(note, .object([("enum", .array(words.map { .string($0) }))]), least: 1)
  }

  private static func text(_ note: String, _ limit: Int) -> JSONText {
    .object([
      ("description", .string(note)), ("type", .string("string")), ("minLength", .number("1")),
      ("maxLength", .number("\(limit)")),
    ])
  }

  private static func number(_ note: String) -> JSONText {
    .object([
      ("description", .string(note)), ("type", .string("number")), ("minimum", .number("0")),
    ])
  }
}
