import Adversaries
import Audits
import Determinism
import LeakCheck
import PrivateData
import Scenarios
import Testing
import Traces
import Wire

@Suite struct AuditTests {
  private let world = SmallWorld(seed: 1)

  private func audit(
    _ world: SmallWorld, epsilon: Double? = nil, isRotated: Bool = false, hasRecords: Bool = true,
    isPaired: Bool = true, also frames: [TraceFrame] = []
  ) throws -> AuditReport {
    var inputs = AuditInputs(
      material: CheckMaterial(
        frames: FrameSource(world.frames + frames), sessions: [world.shape],
        records: hasRecords ? world.records : nil),
      epsilon: epsilon,
      pairedRun: { _ in
        let samples = world.keys.count
        let frames = FrameSource(SmallWorld(seed: 2, samples: samples).frames)
        return [PairedTrace(frames: frames, secretsChanged: samples, secretsTotal: samples)]
      },
      replay: "sidelight check runs/small")
    inputs.isRotated = isRotated
    if !isPaired { inputs.pairedRun = nil }
    return try Auditor.run(inputs)
  }

  /// The attacks that find the labels of plain deltas.
  private static let labelLeaks = [
    "label.sign", "label.spectral", "label.clusters", "label.gram", "label.direction",
    "label.completion",
  ]
  /// What needs a backbone, a side network or repeated uploads, or three classes.
  private static let unfit = [
    "label.positive", "label.served", "label.averaging", "label.probe", "token.pivot",
    "token.inversion", "token.dictionary", "token.procrustes",
  ]

