extension ScalarKind {
  /// The members of the JSON Schema that say which values the key takes.
  var schema: [(String, JSONText)] {
    switch self {
    case .integer(let range):
      [
        ("type", .string("integer")), ("minimum", .number("\(range.lowerBound)")),
        ("maximum", .number("\(range.upperBound)")),
      ]
    case .real(let range):
      // YAML 1.1 readers take `1e-3` for text, since it has no point.
      ScalarKind.anyOf([
        ScalarKind.number(range), ScalarKind.string("^\(UnitFamily.numberPattern)$"),
      ])
    case .share(let range):
      ScalarKind.anyOf([
        ScalarKind.number(range), ScalarKind.string("^\(UnitFamily.numberPattern)( *%)?$"),
      ])
    case .choice(let words): [("enum", .array(words.map { .string($0) }))]
    case .name: ScalarKind.string("^[A-Za-z0-9][A-Za-z0-9._-]{0,\(ScenarioLimits.nameLength - 1)}$")
    case .path: [("type", .string("string")), ("minLength", .number("1"))]
    case .quantity(let family, _): ScalarKind.string(family.pattern)
    case .span(let range):
      ScalarKind.anyOf([
        ScalarKind.integer(UInt64(range.lowerBound)...UInt64(range.upperBound)).schema,
        ScalarKind.string("^[0-9]+-[0-9]+$"),
      ])
    case .flag: [("type", .string("boolean"))]
    case .count(let range):
      ScalarKind.anyOf([
        ScalarKind.integer(range).schema, [("const", .string("all"))],
      ])
    case .column:
      ScalarKind.anyOf([
        ScalarKind.integer(1...10_000).schema,
        [("type", .string("string")), ("minLength", .number("1"))],
      ])
    }
  }

  /// A value as it would stand in a JSON form of the file.
  func schemaValue(_ text: String) -> JSONText {
    switch self {
    case .integer, .real, .share: .number(text)
    case .span: text.contains("-") ? .string(text) : .number(text)
    case .flag: .boolean(text == "true")
    case .count, .column: Int(text) == nil ? .string(text) : .number(text)
    case .choice, .name, .path, .quantity: .string(text)
    }
  }

  private static func anyOf(_ alternatives: [[(String, JSONText)]]) -> [(String, JSONText)] {
    [("anyOf", .array(alternatives.map { .object($0) }))]
  }

  private static func string(_ pattern: String) -> [(String, JSONText)] {
    [("type", .string("string")), ("pattern", .string(pattern))]
  }

  private static func number(_ range: RealRange) -> [(String, JSONText)] {
    [
      ("type", .string("number")),
      (range.excludesLower ? "exclusiveMinimum" : "minimum", .number(text(range.lower))),
      (range.excludesUpper ? "exclusiveMaximum" : "maximum", .number(text(range.upper))),
    ]
  }
}
