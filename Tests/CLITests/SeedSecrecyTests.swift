import Foundation
import Testing

/// The run's seed would regenerate labels, keys and noise, so the trace must not hold it.
@Suite struct SeedSecrecyTests {
  @Test func noFormOfTheSeedIsInTheTrace() throws {
    let seed: UInt64 = 8_123_456_789_012_345_671
    let run = try RecordedRun(.init(seed: seed), [])
    let trace = try bytes(run.tracePath)
    let info = try SidelightProcess.run("trace", "info", run.tracePath).standardOutput
    let little = withUnsafeBytes(of: seed.littleEndian) { Data($0) }
    let big = withUnsafeBytes(of: seed.bigEndian) { Data($0) }
    let forms = [
      Data(String(seed).utf8), little, big, Data(String(seed, radix: 16).utf8),
      Data(String(seed, radix: 16, uppercase: true).utf8), varint(seed),
      Data(little.base64EncodedString().dropLast().utf8),
      Data(big.base64EncodedString().dropLast().utf8),
    ]
    for form in forms {
      #expect(trace.range(of: form) == nil)
      #expect(info.range(of: form) == nil)
    }
    // The device's side keeps the seed: without it, nobody could run the scenario again.
    let scenario = try bytes(run.path + "/scenario.yaml")
    #expect(scenario.range(of: Data(String(seed).utf8)) != nil)
  }

  @Test func theServersSeedIsTheSameForAllSeeds() throws {
    let first = try RecordedRun(.init(seed: 1))
    let second = try RecordedRun(.init(seed: 2))
    let lines = try [first, second].map { run in
      try SidelightProcess.run("trace", "info", run.tracePath).output.split(separator: "\n")
        .filter { $0.hasPrefix("server seed") || $0.hasPrefix("scenario") }
    }
    #expect(lines[0].count == 2)
    #expect(lines[0] == lines[1])
  }

  private func varint(_ value: UInt64) -> Data {
    var (rest, result) = (value, Data())
    while rest >= 0x80 {
      result.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    result.append(UInt8(rest))
    return result
  }
}