  @Test func plainPAELeaksByItsDeltasAlone() throws {
    let report = try audit(SmallWorld(seed: 1, samples: 512))
    #expect(report.checks.map(\.id) == Auditor.ids)
    for check in report.checks {
      let expected: Verdict =
        Self.labelLeaks.contains(check.id)
        ? .leak : Self.unfit.contains(check.id) ? .notApplicable : .pass
      #expect(check.verdict == expected, "\(check.id): \(check.evidence)")
      if check.verdict == .leak { #expect(check.estimate == 1, "\(check.id)") }
    }
    let sign = try #require(report.checks.first { $0.id == "label.sign" })
    #expect(sign.evidence.contains("100.0 % of the deltas"))
    #expect(sign.evidence.hasPrefix("Verified: "))
    #expect(report.verdict == .leak && report.exitCode == 1)
  }

  /// With three classes the mark of the published target means something, and is a suspicion.
  @Test func theMarkIsSuspectedAndNeverVerified() throws {
    let report = try audit(SmallWorld(seed: 1, classes: 3))
    let mark = try #require(report.checks.first { $0.id == "label.positive" })
    #expect(mark.verdict == .leak && mark.evidence.hasPrefix("Suspected: "))
    // 116 of 128 are 0.906, of which the 95 % interval ends below 0.9.
    var mixed = SmallWorld(seed: 1, classes: 3)
    for index in 0..<12 { mixed.deltas[index] = [0.3, 0.3, -0.6] }
    let doubt = try #require(try audit(mixed).checks.first { $0.id == "label.positive" })
    #expect(doubt.verdict == .pass && doubt.estimate == 116.0 / 128)
  }

  /// What a mechanism leaves to see is measured as without it, and the policy declares it.
  @Test func aDeclaredMechanismReachesThePolicy() throws {
    let policy = try Sample.standardPolicy()
    for (epsilon, outcome) in [(nil, Decision.Outcome.fail), (1.0, .declared)] {
      let report = try audit(SmallWorld(seed: 1, classes: 3), epsilon: epsilon)
      #expect(report.promise.epsilon == epsilon)
      let mark = try report.decided(by: policy, scenario: "s", hasRecords: true)
        .first { $0.check.id == "label.positive" }
      #expect(mark?.check.verdict == .leak && mark?.decision.outcome == outcome)
    }
  }

  @Test func whatDoesNotApplyHasNoSay() {
    func report(_ verdicts: Verdict...) -> AuditReport {
      AuditReport(
        checks: verdicts.map {
          CheckResult(id: "a.b", level: .inference, verdict: $0, samples: 1, evidence: "e")
        })
    }
    #expect(report(.pass, .notApplicable).exitCode == 0)
    #expect(report(.leak, .notApplicable).exitCode == 1)
    #expect(report(.notApplicable).exitCode == 3, "nothing passed")
    #expect(report(.pass, .notApplicable).json.contains("\"not-applicable\""))
  }

  private func observations(_ frames: [TraceFrame], classes: Int) throws -> Observations {
    var iterator = frames.makeIterator()
    var knowledge = PublicKnowledge(tree: .standard, classes: classes)
    knowledge.format = .fp32
    return try Observations(knowledge, from: { iterator.next() })
  }

  @Test func signAttackReadsEveryLabelOfPlainDeltas() throws {
    for seed in 0..<20 {
      let world = SmallWorld(seed: seed, classes: 2 + seed % 9)
      let guesses = SignAttack.guesses(
        try observations(world.frames, classes: world.classes), .positive)
      #expect(guesses.count == world.labels.count)
      for (key, label) in zip(world.keys, world.labels) { #expect(guesses[key] == label) }
    }
  }

  /// A device that sends softmax - onehot reveals as much as one that sends onehot - softmax.
  @Test func negatedDeltasLeakToo() throws {
    var negated = world
    negated.deltas = world.deltas.map { $0.map { -$0 } }
    let sign = try audit(negated).checks.first { $0.id == "label.sign" }
    #expect(sign?.verdict == .leak && sign?.estimate == 1)
  }

  /// A rotation that is declared and not there excuses nothing.
  @Test func deltasThatAreSaidToBeRotatedLeakAllTheSame() throws {
    let sign = try audit(world, isRotated: true).checks.first { $0.id == "label.sign" }
    #expect(sign?.verdict == .leak)
    var silent = world
    silent.deltas = world.deltas.map { _ in [0.5, 0.5] }
    let open = try audit(silent, isRotated: true).checks.first { $0.id == "label.sign" }
    #expect(open?.verdict == .notApplicable)
  }

  /// 19 decisions share 5e-7, and so do two halves each: 2^-26 is no alarm there, and 2^-27 is one.
  @Test func theBatteryCountsEveryDecision() throws {
    for (samples, verdict) in [(52, Verdict.inconclusive), (54, .leak)] {
      var world = SmallWorld(seed: 3, samples: samples)
      world.labels = (0..<samples).map { $0 % 2 }
      world.deltas = world.labels.map { $0 == 0 ? [0.5, -0.5] : [-0.5, 0.5] }
      let gram = try audit(world).checks.first { $0.id == "label.gram" }
      #expect(gram?.estimate == 1 && gram?.verdict == verdict, "\(samples)")
    }
  }

  /// What is no number is the business of the schema, and not of an attack.
  @Test func vectorsThatAreNotFiniteAreNotLookedAt() throws {
    var damaged = world
    damaged.deltas[3][1] = .nan
    damaged.activations[5][7] = .infinity
    let seen = try observations(damaged.frames, classes: 2)
    #expect(seen.samples.count == world.keys.count)
    #expect(!seen.withDelta.map(\.key).contains(world.keys[3]))
    #expect(!seen.withActivations.map(\.key).contains(world.keys[5]))
    #expect(seen.withDelta.count == world.keys.count - 1)
    #expect(seen.withActivations.count == world.keys.count - 1)
  }

  /// A second upload under the same key is a link, whatever the texts say.
  @Test func aRepeatedUploadIsALink() throws {
    var repeated = world
    for column in [16, 17, 18] {
      repeated.keys[column] = world.keys[column - 16]
      repeated.activations[column] = world.activations[column - 16]
    }
    let linkage = try audit(repeated).checks.first { $0.id == "cache.linkage" }
    #expect(linkage?.verdict == .leak && linkage?.samples == 3)
    #expect(linkage?.evidence.hasPrefix("3 repeated uploads are linked by their key") == true)
  }

  /// Noise that is drawn anew for each upload averages out, and the attack averages.
  @Test func theAttackSumsOverUploads() throws {
    let key = world.keys[0]
    let activations = world.activations[0]
    let uploads: [[Float]] = [[0.6, 0.4], [-1, 1.2]].map { $0.map(Float.init) }
    var frames = [
      TraceFrame(
        time: .zero, direction: .toServer, flow: 1, kind: 1,
        bytes: DeviceMessage.hello(world.shape).encoded(format: .fp32))
    ]
    for (index, delta) in uploads.enumerated() {
      let sample = UploadedSample(key: key, activations: activations, delta: delta)
      frames.append(
        TraceFrame(
          time: .zero, direction: .toServer, flow: 1, kind: 2,
          bytes: DeviceMessage.samples(sequence: index + 1, [sample]).encoded(format: .fp32)))
    }
    let seen = try observations(frames, classes: 2)
    #expect(SignAttack.guesses(seen, .positive) == [key: 1])
    #expect(SignAttack.guesses(seen, .negative) == [key: 0])
  }

  @Test func withoutPrivateFilesTheAuditIsInconclusive() throws {
    let report = try audit(world, hasRecords: false)
    #expect(report.verdict == .inconclusive && report.exitCode == 3)
    let open = report.checks.filter { $0.verdict == .inconclusive }.map(\.id)
    #expect(
      open == ["raw.labels", "raw.tokens", "raw.text", "timing.length"]
        + Auditor.ids.drop { $0 != "label.sign" })
  }

  /// What training teaches is held against guessing, whatever protects the deltas: 128 right
  /// guesses of 128 would be no alarm beside the 0.982 of epsilon 4.
  @Test func whatIsServedIsHeldAgainstGuessing() throws {
    var taught = world
    for (index, label) in world.labels.enumerated() {
      taught.activations[index] = (0..<16).map { $0 == 8 + label ? 4 : 0 }
    }
    func tensor(_ name: String, _ shape: [Int], _ value: (Int) -> Float) -> NamedTensor {
      NamedTensor(name: name, shape: shape, values: (0..<shape.reduce(1, *)).map(value))
    }
    // The network passes the last layer on, and its first two numbers are the classes.
    let adapters = (0..<2).flatMap { layer in
      [
        tensor("layers.\(layer).down", [8, 1]) { _ in 0 },
        tensor("layers.\(layer).up", [1, 8]) { _ in 0 },
      ]
    }
    let network =
      [tensor("alpha", [2]) { _ in -20 }] + adapters + [
        tensor("norm.gain", [8]) { _ in 1 }, tensor("norm.bias", [8]) { _ in 0 },
        tensor("output.weight", [8, 2]) { [0, 3].contains($0) ? 1 : 0 },
        tensor("output.bias", [2]) { _ in 0 },
      ]
    let frame = TraceFrame(
      time: .zero, direction: .toDevice, flow: 1, kind: MessageKind.sideNetwork.rawValue,
      bytes: ServerMessage.sideNetwork(network).encoded())
    let served = try audit(taught, epsilon: 4, also: [frame]).checks.first {
      $0.id == "label.served"
    }
    #expect(served?.verdict == .leak && served?.estimate == 1, "\(served as Any)")
  }

  @Test func withoutPairedRunsNobodyCanTellWhatMetadataFollow() throws {
    let report = try audit(world, isPaired: false)
    let open = report.checks.filter { $0.verdict == .inconclusive }.map(\.id)
    #expect(open == ["interference.labels", "interference.tokens"])
  }

  @Test func passesWhenNothingFires() throws {
    let report = AuditReport(
      checks: [
        CheckResult(id: "a", level: .raw, verdict: .pass, samples: 1, evidence: "e")
      ])
    #expect(report.exitCode == 0)
    #expect(report.text.contains("no leak found"))
    #expect(!report.text.contains("safe"))
    #expect(AuditReport(checks: []).exitCode == 3)
  }

  @Test func jsonHasTheKeysInOrderAndNullsForMissingNumbers() {
    let report = AuditReport(
      checks: [
        CheckResult(
          id: "a.b", level: .inference, verdict: .pass, estimate: 0.5, low: 0.25, samples: 7,
          evidence: "says \"so\"\n", replay: "again")
      ])
    #expect(
      report.json == """
        {
          "verdict": "pass",
          "checks": [
            {
              "id": "a.b",
              "level": "inference",
              "verdict": "pass",
              "estimate": 0.5,
              "low": 0.25,
              "high": null,
              "baseline": null,
              "samples": 7,
              "evidence": "says \\"so\\"\\n",
              "replay": "again"
            }
          ]
        }

        """)
  }

