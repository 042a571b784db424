/// A part of a `tokenizer.json` and where it stands, so that errors can name it.
struct TokenizerFields {
  let file: String
  let path: String
  let tree: JSONTree

  /// The path of a member, for errors.
  func path(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// An error about this part.
  func bad(_ expected: String) -> TokenizerError {
    TokenizerError(.badValue(field: path, expected: expected), file: file)
  }

  /// An error about a component that is not supported.
  func unsupported(_ kind: String, _ name: String, known: [String]) -> TokenizerError {
    TokenizerError(
      .unsupported(kind: kind, name: Self.shortened(name), known: known), file: file)
  }

  /// An error about parts that contradict each other.
  func inconsistent(_ reason: String) -> TokenizerError {
    TokenizerError(.inconsistent(reason: reason), file: file)
  }

  /// A name out of a file, fit for one line of a message.
  static func shortened(_ name: String) -> String {
    let clean = name.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }
    return clean.count <= 80 ? clean.joined() : clean.prefix(77).joined() + "..."
  }

  /// The member `key`, unless it is missing or null.
  func optional(_ key: String) throws(TokenizerError) -> TokenizerFields? {
    guard case .object(let members) = tree else { throw bad("an object") }
    let name = Array(key.utf8)
    let found = members.filter { $0.key == name }
    guard found.count < 2 else { throw inconsistent("`\(path(key))` stands twice") }
    guard let member = found.first else { return nil }
    if case .null = member.value { return nil }
    return TokenizerFields(file: file, path: path(key), tree: member.value)
  }

  /// The member `key`.
  func required(_ key: String) throws(TokenizerError) -> TokenizerFields {
    guard let member = try optional(key) else {
      throw TokenizerError(.missing(field: path(key)), file: file)
    }
    return member
  }

  /// This part as a truth value.
  func bool() throws(TokenizerError) -> Bool {
    guard case .bool(let value) = tree else { throw bad("true or false") }
    return value
  }

  /// This part as text, in bytes.
  func bytes() throws(TokenizerError) -> [UInt8] {
    guard case .string(let value) = tree else { throw bad("a text") }
    return value
  }

  /// This part as text.
  func text() throws(TokenizerError) -> String { String(decoding: try bytes(), as: UTF8.self) }

  /// This part as code points.
  func scalars() throws(TokenizerError) -> [UInt32] { UTF8Text.scalars(try bytes()) }

  /// This part as a list.
  func elements() throws(TokenizerError) -> [TokenizerFields] {
    guard case .array(let values) = tree else { throw bad("a list") }
    return values.enumerated().map {
      TokenizerFields(file: file, path: "\(path)[\($0.offset)]", tree: $0.element)
    }
  }

  /// The members of this part.
  func members() throws(TokenizerError) -> [JSONTree.Member] {
    guard case .object(let members) = tree else { throw bad("an object") }
    return members
  }

  /// This part as a token id.
  func tokenID() throws(TokenizerError) -> Int32 {
    guard case .integer(let value) = tree, let id = Int32(exactly: value), id >= 0 else {
      throw bad("a whole number from 0 to \(Int32.max)")
    }
    return id
  }

  /// This part as a whole number that is not negative.
  func count() throws(TokenizerError) -> Int {
    guard case .integer(let value) = tree, value >= 0 else {
      throw bad("a whole number that is not negative")
    }
    return value
  }

  /// A truth value, or `standard` where the member is missing.
  func bool(_ key: String, default standard: Bool) throws(TokenizerError) -> Bool {
    guard let member = try optional(key) else { return standard }
    return try member.bool()
  }

  /// One of the cases of an enumeration, by its raw value.
  func choice<Choice: RawRepresentable & CaseIterable>() throws(TokenizerError) -> Choice
  where Choice.RawValue == String {
    guard let value = Choice(rawValue: try text()) else {
      throw bad("one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }
}
