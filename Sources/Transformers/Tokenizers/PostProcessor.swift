/// What a post-processor of `tokenizer.json` puts around the ids of one text.
struct PostProcessor: Sendable {
  /// Ids before the text.
  var prefix: [Int] = []
  /// Ids behind the text.
  var suffix: [Int] = []

  /// The types that are known.
  static let known = [
    "BertProcessing", "ByteLevel", "RobertaProcessing", "Sequence", "TemplateProcessing",
  ]

  /// No model puts nearly as many tokens around a text.
  private static let longestTemplate = 64

  /// Nothing around the text.
  init() {}

  /// Reads the part `post_processor`.
  init(_ fields: TokenizerFields) throws(TokenizerError) {
    let type = try fields.required("type").text()
    switch type {
    case "BertProcessing", "RobertaProcessing":
      prefix = [try Self.pairID(try fields.required("cls"))]
      suffix = [try Self.pairID(try fields.required("sep"))]
    case "ByteLevel":
      // It trims offsets, which nobody asks for here.
      break
    case "TemplateProcessing":
      try readTemplate(fields)
    case "Sequence":
      for part in try fields.required("processors").elements() {
        let inner = try PostProcessor(part)
        guard inner.isEmpty || isEmpty else {
          throw fields.unsupported(
            "combination of post-processors", "two that add tokens", known: ["one that adds"])
        }
        if !inner.isEmpty { self = inner }
      }
    default:
      throw fields.unsupported("post-processor", type, known: Self.known)
    }
  }

  private var isEmpty: Bool { prefix.isEmpty && suffix.isEmpty }

  /// The id of a pair `["<s>", 0]`.
  private static func pairID(_ fields: TokenizerFields) throws(TokenizerError) -> Int {
    let elements = try fields.elements()
    guard elements.count == 2 else { throw fields.bad("a token and its id") }
    return Int(try elements[1].tokenID())
  }

  private mutating func readTemplate(_ fields: TokenizerFields) throws(TokenizerError) {
    let single = try fields.required("single")
    let tokens = try fields.required("special_tokens")
    let items = try single.elements()
    guard items.count <= Self.longestTemplate else {
      throw single.bad("a list of at most \(Self.longestTemplate) items")
    }
    var texts = 0
    for item in items {
      if let sequence = try item.optional("Sequence") {
        guard try sequence.required("id").text() == "A" else { throw item.bad("the sequence A") }
        texts += 1
        continue
      }
      let name = try item.required("SpecialToken").required("id").text()
      var ids: [Int] = []
      for id in try tokens.required(name).required("ids").elements() {
        ids.append(Int(try id.tokenID()))
      }
      if texts == 0 { prefix += ids } else { suffix += ids }
    }
    guard texts == 1 else { throw single.bad("a template that holds the text once") }
  }
}
