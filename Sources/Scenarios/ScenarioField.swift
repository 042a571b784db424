internal import Determinism

/// The keys of one mapping in a scenario file, in canonical order.
///
/// Reading, writing, digests and the JSON Schema all walk this one description, so they cannot
/// disagree about a key. `Root` is the Swift value that the mapping fills.
struct FieldGroup<Root> {
  var fields: [Field<Root>]
  /// The key that a bare scalar in place of the mapping stands for.
  var shorthand: String?

  init(shorthand: String? = nil, _ fields: [Field<Root>]) {
    self.fields = fields
    self.shorthand = shorthand
    precondition(
      Set(fields.map(\.key)).count == fields.count, "a mapping must describe each key once")
  }

  /// The same keys, filling the part of `Whole` at `path`.
  func focused<Whole>(on path: WritableKeyPath<Whole, Root>) -> FieldGroup<Whole> {
    FieldGroup<Whole>(shorthand: shorthand, fields.map { $0.focused(on: path) })
  }
}

/// What happens when a key is absent.
enum Presence<Root> {
  /// The key must be there.
  case required
  /// The value stays as it is: none, or what an earlier key put there.
  case optional
  /// The default, as it would stand in a file.
  case fallback(String)
  /// A default that follows from keys above, in words and as code; the code returns false when
  /// nothing follows and the key must be there.
  case derived(String, (inout Root) -> Bool)
}

/// Holds when the key `key` of the same mapping has one of `values`.
struct SiblingCondition: Equatable {
  let key: String
  let values: [String]

  var words: String { "\(key): \(values.joined(separator: " or "))" }
}

/// Who may know a key's value.
enum Exposure: Equatable {
  /// Device and server: part of the scenario's public digest.
  case everyone
  /// The device's side alone: part of the scenario's digest, not of the public one.
  case device
  /// This machine alone: part of no digest.
  case machine
}

/// One key of a mapping.
struct Field<Root> {
  enum Content {
    case scalar(
      ScalarKind, get: (Root) -> ScenarioValue?,
      set: (inout Root, ScenarioValue) throws(ScenarioProblem.Code) -> Void)
    case group(FieldGroup<Root>)
    case texts(TextList<Root>)
    case items(ItemList<Root>)
    case protections(ProtectionList<Root>)
    case free(FreeValue<Root>)
  }

  let key: String
  let summary: String
  let presence: Presence<Root>
  /// Beside which value of a sibling the key has a meaning; nil for always.
  var condition: SiblingCondition?
  var exposure = Exposure.everyone
  /// Marks a mapping that is there, where it may be absent as a whole; nil for all other keys.
  var flag: WritableKeyPath<Root, Bool>?
  let content: Content

  /// The same key with a meaning only when a sibling has one of certain values.
  func only(with key: String, _ values: String...) -> Field { only(with: key, values) }

  /// The same key with a meaning only when a sibling has one of certain values.
  func only(with key: String, _ values: [String]) -> Field {
    var copy = self
    copy.condition = SiblingCondition(key: key, values: values)
    return copy
  }

  /// The same key, known to fewer.
  func known(to exposure: Exposure) -> Field {
    var copy = self
    copy.exposure = exposure
    return copy
  }

  func focused<Whole>(on path: WritableKeyPath<Whole, Root>) -> Field<Whole> {
    let presence: Presence<Whole> =
      switch presence {
      case .required: .required
      case .optional: .optional
      case .fallback(let text): .fallback(text)
      case .derived(let note, let derive): .derived(note) { derive(&$0[keyPath: path]) }
      }
    let content: Field<Whole>.Content =
      switch content {
      case .scalar(let kind, let get, let set):
        .scalar(
          kind, get: { get($0[keyPath: path]) },
          set: { (root, value) throws(ScenarioProblem.Code) in
            try set(&root[keyPath: path], value)
          })
      case .group(let group): .group(group.focused(on: path))
      case .texts(let list):
        .texts(TextList(path: path.appending(path: list.path), accepted: list.accepted))
      case .items(let list): .items(list.focused(on: path))
      case .protections(let list):
        .protections(
          ProtectionList(path: path.appending(path: list.path), variants: list.variants))
      case .free(let value): .free(value.focused(on: path))
      }
    return Field<Whole>(
      key: key, summary: summary, presence: presence, condition: condition, exposure: exposure,
      flag: flag.map { path.appending(path: $0) }, content: content)
  }
}

/// A list of words.
struct TextList<Root> {
  let path: WritableKeyPath<Root, [String]>
  /// The words that the list may hold, in the order in which it is kept; empty for any words in
  /// any order.
  let accepted: [String]
}

/// A value whose form depends on more than its own key, read by code of its own.
///
/// It is never written: only files that nobody resolves have such values.
struct FreeValue<Root> {
  /// Reads the value.
  let read: (inout ScenarioReader, SourceNode, String, inout Root) -> Void
  /// The members of its schema.
  let schema: [(String, JSONText)]

  func focused<Whole>(on path: WritableKeyPath<Whole, Root>) -> FreeValue<Whole> {
    let read = read
    return FreeValue<Whole>(read: { read(&$0, $1, $2, &$3[keyPath: path]) }, schema: schema)
  }
}

/// A list of mappings that all have the same keys.
struct ItemList<Root> {
  /// Reads one more item.
  let append: (inout ScenarioReader, SourceNode, String, inout Root) -> Void
  /// The lines of each item, without indentation.
  let lines: (Root, (Exposure) -> Bool) -> [[String]]
  /// The schema of an item.
  let schema: () -> [(String, JSONText)]

  init(
    append: @escaping (inout ScenarioReader, SourceNode, String, inout Root) -> Void,
    lines: @escaping (Root, (Exposure) -> Bool) -> [[String]],
    schema: @escaping () -> [(String, JSONText)]
  ) {
    self.append = append
    self.lines = lines
    self.schema = schema
  }

  /// A list at `path` of items that `group` describes; each starts as `blank`.
  init<Item>(_ path: WritableKeyPath<Root, [Item]>, _ group: FieldGroup<Item>, blank: Item) {
    self.init(
      append: { reader, node, keyPath, root in
        var item = blank
        reader.read(group, node, at: keyPath, into: &item)
        root[keyPath: path].append(item)
      },
      lines: { root, isIncluded in
        root[keyPath: path].map { ScenarioDocument.lines(group, $0, indent: "", isIncluded) }
      },
      schema: { ScenarioSchema.object(group) })
  }

  func focused<Whole>(on path: WritableKeyPath<Whole, Root>) -> ItemList<Whole> {
    let (append, lines) = (append, lines)
    return ItemList<Whole>(
      append: { append(&$0, $1, $2, &$3[keyPath: path]) },
      lines: { lines($0[keyPath: path], $1) }, schema: schema)
  }
}

/// The list of defences: each item is a mapping of one key, the defence's name, or the bare name of
/// one that needs no settings.
///
/// Defences apply in the order of `variants`, so the list is kept in that order.
struct ProtectionList<Root> {
  let path: WritableKeyPath<Root, [Scenario.Method.Protection]>
  let variants: [ProtectionVariant]
}

/// One defence that the list may hold.
struct ProtectionVariant {
  /// The defences' settings while they are read.
  struct Draft: Equatable {
    var epsilon = 0.0
    var sigma = 0.0
    var interval: SimDuration?
  }

  let name: String
  let summary: String
  let group: FieldGroup<Draft>
  /// The defence with the settings read.
  let make: (Draft) -> Scenario.Method.Protection
  /// The settings, if this is that defence.
  let match: (Scenario.Method.Protection) -> Draft?
}
