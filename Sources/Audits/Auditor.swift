internal import LeakCheck
internal import Scenarios

/// Runs every check over one recorded run.
public enum Auditor {
  /// The names of the checks, in the order in which they run.
  public static let ids =
    [SchemaCheck.id] + RawCheck.ids
    + ["interference.labels", "interference.tokens", LengthCheck.id] + AttackBattery.ids

  static let noRecords =
    "The private files are missing, so that nobody can tell what would be a secret."

  /// Runs the checks.
  ///
  /// Throws what reading the trace or making a paired run throws.
  public static func run(_ inputs: AuditInputs) throws -> AuditReport {
    var results = try inputs.isSilent ? SilenceAudit.run(inputs) : checks(inputs)
    precondition(results.map(\.id) == ids, "an audit runs every check, in order")
    for index in results.indices { results[index].replay = inputs.replay }
    return AuditReport(checks: results, promise: Promise(inputs))
  }

  private static func checks(_ inputs: AuditInputs) throws -> [CheckResult] {
    let lanes = Lanes([
      {
        try made(inputs, [SchemaCheck.id], .schema) { [try schema(inputs)] }
          + made(inputs, RawCheck.ids, .raw) { try raw(inputs) }
      },
      {
        try [PairedSecret.labels, .tokens].flatMap { secret in
          let id = "interference.\(secret.rawValue)"
          return try made(inputs, [id], .interference) { [try interference(inputs, id, secret)] }
        } + made(inputs, [LengthCheck.id], .interference) { [try lengths(inputs)] }
      },
      { try made(inputs, AttackBattery.ids, .inference) { try AttackBattery.run(inputs) } },
    ])
    inputs.together(lanes.count) { lanes.run($0) }
    return try lanes.results()
  }

  /// What `body` makes of the checks called `ids`, except for those that are left out.
  private static func made(
    _ inputs: AuditInputs, _ ids: [String], _ level: CheckLevel,
    _ body: () throws -> [CheckResult]
  ) throws -> [CheckResult] {
    let reasons = ids.map { id in inputs.leftOut.first { $0.check == id }?.reason }
    let results = reasons.contains(nil) ? try body() : []
    return zip(ids, reasons).enumerated().map { index, check in
      check.1.map { .leftOut(check.0, level, because: $0) } ?? results[index]
    }
  }

  /// Checks that share nothing but the trace, which each reads by itself.
  private final class Lanes: @unchecked Sendable {
    private let bodies: [() throws -> [CheckResult]]
    private let outcomes: UnsafeMutableBufferPointer<Result<[CheckResult], any Error>?>

    init(_ bodies: [() throws -> [CheckResult]]) {
      self.bodies = bodies
      outcomes = .allocate(capacity: bodies.count)
      outcomes.initialize(repeating: nil)
    }

    deinit {
      outcomes.deinitialize()
      outcomes.deallocate()
    }

    var count: Int { bodies.count }

    /// Each lane writes its own outcome.
    func run(_ lane: Int) { outcomes[lane] = Result { try bodies[lane]() } }

    /// The results of all lanes in order, or the first error.
    func results() throws -> [CheckResult] {
      try outcomes.flatMap { outcome in
        guard let outcome else { preconditionFailure("every lane runs before it is read") }
        return try outcome.get()
      }
    }
  }

  private static func schema(_ inputs: AuditInputs) throws -> CheckResult {
    let material = inputs.material
    guard let client = material.client else {
      return try SchemaCheck.run(
        frames: material.frames, sessions: material.sessions,
        repeatsFrames: material.repeatsFrames)
    }
    return try SchemaCheck.run(frames: material.frames, client: client)
  }

  private static func raw(_ inputs: AuditInputs) throws -> [CheckResult] {
    guard let records = inputs.material.records else {
      return RawCheck.ids.map { .inconclusive($0, .raw, because: noRecords) }
    }
    return try RawCheck.run(
      frames: inputs.material.frames, records: records, classes: inputs.material.classes,
      tree: inputs.material.tree, together: inputs.together)
  }

  private static func interference(
    _ inputs: AuditInputs, _ id: String, _ secret: PairedSecret
  ) throws -> CheckResult {
    guard let pairedRun = inputs.pairedRun else {
      return .inconclusive(id, .interference, because: "No paired run could be made.")
    }
    return try InterferenceCheck.run(
      id: id, base: inputs.material, variants: try pairedRun(secret))
  }

  private static func lengths(_ inputs: AuditInputs) throws -> CheckResult {
    guard let counts = inputs.material.tokenCounts else {
      return .inconclusive(LengthCheck.id, .interference, because: noRecords)
    }
    if inputs.material.client != nil { return try capturedLengths(inputs, tokens: counts) }
    let pairs: [PairedTrace] =
      if LengthCheck.needsPair(tokenCounts: counts), let pairedRun = inputs.pairedRun {
        try pairedRun(.lengths)
      } else {
        []
      }
    return try LengthCheck.run(tokenCounts: counts, base: inputs.material, pairs: pairs)
  }

  /// Lengths in captures: where they are equal they tell nothing, and else nothing can be told.
  private static func capturedLengths(
    _ inputs: AuditInputs, tokens: [Int]
  ) throws -> CheckResult {
    let counts = tokens.contains { $0 > 0 } ? tokens : inputs.material.textLengths ?? []
    guard counts.contains(where: { $0 > 0 }) else {
      return .inconclusive(
        LengthCheck.id, .interference, because: "No secret holds token ids or a text.")
    }
    guard !LengthCheck.needsPair(tokenCounts: counts) else {
      return .inconclusive(
        LengthCheck.id, .interference, samples: counts.count,
        because:
          "The lengths differ, and in captures a real clock hides or feigns what they do to times.")
    }
    return try LengthCheck.run(tokenCounts: counts, base: inputs.material, pairs: [])
  }
}
