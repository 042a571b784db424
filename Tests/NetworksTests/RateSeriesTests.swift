import Determinism
import Networks
import TestSupport
import Testing

@Suite struct RateSeriesTests {
  private func parsed(_ bytes: [UInt8]) -> Result<RateSeries, LinkTraceError> {
    var result: Result<RateSeries, LinkTraceError> = .failure(LinkTraceError(.empty, line: nil))
    bytes.withUnsafeBytes { buffer in
      do throws(LinkTraceError) {
        result = .success(try RateSeries.parse(buffer))
      } catch { result = .failure(error) }
    }
    return result
  }

  private func error(_ text: String) -> LinkTraceError? {
    if case .failure(let error) = parsed(Array(text.utf8)) { error } else { nil }
  }

  @Test func aTableOfRatesRepeatsAfterItsLastInterval() throws {
    let series = try parsed(Array("s,Mbit/s\n0,12.5\n0.5,3\n1,0.25\n".utf8)).get()
    #expect(
      series.steps == [
        RateSeries.Step(start: .zero, bitsPerSecond: 12_500_000),
        RateSeries.Step(start: milliseconds(500), bitsPerSecond: 3_000_000),
        RateSeries.Step(start: milliseconds(1_000), bitsPerSecond: 250_000),
      ])
    #expect(series.period == milliseconds(1_500))
    // (12.5 + 3 + 0.25) / 3.
    #expect(series.meanBitsPerSecond == 5_250_000)
    let windows = try parsed(Array("ms,kbit/s\r\n0,100\r\n20,200\r\n".utf8)).get()
    #expect(windows.steps[1].start == milliseconds(20))
  }

  @Test func wrongTablesAreRefusedWithTheirLine() {
    #expect(error("") == LinkTraceError(.empty, line: nil))
    #expect(error("s,Mbit/s\n") == LinkTraceError(.empty, line: nil))
    #expect(error("0,12\n1,13\n") == LinkTraceError(.badHeader, line: 1))
    #expect(error("s,apples\n0,12\n") == LinkTraceError(.badHeader, line: 1))
    #expect(error("s,Mbit/s\n1,12\n") == LinkTraceError(.startsLate, line: 2))
    #expect(error("s,Mbit/s\n0,12\n0,13\n") == LinkTraceError(.notIncreasing, line: 3))
    #expect(error("s,Mbit/s\n0\n") == LinkTraceError(.wrongColumnCount(1), line: 2))
    #expect(error("s,Mbit/s\n0,1,2\n") == LinkTraceError(.wrongColumnCount(3), line: 2))
    #expect(error("s,Mbit/s\n0,-1\n") == LinkTraceError(.notANumber, line: 2))
    #expect(error("s,Mbit/s\n0,\n") == LinkTraceError(.notANumber, line: 2))
    #expect(error("s,Mbit/s\n0,1e3\n") == LinkTraceError(.notANumber, line: 2))
    #expect(error("s,Mbit/s\n0,1\n\n2,1\n") == LinkTraceError(.emptyLine, line: 3))
    #expect(error("s,Mbit/s\n0,0\n1,0\n") == LinkTraceError(.neverSends, line: nil))
    #expect(error("s,Mbit/s\n0,9999999\n") == LinkTraceError(.tooLarge(limit: "1 Tbit/s"), line: 2))
    let huge = String(repeating: "9", count: 500)
    #expect(error("s,Mbit/s\n\(huge),1\n")?.line == 2)
  }

  @Test func damagedTablesNeverCrash() {
    withEvery("file", in: 0..<Cases.files) { seed in
      var stream = Seed(seed).stream("damage", ledger: nil)
      var text = "s,Mbit/s\n"
      for line in 0..<stream.next(below: 20) {
        text += "\(line).\(line),\(stream.next(below: 90))\n"
      }
      var bytes = Array(text.utf8)
      bytes.removeLast(stream.next(below: bytes.count))
      for _ in 0..<stream.next(below: 4) where !bytes.isEmpty {
        bytes[stream.next(below: bytes.count)] = UInt8(stream.next(below: 256))
      }
      if case .success(let series) = parsed(bytes) {
        try #require(series.steps.first?.start == .zero)
      }
    }
  }

  @Test func aPacketCrossesAStepAtItsTime() {
    // 1 Mbit/s for 1 ms carries 1000 bits; the other 7000 take 7 ms / 7 at 7 Mbit/s.
    let series = RateSeries(
      steps: [
        RateSeries.Step(start: .zero, bitsPerSecond: 1_000_000),
        RateSeries.Step(start: milliseconds(1), bitsPerSecond: 7_000_000),
      ], period: nil)
    var link = PacketLink(
      LinkProfile(capacity: .series(series), delay: milliseconds(3), lossModel: .none),
      randomness: randomness(1))
    #expect(link.transmit(ByteCount(1_000), at: .zero) == at(5_000_000))
  }

  @Test func aMarkovRateReachesItsMean() {
    // Means of 10 and 1 Mbit/s over 0.3 and 0.1 s: (10 x 0.3 + 1 x 0.1) / 0.4 = 7.75 Mbit/s.
    let model = MarkovRate(states: [
      MarkovRate.State(bitsPerSecond: 10_000_000, meanDuration: milliseconds(300)),
      MarkovRate.State(bitsPerSecond: 1_000_000, meanDuration: milliseconds(100)),
    ])
    #expect(model.meanBitsPerSecond == 7_750_000)
    var link = PacketLink(
      LinkProfile(capacity: .markov(model), delay: .zero, lossModel: .none),
      randomness: randomness(7))
    var last = SimInstant.zero
    for _ in 0..<1_000_000 { last = link.transmit(ByteCount(1_250), at: .zero) ?? last }
    #expect(abs(1e10 / last.seconds / 7.75e6 - 1) < 0.05)
  }
}
