/// Looks up the types of a file's fields by protobuf's rule: from the innermost scope outwards.
struct ProtoNames {
  private let parser: ProtoParser
  private let path: String
  private let messageNames: Set<String>

  init(_ parser: ProtoParser, path: String) {
    self.parser = parser
    self.path = path
    messageNames = Set(parser.messages.map(\.name))
  }

  /// The messages with every type looked up, their fields in the order of numbers.
  func resolved() throws(ProtoError) -> [WireSchema.Message] {
    var messages: [WireSchema.Message] = []
    for draft in parser.messages {
      var fields: [WireSchema.Field] = []
      for entry in draft.fields {
        var field = entry.field
        if let name = entry.typeName {
          guard let type = type(name, in: draft.name) else {
            throw ProtoError(
              .unknownType(name), path: path, line: entry.token.line, column: entry.token.column)
          }
          field.type = type
        }
        fields.append(field)
      }
      messages.append(
        WireSchema.Message(draft.name, fields.sorted { $0.number < $1.number }))
    }
    return messages
  }

  private func type(_ name: String, in scope: String) -> WireSchema.FieldType? {
    if name.hasPrefix(".") { return type(full: String(name.dropFirst())) }
    var scope = scope[...]
    while true {
      if let found = type(full: scope.isEmpty ? name : "\(scope).\(name)") { return found }
      guard !scope.isEmpty else { return nil }
      scope = scope[..<(scope.lastIndex(of: ".") ?? scope.startIndex)]
    }
  }

  private func type(full name: String) -> WireSchema.FieldType? {
    if let values = parser.enums[name] { return .enumeration(values) }
    return messageNames.contains(name) ? .message(name) : nil
  }
}
