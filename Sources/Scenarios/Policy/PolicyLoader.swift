/// Reads policy files.
public enum PolicyLoader {
  static let keys = [
    "name", "secrets", "required", "left_out", "declared", "thresholds", "allowed", "suppressions",
  ]
  static let declaredKeys = ["check", "reason", "behind", "largest"]
  static let allowedKeys = ["field", "reason"]
  static let suppressionKeys = [
    "check", "field", "scenario", "reason", "owner", "expires", "largest",
  ]
  /// Shares lie below 1; the number of findings, which some checks estimate, may be large.
  static let estimates = RealRange(lower: 0, upper: 1e12)

  /// Reads the file at `path`; `checks` are the names of all checks.
  ///
  /// - Throws: `ScenarioError` with everything that is wrong with the policy.
  public static func load(path: String, checks: [String]) throws(ScenarioError) -> Policy {
    let contents = try ScenarioFile.read(path, limit: ScenarioLimits.fileLength)
    return try load(contents: contents, path: path, checks: checks)
  }

  /// Reads a policy from `contents`, the bytes of a file that would stand at `path`.
  public static func load(
    contents: [UInt8], path: String, checks: [String]
  ) throws(ScenarioError) -> Policy {
    let root = try MapReader.root(of: contents, path: path, noun: "policy")
    var reading = Reading(checks: checks)
    let policy = reading.policy(root)
    guard reading.reader.problems.isEmpty, var policy else {
      throw ScenarioError(reading.reader.problems)
    }
    policy.contents = contents
    return policy
  }

  /// One policy under way.
  private struct Reading {
    var reader = MapReader()
    let checks: [String]

    init(checks: [String]) { self.checks = checks }

    mutating func policy(_ root: SourceNode) -> Policy? {
      let members = reader.members(
        root, "", known: keys, required: ["name", "secrets", "required"])
      let name = reader.text(members["name"], "name", limit: ScenarioLimits.nameLength)
      let secrets = secrets(members["secrets"])
      let required = required(members["required"])
      let leftOut = reader.choice(
        members["left_out"], "left_out", of: Policy.LeftOut.allCases.map(\.rawValue))
      let policy = Policy(
        name: name ?? "", secrets: secrets, required: required,
        leftOut: leftOut.flatMap(Policy.LeftOut.init(rawValue:)) ?? .refuse,
        declared: declared(members["declared"]), thresholds: thresholds(members["thresholds"]),
        allowed: allowed(members["allowed"]), suppressions: suppressions(members["suppressions"]),
        contents: [])
      return name == nil ? nil : policy
    }

    private mutating func secrets(_ node: SourceNode?) -> [Policy.Secret] {
      words(node, "secrets", ifEmpty: "a policy without secrets protects nothing") ?? []
    }

    /// A list of words of one kind that is not empty; nil where there is none.
    private mutating func words<Word: RawRepresentable<String> & CaseIterable>(
      _ node: SourceNode?, _ place: String, ifEmpty complaint: String
    ) -> [Word]? {
      guard let node else { return nil }
      let items = reader.items(node, place)
      if case .sequence(let list) = node.content, list.isEmpty {
        reader.report(.conflict(complaint), node.origin, place)
      }
      return items.enumerated().compactMap { index, item in
        reader.choice(item, "\(place)[\(index)]", of: Word.allCases.map(\.rawValue))
          .flatMap(Word.init(rawValue:))
      }
    }

    private mutating func required(_ node: SourceNode?) -> [NamePattern] {
      guard let node else { return [] }
      let items = reader.items(node, "required")
      if case .sequence(let list) = node.content, list.isEmpty {
        reader.report(.conflict("a policy requires at least one check"), node.origin, "required")
      }
      return items.enumerated().compactMap { check($1, "required[\($0)]") }
    }

    /// Entries of a list of mappings.
    private mutating func entries(
      _ node: SourceNode?, _ key: String, known: [String], required: [String]
    ) -> [(node: SourceNode, place: String, members: [String: SourceNode])] {
      guard let node else { return [] }
      return reader.items(node, key).enumerated().map { index, item in
        let place = "\(key)[\(index)]"
        return (item, place, reader.members(item, place, known: known, required: required))
      }
    }

