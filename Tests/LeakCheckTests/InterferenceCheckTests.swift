import Determinism
import LeakCheck
import Testing
import Traces
import Wire

@Suite struct InterferenceCheckTests {
  private let base = SyntheticSession(seed: 1).frames
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
    return try InterferenceCheck.run(id: id, base: FrameSource(base), variant: pair)
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
      id: id, base: FrameSource([]),
      variant: PairedTrace(frames: FrameSource([]), secretsChanged: 1, secretsTotal: 1))
    #expect(empty.verdict == .inconclusive)
  }

  @Test func equalLengthsNeedNoPairAndOthersDo() throws {
    let source = FrameSource(base)
    let equal = try LengthCheck.run(tokenCounts: [5, 5, 5], base: source, pair: nil)
    #expect(equal.verdict == .pass && equal.evidence.contains("carries no information"))
    let open = try LengthCheck.run(tokenCounts: [5, 6], base: source, pair: nil)
    #expect(open.verdict == .inconclusive)
    #expect(try LengthCheck.run(tokenCounts: [], base: source, pair: nil).verdict == .inconclusive)
    var frames = variant
    frames[3].time = SimInstant(nanoseconds: frames[3].time.nanoseconds + 7)
    let pair = PairedTrace(frames: FrameSource(frames), secretsChanged: 2, secretsTotal: 2)
    let leak = try LengthCheck.run(tokenCounts: [5, 6], base: source, pair: pair)
    #expect(leak.verdict == .leak && leak.id == "timing.length")
  }
}