  @Test func noSecretAppearsInAnyText() throws {
    // Every check fires on this world, and none repeats what it found.
    var leaky = world
    let secret = Array("TOPSECRET-4711-XYZZY-the-quick-brown".utf8)
    leaky.texts[9] = secret
    var frames = leaky.frames
    let content = Protobuf.field(9, secret)
    frames[1].bytes = MessageFrame.wrap(Array(frames[1].bytes.dropFirst(5)) + content)
    frames[1].bytes[0] = 0
    let report = try Auditor.run(
      AuditInputs(
        material: CheckMaterial(
          frames: FrameSource(frames), sessions: [leaky.shape], records: leaky.records),
        epsilon: nil, pairedRun: nil, replay: "again"))
    #expect(report.checks.first { $0.id == "raw.text" }?.verdict == .leak)
    #expect(report.checks.first { $0.id == "schema.fields" }?.verdict == .leak)
    for text in [report.json, report.text, "\(report)"] {
      for length in [6, 10, 16] {
        for start in 0...secret.count - length {
          let part = String(decoding: secret[start..<start + length], as: UTF8.self)
          #expect(!text.contains(part))
        }
      }
      #expect(!text.contains("544f50534543524554"))
    }
  }

  @Test func everyCheckHasAnExplanation() {
    #expect(Explanations.ids == Auditor.ids)
    for id in Explanations.ids {
      let text = Explanations.text(for: id) ?? ""
      #expect(text.hasPrefix("\(id): "))
      for part in ["What it does:", "Why it fires:", "What to do:", "What a pass says:"] {
        #expect(text.contains(part))
      }
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
    }
    #expect(Explanations.text(for: "no.such.check") == nil)
  }
}