    private mutating func declared(_ node: SourceNode?) -> [Policy.Declared] {
      entries(node, "declared", known: declaredKeys, required: ["check", "reason"]).compactMap {
        _, place, members in
        // A family may be declared before its first check exists.
        let check = check(members["check"], "\(place).check", isFamilyFree: true)
        let reason = sentence(members["reason"], "\(place).reason")
        let behind: [Policy.Mechanism]? = words(
          members["behind"], "\(place).behind", ifEmpty: "behind no mechanism nothing is declared")
        let largest = reader.number(members["largest"], "\(place).largest", in: estimates)
        guard let check, let reason else { return nil }
        return Policy.Declared(check: check, reason: reason, behind: behind, largest: largest)
      }
    }

    private mutating func thresholds(_ node: SourceNode?) -> [Policy.Threshold] {
      guard let node else { return [] }
      return reader.entries(node, "thresholds").compactMap { entry in
        let place = "thresholds.\(entry.key)"
        guard checks.contains(entry.key) else {
          let nearest = EditDistance.nearest(to: entry.key, among: checks)
          reader.report(.unknownKey(nearest: nearest), entry.keyOrigin, place)
          return nil
        }
        return reader.number(entry.value, place, in: estimates)
          .map { Policy.Threshold(check: entry.key, largest: $0) }
      }
    }

    private mutating func allowed(_ node: SourceNode?) -> [Policy.Allowed] {
      entries(node, "allowed", known: allowedKeys, required: allowedKeys).compactMap {
        _, place, members in
        let field = word(members["field"], "\(place).field")
        let reason = sentence(members["reason"], "\(place).reason")
        guard let field, let reason else { return nil }
        return Policy.Allowed(field: NamePattern(field), reason: reason)
      }
    }

    private mutating func suppressions(_ node: SourceNode?) -> [Policy.Suppression] {
      let required = suppressionKeys.filter { $0 != "field" && $0 != "scenario" }
      return entries(node, "suppressions", known: suppressionKeys, required: required).compactMap {
        node, place, members in
        let check = check(members["check"], "\(place).check")
        let field = word(members["field"], "\(place).field")
        let scenario = word(members["scenario"], "\(place).scenario")
        let reason = sentence(members["reason"], "\(place).reason")
        let owner = word(members["owner"], "\(place).owner")
        let expires = day(members["expires"], "\(place).expires")
        let largest = reader.number(members["largest"], "\(place).largest", in: estimates)
        guard let check, let reason, let owner, let expires, let largest else { return nil }
        return Policy.Suppression(
          check: check, field: field.map(NamePattern.init),
          scenario: scenario.map(NamePattern.init),
          reason: reason, owner: owner, expires: expires, largest: largest, origin: node.origin,
          keyPath: place)
      }
    }

    /// A check's name, or a pattern that fits the name of a check.
    private mutating func check(
      _ node: SourceNode?, _ place: String, isFamilyFree: Bool = false
    ) -> NamePattern? {
      guard let node, let text = word(node, place) else { return nil }
      let pattern = NamePattern(text)
      if checks.contains(where: pattern.matches) || (isFamilyFree && !pattern.isExact) {
        return pattern
      }
      let nearest = EditDistance.nearest(to: text, among: checks)
      reader.report(
        .unknownChoice(found: text, accepted: checks, nearest: nearest), node.origin, place)
      return nil
    }

    private mutating func word(_ node: SourceNode?, _ place: String) -> String? {
      reader.text(node, place, limit: ScenarioLimits.wordLength)
    }

    private mutating func sentence(_ node: SourceNode?, _ place: String) -> String? {
      guard let text = reader.text(node, place, limit: 1_000) else { return nil }
      if text.allSatisfy(\.isWhitespace), let node {
        reader.report(.wrongType(expected: "a reason", found: node.found), node.origin, place)
        return nil
      }
      return text
    }

    private mutating func day(_ node: SourceNode?, _ place: String) -> CalendarDay? {
      guard let node, let text = word(node, place) else { return nil }
      guard let day = CalendarDay(text) else {
        let isDay = text.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil
        reader.report(
          isDay
            ? .conflict("\(text) is no day of the calendar")
            : .wrongType(expected: "a day such as 2027-01-31", found: node.found),
          node.origin, place)
        return nil
      }
      return day
    }
  }
}
