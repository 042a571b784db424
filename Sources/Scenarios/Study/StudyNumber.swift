internal import Determinism

/// Reads and writes the numbers of one kind of key.
struct StudyNumber: Sendable {
  /// How numbers of the kind are written.
  private enum Form: Sendable {
    /// Whole numbers.
    case whole
    /// Real numbers and shares.
    case real
    /// Units from the smallest, and how many base units one of the axis's unit is.
    case quantity([(symbol: String, factor: Double)], perUnit: Double)
  }

  private let form: Form
  private let kind: ScalarKind
  /// The unit of the axis; empty for none.
  let unit: String

  /// Nil where values of the kind are no numbers.
  init?(_ kind: ScalarKind) {
    self.kind = kind
    switch kind {
    case .integer, .count, .span: (form, unit) = (.whole, "")
    case .real, .share: (form, unit) = (.real, "")
    case .quantity(let family, _):
      let isDuration = family.symbols.first == "ns"
      let units = family.units.filter { !$0.symbol.contains("i") || $0.symbol.contains("bit") }
      form = .quantity(
        units.map { ($0.symbol, Double($0.factor)) }, perUnit: isDuration ? 1e9 : 1)
      unit = isDuration ? "s" : family.symbols.first ?? ""
    case .choice, .name, .path, .flag, .column: return nil
    }
  }

  /// The number of a value as it stands in a file, in the axis's unit; nil where it has none.
  func number(_ node: SourceNode) -> Double? {
    guard case .scalar(let text, let isQuoted) = node.content,
      let value = try? kind.parse(text, isQuoted: isQuoted)
    else { return nil }
    switch (value, form) {
    case (.integer(let whole), .quantity(_, let perUnit)): return Double(whole) / perUnit
    case (.integer(let whole), _): return Double(whole)
    case (.real(let number), _): return number
    case (.span(let span), _): return span.count == 1 ? Double(span.lowerBound) : nil
    case (.text, _): return nil
    }
  }

  /// `number` with four significant digits, as a file holds it; nil where it cannot.
  func text(_ number: Double) -> String? {
    guard number.isFinite, number >= 0, number < 1e18 else { return nil }
    switch form {
    case .whole: return "\(UInt64(number.rounded()))"
    case .real: return Self.decimal(number)
    case .quantity(let units, let perUnit):
      let amount = number * perUnit
      // What rounds to a whole unit is one.
      let unit = units.last { $0.factor <= amount * 1.00005 } ?? units[0]
      guard unit.factor > 1 else { return "\(UInt64(amount.rounded())) \(unit.symbol)" }
      return "\(Self.decimal(amount / unit.factor)) \(unit.symbol)"
    }
  }

  /// The setting that gives all `keys` the value `text`.
  func setting(text: String, keys: [String], origin: ScenarioProblem.Origin) -> StudySetting {
    let node = SourceNode(content: .scalar(text, isQuoted: false), origin: origin)
    return StudySetting(
      label: text, number: number(node),
      assignments: keys.map {
        .init(keys: $0.split(separator: ".").map(String.init), value: node, origin: origin)
      })
  }

  /// Four significant digits without zeros behind them, whole numbers as they are.
  static func decimal(_ number: Double) -> String {
    guard number > 0 else { return "0" }
    var (digits, exponent) = (number, 0)
    while digits < 999.95 { (digits, exponent) = (digits * 10, exponent - 1) }
    while digits >= 9_999.5 { (digits, exponent) = (digits / 10, exponent + 1) }
    var whole = UInt64(digits.rounded())
    while whole % 10 == 0, exponent < 0 || whole > 1_000_000 {
      (whole, exponent) = (whole / 10, exponent + 1)
    }
    guard exponent < 0 else {
      return "\(whole)" + String(repeating: "0", count: exponent)
    }
    let text = "\(whole)"
    let places = -exponent
    if places > 12 { return "\(text)e-\(places)" }
    let padded = String(repeating: "0", count: max(0, places + 1 - text.count)) + text
    return "\(padded.dropLast(places)).\(padded.suffix(places))"
  }
}

extension ScenarioDescription {
  /// What a key path leads to.
  enum Target {
    case scalar(ScalarKind)
    /// A list, or a mapping without a shorthand.
    case other
    case unknown(nearest: String?)
  }

  /// The key at a path.
  static func target(_ keys: [String]) -> Target { target(keys[...], in: root) }

  private static func target<Root>(
    _ keys: ArraySlice<String>, in group: FieldGroup<Root>
  ) -> Target {
    guard let key = keys.first, let field = group.fields.first(where: { $0.key == key }) else {
      return .unknown(
        nearest: EditDistance.nearest(to: keys.first ?? "", among: group.fields.map(\.key)))
    }
    let rest = keys.dropFirst()
    switch field.content {
    case .scalar(let kind, _, _): return rest.isEmpty ? .scalar(kind) : .unknown(nearest: nil)
    case .group(let inner):
      if !rest.isEmpty { return target(rest, in: inner) }
      guard let shorthand = inner.shorthand else { return .other }
      return target([shorthand], in: inner)
    case .texts, .items, .protections, .free:
      return rest.isEmpty ? .other : .unknown(nearest: nil)
    }
  }
}
