import Determinism
import LeakCheck
import PrivateData
import Testing
import Traces
import Wire

@Suite struct InterferenceCheckTests {
  private let session = SyntheticSession(seed: 1)
  private var base: [TraceFrame] { session.frames }
  private let id = "interference.labels"

  /// The base with other payloads of the same sizes.
  private var variant: [TraceFrame] {
    base.map { frame in
      var frame = frame
      frame.bytes[frame.bytes.count - 1] ^= 1
      return frame
    }
  }

  private func compare(
    _ frames: [TraceFrame], changed: Int = 160, total: Int = 160
  ) throws -> CheckResult {
    let pair = PairedTrace(
      frames: FrameSource(frames), secretsChanged: changed, secretsTotal: total)
    return try InterferenceCheck.run(id: id, base: material(base), variants: [pair])
  }

  private func material(_ frames: [TraceFrame]) -> CheckMaterial {
    CheckMaterial(frames: FrameSource(frames), sessions: [session.shape], records: nil)
  }

  @Test func aVariantThatOnlyReordersSamplesIsADifference() throws {
    let frames = base
    let first = try #require(frames.firstIndex { $0.kind == MessageKind.samples.rawValue })
    guard
      case .samples(let sequence, let samples) = try DeviceMessage(
        frame: frames[first].bytes, session: session.shape)
    else { return }
    let records = session.records
    let places = Dictionary(
      uniqueKeysWithValues: records.compactMap { record in
        SampleKey(bytes: record.key).map { ($0, record.sample) }
      })
    func verdict(_ order: [UploadedSample]) throws -> CheckResult {
      var changed = frames
      var order = order
      order[0].delta[0] += 1
      changed[first].bytes = DeviceMessage.samples(sequence: sequence, order)
        .encoded(format: session.shape.format)
      let pair = PairedTrace(
        frames: FrameSource(changed), secretsChanged: 1, secretsTotal: 1, samples: places)
      return try InterferenceCheck.run(
        id: id,
        base: CheckMaterial(
          frames: FrameSource(frames), sessions: [session.shape], records: records),
        variants: [pair])
    }
    #expect(try verdict(samples).verdict == .pass)
    let sorted = try verdict(samples.reversed())
    #expect(sorted.verdict == .leak)
    #expect(sorted.findings.first?.field == "order" && sorted.findings.first?.frame == first)
  }

  /// Both runs draw their keys from one seed, so a key that differs follows from a secret.
  @Test func aSampleUnderAnotherKeyIsADifference() throws {
    var other = session
    let last = other.samples.count - 1
    other.samples[last].key[0] ^= 1
    other.samples[0].delta[0] += 1
    func material(_ session: SyntheticSession) -> CheckMaterial {
      CheckMaterial(
        frames: FrameSource(session.frames), sessions: [session.shape], records: session.records)
    }
    let renamed = try InterferenceCheck.run(
      id: id, base: material(session),
      variants: [
        PairedTrace(
          frames: FrameSource(other.frames), secretsChanged: 1, secretsTotal: 1,
          samples: material(other).samples)
      ])
    #expect(renamed.verdict == .leak && renamed.findings.map(\.field) == ["key"])
  }

  @Test func everyVariantIsCompared() throws {
    let good = PairedTrace(frames: FrameSource(variant), secretsChanged: 5, secretsTotal: 5)
    var frames = variant
    frames[4].time = SimInstant(nanoseconds: frames[4].time.nanoseconds + 1)
    let bad = PairedTrace(frames: FrameSource(frames), secretsChanged: 3, secretsTotal: 5)
    let weak = PairedTrace(frames: FrameSource(variant), secretsChanged: 3, secretsTotal: 5)
    func verdict(_ variants: [PairedTrace]) throws -> Verdict {
      try InterferenceCheck.run(id: id, base: material(base), variants: variants).verdict
    }
    #expect(try verdict([good, weak]) == .pass)
    #expect(try verdict([good, bad]) == .leak)
    #expect(try verdict([]) == .inconclusive)
  }

  @Test func equalMetadataWithOtherPayloadsPass() throws {
    let result = try compare(variant)
    #expect(result.verdict == .pass)
    #expect(result.samples == base.count)
  }

  @Test func theFirstDifferenceOfEachFieldIsNamed() throws {
    let changes: [(field: String, text: String, change: (inout TraceFrame) -> Void)] = [
      ("direction", "direction is", { $0.direction = .toDevice }),
      ("flow", "flow is 1 in one run and 2 in the other", { $0.flow = 2 }),
      ("kind", "kind is samples in one run and hello in the other", { $0.kind = 1 }),
      ("size", "bytes in the other (at 0.00", { $0.bytes.append(0) }),
      (
        "time", "time is 0.006000000 s in one run and 0.006000001 s in the other",
        { $0.time = SimInstant(nanoseconds: $0.time.nanoseconds + 1) }
      ),
    ]
    for (field, text, change) in changes {
      var frames = variant
      change(&frames[5])
      change(&frames[9])
      let result = try compare(frames)
      #expect(result.verdict == .leak)
      #expect(result.findings.first?.frame == 5)
      #expect(result.findings.first?.field == field)
      #expect(result.findings.first?.message.contains(text) == true, "\(result.findings)")
    }
  }

  @Test func missingAndAdditionalFramesAreDifferences() throws {
    for frames in [Array(variant.dropLast()), variant + [variant[0]]] {
      let result = try compare(frames)
      #expect(result.verdict == .leak)
      #expect(result.findings.first?.field == "count")
    }
    #expect(try compare([]).verdict == .leak)
  }

  @Test func exchangedFramesAreADifference() throws {
    var frames = variant
    frames.swapAt(1, 2)
    #expect(try compare(frames).verdict == .leak)
  }

  @Test func comparisonsThatShowNothingAreInconclusive() throws {
    #expect(try compare(base).verdict == .inconclusive)
    #expect(try compare(variant, changed: 159).verdict == .inconclusive)
    #expect(try compare(variant, changed: 0, total: 0).verdict == .inconclusive)
    let empty = try InterferenceCheck.run(
      id: id, base: material([]),
      variants: [PairedTrace(frames: FrameSource([]), secretsChanged: 1, secretsTotal: 1)])
    #expect(empty.verdict == .inconclusive)
  }

  @Test func equalLengthsNeedNoPairAndOthersDo() throws {
    let source = material(base)
    let equal = try LengthCheck.run(tokenCounts: [5, 5, 5], base: source, pairs: [])
    #expect(equal.verdict == .pass && equal.evidence.contains("carries no information"))
    let open = try LengthCheck.run(tokenCounts: [5, 6], base: source, pairs: [])
    #expect(open.verdict == .inconclusive)
    #expect(LengthCheck.needsPair(tokenCounts: [5, 6, 5]))
    #expect(try LengthCheck.run(tokenCounts: [], base: source, pairs: []).verdict == .inconclusive)
    var frames = variant
    frames[3].time = SimInstant(nanoseconds: frames[3].time.nanoseconds + 7)
    let pair = PairedTrace(frames: FrameSource(frames), secretsChanged: 2, secretsTotal: 2)
    let leak = try LengthCheck.run(tokenCounts: [5, 6], base: source, pairs: [pair])
    #expect(leak.verdict == .leak && leak.id == "timing.length")
  }
}
