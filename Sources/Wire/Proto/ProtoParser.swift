/// Reads the messages of one .proto file, proto3 or simple proto2.
///
/// Services, options and reserved ranges are read over. Imports and groups are refused, since what
/// they bring is not known.
public struct ProtoParser {
  /// Bytes of a file, far above any that is written by hand.
  public static let byteLimit = 1 << 20
  private static let depthLimit = 32
  private static let fieldLimit = 4_096

  /// A field whose type has not been looked up.
  struct DraftField {
    var field: WireSchema.Field
    /// The type's name, unless it is a number, a text or bytes.
    var typeName: String?
    var token: ProtoLexer.Token
  }

  /// A message whose types have not been looked up.
  struct DraftMessage {
    var name: String
    var fields: [DraftField] = []
  }

  private let path: String
  private var lexer: ProtoLexer
  private var token: ProtoLexer.Token
  private(set) var messages: [DraftMessage] = []
  /// Values of each enum, by its full name; for look-up only.
  private(set) var enums: [String: [UInt64]] = [:]
  private var package = ""
  private var names: Set<String> = []

  /// The messages in `bytes`, the content of the file at `path`, by their full names.
  public static func messages(
    in bytes: [UInt8], path: String
  ) throws(ProtoError) -> [WireSchema.Message] {
    guard bytes.count <= byteLimit else {
      throw ProtoError(.tooLarge, path: path, line: 1, column: 1)
    }
    var lexer = ProtoLexer(bytes, path: path)
    let first = try lexer.token()
    var parser = ProtoParser(path: path, lexer: lexer, token: first)
    try parser.file()
    return try ProtoNames(parser, path: path).resolved()
  }

  private init(path: String, lexer: ProtoLexer, token: ProtoLexer.Token) {
    self.path = path
    self.lexer = lexer
    self.token = token
  }

  // MARK: Pieces

  private func error(_ code: ProtoError.Code) -> ProtoError {
    ProtoError(code, path: path, line: token.line, column: token.column)
  }

  private mutating func advance() throws(ProtoError) { token = try lexer.token() }

  /// Whether the next piece is `text`, which is then read.
  private mutating func accepts(_ text: String) throws(ProtoError) -> Bool {
    guard token.text == text, token.kind == .mark || token.kind == .word else { return false }
    try advance()
    return true
  }

  private mutating func expect(_ mark: String) throws(ProtoError) {
    guard try accepts(mark) else { throw error(.expected("`\(mark)`")) }
  }

  private mutating func word(_ what: String) throws(ProtoError) -> String {
    guard token.kind == .word else { throw error(.expected(what)) }
    let text = token.text
    try advance()
    return text
  }

  /// A name without dots.
  private mutating func name() throws(ProtoError) -> String {
    guard !token.text.contains(".") else { throw error(.expected("a name")) }
    return try word("a name")
  }

  /// Reads over everything up to a semicolon that no bracket holds.
  private mutating func skipStatement() throws(ProtoError) {
    var depth = 0
    while depth > 0 || token.text != ";" || token.kind != .mark {
      guard token.kind != .end else { throw error(.unfinished("the statement")) }
      depth += try bracket()
    }
    try advance()
  }

  /// Reads over `{ ... }`.
  private mutating func skipBlock() throws(ProtoError) {
    guard token.text == "{" else { throw error(.expected("`{`")) }
    var depth = 0
    repeat {
      guard token.kind != .end else { throw error(.unfinished("the block")) }
      depth += try bracket()
    } while depth > 0
  }

  /// Reads one piece; how much deeper it leads.
  private mutating func bracket() throws(ProtoError) -> Int {
    let depth = token.kind == .mark ? ["{": 1, "[": 1, "}": -1, "]": -1][token.text] ?? 0 : 0
    try advance()
    return depth
  }

  /// Reads over `[ ... ]`, if it is next.
  private mutating func skipFieldOptions() throws(ProtoError) {
    guard token.kind == .mark, token.text == "[" else { return }
    var depth = 0
    repeat {
      guard token.kind != .end else { throw error(.unfinished("the options")) }
      depth += try bracket()
    } while depth > 0
  }

  // MARK: Declarations

  private mutating func file() throws(ProtoError) {
    while token.kind != .end {
      if try accepts(";") { continue }
      switch token.text {
      case "syntax": try syntax()
      case "edition": throw error(.unsupported("editions"))
      case "import": throw error(.importedFile)
      case "package":
        try advance()
        package = try word("a name")
        try expect(";")
      case "option": try skipStatement()
      case "message": try message(in: package, depth: 0)
      case "enum": try enumeration(in: package)
      case "service", "extend":
        try advance()
        _ = try word("a name")
        try skipBlock()
      default: throw error(.expected("`message`, `enum` or another declaration"))
      }
    }
  }

  private mutating func syntax() throws(ProtoError) {
    try advance()
    try expect("=")
    let known = ["\"proto3\"", "'proto3'", "\"proto2\"", "'proto2'"]
    guard known.contains(token.text) else { throw error(.expected("\"proto3\" or \"proto2\"")) }
    try advance()
    try expect(";")
  }

  private func join(_ scope: String, _ name: String) -> String {
    scope.isEmpty ? name : "\(scope).\(name)"
  }

