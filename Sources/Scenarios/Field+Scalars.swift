internal import Determinism

extension Field {
  static func group(
    _ key: String, _ presence: Presence<Root>, _ group: FieldGroup<Root>,
    _ summary: String
  ) -> Field {
    Field(key: key, summary: summary, presence: presence, content: .group(group))
  }

  /// A mapping that may be absent as a whole; `flag` says whether it is there.
  static func section(
    _ key: String, _ flag: WritableKeyPath<Root, Bool>, _ group: FieldGroup<Root>,
    _ summary: String
  ) -> Field {
    Field(key: key, summary: summary, presence: .optional, flag: flag, content: .group(group))
  }

  static func items<Item>(
    _ key: String, _ path: WritableKeyPath<Root, [Item]>, _ group: FieldGroup<Item>, blank: Item,
    _ summary: String
  ) -> Field {
    Field(
      key: key, summary: summary, presence: .optional,
      content: .items(ItemList(path, group, blank: blank)))
  }

  static func integer(
    _ key: String, _ path: WritableKeyPath<Root, Int>, _ range: ClosedRange<Int>,
    _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    let bounds = UInt64(range.lowerBound)...UInt64(range.upperBound)
    return whole(
      key, .integer(bounds), get: { UInt64($0[keyPath: path]) },
      set: { $0[keyPath: path] = Int($1) }, presence, summary)
  }

  static func optionalInteger(
    _ key: String, _ path: WritableKeyPath<Root, Int?>, _ range: ClosedRange<Int>,
    _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    let bounds = UInt64(range.lowerBound)...UInt64(range.upperBound)
    return whole(
      key, .integer(bounds), get: { $0[keyPath: path].map { UInt64($0) } },
      set: { $0[keyPath: path] = Int($1) }, presence, summary)
  }

  static func seed(
    _ key: String, get: @escaping (Root) -> UInt64?, set: @escaping (inout Root, UInt64) -> Void,
    _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    whole(key, .integer(0...UInt64.max), get: get, set: set, presence, summary)
  }

  static func quantity(
    _ key: String, _ family: UnitFamily, _ range: ClosedRange<UInt64>,
    get: @escaping (Root) -> UInt64?, set: @escaping (inout Root, UInt64) -> Void,
    _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    whole(key, .quantity(family, range), get: get, set: set, presence, summary)
  }

  static func time(
    _ key: String, _ path: WritableKeyPath<Root, SimDuration>, _ range: ClosedRange<UInt64>,
    _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    quantity(
      key, .duration, range, get: { $0[keyPath: path].nanoseconds },
      set: { $0[keyPath: path] = SimDuration(nanoseconds: $1) }, presence, summary)
  }

  static func real(
    _ key: String, _ path: WritableKeyPath<Root, Double>, _ range: RealRange,
    _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    number(key, .real(range), path, presence, summary)
  }

  static func share(
    _ key: String, _ path: WritableKeyPath<Root, Double>, _ range: RealRange,
    _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    number(key, .share(range), path, presence, summary)
  }

