import Determinism
import LeakCheck
import PrivateData
import Testing
import Traces
import Wire

/// How often the scan takes noise for short secrets, beside what the thresholds promise.
@Suite struct FalseAlarmTests {
  /// Accidents that are expected in a trace, at most, by the documentation.
  private static let statedAccidents = 1e-6

  /// Texts of 8 to 12 bytes, sequences of 4 to 6 ids, and 20 to 40 labels.
  private func records(
    _ stream: inout RandomStream, _ count: Int, _ draw: Draw, leastText: Int = 8
  ) -> [JudgeRecord] {
    (0..<count).map { index in
      JudgeRecord(
        key: stream.bytes(SampleKey.byteCount), sample: index,
        label: Secret(stream.next(below: 2)),
        tokens: Secret((0..<4 + stream.next(below: 3)).map { _ in stream.next(below: 30_000) }),
        text: Secret(
          (0..<leastText + stream.next(below: 13 - leastText)).map { _ in draw.byte(&stream) }))
    }
  }

  /// Bytes of noise.
  private enum Draw {
    case uniform
    /// Small numbers are frequent.
    case skewed
    /// 16 equally frequent values that are no characters: four bits of surprise each.
    case sixteen

    func byte(_ stream: inout RandomStream) -> UInt8 {
      switch self {
      case .uniform: UInt8(stream.next(below: 256))
      case .skewed:
        UInt8(min(stream.next(below: 256), stream.next(below: 256), stream.next(below: 256)))
      case .sixteen: UInt8(0xE0 + stream.next(below: 16))
      }
    }
  }

  private func findings(
    _ noise: [UInt8], _ records: [JudgeRecord], leniency: Double
  ) throws -> Int {
    let frame = TraceFrame(
      time: SimInstant(nanoseconds: 0), direction: .toServer, flow: 1, kind: 2,
      bytes: MessageFrame.wrap(Protobuf.field(9, noise)))
    return try RawCheck.run(
      frames: FrameSource([frame]), records: records, classes: 2, leniency: leniency
    ).reduce(0) { $0 + $1.findings.count }
  }

  @Test func noiseIsNeverTakenForManyShortSecrets() throws {
    for seed in 0..<12 {
      var stream = Seed(UInt64(seed)).stream("noise", ledger: nil)
      let draw: Draw = seed % 2 == 0 ? .uniform : .skewed
      let records = records(&stream, seed % 3 == 0 ? 20 + stream.next(below: 21) : 2_000, draw)
      let noise = (0..<2_000_000).map { _ in draw.byte(&stream) }
      #expect(try findings(noise, records, leniency: 1) == 0, "seed \(seed)")
    }
  }

  @Test func accidentsAreAsRareAsStatedAndNotMuchRarer() throws {
    // At the stated level nothing can be counted; with 2 * 10^7 times as many accidents allowed a
    // match wants about 32 bits here, eight of the sixteen values.
    let leniency = 2e7
    let allowed = Self.statedAccidents * leniency
    let traces = 400
    var found = 0
    for seed in 0..<traces {
      var stream = Seed(UInt64(seed)).stream("accidents", ledger: nil)
      let records = records(&stream, 500, .sixteen, leastText: 12)
      let noise = (0..<1 << 16).map { _ in Draw.sixteen.byte(&stream) }
      found += try findings(noise, records, leniency: leniency)
    }
    let rate = Double(found) / Double(traces)
    #expect(rate <= allowed)
    // The bound counts 64 readings of each byte, of which noise like this has one, and matches
    // come in steps of a byte.
    #expect(rate >= allowed / 4_096, "\(found) accidents in \(traces) traces")
  }
}