  private mutating func declare(_ scope: String) throws(ProtoError) -> String {
    try advance()
    let place = token
    let full = join(scope, try name())
    guard names.insert(full).inserted else {
      throw ProtoError(.duplicate(full), path: path, line: place.line, column: place.column)
    }
    return full
  }

  private mutating func message(in scope: String, depth: Int) throws(ProtoError) {
    guard depth < Self.depthLimit, messages.count < SchemaTree.nodeLimit else {
      throw error(.tooLarge)
    }
    let full = try declare(scope)
    let index = messages.count
    messages.append(DraftMessage(name: full))
    try expect("{")
    while try !accepts("}") {
      if try accepts(";") { continue }
      guard token.kind != .end else { throw error(.unfinished("the message")) }
      switch token.text {
      case "message": try message(in: full, depth: depth + 1)
      case "enum": try enumeration(in: full)
      case "oneof": try oneof(index)
      case "map": try map(index)
      case "option", "reserved", "extensions": try skipStatement()
      case "extend":
        try advance()
        _ = try word("a name")
        try skipBlock()
      default: try field(index, oneof: nil)
      }
    }
  }

  private mutating func oneof(_ message: Int) throws(ProtoError) {
    try advance()
    let group = try name()
    try expect("{")
    while try !accepts("}") {
      if try accepts(";") { continue }
      if token.text == "option" { try skipStatement() } else { try field(message, oneof: group) }
    }
  }

  private mutating func field(_ message: Int, oneof: String?) throws(ProtoError) {
    var (isRepeated, isRequired) = (false, false)
    if oneof == nil {
      isRepeated = try accepts("repeated")
      if !isRepeated { isRequired = try accepts("required") }
      if !isRepeated, !isRequired { _ = try accepts("optional") }
    }
    if token.text == "group" { throw error(.unsupported("groups")) }
    let typeToken = token
    let type = try word("a field's type")
    let simple = Self.simpleType(type)
    try add(
      WireSchema.Field(
        0, "", simple ?? .message(type), repeated: isRepeated, optional: !isRequired,
        oneof: oneof), typeName: simple == nil ? type : nil, typeToken, to: message)
  }

  /// `map<K, V> name = N;` travels as repeated messages of a key and a value.
  private mutating func map(_ message: Int) throws(ProtoError) {
    let place = token
    try advance()
    guard try accepts("<") else { throw error(.expected("`<`")) }
    guard let keyType = Self.simpleType(try word("a key's type")), keyType != .bytes(.any) else {
      throw ProtoError(
        .expected("a whole number's or a text's type"), path: path, line: place.line,
        column: place.column)
    }
    try expect(",")
    let valueToken = token
    let value = try word("a value's type")
    try expect(">")
    let entry = "\(messages[message].name).#\(token.text)"
    let simple = Self.simpleType(value)
    messages.append(
      DraftMessage(
        name: entry,
        fields: [
          DraftField(
            field: WireSchema.Field(1, "key", keyType), typeName: nil, token: place),
          DraftField(
            field: WireSchema.Field(2, "value", simple ?? .message(value)),
            typeName: simple == nil ? value : nil, token: valueToken),
        ]))
    try add(
      WireSchema.Field(0, "", .message(entry), repeated: true), typeName: nil, place, to: message)
  }

  /// Reads `name = N [options];` and adds the field.
  private mutating func add(
    _ draft: WireSchema.Field, typeName: String?, _ type: ProtoLexer.Token, to message: Int
  ) throws(ProtoError) {
    var field = draft
    let place = token
    field.name = try name()
    try expect("=")
    guard case .integer(let number) = token.kind, (1..<1 << 29).contains(number),
      !(19_000...19_999).contains(number)
    else { throw error(.badNumber) }
    field.number = Int(number)
    let taken = messages[message].fields.contains {
      $0.field.name == field.name || $0.field.number == field.number
    }
    if taken {
      throw ProtoError(
        .duplicate("\(field.name) = \(number)"), path: path, line: place.line,
        column: place.column)
    }
    guard messages[message].fields.count < Self.fieldLimit else { throw error(.tooLarge) }
    try advance()
    try skipFieldOptions()
    try expect(";")
    messages[message].fields.append(DraftField(field: field, typeName: typeName, token: type))
  }

  private mutating func enumeration(in scope: String) throws(ProtoError) {
    let full = try declare(scope)
    var values: [UInt64] = []
    enums[full] = []
    try expect("{")
    while try !accepts("}") {
      if try accepts(";") { continue }
      guard token.kind != .end else { throw error(.unfinished("the enum")) }
      if token.text == "option" || token.text == "reserved" {
        try skipStatement()
        continue
      }
      _ = try name()
      try expect("=")
      let isNegative = try accepts("-")
      let limit = UInt64(Int32.max) + (isNegative ? 1 : 0)
      guard case .integer(let number) = token.kind, number <= limit else {
        throw error(.badNumber)
      }
      // Negative values travel as ten bytes, in two's complement.
      values.append(isNegative ? 0 &- number : number)
      try advance()
      try skipFieldOptions()
      try expect(";")
    }
    enums[full] = values
  }

  /// The type of numbers, texts and bytes; nil for a name.
  public static func simpleType(_ name: String) -> WireSchema.FieldType? {
    switch name {
    case "string": .text
    case "bytes": .bytes(.any)
    default: NumberType(rawValue: name).map(WireSchema.FieldType.number)
    }
  }
}
