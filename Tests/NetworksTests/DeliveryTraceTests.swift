import Determinism
import Foundation
import Networks
import TestSupport
import Testing

@Suite struct DeliveryTraceTests {
  private func parsed(_ text: String) throws(LinkTraceError) -> DeliveryTrace {
    try parsed(Array(text.utf8))
  }

  private func parsed(_ bytes: [UInt8]) throws(LinkTraceError) -> DeliveryTrace {
    var result: Result<DeliveryTrace, LinkTraceError>?
    bytes.withUnsafeBytes { buffer in
      do throws(LinkTraceError) {
        result = .success(try DeliveryTrace.parse(buffer))
      } catch { result = .failure(error) }
    }
    switch result {
    case .success(let trace): return trace
    case .failure(let error): throw error
    case nil: throw LinkTraceError(.empty, line: nil)
    }
  }

  @Test func aTraceIsOneMillisecondALine() throws {
    #expect(try parsed("0\n0\n5\n12\n").milliseconds == [0, 0, 5, 12])
    #expect(try parsed("7").milliseconds == [7])
    #expect(try parsed("007\n4294967295\n").milliseconds == [7, 4_294_967_295])
  }

  @Test func whatMmLinkRefusesIsRefusedWithItsLine() {
    func error(_ text: String) -> LinkTraceError? {
      do throws(LinkTraceError) {
        _ = try parsed(text)
        return nil
      } catch { return error }
    }
    #expect(error("") == LinkTraceError(.empty, line: nil))
    #expect(error("1\n\n2\n") == LinkTraceError(.emptyLine, line: 2))
    #expect(error("1\n2\n\n") == LinkTraceError(.emptyLine, line: 3))
    #expect(error("\n") == LinkTraceError(.emptyLine, line: 1))
    #expect(error("3\n2\n") == LinkTraceError(.decreasing, line: 2))
    #expect(error("0\n0\n") == LinkTraceError(.lastsNoTime, line: 2))
    #expect(error("1\n-2\n") == LinkTraceError(.unexpectedByte(0x2D), line: 2))
    #expect(error("1\r\n2\r\n") == LinkTraceError(.unexpectedByte(13), line: 1))
    #expect(error("1\n 2\n") == LinkTraceError(.unexpectedByte(0x20), line: 2))
    let large = LinkTraceError.Code.tooLarge(limit: "4294967295 ms (49 days)")
    #expect(error("1\n4294967296\n") == LinkTraceError(large, line: 2))
    let digits = String(repeating: "9", count: 400)
    #expect(error("1\n2\n\(digits)") == LinkTraceError(large, line: 3))
  }

