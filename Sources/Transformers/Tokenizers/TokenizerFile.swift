import Foundation

/// Reads the file and the parts of it that no other type owns.
enum TokenizerFile {
  /// The largest file that is read; the largest known tokenizers have 40 MB.
  private static let sizeLimit: UInt64 = 1 << 28

  /// The document at `path`.
  static func read(_ path: String) throws(TokenizerError) -> TokenizerFields {
    let bytes = try contents(path)
    guard bytes.withUnsafeBytes({ String(validating: $0, as: UTF8.self) }) != nil else {
      throw TokenizerError(.unreadable(reason: "the file is not UTF-8"), file: path)
    }
    let tree: Result<JSONTree, JSONTreeError> = bytes.withUnsafeBytes { raw in
      let buffer = raw.bindMemory(to: UInt8.self)
      do throws(JSONTreeError) {
        return .success(try JSONTreeParser.parse(buffer))
      } catch {
        return .failure(error)
      }
    }
    switch tree {
    case .success(let tree):
      return TokenizerFields(file: path, path: "", tree: tree)
    case .failure(let error):
      let before = bytes.prefix(error.offset)
      let line = before.count { $0 == 0x0A } + 1
      let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
      throw TokenizerError(
        .notJSON(line: line, column: column, reason: error.reason), file: path)
    }
  }

  private static func contents(_ path: String) throws(TokenizerError) -> Data {
    func unreadable(_ reason: String) -> TokenizerError {
      TokenizerError(.unreadable(reason: reason), file: path)
    }
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else {
      throw unreadable("no such file")
    }
    // Opening a pipe would wait for ever.
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw unreadable("it is not a regular file")
    }
    guard let size = attributes[.size] as? UInt64, size <= sizeLimit else {
      throw unreadable("it is larger than \(sizeLimit >> 20) MiB")
    }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: resolved)) else {
      throw unreadable("permission denied")
    }
    return data
  }

  /// The part `added_tokens`, in the order of the file.
  ///
  /// `tokenizers` gives a token the id that the model has for it, or the next free one, whatever
  /// the file says; a file that says otherwise is refused, since its model would mean the other.
  static func addedTokens(
    _ fields: TokenizerFields, _ vocabulary: Vocabulary
  ) throws(TokenizerError) -> [AddedToken] {
    guard let list = try fields.optional("added_tokens") else { return [] }
    var tokens: [AddedToken] = []
    var known: [[UInt32]: Int] = [:]
    var usedIDs: Set<Int> = []
    var highest: Int?
    for entry in try list.elements() {
      let token = try addedToken(entry)
      let bytes = UTF8Text.bytes(token.content)
      if let index = known[token.content], tokens[index] == token { continue }
      guard known.updateValue(tokens.count, forKey: token.content) == nil,
        usedIDs.insert(token.id).inserted
      else {
        throw fields.inconsistent("`\(entry.path)` repeats the text or the id of another token")
      }
      let next = highest.map { $0 >= vocabulary.count ? $0 + 1 : vocabulary.count }
      let expected = vocabulary.id(bytes).map { Int($0) } ?? next ?? vocabulary.count
      guard token.id == expected else {
        throw fields.inconsistent(
          "`\(entry.path)` has the id \(token.id), where the vocabulary makes it \(expected)")
      }
      highest = max(highest ?? 0, token.id)
      tokens.append(token)
    }
    return tokens
  }

  private static func addedToken(_ entry: TokenizerFields) throws(TokenizerError) -> AddedToken {
    let content = try entry.required("content")
    let scalars = try content.scalars()
    guard !scalars.isEmpty else { throw content.bad("a text that is not empty") }
    return AddedToken(
      content: scalars, id: Int(try entry.required("id").tokenID()),
      isSingleWord: try entry.required("single_word").bool(),
      stripsLeft: try entry.required("lstrip").bool(),
      stripsRight: try entry.required("rstrip").bool(),
      isNormalized: try entry.required("normalized").bool(),
      isSpecial: try entry.required("special").bool())
  }
}
