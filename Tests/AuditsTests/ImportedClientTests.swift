import Audits
import LeakCheck
import PrivateData
import Testing
import Traces
import Wire

/// Leaks planted in a client that is not ours, each found by its check.
@Suite struct ImportedClientTests {
  private func audit(
    _ world: ForeignWorld, client: ImportedClient = ForeignWorld.client,
    records: [JudgeRecord]? = nil, variant: ForeignWorld? = ForeignWorld(secrets: 2),
    secret: PairedSecret = .labels, leftOut: [String] = ["interference.tokens"]
  ) throws -> AuditReport {
    let records = records ?? world.records
    var inputs = AuditInputs(
      material: CheckMaterial(frames: FrameSource(world.frames), client: client, records: records),
      epsilon: nil,
      pairedRun: { wanted in
        guard let variant, wanted == secret else { return [] }
        return [
          PairedTrace(
            frames: FrameSource(variant.frames), secret, base: records, variant: variant.records)
        ]
      }, replay: "")
    inputs.leftOut = leftOut.map { ($0, "no second capture") }
    return try Auditor.run(inputs)
  }

  /// A capture whose labels all differ from those of `ForeignWorld()`, with other contents.
  private var opposite: ForeignWorld {
    var world = ForeignWorld(seed: 3, delay: 1_777)
    world.labels = world.labels.map { 1 - $0 }
    return world
  }

  @Test func aCleanClientPasses() throws {
    let report = try audit(ForeignWorld(), variant: opposite)
    #expect(report.checks.map(\.id) == Auditor.ids)
    for check in report.checks where check.verdict != .notApplicable {
      let expected: Verdict = check.id == "interference.tokens" ? .leftOut : .pass
      #expect(check.verdict == expected, "\(check.id): \(check.evidence)")
    }
    #expect(report.verdict == .pass && report.exitCode == 0)
    #expect(report.json.contains("\"verdict\": \"left-out\""))
    #expect(report.text.contains("Left out: no second capture"))
  }

  @Test(arguments: [
    (ForeignWorld.Leak.labelInUnlistedField, ["schema.fields", "raw.labels"]),
    (.labelInAllowedField, ["raw.labels"]), (.tokensInAllowedField, ["raw.tokens"]),
    (
      .deltaOfTheLabel,
      [
        "label.sign", "label.spectral", "label.clusters", "label.gram", "label.direction",
        "label.completion",
      ]
    ), (.unknownField, ["schema.fields"]),
    (.unknownFieldFromServer, ["schema.fields"]), (.shortDelta, ["schema.fields"]),
  ])
  func everyPlantedLeakIsFoundByItsCheck(_ leak: ForeignWorld.Leak, _ ids: [String]) throws {
    let report = try audit(
      ForeignWorld(leak), variant: nil, leftOut: ["interference.labels", "interference.tokens"])
    #expect(report.checks.filter { $0.verdict == .leak }.map(\.id) == ids)
    #expect(report.exitCode == 1)
  }

  @Test func aPairedCaptureShowsWhatFollowsFromSecrets() throws {
    func verdict(_ variant: ForeignWorld) throws -> CheckResult {
      let report = try audit(ForeignWorld(), variant: variant)
      return try #require(report.checks.first { $0.id == "interference.labels" })
    }
    #expect(try verdict(opposite).verdict == .pass)
    var longer = opposite
    longer.frames[2].bytes.append(0)
    #expect(try verdict(longer).findings.map(\.field) == ["size"])
    var fewer = opposite
    fewer.frames.removeLast()
    #expect(try verdict(fewer).findings.map(\.field) == ["count"])
    var swapped = opposite
    swapped.frames.swapAt(0, 2)
    #expect(try verdict(swapped).findings.map(\.field) == ["order"])
    // Not every label differs between worlds of two seeds.
    #expect(try verdict(ForeignWorld(secrets: 2)).verdict == .inconclusive)
  }

  /// Other tokens count where their number stays, and another number where lengths are compared.
  @Test func aPairCountsTheSecretsThatItChanges() {
    func record(_ label: Int, _ tokens: [Int]) -> JudgeRecord {
      JudgeRecord(
        key: [], sample: 0, label: Secret(label), tokens: Secret(tokens), text: Secret([]))
    }
    for (label, tokens, changed) in [
      (0, [1, 2], [0, 0, 0]), (1, [1, 2], [1, 0, 0]), (0, [1, 3], [0, 1, 1]), (0, [1], [0, 0, 1]),
    ] {
      let counts = PairedSecret.allCases.map { secret in
        PairedTrace(
          frames: FrameSource([]), secret, base: [record(0, [1, 2])],
          variant: [record(label, tokens)]
        ).secretsChanged
      }
      #expect(counts == changed, "\(label) \(tokens)")
    }
  }

  @Test func whatIsNeitherCheckedNorLeftOutIsInconclusive() throws {
    let report = try audit(ForeignWorld(), variant: nil, leftOut: [])
    let open = report.checks.filter { $0.verdict == .inconclusive }.map(\.id)
    #expect(open == ["interference.labels", "interference.tokens"])
    #expect(report.exitCode == 3)
    let none = try audit(ForeignWorld(), variant: nil, leftOut: Auditor.ids)
    #expect(none.exitCode == 3, "nothing was checked")
  }

  @Test func secretsWithoutTokensOrTextsSaySo() throws {
    let world = ForeignWorld()
    let bare = world.records.map {
      JudgeRecord(
        key: $0.key, sample: $0.sample, label: $0.label, tokens: Secret([]), text: Secret([]))
    }
    let report = try audit(world, records: bare, variant: nil)
    for id in ["raw.tokens", "raw.text", "timing.length"] {
      let check = try #require(report.checks.first { $0.id == id })
      #expect(check.verdict == .inconclusive && check.evidence.contains("No secret holds"))
    }
  }

  @Test func moreSamplesThanTheMapSaysAreFound() throws {
    var client = ForeignWorld.client
    client.sizes.samples = ForeignWorld.samples - 1
    client.sizes.batch = ForeignWorld.batch - 1
    let schema = try audit(ForeignWorld(), client: client, variant: nil).checks[0]
    #expect(schema.verdict == .leak)
    #expect(schema.findings.contains { $0.message.contains("more than 31 samples") })
    #expect(schema.evidence.contains("9 departures"))
  }

  @Test func frameHeadsAndKindsAreJudged() throws {
    func problems(_ change: (inout TraceFrame) -> Void) throws -> [String] {
      var world = ForeignWorld()
      change(&world.frames[0])
      return try audit(world, variant: nil).checks[0].findings.map(\.message)
    }
    #expect(try problems { $0.kind = 2 } == ["the record says kind 2 and the bytes 1"])
    #expect(
      try problems { $0.kind = 17 }.contains("kind 17 does not travel in this direction"))
    #expect(try problems { $0.bytes[3] &+= 1 }.contains { $0.contains("another length") })
    #expect(try problems { $0.bytes = [0, 0] }.contains("the frame is shorter than its prefix"))
  }
}