  @Test func errorsSayWhatIsWrong() {
    #expect(
      LinkTraceError(.unexpectedByte(0x2D), line: 4).description
        == "line 4: unexpected '-'; a line holds one whole number of milliseconds")
    #expect(
      LinkTraceError(.unexpectedByte(0), line: 1).description
        == "line 1: unexpected byte 0x0; a line holds one whole number of milliseconds")
    #expect(LinkTraceError(.empty, line: nil).description == "the trace is empty")
  }

  /// Bytes from random files and from damaged good ones either give a valid trace or an error.
  @Test func damagedFilesNeverCrash() {
    withEvery("file", in: 0..<Cases.files) { seed in
      var stream = Seed(seed).stream("damage", ledger: nil)
      var bytes: [UInt8]
      if stream.next(below: 3) == 0 {
        bytes = stream.bytes(stream.next(below: 300))
      } else {
        let text = randomTrace(&stream).milliseconds.map { "\($0)\n" }.joined()
        bytes = Array(text.utf8)
        bytes.removeLast(stream.next(below: bytes.count))
        for _ in 0..<stream.next(below: 4) where !bytes.isEmpty {
          bytes[stream.next(below: bytes.count)] = UInt8(stream.next(below: 256))
        }
      }
      do {
        let times = try parsed(bytes).milliseconds
        try #require(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        try #require(times.count == bytes.split(separator: 10).count)
      } catch let error as LinkTraceError {
        try #require(error.line ?? 1 >= 1)
      }
    }
  }

  @Test func aFileOfOneMillisecondIsTwelveMegabits() throws {
    // The mm-link documentation's example, with opportunities of 1500 bytes.
    let capacity = LinkCapacity.opportunities(try parsed("1\n"), bytes: 1_500)
    #expect(capacity.meanRate == BitRate(bitsPerSecond: 12_000_000))
  }

  /// The rules, read directly: opportunity by opportunity, packet by packet, in milliseconds.
  ///
  /// Arrivals at a time are handled after all opportunities up to it. An opportunity serves what
  /// waits, a packet may span several, and what is left when nothing waits is lost.
  private func departures(
    _ packets: [(time: UInt64, bytes: UInt64)], _ trace: DeliveryTrace, bytes: UInt64
  ) -> [UInt64] {
    var departures: [UInt64] = []
    var next = 0
    var waiting: [UInt64] = []
    var base: UInt64 = 0
    let times = trace.milliseconds.map { UInt64($0) }
    while departures.count < packets.count {
      for offset in times where departures.count < packets.count {
        let opportunity = (base + offset) * 1_000_000
        while next < packets.count, packets[next].time < opportunity {
          waiting.append(packets[next].bytes)
          next += 1
        }
        var left = bytes
        while left > 0, let first = waiting.first {
          let used = min(left, first)
          left -= used
          waiting[0] -= used
          guard waiting[0] == 0 else { break }
          waiting.removeFirst()
          departures.append(opportunity)
        }
      }
      base += trace.periodMilliseconds
    }
    return departures
  }

  private func check(_ trace: DeliveryTrace, _ stream: inout RandomStream, span: UInt64) throws {
    let size: UInt64 = [1_504, 1_500, 100, 10_000][stream.next(below: 4)]
    var time: UInt64 = 0
    var packets: [(time: UInt64, bytes: UInt64)] = []
    for _ in 0..<300 {
      switch stream.next(below: 4) {
      case 0: time += UInt64(stream.next(below: Int(span)))
      case 1: time = (time / 1_000_000 + UInt64(stream.next(below: 4))) * 1_000_000
      default: break
      }
      packets.append(
        (time, UInt64(1 + stream.next(below: stream.next(below: 9) == 0 ? 9_000 : 1_502))))
    }
    // Times never go back, and whole milliseconds meet opportunities exactly.
    packets.sort { $0.time < $1.time }
    var link = PacketLink(
      LinkProfile(capacity: .opportunities(trace, bytes: size), delay: .zero, lossModel: .none),
      randomness: randomness(1))
    let arrivals = packets.map { link.transmit(ByteCount($0.bytes), at: at($0.time)) }
    let expected = departures(packets, trace, bytes: size).map { at($0) }
    try #require(arrivals == expected)
  }

  @Test func departuresOverGeneratedTracesAreThoseOfTheRules() {
    withEvery("seed", in: 0..<300) { seed in
      var stream = Seed(seed).stream("rules", ledger: nil)
      let trace = randomTrace(&stream)
      try check(trace, &stream, span: 30_000_000)
    }
  }

  private static let folder = ProcessInfo.processInfo.environment["SIDELIGHT_CELLULAR"]

  @Test(
    .enabled(
      if: folder != nil,
      "name a folder of Mahimahi traces in SIDELIGHT_CELLULAR to compare recorded links"))
  func departuresOverRecordedTracesAreThoseOfTheRules() throws {
    let folder = try #require(Self.folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(!names.isEmpty)
    for name in names {
      let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
      let trace = try parsed(Array(bytes))
      for seed in 0..<20 as Range<UInt64> {
        var stream = Seed(seed).stream("recorded", ledger: nil)
        try check(trace, &stream, span: 400_000_000)
      }
    }
  }
}
