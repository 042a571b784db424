/// Reads baselines.
///
/// JSON is read as the YAML that it is, so that every message has a line and a column.
public enum BaselineLoader {
  private static let keys = ["check", "scenario", "digest", "estimate", "low", "high", "samples"]

  /// Reads the file at `path`; `checks` are the names of all checks.
  ///
  /// - Throws: `ScenarioError` with everything that is wrong with the baseline.
  public static func load(path: String, checks: [String]) throws(ScenarioError) -> Baseline {
    let contents = try ScenarioFile.read(path, limit: ScenarioLimits.fileLength)
    return try load(contents: contents, path: path, checks: checks)
  }

  /// Reads a baseline from `contents`, the bytes of a file that would stand at `path`.
  public static func load(
    contents: [UInt8], path: String, checks: [String]
  ) throws(ScenarioError) -> Baseline {
    let root = try MapReader.root(of: contents, path: path, noun: "baseline")
    var reader = MapReader()
    let members = reader.members(
      root, "", known: ["format", "entries"], required: ["format", "entries"])
    _ = reader.choice(members["format"], "format", of: [Baseline.format])
    var entries: [Baseline.Entry] = []
    var seen: Set<[String]> = []
    let items = members["entries"].map { reader.items($0, "entries") } ?? []
    for (index, item) in items.enumerated() {
      let place = "entries[\(index)]"
      guard let entry = entry(&reader, item, place, checks) else { continue }
      if !seen.insert([entry.check, entry.digest]).inserted {
        reader.report(.conflict("this check and scenario are listed already"), item.origin, place)
      }
      entries.append(entry)
    }
    guard reader.problems.isEmpty else { throw ScenarioError(reader.problems) }
    return Baseline(entries: entries, path: path, contents: contents)
  }

  private static func entry(
    _ reader: inout MapReader, _ node: SourceNode, _ place: String, _ checks: [String]
  ) -> Baseline.Entry? {
    let members = reader.members(node, place, known: keys, required: keys)
    func number(_ key: String) -> Double? {
      reader.number(members[key], "\(place).\(key)", in: PolicyLoader.estimates)
    }
    func text(_ key: String) -> String? {
      reader.text(members[key], "\(place).\(key)", limit: ScenarioLimits.wordLength)
    }
    let check = reader.choice(members["check"], "\(place).check", of: checks)
    let (scenario, digest) = (text("scenario"), text("digest"))
    let (estimate, low, high) = (number("estimate"), number("low"), number("high"))
    let samples = reader.integer(
      members["samples"], "\(place).samples", in: 0...UInt64(Int.max))
    guard let check, let scenario, let digest, let estimate, let low, let high, let samples else {
      return nil
    }
    guard low <= estimate, estimate <= high else {
      reader.report(
        .conflict("the estimate lies outside of its interval"), node.origin, "\(place).estimate")
      return nil
    }
    guard estimate > 1 || high <= 1 else {
      reader.report(
        .conflict("a share is at most 1, and its interval ends there"), node.origin, "\(place).high"
      )
      return nil
    }
    return Baseline.Entry(
      check: check, scenario: scenario, digest: digest, estimate: estimate, low: low, high: high,
      samples: Int(samples), origin: node.origin)
  }
}