/// A hand-made session, small and honest.
struct SmallWorld {
  var keys: [SampleKey]
  var labels: [Int]
  var texts: [[UInt8]]
  var deltas: [[Float]]
  var activations: [[Float]]
  var classes: Int

  init(seed: Int, classes: Int = 2, samples: Int = 128) {
    var stream = Seed(UInt64(seed)).stream("small", ledger: nil)
    self.classes = classes
    keys = (0..<samples).map { _ in SampleKey(drawnFrom: &stream) }
    labels = (0..<samples).map { _ in stream.next(below: classes) }
    texts = (0..<samples).map { _ in
      (0..<36).map { _ in UInt8(0x61 + stream.next(below: 26)) }
    }
    activations = (0..<samples).map { _ in stream.normals(16, deviation: 1) }
    deltas = labels.map { label in
      let weights = (0..<classes).map { _ in stream.nextUnit() + 0.1 }
      let total = weights.reduce(0, +)
      return weights.enumerated().map { Float(($0 == label ? 1 : 0) - $1 / total) }
    }
  }

  var shape: SessionShape {
    SessionShape(
      layers: 2, width: 8, classes: classes, samples: keys.count, batch: 16, format: .fp32)
  }

  var records: [JudgeRecord] {
    keys.indices.map { index in
      JudgeRecord(
        key: keys[index].bytes, sample: index, label: Secret(labels[index]),
        tokens: Secret(texts[index].map { Int($0) + 3 }), text: Secret(texts[index]))
    }
  }

  var frames: [TraceFrame] {
    var messages: [DeviceMessage] = [.hello(shape)]
    for first in stride(from: 0, to: keys.count, by: 16) {
      let samples = (first..<min(first + 16, keys.count)).map { index in
        UploadedSample(
          key: keys[index], activations: activations[index], delta: deltas[index])
      }
      messages.append(.samples(sequence: first / 16 + 1, samples))
    }
    messages.append(.goodbye)
    return messages.enumerated().map { index, message in
      TraceFrame(
        time: SimInstant(nanoseconds: UInt64(index)), direction: .toServer, flow: 1,
        kind: message.kind.rawValue, bytes: message.encoded(format: .fp32))
    }
  }
}

/// Hand-made protobuf.
enum Protobuf {
  /// A short length-delimited field with a one-byte tag.
  static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    precondition(content.count < 128, "one byte of length")
    return [number << 3 | 2, UInt8(content.count)] + content
  }
}
