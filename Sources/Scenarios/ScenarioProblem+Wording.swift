extension ScenarioProblem {
  /// One line: where, which key, what is wrong and, where it can be said, what would be right.
  public var description: String {
    let key = keyPath.isEmpty ? "" : "\(ScenarioProblem.shown(keyPath)): "
    return "\(origin): error: \(key)\(code)"
  }
}

extension ScenarioProblem.Origin: CustomStringConvertible {
  /// The place as compilers write it.
  public var description: String {
    switch self {
    case .file(let path, let line, let column):
      let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
      return ScenarioProblem.shown(path, limit: .max) + place
    case .argument(let text): return ScenarioProblem.shown(text)
    }
  }
}

extension ScenarioProblem.Found: CustomStringConvertible {
  /// What was found, in words.
  public var description: String {
    switch self {
    case .nothing: "nothing"
    case .list: "a list"
    case .mapping: "a mapping"
    case .text(let text): "'\(ScenarioProblem.shown(text))'"
    }
  }
}

extension ScenarioProblem.Code: CustomStringConvertible {
  /// What is wrong, without the place.
  public var description: String {
    switch self {
    case .unreadable(let reason): "the file cannot be read: \(reason)"
    case .tooLarge(let limit): "the file is larger than \(limit) bytes"
    case .notUTF8: "the file is not UTF-8 text"
    case .forbiddenCharacter(let number):
      "the character U+\(TerminalText.codePoint(number)) is not allowed here"
    case .brokenYAML(let reason): "not YAML: \(reason)"
    case .empty: "the file describes no scenario"
    case .severalDocuments: "a second document begins; a scenario file holds one"
    case .duplicateKeys(let keys):
      "duplicate key \(keys.map { "'\(ScenarioProblem.shown($0))'" }.joined(separator: ", "))"
    case .tooDeep: "nested too deeply"
    case .tooManyAliases(let limit): "more than \(limit) references (*name)"
    case .tooManyValues(let limit): "more than \(limit) values"
    case .unknownKey(let nearest): "unknown key" + ScenarioProblem.suggestion(nearest)
    case .missingKey: "missing"
    case .notApplicable(let condition): "has a meaning only with \(condition)"
    case .wrongType(let expected, let found): "expected \(expected), found \(found)"
    case .missingUnit(let accepted):
      "missing unit; accepted: \(accepted.joined(separator: ", "))"
    case .wrongUnit(let found, let accepted):
      "wrong unit '\(ScenarioProblem.shown(found))'; accepted: "
        + accepted.joined(separator: ", ")
    case .fractional(let found, let smallest):
      "'\(ScenarioProblem.shown(found))' is not a whole multiple of \(smallest)"
    case .outOfRange(let range, let found):
      "must be \(range), found \(ScenarioProblem.shown(found))"
    case .unknownChoice(let found, let accepted, let nearest):
      "unknown value '\(ScenarioProblem.shown(found))'; accepted: "
        + accepted.joined(separator: ", ") + ScenarioProblem.suggestion(nearest)
    case .conflict(let sentence): sentence
    case .badOverride: "expected KEY=VALUE, such as link.up.rate=2 Mbit/s"
    }
  }
}

extension ScenarioProblem {
  /// `text` from outside, fit for one line of a terminal: no control characters, not too long.
  static func shown(_ text: String, limit: Int = 80) -> String {
    var result = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
      guard index < limit else { return result + "..." }
      result += TerminalText.shown(scalar)
    }
    return result
  }

  fileprivate static func suggestion(_ nearest: String?) -> String {
    nearest.map { "; did you mean '\($0)'?" } ?? ""
  }
}