  static func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ path: WritableKeyPath<Root, Choice>, _ presence: Presence<Root>,
    _ summary: String
  ) -> Field where Choice.RawValue == String {
    words(
      key, .choice(Choice.allCases.map(\.rawValue)), get: { $0[keyPath: path].rawValue },
      set: { $0[keyPath: path] = chosen($1) }, presence, summary)
  }

  static func optionalChoice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ path: WritableKeyPath<Root, Choice?>, _ summary: String
  ) -> Field where Choice.RawValue == String {
    words(
      key, .choice(Choice.allCases.map(\.rawValue)), get: { $0[keyPath: path]?.rawValue },
      set: { $0[keyPath: path] = .some(chosen($1)) }, .optional, summary)
  }

  static func words(
    _ key: String, _ kind: ScalarKind, get: @escaping (Root) -> String?,
    set: @escaping (inout Root, String) throws(ScenarioProblem.Code) -> Void,
    _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    Field(
      key: key, summary: summary, presence: presence,
      content: .scalar(
        kind, get: { root in get(root).map { .text($0) } },
        set: { (root, value) throws(ScenarioProblem.Code) in
          guard case .text(let text) = value else { preconditionFailure("\(key) is text") }
          try set(&root, text)
        }))
  }

  static func span(
    _ key: String, _ path: WritableKeyPath<Root, ClosedRange<Int>>, _ range: ClosedRange<Int>,
    _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    Field(
      key: key, summary: summary, presence: presence,
      content: .scalar(
        .span(range), get: { .span($0[keyPath: path]) },
        set: { root, value in
          guard case .span(let span) = value else { preconditionFailure("\(key) is a range") }
          root[keyPath: path] = span
        }))
  }

  static func texts(
    _ key: String, _ path: WritableKeyPath<Root, [String]>, _ summary: String
  ) -> Field {
    Field(
      key: key, summary: summary, presence: .optional,
      content: .texts(TextList(path: path, accepted: [])))
  }

  /// Some of the words `accepted`, at least one.
  static func chosen(
    _ key: String, _ path: WritableKeyPath<Root, [String]>, among accepted: [String],
    _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    Field(
      key: key, summary: summary, presence: presence,
      content: .texts(TextList(path: path, accepted: accepted)))
  }

  static func flag(
    _ key: String, _ path: WritableKeyPath<Root, Bool>, _ presence: Presence<Root>,
    _ summary: String
  ) -> Field {
    words(
      key, .flag, get: { $0[keyPath: path] ? "true" : "false" },
      set: { $0[keyPath: path] = $1 == "true" }, presence, summary)
  }

  static func count(
    _ key: String, _ path: WritableKeyPath<Root, Scenario.SampleCount>,
    _ range: ClosedRange<UInt64>, _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    Field(
      key: key, summary: summary, presence: presence,
      content: .scalar(
        .count(range),
        get: { root in
          switch root[keyPath: path] {
          case .all: .text("all")
          case .first(let number): .integer(UInt64(number))
          }
        },
        set: { root, value in
          if case .integer(let number) = value {
            root[keyPath: path] = .first(Int(number))
          } else {
            root[keyPath: path] = .all
          }
        }))
  }

  static func column(
    _ key: String, _ path: WritableKeyPath<Root, Scenario.DataSource.TextFile.Column?>,
    _ summary: String
  ) -> Field {
    Field(
      key: key, summary: summary, presence: .optional,
      content: .scalar(
        .column,
        get: { root in
          switch root[keyPath: path] {
          case nil: nil
          case .number(let number)?: .integer(UInt64(number))
          case .name(let name)?: .text(name)
          }
        },
        set: { root, value in
          switch value {
          case .integer(let number): root[keyPath: path] = .number(Int(number))
          case .text(let name): root[keyPath: path] = .name(name)
          default: preconditionFailure("\(key) is a number or a name")
          }
        }))
  }

  private static func whole(
    _ key: String, _ kind: ScalarKind, get: @escaping (Root) -> UInt64?,
    set: @escaping (inout Root, UInt64) -> Void, _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    Field(
      key: key, summary: summary, presence: presence,
      content: .scalar(
        kind, get: { root in get(root).map { .integer($0) } },
        set: { root, value in
          guard case .integer(let number) = value else { preconditionFailure("\(key) is whole") }
          set(&root, number)
        }))
  }

  private static func number(
    _ key: String, _ kind: ScalarKind, _ path: WritableKeyPath<Root, Double>,
    _ presence: Presence<Root>, _ summary: String
  ) -> Field {
    Field(
      key: key, summary: summary, presence: presence,
      content: .scalar(
        kind, get: { .real($0[keyPath: path]) },
        set: { root, value in
          guard case .real(let number) = value else { preconditionFailure("\(key) is a number") }
          root[keyPath: path] = number
        }))
  }

  private static func chosen<Choice: RawRepresentable>(_ word: String) -> Choice
  where Choice.RawValue == String {
    guard let choice = Choice(rawValue: word) else {
      preconditionFailure("only accepted words reach a choice")
    }
    return choice
  }
}
