internal import Determinism

/// Makes axes of what a study file says.
struct StudyAxisBuilder {
  private let sample: StudyDraft.SampleDraft?

  /// `sample` is the joint sample, if there is one.
  init(sample: StudyDraft.SampleDraft?) { self.sample = sample }

  /// The axis of `draft`, which stands at the key path `path`; nil after a problem.
  func axis(
    _ draft: StudyDraft.AxisDraft, at path: String, _ reader: inout ScenarioReader
  ) -> StudyAxis? {
    let ways = [
      draft.values.isEmpty ? nil : "values", draft.settings.isEmpty ? nil : "settings",
      draft.from == nil && draft.to == nil ? nil : "from and to",
    ].compactMap { $0 }
    guard ways.count == 1 else {
      let found = ways.isEmpty ? "there is none" : "there are " + ways.joined(separator: ", ")
      reader.report(
        "one of values, settings, and from with to says what varies; \(found)", at: path)
      return nil
    }
    if !draft.settings.isEmpty { return named(draft, at: path, &reader) }
    guard let kind = kind(draft, at: path, &reader) else { return nil }
    let keys = draft.keys.map(\.flowText)
    let maker = kind.scalar.flatMap(StudyNumber.init)
    if let from = draft.from, let to = draft.to {
      guard let maker else {
        reader.report("\(keys[0]) takes no numbers; give values", at: path)
        return nil
      }
      return range(draft, from, to, maker, keys, at: path, &reader)
    }
    guard !draft.values.isEmpty else {
      reader.report("a range needs both from and to", at: path)
      return nil
    }
    let settings = draft.values.map { value in
      StudySetting(
        label: value.flowText, number: maker?.number(value),
        assignments: keys.map { Self.assignment($0, value) })
    }
    guard areDifferent(settings, draft.values.map(\.origin), "\(path).values", &reader) else {
      return nil
    }
    return StudyAxis(
      name: draft.name, keys: keys, scale: Self.scale(draft, settings),
      unit: maker?.unit ?? "", settings: settings, maker: maker)
  }

  private static func assignment(_ key: String, _ value: SourceNode) -> StudyDraft.Assignment {
    .init(keys: key.split(separator: ".").map(String.init), value: value, origin: value.origin)
  }

  private static func scale(
    _ draft: StudyDraft.AxisDraft, _ settings: [StudySetting]
  ) -> StudyAxis.Scale {
    guard settings.allSatisfy({ $0.number != nil }) else { return .category }
    return draft.scale == .log && settings.allSatisfy { ($0.number ?? 0) > 0 } ? .log : .linear
  }

  /// The kind of value that all keys of an axis take.
  private struct Kind {
    /// Nil where it is no scalar.
    var scalar: ScalarKind?
  }

  /// The kind of an axis; nil after a problem.
  private func kind(
    _ draft: StudyDraft.AxisDraft, at path: String, _ reader: inout ScenarioReader
  ) -> Kind? {
    guard !draft.keys.isEmpty else {
      reader.report("key or keys must say what varies", at: path)
      return nil
    }
    var kind: ScalarKind?
    for (index, node) in draft.keys.enumerated() {
      switch ScenarioDescription.target(node.flowText.split(separator: ".").map(String.init)) {
      case .scalar(let found): if index == 0 { kind = found }
      case .other: break
      case .unknown(let nearest):
        reader.report(.unknownKey(nearest: nearest), node.origin, "\(path).key")
        return nil
      }
    }
    return Kind(scalar: kind)
  }

  private func named(
    _ draft: StudyDraft.AxisDraft, at path: String, _ reader: inout ScenarioReader
  ) -> StudyAxis? {
    guard draft.keys.isEmpty else {
      reader.report("settings name keys of their own, so key has no meaning beside them", at: path)
      return nil
    }
    let numbers = draft.settings.filter { $0.number != nil }.count
    guard numbers == 0 || numbers == draft.settings.count else {
      reader.report("give a number to all settings or to none", at: "\(path).settings")
      return nil
    }
    let settings = draft.settings.map {
      StudySetting(label: $0.name, number: $0.number, assignments: $0.assignments)
    }
    guard
      areDifferent(
        settings, draft.settings.map { $0.assignments.first?.origin }, "\(path).settings", &reader)
    else { return nil }
    return StudyAxis(
      name: draft.name, keys: [], scale: Self.scale(draft, settings), unit: "",
      settings: settings, maker: nil)
  }

  private func areDifferent(
    _ settings: [StudySetting], _ origins: [ScenarioProblem.Origin?], _ path: String,
    _ reader: inout ScenarioReader
  ) -> Bool {
    var labels: Set<String> = []
    for (index, setting) in settings.enumerated() where !labels.insert(setting.label).inserted {
      let place = "\(path)[\(index)]"
      if let origin = origins[index] {
        reader.report(.conflict("is in the list already"), origin, place)
      } else {
        reader.report("is in the list already", at: path)
      }
      return false
    }
    return true
  }

  private func range(
    _ draft: StudyDraft.AxisDraft, _ from: SourceNode, _ to: SourceNode, _ maker: StudyNumber,
    _ keys: [String], at path: String, _ reader: inout ScenarioReader
  ) -> StudyAxis? {
    guard let low = maker.number(from), let high = maker.number(to) else {
      let (key, node) = maker.number(from) == nil ? ("from", from) : ("to", to)
      reader.report(
        .wrongType(expected: "a value of \(keys[0])", found: node.found), node.origin,
        "\(path).\(key)")
      return nil
    }
    guard low != high, draft.scale == .linear || (low > 0 && high > 0) else {
      reader.report("the ends differ, and on a logarithmic scale lie above 0", at: path)
      return nil
    }
    let shares: [Double]
    if let steps = draft.steps {
      shares = (0..<steps).map { Double($0) / Double(steps - 1) }
    } else if let sample {
      shares = Self.shares(sample, axis: draft.name)
    } else {
      reader.report("steps is missing, and there is no sample", at: path)
      return nil
    }
    var settings: [StudySetting] = []
    for share in shares {
      let number =
        draft.scale == .linear
        ? low + share * (high - low)
        : DeterministicMath.exp(
          DeterministicMath.log(low)
            + share * (DeterministicMath.log(high) - DeterministicMath.log(low)))
      let text = share == 0 ? from.flowText : share == 1 ? to.flowText : maker.text(number)
      guard let text else { continue }
      let setting = maker.setting(text: text, keys: keys, origin: from.origin)
      // Whole numbers may round to the same one.
      if draft.steps != nil, settings.last?.number == setting.number { continue }
      settings.append(setting)
    }
    return StudyAxis(
      name: draft.name, keys: keys, scale: draft.scale == .log ? .log : .linear,
      unit: maker.unit, settings: settings, maker: maker)
  }

  /// Places in 0..<1 along one axis of the joint sample.
  private static func shares(_ sample: StudyDraft.SampleDraft, axis: String) -> [Double] {
    var stream = Seed(sample.seed).stream("study.sample.\(axis)", ledger: nil)
    switch sample.method {
    case .random: return (0..<sample.points).map { _ in stream.nextUnit() }
    case .latinHypercube:
      return stream.permutation(sample.points).map {
        (Double($0) + stream.nextUnit()) / Double(sample.points)
      }
    }
  }
}
