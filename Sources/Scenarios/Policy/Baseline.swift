/// Measured numbers that later runs must not worsen.
public struct Baseline: Equatable, Sendable {
  /// The number of one check in one scenario.
  public struct Entry: Equatable, Sendable {
    /// The check's name.
    public var check: String
    /// The scenario's name.
    public var scenario: String
    /// The digest of the scenario's public part.
    public var digest: String
    /// The measured number.
    public var estimate: Double
    /// Low end of its interval.
    public var low: Double
    /// High end of its interval.
    public var high: Double
    /// Samples behind it.
    public var samples: Int
    /// Where the entry stands; nil for one that no file holds yet.
    public var origin: ScenarioProblem.Origin?

    /// Makes an entry.
    public init(
      check: String, scenario: String, digest: String, estimate: Double, low: Double, high: Double,
      samples: Int, origin: ScenarioProblem.Origin? = nil
    ) {
      self.check = check
      self.scenario = scenario
      self.digest = digest
      self.estimate = estimate
      self.low = low
      self.high = high
      self.samples = samples
      self.origin = origin
    }
  }

  static let format = "sidelight-baseline-1"

  /// The entries, in the order of the file.
  public var entries: [Entry]
  /// The file; nil for a baseline that was never written.
  public var path: String?
  /// The bytes of the file, for digests.
  public var contents: [UInt8]

  /// Makes a baseline.
  public init(entries: [Entry] = [], path: String? = nil, contents: [UInt8] = []) {
    self.entries = entries
    self.path = path
    self.contents = contents
  }

  /// A baseline in which `entries` stand in the place of what it says about `checks` in the
  /// scenario with this digest, and of all that it says about another one with this name.
  public func replacing(
    _ checks: [String], scenario: String, digest: String, by entries: [Entry]
  ) -> Baseline {
    let others = self.entries.filter { entry in
      entry.digest == digest ? !checks.contains(entry.check) : entry.scenario != scenario
    }
    let all = (others + entries).sorted { ($0.scenario, $0.check) < ($1.scenario, $1.check) }
    return Baseline(entries: all)
  }

  /// The baseline as JSON, with keys in a fixed order.
  public var json: String {
    let entries = entries.map { entry in
      JSONText.object([
        ("check", .string(entry.check)), ("scenario", .string(entry.scenario)),
        ("digest", .string(entry.digest)), ("estimate", .number(entry.estimate)),
        ("low", .number(entry.low)), ("high", .number(entry.high)),
        ("samples", .number("\(entry.samples)")),
      ])
    }
    let root = JSONText.object([("format", .string(Self.format)), ("entries", .array(entries))])
    return root.rendered() + "\n"
  }
}
