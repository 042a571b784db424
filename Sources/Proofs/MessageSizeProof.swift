internal import Wire

/// P006: two messages of a kind in one session, with equally many elements, have one size.
///
/// Made from `WireSchema`: one claim a message, whose nested messages have one size by their own
/// claims. The sizes are those of proto3's encoding.
enum MessageSizeProof {
  /// How values become bytes.
  struct Encoding {
    /// Counters and extents start here; proto3 drops a zero.
    var leastCounter = 1
    /// Whether elements of a bytes field that are zero take no space.
    var dropsZeroElements = false
    /// Whether counters are variable-length integers.
    var hasVariableCounters = false
  }

  static let queries: [ProofQuery] = WireSchema.standard.messages.flatMap {
    message -> [ProofQuery] in
    var mistakes: [(String, Encoding)] = []
    if message.fields.contains(where: { $0.type == .fixed32 }) {
      mistakes.append(("counters from zero", Encoding(leastCounter: 0)))
      mistakes.append(("varint counters", Encoding(hasVariableCounters: true)))
    }
    if message.fields.contains(where: { $0.type.isBytes }) {
      mistakes.append(("zero elements dropped", Encoding(dropsZeroElements: true)))
    }
    let model = MessagePair(message, Encoding())
    return ProofQuery.claim(
      message.name, logic: .linearInteger, variables: model.variables, assuming: model.assumptions,
      violations: model.violations)
      + mistakes.map { name, encoding in
        let model = MessagePair(message, encoding)
        return .twin(
          "\(message.name), \(name)", logic: .linearInteger, variables: model.variables,
          assuming: model.assumptions, violations: model.violations)
      }
  }
}

extension WireSchema.FieldType {
  fileprivate var isBytes: Bool { if case .bytes = self { true } else { false } }
}

/// Two encodings, `a` and `b`, of one message: what is public is equal, everything else is free.
private struct MessagePair {
  private(set) var variables: [String] = []
  private(set) var assumptions: [Formula] = []
  private let encoding: MessageSizeProof.Encoding
  private var sizes: [Term] = []

  /// Tags of one byte hold field numbers below this.
  private static let numberLimit = 16
  /// Lengths and counters are below 2^32.
  private static let limit = 1 << 32

  var violations: [Formula] { [.not(.equal(sizes[0], sizes[1]))] }

  init(_ message: WireSchema.Message, _ encoding: MessageSizeProof.Encoding) {
    precondition(
      message.fields.allSatisfy { $0.number < Self.numberLimit }, "every tag is one byte")
    self.encoding = encoding
    if message.exactlyOne {
      // The kind is public: an index of the field that is set.
      let kind = variable("kind", 0, message.fields.count - 1)
      sizes = sides.map { side in
        message.fields.enumerated().reduce(Term(0)) { rest, field in
          let size = self.size(field.element, side)
          return .choice(.equal(kind, Term(field.offset)), size, rest)
        }
      }
    } else {
      sizes = sides.map { side in .sum(message.fields.map { size($0, side) }) }
    }
  }

  private let sides = ["a", "b"]

  /// The bytes of a field, tag included.
  private mutating func size(_ field: WireSchema.Field, _ side: String) -> Term {
    let own = "\(side).\(field.name)"
    switch field.type {
    case .fixed32:
      let value = variable(own, encoding.leastCounter, Self.limit - 1)
      let content = encoding.hasVariableCounters ? varint(value) : Term(4)
      let size = Term.choice(.equal(value, Term(0)), Term(0), Term(1) + content)
      guard field.optional else { return size }
      // The session decides whether it is there.
      let isPresent = variable("present.\(field.name)", 0, 1)
      return .choice(.equal(isPresent, Term(1)), size, Term(0))
    case .enumeration(let values):
      let value = variable(own, 0, Self.limit - 1)
      assumptions.append(.any(values.map { .equal(value, Term(Int($0))) }))
      return .choice(.equal(value, Term(0)), Term(0), Term(1) + varint(value))
    case .bytes(let size): return bytes(field, size, side)
    case .packedFixed32:
      return lengthPrefixed(Term(4) * variable("count.\(field.name)", 0, 1 << 28))
    case .number: preconditionFailure("our own messages hold no numbers of a free length")
    case .text: return lengthPrefixed(variable("length.\(field.name)", 0, Self.limit - 1))
    case .message(let name):
      // All of one size, by their own claim; repeated ones are equally many.
      if field.repeated { return variable("total.\(name)", 0, Self.limit - 1) }
      return Term(1) + lengthOf(variable("size.\(name)", 0, Self.limit - 1))
    }
  }

  /// A bytes field: as many elements as the session says, of any values.
  private mutating func bytes(
    _ field: WireSchema.Field, _ size: WireSchema.Size, _ side: String
  ) -> Term {
    let zeros: Term
    let elements: Term
    let width: Term
    switch size {
    case .key: (elements, width) = (Term(SampleKey.byteCount), Term(1))
    case .scalar, .label: (elements, width) = (Term(1), Term(4))
    case .any: preconditionFailure("our own messages hold no bytes of a free length")
    case .delta, .tensor, .batch:
      width = Term(4)
      elements = variable("elements.\(field.name)", 1, 1 << 28)
    case .activations, .tokenActivations:
      elements = variable("elements.\(field.name)", 1, SessionShape.activationLimit)
      // The other formats of the session stand below, each a choice, to stay linear.
      width = Term(ActivationFormat.fp32.byteCount(of: 1))
    }
    zeros = variable("\(side).zeros.\(field.name)", 0, 1 << 28)
    assumptions.append(.atMost(zeros, elements))
    let travelling = encoding.dropsZeroElements ? elements - zeros : elements
    var length = width * travelling
    if size == .activations || size == .tokenActivations {
      let layout = variable("layout", 0, 3)
      let scales = Term(4) * variable("scales", 1, SessionShape.activationLimit)
      let half = Term(ActivationFormat.fp16.byteCount(of: 1)) * travelling
      let packed = variable("packed", 1, SessionShape.activationLimit)
      for (number, other) in [(1, half), (2, scales + travelling), (3, scales + packed)] {
        length = .choice(.equal(layout, Term(number)), other, length)
      }
    }
    // Keys may be repeated: one stands for all, which are equally many.
    return lengthPrefixed(length)
  }

  /// Tag, length and content; proto3 drops what is empty.
  private func lengthPrefixed(_ length: Term) -> Term {
    .choice(.equal(length, Term(0)), Term(0), Term(1) + lengthOf(length))
  }

  private func lengthOf(_ length: Term) -> Term { varint(length) + length }

  /// Bytes of a variable-length integer below 2^35.
  private func varint(_ value: Term) -> Term {
    (1...4).reversed().reduce(Term(5)) { longer, bytes in
      .choice(.less(value, Term(1 << (7 * bytes))), Term(bytes), longer)
    }
  }

  /// The variable `name` in a range; both sides share one of the same name.
  private mutating func variable(_ name: String, _ least: Int, _ greatest: Int) -> Term {
    let term = Term(named: name)
    if !variables.contains(name) {
      variables.append(name)
      assumptions += [.atMost(Term(least), term), .atMost(term, Term(greatest))]
    }
    return term
  }
}
