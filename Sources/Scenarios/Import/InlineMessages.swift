internal import Wire

/// Messages that stand in the map itself: name -> {field number: {name, type, ...}}.
enum InlineMessages {
  private static let fieldKeys = ["name", "type", "repeated", "required", "oneof", "values"]

  /// Reads `messages:`.
  static func read(_ reader: inout MapReader, _ node: SourceNode) -> [WireSchema.Message] {
    let entries = reader.entries(node, "messages")
    let names = Set(entries.map(\.key))
    return entries.map { entry in
      let place = "messages.\(entry.key)"
      var fields: [WireSchema.Field] = []
      for item in reader.entries(entry.value, place) {
        guard let field = field(&reader, item, "\(place).\(item.key)", names) else { continue }
        if fields.contains(where: { $0.name == field.name || $0.number == field.number }) {
          reader.report(
            .conflict("the name or the number is taken"), item.keyOrigin, "\(place).\(item.key)")
        } else {
          fields.append(field)
        }
      }
      return WireSchema.Message(entry.key, fields.sorted { $0.number < $1.number })
    }
  }

  private static func field(
    _ reader: inout MapReader, _ entry: SourceNode.Entry, _ place: String, _ names: Set<String>
  ) -> WireSchema.Field? {
    guard let number = Int(entry.key), (1..<1 << 29).contains(number) else {
      reader.report(
        .wrongType(expected: "a field's number", found: .text(entry.key)), entry.keyOrigin, place)
      return nil
    }
    let members = reader.members(
      entry.value, place, known: fieldKeys, required: ["name", "type"])
    let name = reader.text(members["name"], "\(place).name", limit: ScenarioLimits.wordLength)
    let type = type(&reader, members, place, names)
    let isRepeated = reader.flag(members["repeated"], "\(place).repeated")
    let isRequired = reader.flag(members["required"], "\(place).required")
    let oneof = reader.text(members["oneof"], "\(place).oneof", limit: ScenarioLimits.wordLength)
    guard let name, let type else { return nil }
    guard !name.contains(".") else {
      reader.report(.conflict("a field's name holds no dot"), entry.keyOrigin, "\(place).name")
      return nil
    }
    return WireSchema.Field(
      number, name, type, repeated: isRepeated, optional: !isRequired, oneof: oneof)
  }

  private static func type(
    _ reader: inout MapReader, _ members: [String: SourceNode], _ place: String,
    _ names: Set<String>
  ) -> WireSchema.FieldType? {
    guard let node = members["type"],
      let word = reader.text(node, "\(place).type", limit: ScenarioLimits.wordLength)
    else { return nil }
    if word == "enum" {
      guard let values = members["values"] else {
        reader.report(.missingKey, node.origin, "\(place).values")
        return nil
      }
      return .enumeration(
        reader.items(values, "\(place).values").enumerated().compactMap { index, item in
          reader.integer(item, "\(place).values[\(index)]", in: 0...UInt64.max)
        })
    }
    if let values = members["values"] {
      reader.report(
        .notApplicable(unless: "type: enum"), values.origin, "\(place).values")
    }
    if let type = ProtoParser.simpleType(word) { return type }
    if names.contains(word) { return .message(word) }
    let accepted = NumberType.allCases.map(\.rawValue) + ["string", "bytes", "enum"]
    let nearest = EditDistance.nearest(to: word, among: accepted + names.sorted())
    reader.report(
      .unknownChoice(found: word, accepted: accepted + ["a message's name"], nearest: nearest),
      node.origin, "\(place).type")
    return nil
  }
}
