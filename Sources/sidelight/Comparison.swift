import Determinism
import Layers
import Simulation

/// Several runs, a row each.
struct Comparison {
  /// A run, and where it stands.
  struct Run {
    var folder: String
    var summary: RunSummary
  }

  /// What is compared; a number is nil where the run does not tell it.
  struct Row: Encodable {
    var run: String
    var folder: String
    var method: String
    var outcome: String
    var values: [Column: Double?]
    var ratios: [Column: Double?]

    private struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    /// Writes what is missing as null.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      for (name, text) in [
        ("run", run), ("folder", folder), ("method", method), ("outcome", outcome),
      ] { try container.encode(text, forKey: Key(name)) }
      for column in Column.allCases {
        try container.encode(values[column] ?? nil, forKey: Key(column.rawValue))
      }
      var nested = container.nestedContainer(keyedBy: Key.self, forKey: Key("ratios"))
      for column in Column.allCases {
        try nested.encode(ratios[column] ?? nil, forKey: Key(column.rawValue))
      }
    }
  }

  /// The numbers of a row, by their names in JSON.
  enum Column: String, CaseIterable {
    case accuracy
    case secondsToTarget = "seconds_to_target"
    case deviceOperations = "device_operations"
    case devicePeakMemoryBytes = "device_peak_memory_bytes"
    case energyJoules = "energy_joules"
    case uplinkBytes = "uplink_bytes"
    case downlinkBytes = "downlink_bytes"
    case labelsRecovered = "labels_recovered"
    case tokensRecovered = "tokens_recovered"

    var title: String {
      switch self {
      case .accuracy: "accuracy"
      case .secondsToTarget: "to target"
      case .deviceOperations: "device work"
      case .devicePeakMemoryBytes: "memory"
      case .energyJoules: "energy"
      case .uplinkBytes: "uplink"
      case .downlinkBytes: "downlink"
      case .labelsRecovered: "labels"
      case .tokensRecovered: "tokens"
      }
    }

    func text(_ value: Double) -> String {
      switch self {
      case .accuracy: fixed(value, 3)
      case .secondsToTarget: fixed(value, 2) + " s"
      case .deviceOperations: Self.scaled(value)
      case .devicePeakMemoryBytes, .uplinkBytes, .downlinkBytes: "\(ByteCount(UInt64(value)))"
      case .energyJoules: fixed(value, 1) + " J"
      case .labelsRecovered, .tokensRecovered: fixed(value * 100, 1) + " %"
      }
    }

    private static func scaled(_ operations: Double) -> String {
      let steps = [(1e15, "PFLOP"), (1e12, "TFLOP"), (1e9, "GFLOP"), (1e6, "MFLOP")]
      guard let (unit, name) = steps.first(where: { operations >= $0.0 }) else {
        return fixed(operations, 0) + " FLOP"
      }
      return fixed(operations / unit, 2) + " " + name
    }
  }

  let rows: [Row]
  /// The accuracy to which time is measured; nil where no run has any.
  let target: Double?
  private let isTargetGiven: Bool
  private let reference: Int

  /// Puts `runs` side by side; without a target the smallest final accuracy decides.
  init(_ runs: [Run], target: Double?) {
    // A run that broke off says nothing of what its method can reach.
    let accuracies = runs.map(\.summary).filter { $0.outcome == .completed }
      .compactMap(\.training.finalAccuracy)
    let reached = target ?? accuracies.min().map { 0.98 * $0 }
    let methods = runs.map { $0.summary.method ?? "pae" }
    let reference = methods.firstIndex(of: "pae") ?? 0
    let values = runs.map { Self.values($0.summary, target: reached) }
    self.target = reached
    isTargetGiven = target != nil
    self.reference = reference
    rows = runs.indices.map { index in
      let method = methods[index]
      let outcome = runs[index].summary.outcome.rawValue
      let isUnique = methods.count { $0 == method } == 1
      return Row(
        run: (isUnique ? method : "\(method) \(runs[index].folder)")
          + (outcome == "completed" ? "" : " (\(outcome))"), folder: runs[index].folder,
        method: method, outcome: outcome, values: values[index],
        ratios: Self.ratios(values[index], to: values[reference]))
    }
  }

  private static func values(_ run: RunSummary, target: Double?) -> [Column: Double?] {
    let epoch = target.flatMap { target in
      run.training.epochs.first { ($0.testAccuracy ?? -1) >= target }
    }
    return [
      .accuracy: run.training.finalAccuracy, .secondsToTarget: epoch?.simulatedSeconds,
      .deviceOperations: run.work.map { Double($0.device.total) },
      .devicePeakMemoryBytes: Double(run.device.peakMemoryBytes),
      .energyJoules: run.device.energy?.totalJoules,
      .uplinkBytes: Double(run.uplink.payloadBytes),
      .downlinkBytes: Double(run.downlink.payloadBytes),
      .labelsRecovered: recovered("label.", raw: "raw.labels", run.leaks),
      .tokensRecovered: recovered("token.", raw: "raw.tokens", run.leaks),
    ]
  }

  /// The share that the best attack got right, by the judge's count; nil where nothing was checked.
  private static func recovered(
    _ attacks: String, raw: String, _ leaks: [LeakSummary]
  ) -> Double? {
    guard let bytes = leaks.first(where: { $0.id == raw }) else { return nil }
    if bytes.verdict == "leak" { return 1 }
    let estimates = leaks.filter { $0.id.hasPrefix(attacks) && $0.verdict != "inconclusive" }
      .compactMap(\.estimate)
    return estimates.max() ?? (bytes.verdict == "inconclusive" ? nil : 0)
  }

  private static func ratios(
    _ values: [Column: Double?], to reference: [Column: Double?]
  ) -> [Column: Double?] {
    var ratios: [Column: Double?] = [:]
    for column in Column.allCases {
      guard let value = values[column] ?? nil, let base = reference[column] ?? nil, base > 0 else {
        ratios[column] = .some(nil)
        continue
      }
      ratios[column] = value / base
    }
    return ratios
  }

  /// The table for people.
  var text: String {
    let goal =
      target.map { target in
        "to target: accuracy \(fixed(target, 3))"
          + (isTargetGiven ? "" : ", 0.98 of the smallest final accuracy")
      } ?? "no run has an accuracy"
    let names = ["run"] + rows.map(\.run)
    var columns = [names]
    for column in Column.allCases { columns.append([column.title] + rows.map { cell($0, column) }) }
    let widths = columns.map { $0.map(\.count).max() ?? 0 }
    let lines = names.indices.map { row in
      columns.indices.map { column in
        let text = columns[column][row]
        return column == 0
          ? TextColumns.left(text, widths[column]) : TextColumns.right(text, widths[column])
      }.joined(separator: "  ")
    }
    return ([goal + "; ratios to \(rows[reference].run)"] + lines).joined(separator: "\n")
  }

  private func cell(_ row: Row, _ column: Column) -> String {
    guard let value = row.values[column] ?? nil else { return "-" }
    let ratio = (row.ratios[column] ?? nil).map { " (\(fixed($0, 2))x)" } ?? ""
    return column.text(value) + ratio
  }
}
